"""The workbook of accounts that people fill in."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from .account_rows import COLUMNS, MOST_ACCOUNTS, REQUIRED
from .rules import Role

WIDTHS = {"full_name": 30, "role": 28, "unit": 16, "username": 22, "email": 30}


def account_workbook() -> bytes:
    """An .xlsx with the columns of `account_rows.COLUMNS`; it can be uploaded as it is."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    text = book.add_format({"num_format": "@"})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "valign": "vcenter"})
    sheet = book.add_worksheet(_("Danh sách tài khoản"))
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 24)
    hints = {
        "full_name": _("Họ và tên đầy đủ, có dấu."),
        "role": _("Chọn trong danh sách."),
        "unit": _("Mã đơn vị có trong cây tổ chức."),
        "username": _("Để trống thì hệ thống đặt theo họ tên."),
        "email": _("Dùng để tự đặt lại mật khẩu, nếu hệ thống có gửi thư."),
    }
    for at, (field, label) in enumerate(COLUMNS.items()):
        need = _("Bắt buộc.") if field in REQUIRED else _("Không bắt buộc.")
        sheet.set_column(at, at, WIDTHS[field], text)
        sheet.write_string(0, at, str(label), heading)
        sheet.write_comment(0, at, f"{need} {hints[field]}")
    for at, value in enumerate((_("Nguyễn Văn Ví Dụ"), str(Role.CHAIR.label), "VD-001")):
        sheet.write_string(1, at, value)
    roles = book.add_worksheet(_("Danh mục"))
    roles.write_column(0, 0, [str(label) for label in Role.labels])
    roles.set_column(0, 0, 34)
    column = list(COLUMNS).index("role")
    sheet.data_validation(
        1,
        column,
        MOST_ACCOUNTS,
        column,
        {"validate": "list", "source": f"='{roles.get_name()}'!$A$1:$A${len(Role.labels)}"},
    )
    book.close()
    return stream.getvalue()
