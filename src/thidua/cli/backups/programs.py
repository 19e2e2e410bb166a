"""Running PostgreSQL's own programs on the database of an address."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections import deque
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from thidua.cli import environment
from thidua.cli.postgres import installed_binaries
from thidua.cli.processes import dies_with_parent
from thidua.cli.refusal import Refusal

LINES_KEPT = 6
TELL_EVERY_SECONDS = 5.0


class ProgramFailed(Refusal):
    """One of PostgreSQL's programs did not do its work; the sentence ends with what it said."""


def program(name: str) -> Path:
    """Return a program of PostgreSQL: of the installed wheel, or of the folder that THIDUA_PG_BIN names."""
    given = environment.text("THIDUA_PG_BIN")
    found = (Path(given) if given else installed_binaries() / "bin") / name
    if not found.exists():
        raise Refusal(f"Không có chương trình {found}. Hãy sửa THIDUA_PG_BIN.")
    return found


def jobs() -> int:
    """How many tables are worth copying at the same time: compression takes a core each."""
    return max(1, min(8, os.cpu_count() or 1))


def run(name: str, *arguments: str | Path, url: str = "", tell: tuple[str, str] | None = None) -> str:
    """Run a program, on the database of `url` if given; return what it printed.

    `tell` is (a pattern, a sentence with one %d): lines of the program's own report that hold the pattern are counted,
    and now and then the sentence is printed with their number. Raises ProgramFailed.
    """
    target, secret = _connection(url) if url else ([], {})
    process = subprocess.Popen(
        [str(program(name)), *map(str, arguments), *target],
        env=os.environ | secret | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if tell is None else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )
    if tell is None:
        printed, said = process.communicate()
        last = said.strip().splitlines()[-LINES_KEPT:]
    else:
        printed, last = "", _watch(process, tell)
    if process.wait():
        raise ProgramFailed(f"{name} kết thúc với mã {process.returncode}:\n" + "\n".join(last))
    return printed


def _watch(process: subprocess.Popen[str], tell: tuple[str, str]) -> list[str]:
    """Count what the program reports until it ends; return its last lines."""
    pattern, sentence = tell
    last: deque[str] = deque(maxlen=LINES_KEPT)
    seen, told = 0, time.monotonic()
    assert process.stderr is not None
    for line in process.stderr:
        last.append(line.rstrip())
        seen += bool(re.search(pattern, line))
        if time.monotonic() > told + TELL_EVERY_SECONDS:
            told = time.monotonic()
            print(f"  {sentence % seen}", flush=True)
    return list(last)


def _connection(url: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments and variables that name a database; a password must not stand in a list of processes."""
    parts = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    password = parts.pop("password", None)
    return ["--dbname", make_conninfo("", **parts)], {"PGPASSWORD": str(password)} if password else {}
