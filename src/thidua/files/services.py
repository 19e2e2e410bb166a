"""Keeping the files that people attach."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.people.models import User

from .errors import FileEmpty, FileTooLarge, FileTypeUnknown
from .models import StoredFile
from .previews import refuse_active
from .rules import FORGETTING, PDF, TEXT, Reason, clean_name, reason_against, type_of
from .writing import write_whole

# Why a file is of no type that is taken, and what to do.
SENTENCES = {
    Reason.MACROS: gettext_lazy(
        "«%(name)s» có mã lệnh (macro) nên không nhận. Hãy lưu lại dạng .xlsx hoặc .docx không có macro rồi gửi."
    ),
    Reason.ARCHIVE: gettext_lazy("«%(name)s» là tệp nén nên không nhận. Hãy giải nén rồi gửi từng tệp bên trong."),
    Reason.OLD_OFFICE: gettext_lazy(
        "«%(name)s» là Word hoặc Excel kiểu cũ (.doc, .xls). Hãy mở ra, lưu lại dạng .docx hoặc .xlsx rồi gửi."
    ),
    Reason.PASSWORD: gettext_lazy("«%(name)s» có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi."),
    Reason.PROGRAM: gettext_lazy("«%(name)s» là chương trình nên không nhận."),
    Reason.PAGE: gettext_lazy("«%(name)s» là trang web hoặc hình vẽ có mã lệnh. Hãy lưu thành PDF rồi gửi lại."),
    Reason.UNKNOWN: gettext_lazy(
        "«%(name)s» không phải ảnh (JPEG, PNG, WebP, HEIC), PDF, Excel (.xlsx) hay Word (.docx)."
        " Hãy chụp ảnh hoặc lưu thành PDF rồi gửi lại."
    ),
}


def store(*, upload: UploadedFile[bytes], by: User) -> StoredFile:
    """Keep an uploaded file under its digest and return what refers to it.

    The bytes are on the disk before the row is written; a transaction that fails afterwards leaves them there,
    where the same file sent again finds them. Whoever refers to the file records what it was attached to.
    Raises FileEmpty, FileTooLarge, FileTypeUnknown or FileActive.
    """
    media_type = _checked_type(upload)
    if media_type == PDF:
        upload.seek(0)
        refuse_active(upload.read(), upload.name or "")
    return _keep(upload, media_type, by)


def store_bytes(*, content: bytes, name: str, media_type: str, by: User) -> StoredFile:
    """Keep a file that the application made itself under its digest."""
    upload = SimpleUploadedFile(name, content, media_type)
    if type_of(upload) != media_type:
        raise ValueError(f"{name} is not of type {media_type}")
    return _keep(upload, media_type, by)


def store_text(*, text: str, name: str, by: User) -> StoredFile:
    """Keep a text that an app has checked itself, such as a layout; what people attach is never of this type."""
    return _keep(SimpleUploadedFile(name, text.encode(), TEXT), TEXT, by)


@transaction.atomic
def _keep(upload: UploadedFile[bytes], media_type: str, by: User) -> StoredFile:
    digest = _digest(upload)
    # Until the row is there for all to see, nobody takes the same bytes away for having none.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FORGETTING])
    file = StoredFile(
        digest=digest,
        name=clean_name(upload.name or "", media_type),
        media_type=media_type,
        size=upload.size or 0,
        stored_at=clock.now(),
        stored_by=by,
    )
    if not file.path.exists():
        write_whole(file.path, upload.chunks())
    file.save(force_insert=True)
    return file


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
        raise FileTypeUnknown(str(SENTENCES[reason_against(upload)]) % {"name": upload.name})
    return media_type


def _digest(upload: UploadedFile[bytes]) -> str:
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
