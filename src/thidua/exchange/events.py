"""What the events of lists from files say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "list.received": _("đọc danh sách «%(about)s» gồm %(rows)s dòng"),
    "list.mapped": _("ghép %(columns)s cột của danh sách «%(about)s»"),
    "list.committed": _("ghi %(rows)s dòng của danh sách «%(about)s»"),
    "list.undone": _("hoàn tác danh sách «%(about)s», trả lại %(rows)s dòng"),
    "list.cancelled": _("yêu cầu dừng việc đang làm với danh sách «%(about)s»"),
    "list.failed": _("chưa làm được việc với danh sách «%(about)s»: %(reason)s"),
    "list.discarded": _("bỏ danh sách «%(about)s» gồm %(rows)s dòng"),
    "export.asked": _("yêu cầu xuất bảng «%(title)s» gồm %(rows)s dòng"),
    "export.cancelled": _("dừng xuất bảng «%(title)s»"),
    "export.deleted": _("xóa tệp đã xuất của bảng «%(title)s»"),
}
