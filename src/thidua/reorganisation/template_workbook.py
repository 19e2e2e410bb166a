"""The workbook of changes that people fill in: headings, lists to choose from, an example of each kind."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from thidua.org.rules import Sector, UnitKind

from .change_tables import COLUMNS, REQUIRED
from .rules import ChangeKind

ROWS = 20_000  # as far as the lists reach
WIDTHS = {
    "kind": 22,
    "name": 46,
    "short_name": 24,
    "unit_kind": 30,
    "under": 20,
    "heir": 18,
    "reason": 40,
    "sector": 20,
}
CHOICES = {"kind": ChangeKind, "unit_kind": UnitKind, "sector": Sector}


def template_workbook() -> bytes:
    """An .xlsx with the columns of `change_tables.COLUMNS`: an empty sheet first, examples on the second."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # Text, so that a code keeps its leading zeros.
    text = book.add_format({"num_format": "@"})
    share = book.add_format({"num_format": "0.####%"})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "valign": "vcenter"})
    sheet = book.add_worksheet(_("Danh sách thay đổi"))
    examples = book.add_worksheet(_("Ví dụ"))
    for one in (sheet, examples):
        one.freeze_panes(1, 2)
        one.set_row(0, 24)
        for at, (field, label) in enumerate(COLUMNS.items()):
            one.set_column(at, at, WIDTHS.get(field, 14), share if field == "share" else text)
            one.write_string(0, at, str(label), heading)
            one.write_comment(0, at, _comment(field))
    for number, row in enumerate(_examples(), start=1):
        for at, field in enumerate(COLUMNS):
            examples.write(number, at, row.get(field, ""), share if field == "share" else text)
    _add_lists(book, sheet)
    book.close()
    return stream.getvalue()


def _comment(field: str) -> str:
    hints = {
        "kind": _("Chọn trong danh sách."),
        "code": _("Mã của đơn vị thay đổi; với đơn vị thành lập mới là mã sẽ mang."),
        "name": _("Tên đầy đủ, khi thành lập hoặc đổi tên."),
        "short_name": _("Khi thành lập mà để trống thì lấy tên đầy đủ; khi đổi tên mà để trống thì giữ tên ngắn cũ."),
        "unit_kind": _("Khi thành lập: chọn trong danh sách."),
        "under": _(
            "Mã đơn vị cấp trên mới, khi thành lập hoặc chuyển."
            " Ở dòng kết thúc, chia, sáp nhập: nơi chuyển đến của các đơn vị trực thuộc không có dòng riêng."
        ),
        "heir": _("Mã đơn vị nhận, khi sáp nhập hoặc chia, tách. Chia, tách: mỗi đơn vị nhận một dòng."),
        "share": _("Khi chia, tách: phần của đơn vị nhận ở dòng này, ví dụ 60%. Các phần cộng lại đúng 100%."),
        "reason": _("Bắt buộc khi giải thể, kết thúc."),
        "sector": _("Khi thành lập: để trống là Nhà nước."),
        "bloc": _("Khi thành lập: ví dụ Giáo dục, Y tế."),
    }
    need = _("Bắt buộc.") if field in REQUIRED else _("Tùy loại thay đổi.")
    return f"{need} {hints[field]}"


def _examples() -> list[dict[str, str | float]]:
    kind = {one: str(one.label) for one in ChangeKind}
    return [
        {
            "kind": kind[ChangeKind.FOUND],
            "code": "VD-PHUONG-01",
            "name": _("Công đoàn phường Ví Dụ"),
            "short_name": _("CĐ phường Ví Dụ"),
            "unit_kind": str(UnitKind.WARD.label),
            "under": "VD-TP",
        },
        {"kind": kind[ChangeKind.RENAME], "code": "VD-02", "name": _("Công đoàn cơ sở Trường Trung học Ví Dụ")},
        {"kind": kind[ChangeKind.MOVE], "code": "VD-02", "under": "VD-PHUONG-01"},
        {"kind": kind[ChangeKind.MERGE], "code": "VD-03", "heir": "VD-02", "reason": _("Sáp nhập hai trường")},
        {"kind": kind[ChangeKind.SPLIT], "code": "VD-04", "heir": "VD-05", "share": 0.6},
        {"kind": kind[ChangeKind.SPLIT], "code": "VD-04", "heir": "VD-06", "share": 0.4},
        {
            "kind": kind[ChangeKind.DISSOLVE],
            "code": "VD-HUYEN",
            "under": "VD-TP",
            "reason": _("Kết thúc hoạt động theo quy định"),
        },
    ]


def _add_lists(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """A list typed into a rule may have 255 characters only, so the choices stand on a sheet of their own."""
    lists = book.add_worksheet(_("Danh mục"))
    for at, (field, choices) in enumerate(CHOICES.items()):
        labels = [str(label) for label in choices.labels]
        lists.write_column(0, at, labels)
        lists.set_column(at, at, 34)
        column = list(COLUMNS).index(field)
        letter = "ABC"[at]
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
