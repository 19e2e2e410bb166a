"""Starts scripts that read foreign workbooks, each in a process with limits of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from . import sandboxed
from .errors import FileTooLarge, UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of memory and seconds of processor time that a script may use, seconds of wall clock that we wait."""

    memory: int = 1_500 * 1024 * 1024
    seconds: int = 20
    patience: int = 30


ONE_FILE = Limits()


def run(script: Path, *arguments: str, content: bytes, limits: Limits = ONE_FILE) -> bytes:
    """What a script wrote to its standard output when given `content` on its standard input.

    The script imports nothing of ours, may use python_calamine, and may let its errors (CalamineError, PasswordError,
    IndexError, ValueError, MemoryError) rise. Raises UnreadableFile (422) or FileTooLarge (413).
    """
    # -I: the process sees neither our environment nor the folder that it stands in.
    command = [sys.executable, "-I", str(Path(sandboxed.__file__)), str(limits.memory), str(limits.seconds)]
    try:
        done = subprocess.run(
            [*command, str(script), *arguments],
            input=content,
            capture_output=True,
            timeout=limits.patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if done.returncode == sandboxed.NEEDS_PASSWORD:
        raise UnreadableFile(_("Tệp có mật khẩu. Hãy bỏ mật khẩu và lưu lại."))
    if done.returncode < 0 or done.returncode == sandboxed.OUT_OF_MEMORY:
        raise _too_much()
    if done.returncode:
        raise UnreadableFile(_("Không đọc được tệp Excel này. Hãy mở bằng Excel và lưu lại dạng .xlsx."))
    return done.stdout


def _too_much() -> FileTooLarge:
    return FileTooLarge(_("Bảng tính chiếm vùng quá rộng, không mở được. Hãy chép riêng danh sách sang tệp mới."))
