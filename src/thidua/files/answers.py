"""Sending a stored file to a person whom the app that refers to it lets read it."""

from __future__ import annotations

from django.http import FileResponse
from django.utils.translation import gettext as _

from .errors import FileGone
from .models import StoredFile
from .previews import WIDTHS, preview
from .rules import JPEG, SHOWN


def download(file: StoredFile) -> FileResponse:
    """The file as it was sent: shown where browsers can show it, saved otherwise. Raises FileGone."""
    try:
        opened = file.path.open("rb")
    except FileNotFoundError:
        raise FileGone(
            _(
                "Không tìm thấy nội dung của tệp «%(name)s» trên máy chủ."
                " Hãy báo người quản trị khôi phục từ bản sao lưu."
            )
            % {"name": file.name}
        ) from None
    response = FileResponse(
        opened,
        as_attachment=file.media_type not in SHOWN,
        filename=file.name,
        content_type=file.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Who may read it is asked each time.
    response["Cache-Control"] = "private, no-cache"
    return response


def preview_answer(file: StoredFile, *, page: int = 0, large: bool = False) -> FileResponse:
    """A small picture of a page, from 0, for a list; `large` for reading. Raises NoPreview."""
    drawn = preview(file, page=page, width=WIDTHS[large])
    response = FileResponse(drawn.open("rb"), content_type=JPEG)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
