"""Small pictures of PDF pages and photos, drawn under limits when they are first asked for and then kept."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from thidua.core import limited
from thidua.core.limited import Limits

from . import looking_process
from .errors import FileActive, NoPreview
from .models import StoredFile
from .rules import PDF, PICTURES
from .writing import write_whole

SCRIPT = Path(looking_process.__file__)
LIMITS = Limits(memory=1_000 * 1024 * 1024, seconds=10, patience=20)
WIDTHS = (160, 1000)
"""Pixels: for a list, for reading."""


def has_preview(file: StoredFile) -> bool:
    """Whether a picture of it can be drawn."""
    return file.media_type == PDF or file.media_type in PICTURES


def preview(file: StoredFile, *, page: int = 0, width: int = WIDTHS[0]) -> Path:
    """A JPEG of a page, from 0, or of the picture, of one of `WIDTHS`.

    Raises NoPreview for other types, for pages that are not there and for files that cannot be drawn.
    """
    if width not in WIDTHS or not has_preview(file) or (page and file.media_type != PDF):
        raise _no_preview(file)
    kept = folder() / file.digest[:2] / f"{file.digest}-{page}-{width}.jpg"
    if not kept.exists():
        arguments = ["draw-pdf", str(page)] if file.media_type == PDF else ["draw-image"]
        try:
            drawn = limited.run(SCRIPT, *arguments, str(width), content=file.path.read_bytes(), limits=LIMITS)
        except (limited.Failed, limited.Exhausted, FileNotFoundError) as error:
            raise _no_preview(file) from error
        write_whole(kept, [drawn])
    return kept


def refuse_active(content: bytes, name: str) -> None:
    """Raise FileActive for a PDF that runs scripts, carries files or cannot be looked into at all."""
    try:
        limited.run(SCRIPT, "check", content=content, limits=LIMITS)
    except limited.Failed as error:
        if error.code == looking_process.ACTIVE:
            raise FileActive(
                _(
                    "«%(name)s» có mã lệnh hoặc tệp khác nằm bên trong nên không nhận."
                    " Hãy mở tệp, chọn In ra PDF rồi gửi bản vừa in."
                )
                % {"name": name}
            ) from error
        raise FileActive(
            _("«%(name)s» bị hỏng hoặc có mật khẩu nên không mở được. Hãy lưu lại thành PDF không mật khẩu.")
            % {"name": name}
        ) from error
    except limited.Exhausted as error:
        raise FileActive(
            _("«%(name)s» quá phức tạp, không kiểm tra được. Hãy in ra PDF rồi gửi bản vừa in.") % {"name": name}
        ) from error


def folder() -> Path:
    """Where pictures are kept; all of it may be deleted at any time."""
    return Path(settings.FILES_DIR) / "previews"


def _no_preview(file: StoredFile) -> NoPreview:
    return NoPreview(_("Không xem trước được «%(name)s». Hãy tải tệp về để xem.") % {"name": file.name})
