"""The workbook of past totals that people fill in: indicators down, periods across."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.core.periods import Span
from thidua.indicators.models import Indicator


def past_workbook(indicators: Iterable[Indicator], spans: Sequence[Span]) -> bytes:
    """An .xlsx that can be uploaded as it is once numbers stand in it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1})
    number = book.add_format({"num_format": "#,##0.####"})
    sheet = book.add_worksheet(_("Số liệu các năm trước"))
    sheet.freeze_panes(1, 3)
    for column, (name, width) in enumerate(
        ((_("Mã chỉ tiêu"), 12), (pgettext("indicator", "Chỉ tiêu"), 54), (_("Đơn vị tính"), 14))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    for column, span in enumerate(spans, start=3):
        sheet.set_column(column, column, 14, number)
        sheet.write_string(0, column, span.code, heading)
    for row, indicator in enumerate(indicators, start=1):
        for column, text in enumerate((indicator.code, indicator.name, indicator.measure)):
            sheet.write_string(row, column, text)
    book.close()
    return stream.getvalue()
