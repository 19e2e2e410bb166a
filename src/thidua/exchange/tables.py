"""From an uploaded file to rows of texts: Excel, OpenDocument or CSV, told apart by content, not by name.

A file comes from anywhere. Its size, what it unpacks to and what it claims to hold are bounded before anything
is parsed, and workbooks are parsed in a process with limits of its own.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from . import sandbox, workbook_process
from .errors import FileTooLarge, UnreadableFile, UnsupportedFile

MOST_ROWS = 200_000
MOST_COLUMNS = 60
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
# Honest workbooks pack 5 to 20 times; small ones may do better by chance.
MOST_PACKED = 150
SMALL = 5 * 1024 * 1024
# A text may hold a stray NUL, which is then named with its row; among every twenty bytes it is no text.
HEAD, MOST_NULS = 4_096, 20
LINES_ABOVE = 20  # a title or a letterhead may stand above the headings

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = (b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_DELIMITERS = ";\t,"

Table = list[list[str]]


def read_table(content: bytes, *, point: str = ".") -> Table:
    """The rows of the first sheet, or of a CSV, as texts; `point` stands before the decimals of numbers in a workbook.

    Raises FileTooLarge (413), UnsupportedFile (415) or UnreadableFile (422).
    """
    check_size(len(content))
    if content.startswith(_ZIP):
        check_archive(content)
        table = _read_workbook(content, point)
    elif content.startswith(_OLE):
        table = _read_workbook(content, point)
    else:
        table = read_text_table(content)
    if len(table) > MOST_ROWS + LINES_ABOVE:
        raise FileTooLarge(_("Tệp có hơn %(most)s dòng. Hãy chia thành nhiều tệp nhỏ hơn.") % {"most": "200.000"})
    return table


def is_workbook(content: bytes) -> bool:
    """Whether a file is packed as a workbook is, by its first bytes; a table as text is not."""
    return content.startswith((_ZIP, _OLE))


def read_text_table(content: bytes, *, most_columns: int = MOST_COLUMNS) -> Table:
    """The rows of a CSV, as texts. Raises UnsupportedFile (415) or UnreadableFile (422)."""
    return _read_csv(_decoded(content), most_columns)


def check_size(size: int) -> None:
    """Raise FileTooLarge for more bytes than an import may have; ask before reading them."""
    most: int = settings.IMPORT_MAX_BYTES
    if size > most:
        raise FileTooLarge(
            _("Tệp nặng %(size)d MB, chỉ được tối đa %(most)d MB. Hãy bỏ hình ảnh hoặc chia nhỏ danh sách.")
            % {"size": size // (1024 * 1024), "most": most // (1024 * 1024)}
        )
    if size == 0:
        raise UnreadableFile(_("Tệp rỗng. Hãy chọn tệp có danh sách."))


def check_archive(content: bytes) -> None:
    """Raise FileTooLarge, UnsupportedFile or UnreadableFile for a packed workbook that must not be opened.

    Unpacks everything once, in small pieces, and believes no size that the archive states.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(content))
            names = {entry.filename for entry in entries}
            if not ("xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names):
                raise UnsupportedFile(
                    _("Tệp nén này không phải bảng tính. Hãy lưu danh sách dạng .xlsx, .ods hoặc .csv.")
                )
            for entry in entries:
                with archive.open(entry) as unpacked:
                    while unpacked.read(1 << 20):
                        pass
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableFile(
            _("Tệp Excel bị hỏng hoặc có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu và lưu lại.")
        ) from error


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    suspicious = unpacked > SMALL and unpacked > packed * MOST_PACKED
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or suspicious:
        raise FileTooLarge(
            _("Tệp này khi mở ra quá lớn so với một danh sách. Hãy chép danh sách sang tệp mới và thử lại.")
        )


def _read_workbook(content: bytes, point: str) -> Table:
    limits = (str(MOST_ROWS + LINES_ABOVE + 1), str(MOST_COLUMNS), point)
    table: Table = json.loads(sandbox.run(Path(workbook_process.__file__), *limits, content=content))
    return table


def _decoded(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in the Vietnamese code page of old Windows."""
    if content.startswith(_NOT_TABLES):
        raise _unsupported()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content.count(b"\0", 0, HEAD) * MOST_NULS > min(len(content), HEAD):
        raise _unsupported()
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unsupported()


def _unsupported() -> UnsupportedFile:
    return UnsupportedFile(_("Nội dung tệp không phải danh sách Excel hay CSV. Hãy lưu lại dạng .xlsx hoặc CSV UTF-8."))


def _read_csv(text: str, most_columns: int) -> Table:
    start = text[:20_000]
    delimiter = max(_DELIMITERS, key=start.count)
    rows: Table = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell.strip() for cell in row[:most_columns]])
            if len(rows) > MOST_ROWS + LINES_ABOVE:
                break
    except csv.Error as error:
        raise UnreadableFile(
            _("Dòng %(line)d của tệp CSV viết sai dấu nháy hoặc quá dài. Hãy lưu lại từ Excel.")
            % {"line": len(rows) + 1}
        ) from error
    return rows
