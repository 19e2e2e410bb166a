"""What reporting tells people, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report.due": _("%(unit)s: báo cáo %(report)s đến hạn %(due)s mà chưa nộp."),
    "report.overdue": _("%(unit)s: báo cáo %(report)s đã quá hạn %(due)s mà chưa nộp."),
    "report.reminded": _("%(by)s nhắc: %(unit)s chưa nộp báo cáo %(report)s, hạn %(due)s."),
    "request.sent": _("%(asker)s yêu cầu báo cáo đột xuất: %(title)s, hạn %(due)s."),
    "behalf.confirmed": _("%(who)s xác nhận số liệu nhập thay của %(report)s là đúng."),
    "behalf.objected": _("%(who)s báo số liệu nhập thay của %(report)s chưa đúng: %(objection)s"),
}
ICONS = {
    "report.due": "clock",
    "report.overdue": "clock-exclamation",
    "report.reminded": "bell-ringing",
    "request.sent": "send",
    "behalf.confirmed": "circle-check",
    "behalf.objected": "alert-circle",
}
