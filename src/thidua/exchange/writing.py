"""From a table to a workbook: one writer for all of them, row after row, in memory that no table makes larger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from thidua.core import clock
from thidua.core.numbers import Exact, print_number
from thidua.core.text import fold

from .exports import Cells, Column, Figure, Kind, Made, Sheet, Strong, Value

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
"""So many rows a sheet of a workbook has."""
EXACT_DIGITS = 15
"""Excel keeps so many digits of a number."""
LONGEST_TEXT = 32_767
FIRST_DAY = date(1900, 3, 1)
"""Excel believes that 1900 was a leap year; earlier days are told as text."""
LARGE = 2_000_000
"""Cells from which on a sheet may unpack to more than 4 GB of a packed file, which needs other headers."""
LONGEST_FILE_NAME = 80
A4 = 9
WIDEST_UPRIGHT, WIDEST_PAGE, WIDE_SCALE = 95, 260, 55
"""So many characters across are read on paper that stands, or lies; what is wider prints smaller, on several pages."""
LINE_HEIGHT, TALLEST = 15, 400
"""Of a row, in points. Heights are said where a text takes several lines: not every program works them out itself."""
LETTERS_IN_A_DIGIT = 1.1
"""Columns are as wide as so many digits; letters are narrower on average."""
GRID = "#A6A6A6"
TOLD_EVERY = 500

WIDTHS: Mapping[Kind, float] = {
    Kind.TEXT: 22,
    Kind.NAME: 44,
    Kind.WHOLE: 12,
    Kind.NUMBER: 14,
    Kind.PERCENT: 11,
    Kind.MONEY: 20,
    Kind.DATE: 12,
    Kind.INSTANT: 17,
}
WORDS = frozenset({Kind.TEXT, Kind.NAME})

Tell = Callable[[int], None]
"""Hears how many rows are written."""


def file_name(title: str) -> str:
    """What a workbook with a title is called: letters without accents, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:LONGEST_FILE_NAME].strip("-")
    return f"{name or 'bang'}.xlsx"


def write_workbook(
    sheet: Sheet, target: Path | BinaryIO, *, source: str, tell: Tell | None = None, most_rows: int = MOST_ROWS
) -> None:
    """Write title, facts, headings, rows, sums, notes and `source`, the line that says where it all comes from.

    What does not fit on `most_rows` rows goes on on a further sheet. Texts are written as texts, also those that begin
    with = + - @, so that no name becomes a formula; numbers of more digits than Excel keeps are texts, too.
    """
    if isinstance(sheet, Made):
        _write_made(sheet.make(), target)
        return
    options: dict[str, Any] = {"constant_memory": True, "use_zip64": sheet.cells > LARGE}
    if isinstance(target, Path):
        options["tmpdir"] = str(target.parent)
    with Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        book.set_properties(
            {"title": sheet.title, "author": "Thi Đua", "comments": source, "created": _wall(clock.now())}
        )
        _Writer(book, sheet, most_rows).write(source, tell or _silent)


def _write_made(content: bytes, target: Path | BinaryIO) -> None:
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def _silent(_done: int) -> None:
    """Tell nobody."""


class _Writer:
    """Writes one table: `line` is the next row of the sheet at hand, `sortable` that below its last plain one."""

    def __init__(self, book: Workbook, sheet: Sheet, most_rows: int) -> None:
        self._book, self._sheet = book, sheet
        self._looks = _Looks(book)
        self._columns = sheet.columns
        self._widths = [column.width or WIDTHS[column.kind] for column in sheet.columns]
        self._last_line = most_rows - len(sheet.notes) - 3  # sums, a blank row, the source
        self._spans: list[tuple[str, int, int]] = []
        self._sums: dict[int, Exact] = {at: 0 for at, column in enumerate(sheet.columns) if column.total}

    def write(self, source: str, tell: Tell) -> None:
        """Everything in order: in this memory a row that was left cannot be gone back to."""
        self._begin()
        for done, row in enumerate(self._sheet.rows, start=1):
            if self._line >= self._last_line:
                self._end()
                self._begin()
            self._write_row(row)
            if done % TOLD_EVERY == 0:
                tell(done)
        self._end()
        self._write_sums()
        self._write_words(source)

    def _begin(self) -> None:
        """A new sheet, down to its headings."""
        number = len(self._spans) + 1
        name = _("Bảng")
        self._name = name if number == 1 else f"{name} ({number})"
        self._page = self._book.add_worksheet(self._name)
        self._set_up_page()
        self._page.write_string(0, 0, self._sheet.title, self._looks.title)
        for line, (what, which) in enumerate(self._sheet.facts, start=1):
            self._page.write_string(line, 0, f"{what}: {which}", self._looks.plain)
        top = len(self._sheet.facts) + 2
        self._first = self._line = self._sortable = self._write_headings(top)
        self._page.freeze_panes(self._first, 1)
        self._page.repeat_rows(top, self._first - 1)

    def _end(self) -> None:
        """The rows of this sheet are written: readers may filter them."""
        self._spans.append((self._name, self._first, self._line - 1))
        if self._sortable > self._first:
            self._page.autofilter(self._first - 1, 0, self._sortable - 1, len(self._columns) - 1)

    def _set_up_page(self) -> None:
        for at, one in enumerate(self._widths):
            self._page.set_column(at, at, one)
        width = sum(self._widths)
        if width > WIDEST_UPRIGHT:
            self._page.set_landscape()
        self._page.set_paper(A4)
        self._page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if width > WIDEST_PAGE:
            self._page.set_print_scale(WIDE_SCALE)
            self._page.repeat_columns(0)
        else:
            self._page.fit_to_pages(1, 0)
        self._page.set_footer("&C" + _("Trang") + " &P/&N")

    def _write_headings(self, top: int) -> int:
        """The headings, common ones above; the answer is the first row below them."""
        grouped = any(column.group for column in self._columns)
        if grouped:
            self._write_groups(top)
        line = top + grouped
        self._set_height(line, [str(column.heading) for column in self._columns])
        for at, column in enumerate(self._columns):
            look = self._looks.heading if column.kind in WORDS else self._looks.heading_of_numbers
            self._page.write_string(line, at, str(column.heading), look)
        return line + 1

    def _set_height(self, line: int, cells: Cells) -> None:
        """Make room for texts of several lines."""
        lines = max(
            (_lines(cell, at) for cell, at in zip(cells, self._widths, strict=True) if isinstance(cell, str)), default=1
        )
        if lines > 1:
            self._page.set_row(line, min(lines * LINE_HEIGHT, TALLEST))

    def _write_groups(self, line: int) -> None:
        start = 0
        while start < len(self._columns):
            group, end = self._columns[start].group, start
            while end + 1 < len(self._columns) and self._columns[end + 1].group == group:
                end += 1
            if group and end > start:
                self._page.merge_range(line, start, line, end, group, self._looks.group)
            else:
                for at in range(start, end + 1):
                    self._page.write_string(line, at, group, self._looks.group)
            start = end + 1

    def _write_row(self, row: Cells) -> None:
        strong = isinstance(row, Strong)
        self._set_height(self._line, row)
        for at, (column, value) in enumerate(zip(self._columns, row, strict=True)):
            self._write_cell(self._page, at, column, value, strong)
        self._line += 1
        if not strong:
            self._sortable = self._line

    def _write_cell(self, page: Worksheet, at: int, column: Column, value: Value, strong: bool) -> None:  # noqa: FBT001 - per cell
        """One cell, by what it holds rather than by what its column should hold."""
        looks, line = self._looks, self._line
        match value:
            case None:
                page.write_blank(line, at, None, looks.words(column.kind, strong))
            case str() | Promise():
                page.write_string(line, at, _fitting(str(value)), looks.words(column.kind, strong))
            case datetime():
                page.write_datetime(line, at, _wall(value), looks.number(Kind.INSTANT, 0, strong))
            case date() if value < FIRST_DAY:
                page.write_string(line, at, f"{value:%d/%m/%Y}", looks.words(column.kind, strong))
            case date():
                page.write_datetime(line, at, value, looks.number(Kind.DATE, 0, strong))
            case Figure():
                kind = Kind.PERCENT if value.percent else Kind.NUMBER
                self._write_number(at, value.number, kind, value.digits, strong)
            case _:
                self._write_number(at, value, column.kind, column.digits, strong)

    def _write_number(self, at: int, number: Exact, kind: Kind, digits: int, strong: bool) -> None:  # noqa: FBT001 - per cell
        if at in self._sums:
            self._sums[at] = _sum(self._sums[at], number)
        if not _is_kept(number):
            self._page.write_string(self._line, at, print_number(number), self._looks.words(kind, strong))
            return
        look = self._looks.number(kind, digits, strong)
        self._page.write_number(self._line, at, _nearest(number, kind), look)

    def _write_sums(self) -> None:
        """Formulas over the rows of every sheet, with what they come to."""
        if not self._sums or not self._sheet.count:
            return
        for at, column in enumerate(self._columns):
            if at in self._sums:
                ranges = ",".join(
                    f"'{name}'!{xl_range(first, at, last, at)}"
                    if len(self._spans) > 1
                    else xl_range(first, at, last, at)
                    for name, first, last in self._spans
                    if last >= first
                )
                look = self._looks.number(column.kind, column.digits, strong=True)
                self._page.write_formula(self._line, at, f"=SUM({ranges})", look, _nearest(self._sums[at], column.kind))
            else:
                self._page.write_string(
                    self._line, at, "" if at else _("Cộng"), self._looks.words(Kind.TEXT, strong=True)
                )
        self._line += 1

    def _write_words(self, source: str) -> None:
        for line, words in enumerate((*self._sheet.notes, source), start=self._line + 1):
            self._page.write_string(line, 0, words, self._looks.source)


_BORDER = {"border": 1, "border_color": GRID}


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E9EEF4", **_BORDER}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.plain = book.add_format()
        self.source = book.add_format({"italic": True, "font_color": "#595959"})
        self.heading = book.add_format(heading)
        self.heading_of_numbers = book.add_format({**heading, "align": "right"})
        self.group = book.add_format({**heading, "align": "center"})
        self._book = book
        # Asked for at every cell.
        self.words, self.number = cache(self._words), cache(self._number)

    def _words(self, kind: Kind, strong: bool) -> Format:  # noqa: FBT001 - kept by its arguments
        """How words look; those in a column of numbers stand where the numbers stand."""
        left = kind in WORDS
        # Beside a column of numbers words need some room.
        indent = int(kind is Kind.TEXT)
        return self._cell(strong=strong, align="left" if left else "right", text_wrap=left, indent=indent)

    def _number(self, kind: Kind, digits: int, strong: bool) -> Format:  # noqa: FBT001 - kept by its arguments
        """How a number, a day or an instant looks."""
        decimals = "." + "0" * digits if digits else ""
        patterns = {
            Kind.PERCENT: f"0{decimals}%",
            Kind.MONEY: f'#,##0{decimals}\\ "₫"',
            Kind.DATE: "dd/mm/yyyy",
            Kind.INSTANT: "hh:mm dd/mm/yyyy",
        }
        return self._cell(strong=strong, num_format=patterns.get(kind, f"#,##0{decimals}"), align="right")

    def _cell(self, *, strong: bool, **look: Any) -> Format:
        return self._book.add_format({"bold": strong, "valign": "top", **_BORDER, **look})


def _wall(instant: datetime) -> datetime:
    """What the clock shows in Việt Nam: Excel knows no time zones."""
    return instant.astimezone(clock.VIETNAM).replace(tzinfo=None)


def _fitting(text: str) -> str:
    """A cell holds so many characters; a longer text ends in an ellipsis."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    room = width * LETTERS_IN_A_DIGIT
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))


def _is_kept(number: Exact) -> bool:
    """Whether Excel keeps a number as it is; fractions without an end are rounded far behind what anybody reads."""
    if isinstance(number, Decimal):
        return bool(Decimal(f"{number:.{EXACT_DIGITS}g}") == number)
    return bool(abs(number) < 10**EXACT_DIGITS)


def _nearest(number: Exact, kind: Kind) -> float:
    """The number as Excel keeps it; per cents are hundredths there."""
    exact = Fraction(number) / 100 if kind is Kind.PERCENT else number
    return float(exact) if isinstance(exact, int) else float(f"{float(exact):.{EXACT_DIGITS}g}")


def _sum(one: Exact, other: Exact) -> Exact:
    """Both together, exact: decimals do not add to fractions."""
    if isinstance(one, Fraction) or isinstance(other, Fraction):
        return Fraction(one) + Fraction(other)
    return one + other
