"""Workbooks of reports as people might send them, made by a program that is not ours."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from thidua.core import clock
from thidua.figures.cells import EMPTY
from thidua.reporting.models import Report
from thidua.reporting.queries.entry import rows_of, seen
from thidua.reporting.queries.progress import stored_cells
from thidua.reporting.workbooks.layout import STAMP_SHEET, Column, Fact, Layout
from thidua.reporting.workbooks.stamp import SheetStamp, Stamp, UnitStamp, stamp_rows

Typed = Mapping[str, Any]
Change = Callable[[openpyxl.Workbook], object]


def form_book(
    report: Report, typed: Typed | None = None, *, stamped: bool = True, change: Change | None = None
) -> bytes:
    """A form's sheet of one report: what the report holds, with some cells typed over."""
    book = openpyxl.Workbook()
    fill_form(book.active, report, typed or {})
    if stamped:
        add_stamp(book, [stamp_of([report], Layout.FORM, book.active.title)])
    return saved(book, change)


def matrix_book(
    reports: Sequence[Report],
    typed: Mapping[str, Typed] | None = None,
    *,
    stamped: bool = True,
    change: Change | None = None,
) -> bytes:
    """Units down, indicators across; `typed` by unit and indicator."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Nhiều đơn vị"
    codes = [row.indicator.code for row in rows_of(reports[0])]
    sheet["A1"] = str(Fact.FORM.value)
    sheet["B1"] = reports[0].sheet.form_version.form.code
    sheet["A2"] = str(Fact.PERIOD.value)
    sheet["B2"] = reports[0].period.code
    sheet.append([])
    sheet.append(["Mã đơn vị", "Đơn vị", "Tình trạng", *codes])
    for report in reports:
        values = numbers_of(report) | (typed or {}).get(report.unit.code, {})
        sheet.append([report.unit.code, "", "", *(values[code] for code in codes)])
    if stamped:
        add_stamp(book, [stamp_of(reports, Layout.MATRIX, sheet.title)])
    return saved(book, change)


def fill_form(sheet: Worksheet, report: Report, typed: Typed) -> None:
    """Write the form of a report into a sheet: facts, headings, marks, a line for each indicator."""
    sheet.title = report.unit.code[:31]
    for at, (fact, said) in enumerate(
        (
            (Fact.FORM, report.sheet.form_version.form.code),
            (Fact.UNIT, report.unit.code),
            (Fact.PERIOD, report.period.code),
        ),
        start=2,
    ):
        sheet.cell(at, 1, str(fact.value))
        sheet.cell(at, 3, said)
    for column in Column:
        sheet.cell(6, column.at + 1, str(column.heading))
        sheet.cell(7, column.at + 1, column.mark)
    numbers = numbers_of(report) | dict(typed)
    for at, row in enumerate(rows_of(report), start=8):
        sheet.cell(at, Column.NAME.at + 1, row.indicator.name_vi)
        sheet.cell(at, Column.CODE.at + 1, row.indicator.code)
        sheet.cell(at, Column.INPUT.at + 1, numbers[row.indicator.code])


def numbers_of(report: Report) -> dict[str, Any]:
    """What a report holds, by code: numbers, "không có" or nothing."""
    rows = rows_of(report)
    cells = stored_cells([(report.sheet, report.version)], [row.indicator for row in rows]).get(report.sheet_id, {})
    found: dict[str, Any] = {}
    for row in rows:
        cell = cells.get(row.indicator_id)
        number = None if cell is None or cell.number is None else cell.number / 10**row.indicator.decimals
        found[row.indicator.code] = "không có" if cell and cell.na else number
    return found


def stamp_of(reports: Sequence[Report], layout: Layout, sheet: str) -> SheetStamp:
    """What a workbook of ours remembers of a sheet."""
    first = reports[0]
    rows = rows_of(first)
    indicators = [row.indicator for row in rows]
    cells = stored_cells([(report.sheet, report.version) for report in reports], indicators)
    return SheetStamp(
        sheet=sheet,
        layout=layout,
        period=first.period.code,
        form=first.sheet.form_version.form.code,
        form_version=first.sheet.form_version.number,
        codes=tuple(indicator.code for indicator in indicators),
        units={
            report.unit.code: UnitStamp(
                report.version,
                tuple(seen(cells.get(report.sheet_id, {}).get(i.pk, EMPTY), i) for i in indicators),
            )
            for report in reports
        },
    )


def add_stamp(book: openpyxl.Workbook, sheets: Sequence[SheetStamp]) -> Worksheet:
    """Add the very hidden sheet."""
    hidden = book.create_sheet(STAMP_SHEET)
    hidden.sheet_state = "veryHidden"
    for at, text in enumerate(stamp_rows(Stamp(clock.now(), tuple(sheets))), start=1):
        hidden.cell(at, 1, text)
    return hidden


def saved(book: openpyxl.Workbook, change: Change | None = None) -> bytes:
    """The bytes of a workbook, changed before."""
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_of(book: openpyxl.Workbook, code: str) -> Any:
    """The input cell of an indicator on the first sheet of a form's workbook."""
    sheet = book.worksheets[0]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, Column.CODE.at + 1).value == code)
    return sheet.cell(row, Column.INPUT.at + 1)
