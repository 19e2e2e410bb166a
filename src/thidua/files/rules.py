"""What a file is, told by its first and last bytes; nothing is ever unpacked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from struct import Struct
from typing import Final, Protocol

HEAD = 16
# The advisory lock of whoever deletes bytes, shared by those who store them; any constant of our own would do.
FORGETTING: Final = 0x7468_6475_66
LONGEST_NAME = 200
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
HEIC: Final = "image/heic"
PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT: Final = "text/plain"
# The suffixes of every type that is kept, the usual one first; texts are kept only by apps that check them themselves.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
    PDF: (".pdf",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    TEXT: (".typ", ".txt"),
}
# What browsers show by themselves; everything else is saved.
SHOWN = frozenset({JPEG, PNG, WEBP, PDF})
PICTURES = frozenset({JPEG, PNG, WEBP})
# For `<input type="file" accept="…">`: photos first, so that a phone offers its camera.
ACCEPT = "image/*,application/pdf,.heic,.heif,.xlsx,.docx"

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# A ZIP ends with this record: entries, size and place of the directory, length of a remark.
_ZIP_END = Struct("<4s4xHHIIH")
_ZIP_END_MARK = b"PK\x05\x06"
_LONGEST_REMARK = 0xFFFF
_LARGEST_DIRECTORY = 1024 * 1024
# Parts of an Office file that run: macros of two generations, controls, packed programs.
_MACROS = (b"vbaProject.bin", b"xl/macrosheets/", b"/activeX/", b"embeddings/oleObject")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"MSCF")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_LOOKED_AT = 2 * 1024 * 1024
_MAIN_PARTS = {b"xl/workbook.xml": XLSX, b"word/document.xml": DOCX}


class Reason(Enum):
    """Why a file is of no type that is taken."""

    MACROS = "macros"
    ARCHIVE = "archive"
    OLD_OFFICE = "old office"
    PASSWORD = "password"  # noqa: S105 - a reason
    PROGRAM = "program"
    PAGE = "page"
    UNKNOWN = "unknown"


class Seekable(Protocol):
    """What is read here and there: an open file or an upload."""

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def read(self, size: int = -1, /) -> bytes: ...


def type_of(file: Seekable) -> str | None:
    """The media type of a seekable file by its signature, None for one that is not taken.

    Office files are told by the directory of their archive, which is read and not unpacked; those with macros
    are not taken.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(b"%PDF-"):
        return PDF
    return _office_type(file) if head.startswith(b"PK\x03\x04") else None


def reason_against(file: Seekable) -> Reason:
    """Why a file that `type_of` does not know is not taken, by its bytes."""
    file.seek(0)
    head = file.read(_LOOKED_AT)
    if head.startswith(b"PK\x03\x04"):
        return _reason_against_zip(_zip_directory(file))
    if head.startswith(_OLE):
        return _reason_against_old_office(head)
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return Reason.ARCHIVE
    if head.startswith(_PROGRAMS):
        return Reason.PROGRAM
    return Reason.PAGE if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else Reason.UNKNOWN


def _reason_against_zip(directory: bytes) -> Reason:
    if _runs(directory):
        return Reason.MACROS
    return Reason.UNKNOWN if b"[Content_Types].xml" in directory else Reason.ARCHIVE


def _reason_against_old_office(head: bytes) -> Reason:
    if "EncryptedPackage".encode("utf-16-le") in head:
        return Reason.PASSWORD
    macros = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
    return Reason.MACROS if any(word in head for word in macros) else Reason.OLD_OFFICE


def _runs(directory: bytes) -> bool:
    return any(part in directory for part in _MACROS)


def _office_type(file: Seekable) -> str | None:
    directory = _zip_directory(file)
    if b"[Content_Types].xml" not in directory or _runs(directory):
        return None
    return next((media_type for part, media_type in _MAIN_PARTS.items() if part in directory), None)


def _zip_directory(file: Seekable) -> bytes:
    """The raw directory of a ZIP, b"" for a broken one or one that is larger than any document's."""
    size = file.seek(0, 2)
    start = max(0, size - _ZIP_END.size - _LONGEST_REMARK)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_ZIP_END_MARK)
    if at < 0 or len(tail) - at < _ZIP_END.size:
        return b""
    _mark, _here, _all, length, offset, _remark = _ZIP_END.unpack_from(tail, at)
    if length > _LARGEST_DIRECTORY or offset + length > start + at:
        return b""
    file.seek(offset)
    return file.read(length)


def clean_name(name: str, media_type: str) -> str:
    """A file's name without folders and control characters, ending as its type does, at most 200 characters."""
    plain = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", re.split(r"[/\\]", name)[-1]).strip(
        " ."
    )
    suffixes = SUFFIXES[media_type]
    ending = next((suffix for suffix in suffixes if plain.casefold().endswith(suffix)), "")
    stem = plain[: len(plain) - len(ending)] or "tep"
    suffix = plain[len(plain) - len(ending) :] if ending else suffixes[0]
    return stem[: LONGEST_NAME - len(suffix)] + suffix
