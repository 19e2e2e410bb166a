"""Scripts that run under limits: what they may see, and what they may answer."""

from __future__ import annotations

import pytest

from thidua.core import limited
from thidua.core.limited import Exhausted, Failed, Limits


@pytest.fixture
def script(tmp_path):
    """Writes a script and answers where it lies."""

    def write(text: str):
        path = tmp_path / "script.py"
        path.write_text(text)
        return path

    return write


def test_a_script_answers_what_it_was_given(script):
    reads = script("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read() + sys.argv[1].encode())")

    assert limited.run(reads, " b", content=b"a") == b"a b"


def test_secrets_of_the_application_are_not_there(script, monkeypatch):
    monkeypatch.setenv("THIDUA_SECRET_KEY", "secret")

    assert b"secret" not in limited.run(script("import os; print(dict(os.environ))"), content=b"")


@pytest.mark.parametrize("way", ["sys.stdout.write('a' * 1000)", "sys.stdout.buffer.write(b'a' * 1000)"])
def test_a_long_answer_is_stopped(script, way):
    for more in ("", "; [sys.stdout.write('b' * 99) for _ in range(999)]"):
        with pytest.raises(Exhausted):
            limited.run(script(f"import sys; {way}{more}"), content=b"", limits=Limits(output=500))


def test_memory_and_time_are_limited(script):
    with pytest.raises(Exhausted):
        limited.run(script("bytearray(900_000_000)"), content=b"", limits=Limits(memory=500_000_000))
    with pytest.raises(Exhausted):
        limited.run(script("while True: pass"), content=b"", limits=Limits(seconds=1))


def test_what_a_script_says_when_it_gives_up_is_told(script):
    with pytest.raises(Failed) as failed:
        limited.run(script("import sys; sys.stderr.write('x' * 5000 + 'why'); sys.exit(3)"), content=b"")

    assert (failed.value.code, str(failed.value)[-3:], len(str(failed.value))) == (3, "why", 2000)
