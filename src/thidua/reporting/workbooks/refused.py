"""The cells that were not taken, as a workbook in the shape of the forms: mended there, it can be sent again.

A list of all of them, then a sheet for each report, or one table of units where the file was such. What stood in the
file stands in the cells, the reason beside it and as a comment; what the system takes from it is only these cells.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from thidua.core import clock
from thidua.core.numbers import unscale
from thidua.indicators.models import Form, FormRow, Period
from thidua.org.queries import last_names_of
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import in_words, seen
from thidua.reporting.queries.since import Earlier, earlier_of
from thidua.reporting.rules import CellVerdict
from thidua.reporting.upload_models import UploadCell

from .heads import paper
from .layout import (
    MATRIX_CODE_COLUMN,
    MATRIX_CODE_HEADING,
    MATRIX_FIRST_INDICATOR,
    MATRIX_NAME_COLUMN,
    Column,
    Fact,
    Layout,
    fact_line,
    sheet_names,
    typed_in,
)
from .stamp import SheetStamp, Stamp, UnitStamp, write_stamp
from .styles import GREY, WRONG, Styles

_HEADINGS_AT, _MARKS_AT, _FIRST_ROW = 5, 6, 7
_BEFORE: Final = (Column.NAME, Column.CODE, Column.MEASURE)
_TYPED: Final = (Column.INPUT, Column.CUMULATIVE)
_WIDTHS: Final = {Column.NAME: 44, Column.CODE: 9, Column.MEASURE: 13, Column.CHECK: 60}
_NOTE: Final = {"width": 320, "height": 90, "font_size": 9}


def refused_workbook(cells: Sequence[UploadCell]) -> bytes:
    """A workbook of refused and lost cells, which come with their part and report."""
    stream = io.BytesIO()
    groups = _groups(cells)
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        styles = Styles(book)
        list_name, *names = sheet_names([_("Ô không nhận"), *(_name(group) for group in groups)])
        _write_list(book.add_worksheet(list_name), styles, cells)
        stamps = []
        for name, group in zip(names, groups, strict=True):
            write = _write_matrix if group[0].part.layout == Layout.MATRIX else _write_form
            stamps.append(write(book.add_worksheet(name), styles, group))
        if stamps:
            write_stamp(book, Stamp(clock.now(), tuple(stamps)))
    return stream.getvalue()


def _groups(cells: Sequence[UploadCell]) -> list[list[UploadCell]]:
    """The cells of known indicators and reports, apart by sheet: one for a form, or for all units of a matrix."""
    groups: dict[tuple[int, ...], list[UploadCell]] = defaultdict(list)
    for cell in cells:
        report = cell.part.report
        if report is None or cell.indicator_id is None:
            continue
        form = report.sheet.form_version_id
        key = (report.period_id, form) if cell.part.layout == Layout.MATRIX else (report.period_id, form, report.pk)
        groups[key].append(cell)
    return list(groups.values())


def _name(group: Sequence[UploadCell]) -> str:
    report = _report(group[0])
    return report.period.span.short_title if group[0].part.layout == Layout.MATRIX else report.unit.code


def _write_list(sheet: Worksheet, styles: Styles, cells: Sequence[UploadCell]) -> None:
    """Every cell with its reason, also those that belong to no report."""
    headings = (
        (_("Tệp"), 26),
        (_("Trang"), 18),
        (_("Ô"), 7),
        (_("Đơn vị"), 18),
        (_("Mã chỉ tiêu"), 11),
        (_("Tệp ghi"), 18),
        (_("Lý do không nhận"), 90),
    )
    sheet.freeze_panes(1, 0)
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles.heading())
    for row, cell in enumerate(cells, start=1):
        part = cell.part
        texts = (part.file_name, part.sheet, cell.place, part.unit, cell.code, cell.text, _reason(cell))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles.cell(text_wrap=True))
    paper(sheet, columns=len(headings), rows=len(cells) + 1, headings=(0, 0), footer=_("Các ô không nhận được"))


def _write_form(sheet: Worksheet, styles: Styles, group: Sequence[UploadCell]) -> SheetStamp:
    report = _report(group[0])
    rows = _rows_of(report)
    # A reader looks for the first of the columns that are typed into; the other is there where it is needed.
    needed = {Column.INPUT, *(typed_in(rows[cell.code]) for cell in group)}
    typed = [column for column in _TYPED if column in needed]
    places = {column: at for at, column in enumerate((*_BEFORE, *typed, Column.CHECK))}
    # What is typed since the start of the year is kept as the period's own.
    earlier = earlier_of(report) if Column.CUMULATIVE in needed else {}
    _write_facts(sheet, styles, report.sheet.form_version.form, report.period)
    unit = last_names_of([report.unit_id], report.period.ends)[report.unit_id]
    sheet.write_string(3, 0, fact_line(Fact.UNIT, unit.name, unit.code), styles.get())
    for column, at in places.items():
        heading = _("Lý do không nhận") if column is Column.CHECK else str(column.heading)
        sheet.set_column(at, at, _WIDTHS.get(column, 16))
        sheet.write_string(_HEADINGS_AT, at, heading, styles.heading())
        sheet.write_string(_MARKS_AT, at, column.mark, styles.heading(bold=False, font_size=9))
    for at, cell in enumerate(group, start=_FIRST_ROW):
        row = rows[cell.code]
        sheet.write_string(at, places[Column.NAME], row.indicator.name, styles.cell(text_wrap=True))
        sheet.write_string(at, places[Column.CODE], cell.code, styles.cell(font_color=GREY, font_size=9))
        sheet.write_string(at, places[Column.MEASURE], row.indicator.measure, styles.cell())
        for column in typed:
            sheet.write_blank(at, places[column], None, styles.cell())
        before = earlier.get(cell.code) if typed_in(row) is Column.CUMULATIVE else None
        _write_said(sheet, styles, (at, places[typed_in(row)]), cell, before)
        sheet.write_string(at, places[Column.CHECK], _reason(cell), styles.cell(text_wrap=True))
    _set_up(sheet, columns=len(places), rows=_FIRST_ROW + len(group))
    codes = tuple(dict.fromkeys(cell.code for cell in group))
    return _stamp(sheet, Layout.FORM, codes, {report.unit.code: group})


def _write_matrix(sheet: Worksheet, styles: Styles, group: Sequence[UploadCell]) -> SheetStamp:
    """Units down and only those indicators of which a cell was refused; the other cells stay empty."""
    first = _report(group[0])
    codes = tuple(dict.fromkeys(cell.code for cell in group))
    by_unit: dict[str, list[UploadCell]] = defaultdict(list)
    for cell in group:
        by_unit[_report(cell).unit.code].append(cell)
    reports = {_report(cell).unit.code: _report(cell) for cell in group}
    names = last_names_of([report.unit_id for report in reports.values()], first.period.ends)
    rows = _rows_of(first)
    _write_facts(sheet, styles, first.sheet.form_version.form, first.period)
    sheet.set_column(MATRIX_CODE_COLUMN, MATRIX_CODE_COLUMN, 16)
    sheet.set_column(MATRIX_NAME_COLUMN, MATRIX_NAME_COLUMN, 36)
    sheet.write_string(_MARKS_AT, MATRIX_CODE_COLUMN, str(MATRIX_CODE_HEADING), styles.heading())
    sheet.write_string(_MARKS_AT, MATRIX_NAME_COLUMN, _("Đơn vị"), styles.heading())
    columns = {code: at for at, code in enumerate(codes, start=MATRIX_FIRST_INDICATOR)}
    for code, at in columns.items():
        sheet.set_column(at, at, 14)
        sheet.write_string(_HEADINGS_AT, at, rows[code].indicator.name, styles.heading(bold=False, font_size=9))
        sheet.write_string(_MARKS_AT, at, code, styles.heading(bold=False, font_color=GREY))
    for at, (unit, cells) in enumerate(by_unit.items(), start=_FIRST_ROW):
        sheet.write_string(at, MATRIX_CODE_COLUMN, unit, styles.cell(font_color=GREY))
        sheet.write_string(at, MATRIX_NAME_COLUMN, names[reports[unit].unit_id].name, styles.cell())
        for column in columns.values():
            sheet.write_blank(at, column, None, styles.cell())
        for cell in cells:
            _write_said(sheet, styles, (at, columns[cell.code]), cell)
    _set_up(sheet, columns=MATRIX_FIRST_INDICATOR + len(codes), rows=_FIRST_ROW + len(by_unit))
    return _stamp(sheet, Layout.MATRIX, codes, by_unit)


def _write_facts(sheet: Worksheet, styles: Styles, form: Form, period: Period) -> None:
    sheet.write_string(0, 0, _("Các ô không nhận được"), styles.get(bold=True, font_size=14))
    sheet.write_string(1, 0, fact_line(Fact.FORM, form.name, form.code), styles.get())
    sheet.write_string(2, 0, fact_line(Fact.PERIOD, period.span.title, period.code), styles.get())


def _write_said(
    sheet: Worksheet, styles: Styles, place: tuple[int, int], cell: UploadCell, earlier: Earlier | None = None
) -> None:
    """What the file says, unlocked, with the reason as a comment; `earlier` is what was taken off it."""
    style = styles.cell(locked=False, align="right", **WRONG)
    indicator = cell.indicator
    said = earlier.since_start(cell.after) if earlier else cell.after
    if cell.verdict == CellVerdict.CONFLICT and indicator and said.number is not None:
        sheet.write_number(*place, float(unscale(said.number, indicator.decimals)), style)
    elif cell.verdict == CellVerdict.CONFLICT and indicator:
        sheet.write_string(*place, in_words(cell.after, indicator), style)
    else:
        sheet.write_string(*place, cell.text, style)
    sheet.write_comment(*place, _reason(cell), _NOTE)


def _reason(cell: UploadCell) -> str:
    return cell.part.trouble or cell.sentence


def _set_up(sheet: Worksheet, *, columns: int, rows: int) -> None:
    sheet.freeze_panes(_FIRST_ROW, 0)
    paper(sheet, columns=columns, rows=rows, headings=(_HEADINGS_AT, _MARKS_AT), footer=_("Các ô không nhận được"))
    sheet.protect("", {"format_columns": True, "format_rows": True})
    # What was refused is text on purpose.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _stamp(
    sheet: Worksheet, layout: Layout, codes: tuple[str, ...], by_unit: Mapping[str, Sequence[UploadCell]]
) -> SheetStamp:
    """The cells of the sheet as the report holds them; where a unit has none the sheet shows nothing either."""
    report = _report(next(iter(by_unit.values()))[0])
    units = {}
    for unit, cells in by_unit.items():
        held = {cell.code: seen(cell.before, cell.indicator) for cell in cells if cell.indicator}
        units[unit] = UnitStamp(_report(cells[0]).version, tuple(held.get(code, "") for code in codes))
    return SheetStamp(
        sheet=str(sheet.get_name()),
        layout=layout,
        period=report.period.code,
        form=report.sheet.form_version.form.code,
        form_version=report.sheet.form_version.number,
        codes=codes,
        units=units,
    )


def _rows_of(report: Report) -> dict[str, FormRow]:
    return {row.indicator.code: row for row in contents_of(report.sheet.form_version_id).rows}


def _report(cell: UploadCell) -> Report:
    assert cell.part.report is not None
    return cell.part.report
