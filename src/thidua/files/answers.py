"""Sending a stored file to a person whom the app that refers to it lets read it."""

from __future__ import annotations

from django.http import FileResponse
from django.utils.translation import gettext as _

from .errors import FileGone
from .models import StoredFile
from .rules import SHOWN


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
