"""The list of the reports of a workbook, with links and states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.worksheet import Worksheet

from thidua.core.clock import VIETNAM
from thidua.reporting.rules import ReportState

from .filled import Filled
from .heads import across, height_of, link_to, paper, window_of
from .styles import LINKED, Styles

INDEX = gettext_lazy("Danh sách đơn vị")
_HEADINGS_AT, _FIRST_ROW = 5, 6
_WIDTHS: Final = (6, 16, 52, 18, 18, 14, 22)


def write_index(
    sheet: Worksheet, styles: Styles, reports: Sequence[Filled], names: Sequence[str], *, title: str
) -> None:
    """Fill a new sheet with the list of reports; `names` are their sheets, in the same order."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    whole = (0, len(_WIDTHS) - 1)
    across(sheet, 0, whole, title.upper(), styles.get(align="center", bold=True, font_size=15))
    if reports:
        window = window_of(reports[0].report.period)
        across(sheet, 1, whole, window, styles.get(align="center", italic=True, font_size=12))
    across(sheet, 3, whole, _how_to(reports), styles.get(text_wrap=True))
    sheet.set_row(0, 26)
    sheet.set_row(3, 34)
    _table(sheet, styles, reports, names)
    sheet.freeze_panes(_FIRST_ROW, 3)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "autofilter": True, "sort": True})
    rows = _FIRST_ROW + len(reports)
    paper(sheet, columns=len(_WIDTHS), rows=rows, headings=(_HEADINGS_AT, _HEADINGS_AT), footer=title)


def _table(sheet: Worksheet, styles: Styles, reports: Sequence[Filled], names: Sequence[str]) -> None:
    headings = (
        _("TT"),
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Trạng thái"),
        _("Hạn nộp"),
        _("Số ô đã nhập"),
        _("Trong tệp này"),
    )
    sheet.set_row(_HEADINGS_AT, 32)
    for column, heading in enumerate(headings):
        sheet.write_string(_HEADINGS_AT, column, heading, styles.heading())
    plain, centred = styles.cell(indent=1), styles.cell(align="center")
    link = styles.cell(font_color=LINKED, underline=1, text_wrap=True, indent=1)
    for number, (report, name) in enumerate(zip(reports, names, strict=True), start=1):
        row = _FIRST_ROW + number - 1
        sheet.set_row(row, height_of(report.unit.name, _WIDTHS[2] - 2))
        sheet.write_number(row, 0, number, centred)
        sheet.write_string(row, 1, report.unit.code, plain)
        link_to(sheet, (row, 2), name, report.unit.name, link)
        sheet.write_string(row, 3, str(ReportState(report.report.state).label), plain)
        sheet.write_string(row, 4, f"{report.report.due_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}", centred)
        sheet.write_string(row, 5, f"{report.entered}/{len(report.lines)}", centred)
        sheet.write_string(row, 6, _use_of(report), plain)
    sheet.autofilter(_HEADINGS_AT, 0, _HEADINGS_AT + max(1, len(reports)), len(headings) - 1)


def _how_to(reports: Sequence[Filled]) -> str:
    opened = sum(report.open for report in reports)
    return _(
        "Bấm vào tên đơn vị để đến phiếu của đơn vị. %(open)d/%(all)d phiếu nhập được; các phiếu khác chỉ để xem vì"
        " báo cáo không còn ở đơn vị. Phiếu ghi «Nhập thay» chỉ nạp lại được sau khi cấp trên mở nhập thay."
    ) % {"open": opened, "all": len(reports)}


def _use_of(report: Filled) -> str:
    """What the sheet of a report is good for."""
    if report.behalf:
        return _("Nhập thay")
    return _("Nhập được") if report.open else _("Chỉ để xem")
