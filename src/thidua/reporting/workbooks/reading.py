"""From uploaded files to sheets of typed cells: Excel, OpenDocument or CSV, many files in few processes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.exchange import sandbox
from thidua.exchange.errors import FileTooLarge, UnreadableFile, UnsupportedFile
from thidua.exchange.tables import check_archive, check_size, is_workbook, read_text_table

from . import reading_process

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 400, 1_200
BATCH_FILES, BATCH_BYTES = 40, 8 * 1024 * 1024
PATIENCE = 90.0  # seconds
ZIP: Final = b"PK\x03\x04"


class Kind(StrEnum):
    """What a cell of a file holds."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    TRUTH = "truth"
    DATE = "date"
    TIME = "time"
    ERROR = "error"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Value:
    """A cell of a file: `text` as the file has it, `number` where it is one (a half for 50 per cent).

    `formula`: it is worked out in the file; `linked`: from another file.
    """

    kind: Kind
    text: str = ""
    number: float | None = None
    formula: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet, also a hidden one: its rows from the first, each as long as it needs to be."""

    name: str
    rows: Sequence[Sequence[Value]]

    def at(self, row: int, column: int) -> Value:
        """The cell at a place, from 0; outside of everything there is nothing."""
        line = self.rows[row] if 0 <= row < len(self.rows) else ()
        return line[column] if 0 <= column < len(line) else NOTHING


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was read, or the sentence that says why it was not, with the status of an answer."""

    name: str
    sheets: tuple[BookSheet, ...] = ()
    trouble: str = ""
    status: int = 200


NOTHING = Value(Kind.EMPTY)


def read_books(files: Sequence[tuple[str, bytes]], *, patience: float = PATIENCE) -> list[Book]:
    """Read files, given as name and content; every one of them is answered, in their order.

    After `patience` seconds no further file is opened: hundreds that each take as long as one may would keep the
    server busy for hours.
    """
    until = time.monotonic() + patience
    books: dict[int, Book] = {}
    packed: list[tuple[int, bytes]] = []
    for at, (name, content) in enumerate(files):
        try:
            check_size(len(content))
            if not is_workbook(content):
                books[at] = Book(name, (BookSheet("", _texts(content)),))
                continue
            if content.startswith(ZIP):
                check_archive(content)
            packed.append((at, content))
        except DomainError as error:
            books[at] = _unread(name, error)
    for batch in _batches(packed):
        books |= {
            at: _book(files[at][0], found) for (at, _content), found in zip(batch, _read(batch, until), strict=True)
        }
    return [books[at] for at in range(len(files))]


def _batches(packed: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    size = 0
    for entry in packed:
        if batch and (len(batch) == BATCH_FILES or size + len(entry[1]) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += len(entry[1])
    if batch:
        yield batch


def _read(batch: Sequence[tuple[int, bytes]], until: float) -> list[dict[str, Any] | DomainError]:
    """What a process made of the files; where one of them exhausts it, each is read by a process of its own."""
    if time.monotonic() > until:
        return [_too_many_at_once() for _entry in batch]
    pack = b"".join(len(content).to_bytes(8, "big") + content for _at, content in batch)
    limits = [str(limit) for limit in (MOST_ROWS, MOST_COLUMNS, MOST_SHEETS)]
    try:
        return list(json.loads(sandbox.run(Path(reading_process.__file__), *limits, content=pack)))
    except DomainError as error:
        if len(batch) == 1:
            return [error]
        return [found for entry in batch for found in _read([entry], until)]


def _book(name: str, found: dict[str, Any] | DomainError) -> Book:
    if isinstance(found, DomainError):
        return _unread(name, found)
    if "error" in found:
        return _unread(name, _refusal(found))
    sheets = (
        BookSheet(sheet["name"], [[_value(c) for c in row] for row in sheet["rows"]]) for sheet in found["sheets"]
    )
    return Book(name, tuple(sheets))


def _unread(name: str, error: DomainError) -> Book:
    return Book(name, trouble=error.sentence, status=error.status)


def _refusal(found: dict[str, Any]) -> DomainError:
    match found["error"]:
        case reading_process.PASSWORD:
            return UnreadableFile(_("Tệp có mật khẩu. Hãy bỏ mật khẩu và lưu lại."))
        case reading_process.MACROS:
            return UnsupportedFile(_("Tệp có chương trình macro nên không được nhận. Hãy lưu lại dạng .xlsx rồi gửi."))
        case reading_process.TOO_LONG:
            return _too_long(str(found["sheet"])[:40])
    return UnreadableFile(_("Không đọc được tệp Excel này. Hãy mở bằng Excel và lưu lại dạng .xlsx."))


def _too_many_at_once() -> FileTooLarge:
    return FileTooLarge(
        _("Chưa đọc tệp này vì các tệp gửi cùng lúc mất quá nhiều thời gian. Hãy gửi lại riêng tệp này.")
    )


def _too_long(sheet: str) -> FileTooLarge:
    return FileTooLarge(
        _("Trang «%(sheet)s» có hơn %(most)s dòng, không phải trang báo cáo. Hãy xóa các dòng thừa rồi lưu lại.")
        % {"sheet": sheet, "most": print_number(MOST_ROWS)}
    )


def _value(cell: Any) -> Value:
    if isinstance(cell, str):
        return Value(Kind.TEXT, cell) if cell.strip() else NOTHING
    if not isinstance(cell, dict):
        return Value(Kind.NUMBER, _digits(cell), float(cell))
    if "f" in cell:
        inner = _value(cell["f"])
        return Value(inner.kind, inner.text, inner.number, formula=True, linked=bool(cell["x"]))
    ((key, held),) = cell.items()
    if key == "m":
        return Value(Kind.MERGED, _value(held).text)
    if key == "p":
        return Value(Kind.PERCENT, f"{_digits(100 * held)}%", float(held))
    kind = {"b": Kind.TRUTH, "d": Kind.DATE, "t": Kind.TIME, "e": Kind.ERROR}[key]
    return Value(kind, str(held))


def _texts(content: bytes) -> list[list[Value]]:
    table = read_text_table(content, most_columns=MOST_COLUMNS)
    if len(table) > MOST_ROWS:
        raise _too_long("")
    return [[Value(Kind.TEXT, cell) if cell.strip() else NOTHING for cell in row] for row in table]


def _digits(number: float) -> str:
    """A number as people read it, with the digits that programs show: 15."""
    return f"{number:.15g}".replace(".", ",")
