"""Runs scripts that read foreign files, each in a process with limits of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import limited_process


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of memory and seconds of processor time that a script may use, seconds of wall clock that we wait.

    `output` are the bytes that it may answer: whoever asked for them has to hold them all.
    """

    memory: int = 1_500 * 1024 * 1024
    output: int = 200 * 1024 * 1024
    seconds: int = 20
    patience: int = 30


ONE_FILE = Limits()
# Secrets of the application have no place in a process that reads foreign files.
_ENVIRONMENT = {"LANG": "C.UTF-8"} | {
    name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ
}
_SAID = 2_000


class Exhausted(Exception):
    """The script was stopped: it needed more memory or time than it was given, or answered more than it may."""


class Failed(Exception):
    """The script gave up with an exit code of its own, or with 1 for an error that it did not expect."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


def run(script: Path, *arguments: str, content: bytes, limits: Limits = ONE_FILE) -> bytes:
    """What a script wrote to its standard output when given `content` on its standard input.

    The script imports nothing of ours and reads its arguments from `sys.argv[1:]`. Raises Exhausted or Failed.
    """
    figures = (str(limits.memory), str(limits.seconds), str(limits.output))
    # -I: the process looks for modules neither by our environment nor in the folder that it stands in.
    command = [sys.executable, "-I", str(Path(limited_process.__file__)), *figures, str(script), *arguments]
    # The answer goes to a file, whose size the system limits; a pipe would fill our memory before it is looked at.
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                command,
                input=content,
                stdout=answer,
                stderr=said,
                env=_ENVIRONMENT,
                timeout=limits.patience,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Exhausted from error
        if done.returncode < 0 or done.returncode == limited_process.OUT_OF_MEMORY:
            raise Exhausted
        if done.returncode:
            raise Failed(done.returncode, _end_of(said).decode(errors="replace"))
        answer.seek(0)
        return answer.read()


def _end_of(said: IO[bytes]) -> bytes:
    said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID))
    return said.read()
