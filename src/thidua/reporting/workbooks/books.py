"""Whole workbooks of reports, as bytes that can be sent."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from thidua.core import clock

from .explaining import Explainer
from .filled import Filled
from .form_sheet import write_form
from .index_sheet import INDEX, write_index
from .layout import Layout, sheet_names
from .matrix_sheet import Matrix, write_matrix
from .stamp import SheetStamp, Stamp, UnitStamp, write_stamp
from .styles import Styles

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Notes are drawings: a workbook of hundreds of sheets opens without them in a fraction of the time.
MOST_WITH_NOTES = 50


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas use functions that every version knows.

    The library looks for forty newer ones in each formula, which takes it longer than everything else.
    """

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:  # noqa: FBT001, FBT002
        return formula.removeprefix("=")


def report_workbook(report: Filled) -> bytes:
    """One report: its form, and the stamp."""
    return _written(lambda book, styles: _forms(book, styles, [report], back=""))


def units_workbook(reports: Sequence[Filled], *, title: str) -> bytes:
    """Several reports: a list of them with links, a form each, and the stamp."""

    def write(book: xlsxwriter.Workbook, styles: Styles) -> list[SheetStamp]:
        names = _names(reports)
        write_index(_sheet(book, names[0]), styles, reports, names[1:], title=title)
        return _forms(book, styles, reports, back=names[0])

    return _written(write)


def matrix_workbook(matrix: Matrix) -> bytes:
    """Several reports in one table, and the stamp."""

    def write(book: xlsxwriter.Workbook, styles: Styles) -> list[SheetStamp]:
        (name,) = sheet_names([matrix.period.span.short_title])
        write_matrix(_sheet(book, name), styles, matrix)
        return [
            SheetStamp(
                sheet=name,
                layout=Layout.MATRIX,
                period=matrix.period.code,
                form=matrix.form.code,
                form_version=matrix.form_version,
                codes=tuple(row.indicator.code for row in matrix.rows),
                units={
                    line.report.unit.code: UnitStamp(line.report.version, tuple(cell.key for cell in line.cells))
                    for line in matrix.many.lines
                },
            )
        ]

    return _written(write)


def _written(write: Callable[[xlsxwriter.Workbook, Styles], list[SheetStamp]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheets = write(book, Styles(book))
        write_stamp(book, Stamp(clock.now(), tuple(sheets)))
    return stream.getvalue()


def _forms(book: xlsxwriter.Workbook, styles: Styles, reports: Sequence[Filled], *, back: str) -> list[SheetStamp]:
    stamps, explainer = [], Explainer()
    notes = len(reports) <= MOST_WITH_NOTES
    for report, name in zip(reports, _names(reports)[1:], strict=True):
        write_form(_sheet(book, name), styles, explainer, report, back=back, notes=notes)
        stamps.append(_stamp(report, name))
    return stamps


def _sheet(book: xlsxwriter.Workbook, name: str) -> Worksheet:
    return book.add_worksheet(name, _Sheet)


def _names(reports: Sequence[Filled]) -> list[str]:
    """The names of the list's sheet and of each report's."""
    return sheet_names([str(INDEX), *(f"{one.unit.code} {one.unit.short_name}" for one in reports)])


def _stamp(report: Filled, name: str) -> SheetStamp:
    version = report.report.sheet.form_version
    return SheetStamp(
        sheet=name,
        layout=Layout.FORM,
        period=report.report.period.code,
        form=version.form.code,
        form_version=version.number,
        codes=report.codes,
        units={report.unit.code: report.stamp},
    )
