"""Reading the workbooks of reports in tests, as openpyxl and LibreOffice see them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.libreoffice import converted
from thidua.reporting.workbooks.layout import Column
from thidua.reporting.workbooks.stamp import Stamp, read_stamp

MARKS = {column.mark: column for column in Column}


def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    """The workbook: with formulas, or with what they gave."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def stamp_in(content: bytes) -> Stamp:
    """What the hidden sheet says."""
    return read_stamp([[str(value or "") for value in row] for row in opened(content)["_thidua"].values])


def rows_by_code(sheet: Worksheet) -> dict[str, int]:
    """The rows (from 1) of a form sheet in which indicators stand."""
    column = Column.CODE.at + 1
    found = ((sheet.cell(row, column).value, row) for row in range(1, sheet.max_row + 1))
    return {code: row for code, row in found if isinstance(code, str) and code[-1].isdigit()}


def value(sheet: Worksheet, code: str, column: Column) -> Any:
    """What stands in the line of an indicator; None for nothing."""
    found = sheet.cell(rows_by_code(sheet)[code], column.at + 1).value
    return None if found == "" else found


def typed_into(content: bytes, cells: Mapping[str, Any], column: Column = Column.INPUT) -> bytes:
    """The workbook after somebody typed into the first sheet; openpyxl keeps no results of formulas."""
    book = opened(content)
    sheet = book.worksheets[0]
    rows = rows_by_code(sheet)
    for code, number in cells.items():
        sheet.cell(rows[code], column.at + 1).value = number
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def worked_out(content: bytes) -> openpyxl.Workbook:
    """The workbook as LibreOffice works it out anew, from formulas without results."""
    return opened(converted(typed_into(content, {}), ".xlsx", "xlsx"), values=True)


def results(content: bytes) -> dict[str, Any]:
    """What every formula of the first sheet gave when the workbook was made, by address."""
    formulas, values = opened(content).worksheets[0], opened(content, values=True).worksheets[0]
    cells = (cell for row in formulas.iter_rows() for cell in row if cell.data_type == "f")
    return {cell.coordinate: plain(values[cell.coordinate].value) for cell in cells}


def plain(found: Any) -> Any:
    """A result so that two programs agree on it: no difference between nothing and an empty text, few decimals."""
    if found in {None, ""}:
        return ""
    return round(float(found), 6) if isinstance(found, int | float) else found
