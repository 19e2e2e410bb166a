"""A shown table as an Excel file: what it is, where it comes from, and its numbers as numbers."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from thidua.core.text import fold

from .tables import Cell, Head, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_FILE_NAME = 80
NAME_WIDTH, CELL_WIDTH = 44, 15
EXACT_DIGITS = 15
"""Excel keeps so many digits of a number."""


def excel_answer(table: Table) -> HttpResponse:
    """The table as a file to keep."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(table.title))[:LONGEST_FILE_NAME].strip("-") or "bang"
    answer = HttpResponse(workbook(table), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


def workbook(table: Table) -> bytes:
    """The bytes of a workbook of one sheet: title, facts, heads, rows, notes.

    Every text is written as text, also one that begins with = + - @, so that no name can become a formula.
    """
    memory = BytesIO()
    book = Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Bảng"))
    top = _write_facts(book, sheet, table)
    first = _write_heads(book, sheet, table, top)
    formats = _Formats(book)
    for at, row in enumerate(table.rows, start=first):
        sheet.write_string(at, 0, row.name, formats.words(strong=row.strong))
        for column, cell in enumerate(row.cells, start=1):
            _write_cell(sheet, at, column, cell, formats, strong=row.strong)
    for at, note in enumerate(table.notes, start=first + len(table.rows) + 1):
        sheet.write_string(at, 0, note)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, max(len(table.heads), 1), CELL_WIDTH)
    sheet.freeze_panes(first, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first - 1)
    book.close()
    return memory.getvalue()


def _write_facts(book: Workbook, sheet: Worksheet, table: Table) -> int:
    """Title and facts; the answer is the row that follows them."""
    sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 14}))
    for at, (what, which) in enumerate(table.facts, start=1):
        sheet.write_string(at, 0, f"{what}: {which}")
    return len(table.facts) + 2


def _write_heads(book: Workbook, sheet: Worksheet, table: Table, top: int) -> int:
    """The heads, common ones above; the answer is the first row of figures."""
    look = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E9EEF4", "border": 1})
    groups = table.groups
    column = 1
    for text, span in groups:
        if span > 1:
            sheet.merge_range(top, column, top, column + span - 1, "", look)
        sheet.write_string(top, column, text, look)
        column += span
    if groups:
        sheet.write_string(top, 0, "", look)
    line = top + bool(groups)
    for column, head in enumerate((Head(table.corner), *table.heads)):
        sheet.write_string(line, column, head.text, look)
    return line + 1


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats, *, strong: bool) -> None:
    if cell.number is None:
        sheet.write_string(row, column, cell.text, formats.words(strong=strong, right=True))
        return
    number = cell.number / 100 if cell.percent else cell.number
    exact = float(f"{float(number):.{EXACT_DIGITS}g}")
    sheet.write_number(row, column, exact, formats.number(cell, strong=strong))


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def words(self, *, strong: bool, right: bool = False) -> Any:
        """How words look."""
        return self._format(strong=strong, align="right" if right else "left", text_wrap=not right)

    def number(self, cell: Cell, *, strong: bool) -> Any:
        """How a number looks: the decimals that the page rounds to."""
        decimals = "." + "0" * cell.digits if cell.digits else ""
        pattern = f"0{decimals}%" if cell.percent else f"#,##0{decimals}"
        return self._format(strong=strong, num_format=pattern)

    def _format(self, *, strong: bool, **look: Any) -> Any:
        key = (strong, *sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"bold": strong, "valign": "top", "border": 1, **look})
        return self._made[key]
