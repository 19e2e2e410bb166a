"""Keeping the files that people attach."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.people.models import User

from .errors import FileEmpty, FileTooLarge, FileTypeUnknown
from .models import StoredFile
from .rules import clean_name, type_of


def store(*, upload: UploadedFile[bytes], by: User) -> StoredFile:
    """Keep an uploaded file under its digest and return what refers to it.

    The bytes are on the disk before the row is written; a transaction that fails afterwards leaves them there,
    where the same file sent again finds them. Whoever refers to the file records what it was attached to.
    Raises FileEmpty, FileTooLarge or FileTypeUnknown.
    """
    media_type = _checked_type(upload)
    digest = _digest(upload)
    file = StoredFile(
        digest=digest,
        name=clean_name(upload.name or "", media_type),
        media_type=media_type,
        size=upload.size or 0,
        stored_at=clock.now(),
        stored_by=by,
    )
    if not file.path.exists():
        _write(upload, file.path)
    file.save(force_insert=True)
    return file


def store_bytes(*, content: bytes, name: str, media_type: str, by: User) -> StoredFile:
    """Keep a file that the application made itself, as `store` keeps one that was sent."""
    upload = SimpleUploadedFile(name, content, media_type)
    if type_of(upload) != media_type:
        raise ValueError(f"{name} is not of type {media_type}")
    return store(upload=upload, by=by)


def _checked_type(upload: UploadedFile[bytes]) -> str:
    if not upload.size:
        raise FileEmpty(_("Tệp «%(name)s» không có nội dung. Hãy chọn lại tệp rồi gửi.") % {"name": upload.name})
    if upload.size > settings.FILE_MAX_BYTES:
        raise FileTooLarge(
            _("Tệp «%(name)s» lớn %(size)s, quá mức %(most)s. Hãy chụp ở cỡ nhỏ hơn hoặc chia thành nhiều tệp.")
            % {
                "name": upload.name,
                "size": filesizeformat(upload.size),
                "most": filesizeformat(settings.FILE_MAX_BYTES),
            }
        )
    media_type = type_of(upload)
    if media_type is None:
        raise FileTypeUnknown(
            _(
                "«%(name)s» không phải ảnh (JPEG, PNG, WebP, HEIC), PDF, Excel (.xlsx) hay Word (.docx)."
                " Hãy chụp ảnh hoặc lưu thành PDF rồi gửi lại."
            )
            % {"name": upload.name}
        )
    return media_type


def _digest(upload: UploadedFile[bytes]) -> str:
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _write(upload: UploadedFile[bytes], path: Path) -> None:
    """Write the bytes so that after a power cut the whole file is there or none of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes a file that only its owner reads.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as part:
            for chunk in upload.chunks():
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
