"""A newcomer waits less than three minutes for the first page, and less than ten seconds the next day.

Beside other tests a start takes longer; `make prove` asks for the ten seconds.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proofs.running import free_port

FULL = bool(os.environ.get("THIDUA_PROVE"))
ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = 180.0, 10.0 if FULL else 30.0


@pytest.fixture
def checkout() -> Iterator[Path]:
    """At full size a clean clone; else this checkout, already set up, with a data folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="thidua-newcomer-"))
    folder.chmod(0o755)
    if FULL:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "thidua")], check=True)
    else:
        (folder / "thidua").symlink_to(ROOT)
    yield folder / "thidua"
    shutil.rmtree(folder, ignore_errors=True)


def seconds_to_the_first_page(checkout: Path, data: Path) -> float:
    """Run `make demo` until its sign-in page answers, then stop it as a person would."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA_", "DJANGO_", "DATABASE_", "MAKE"))}
    started = time.monotonic()
    make = subprocess.Popen(
        ["make", "--silent", "demo", f"PORT={port}", f"DATA={data}"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if make.poll() is not None:
                raise AssertionError(f"make demo ended with {make.returncode}")
            if time.monotonic() - started > 2 * FIRST:
                raise AssertionError("make demo does not answer")
            time.sleep(0.1)
        return time.monotonic() - started
    finally:
        os.killpg(make.pid, signal.SIGINT)
        make.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/dang-nhap/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def test_the_first_page_comes_soon_and_the_second_time_at_once(
    checkout: Path, record_property: Callable[[str, object], None]
) -> None:
    data = checkout.parent / "data"

    first = seconds_to_the_first_page(checkout, data)
    second = seconds_to_the_first_page(checkout, data)

    record_property("first page from a clean clone, s", first)
    record_property("first page the second time, s", second)
    assert first < FIRST
    assert second < SECOND
