"""What administrators are told about backups, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "backup.failed": _("Không lập được bản sao lưu theo lịch: %(why)s"),
    "backup.overdue": _("Đã quá hai ngày chưa có bản sao lưu mới. Hãy xem máy chủ và thư mục sao lưu."),
    "archive.stuck": _(
        "Kho nhật ký ghi trước không nhận được đoạn %(segment)s. Hãy nhờ người quản lý máy chủ xem nơi lưu trữ."
    ),
}
ICONS = {
    "backup.failed": "database-exclamation",
    "backup.overdue": "clock-exclamation",
    "archive.stuck": "database-exclamation",
}
