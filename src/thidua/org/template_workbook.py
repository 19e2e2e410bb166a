"""The workbook that people fill in: headings, lists to choose from, one row as an example."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from thidua.org.imports import COLUMNS, REQUIRED
from thidua.org.rules import Sector, UnitKind

ROWS = 5_000  # as far as the lists reach
WIDTHS = {"name": 46, "short_name": 24, "kind": 30, "founded_on": 17, "sector": 20, "parent": 18}


def template_workbook() -> bytes:
    """An .xlsx with the columns of `imports.COLUMNS`; it can be uploaded as it is."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # Text, so that a code keeps its leading zeros.
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "valign": "vcenter"})
    sheet = book.add_worksheet(_("Danh sách đơn vị"))
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 24)
    for at, (field, label) in enumerate(COLUMNS.items()):
        sheet.set_column(at, at, WIDTHS.get(field, 14), day if field == "founded_on" else text)
        sheet.write_string(0, at, str(label), heading)
        sheet.write_comment(0, at, _comment(field))
    _write_example(sheet, day)
    _add_lists(book, sheet)
    book.close()
    return stream.getvalue()


def _comment(field: str) -> str:
    hints = {
        "code": _("Mã riêng của đơn vị: chữ không dấu, chữ số, dấu chấm, gạch nối."),
        "name": _("Tên đầy đủ."),
        "short_name": _("Để trống thì lấy tên đầy đủ, nếu không dài quá 80 ký tự."),
        "kind": _("Chọn trong danh sách."),
        "parent": _("Mã của đơn vị ngay bên trên, có trong danh sách này hoặc trong hệ thống."),
        "founded_on": _("Ngày/tháng/năm, ví dụ 28/12/2020."),
        "sector": _("Để trống là Nhà nước."),
        "bloc": _("Ví dụ: Giáo dục, Y tế."),
    }
    need = _("Bắt buộc.") if field in REQUIRED else _("Không bắt buộc.")
    return f"{need} {hints[field]}"


def _write_example(sheet: xlsxwriter.worksheet.Worksheet, day: xlsxwriter.format.Format) -> None:
    example = {
        "code": "VD-001",
        "name": _("Công đoàn cơ sở Trường Tiểu học Ví Dụ"),
        "short_name": _("CĐCS TH Ví Dụ"),
        "kind": str(UnitKind.GRASSROOTS.label),
        "sector": str(Sector.STATE.label),
        "bloc": _("Giáo dục"),
    }
    for at, field in enumerate(COLUMNS):
        if field == "founded_on":
            sheet.write_datetime(1, at, date(2015, 9, 5), day)
        else:
            sheet.write_string(1, at, example.get(field, ""))


def _add_lists(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """A list typed into a rule may have 255 characters only, so the choices stand on a sheet of their own."""
    lists = book.add_worksheet(_("Danh mục"))
    for at, (field, choices) in enumerate({"kind": UnitKind, "sector": Sector}.items()):
        labels = [str(label) for label in choices.labels]
        lists.write_column(0, at, labels)
        lists.set_column(at, at, 34)
        column = list(COLUMNS).index(field)
        letter = "AB"[at]
        sheet.data_validation(
            1,
            column,
            ROWS,
            column,
            {
                "validate": "list",
                "source": f"='{lists.get_name()}'!${letter}$1:${letter}${len(labels)}",
                "error_title": _("Chưa có trong danh mục"),
                "error_message": _("Hãy chọn một mục trong danh sách."),
            },
        )
