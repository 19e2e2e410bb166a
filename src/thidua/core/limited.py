"""Runs scripts that read foreign files, each in a process with limits of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import limited_process


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of memory and seconds of processor time that a script may use, seconds of wall clock that we wait."""

    memory: int = 1_500 * 1024 * 1024
    seconds: int = 20
    patience: int = 30


ONE_FILE = Limits()


class Exhausted(Exception):
    """The script was stopped: it needed more memory or time than it was given."""


class Failed(Exception):
    """The script gave up with an exit code of its own, or with 1 for an error that it did not expect."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


def run(script: Path, *arguments: str, content: bytes, limits: Limits = ONE_FILE) -> bytes:
    """What a script wrote to its standard output when given `content` on its standard input.

    The script imports nothing of ours and reads its arguments from `sys.argv[1:]`. Raises Exhausted or Failed.
    """
    # -I: the process sees neither our environment nor the folder that it stands in.
    command = [sys.executable, "-I", str(Path(limited_process.__file__)), str(limits.memory), str(limits.seconds)]
    try:
        done = subprocess.run(
            [*command, str(script), *arguments],
            input=content,
            capture_output=True,
            timeout=limits.patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Exhausted from error
    if done.returncode < 0 or done.returncode == limited_process.OUT_OF_MEMORY:
        raise Exhausted
    if done.returncode:
        raise Failed(done.returncode, done.stderr.decode(errors="replace")[-2_000:])
    return done.stdout
