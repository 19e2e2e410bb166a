"""Files as people send them: the smallest bytes that are what their names say."""

from __future__ import annotations

import io
import zipfile
import zlib
from struct import pack

from django.core.files.uploadedfile import SimpleUploadedFile

JPEG = b"\xff\xd8\xff\xe0" + b"\0\x10JFIF\0" + b"\0" * 20 + b"\xff\xd9"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L" + b"\0" * 14
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 20
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2, shade: int = 128) -> bytes:
    """A grey picture that every browser draws."""
    header = _chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    lines = b"".join(b"\0" + bytes([shade]) * width for _line in range(height))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def archive(*parts: str) -> bytes:
    """A ZIP with these members, as Office writes its documents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for part in parts:
            made.writestr(part, "<x/>")
    return buffer.getvalue()


XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
DOCX = archive("[Content_Types].xml", "word/document.xml")


def upload(content: bytes = b"", name: str = "anh.png") -> SimpleUploadedFile:
    """What a browser sends; a small picture unless told otherwise."""
    return SimpleUploadedFile(name, content or png())
