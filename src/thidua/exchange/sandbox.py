"""Reads foreign workbooks by scripts that run under limits, and says in a sentence why one cannot be read."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from thidua.core import limited
from thidua.core.limited import ONE_FILE, Limits

from . import sandboxed
from .errors import FileTooLarge, UnreadableFile


def run(script: Path, *arguments: str, content: bytes, limits: Limits = ONE_FILE) -> bytes:
    """What a script wrote to its standard output when given `content` on its standard input.

    The script imports nothing of ours, may use python_calamine, and may let its errors (CalamineError, PasswordError,
    IndexError, ValueError, MemoryError) rise. Raises UnreadableFile (422) or FileTooLarge (413).
    """
    try:
        return limited.run(Path(sandboxed.__file__), str(script), *arguments, content=content, limits=limits)
    except limited.Exhausted as error:
        raise FileTooLarge(
            _("Bảng tính chiếm vùng quá rộng, không mở được. Hãy chép riêng danh sách sang tệp mới.")
        ) from error
    except limited.Failed as error:
        if error.code == sandboxed.NEEDS_PASSWORD:
            raise UnreadableFile(_("Tệp có mật khẩu. Hãy bỏ mật khẩu và lưu lại.")) from error
        raise UnreadableFile(_("Không đọc được tệp Excel này. Hãy mở bằng Excel và lưu lại dạng .xlsx.")) from error
