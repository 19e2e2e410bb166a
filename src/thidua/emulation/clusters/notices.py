"""What clusters tell people, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "cluster.posted": _("%(who)s (%(unit)s) viết trong %(cluster)s: %(start)s"),
    "cluster.mentioned": _("%(who)s (%(unit)s) nhắc tới đơn vị của bạn trong %(cluster)s: %(start)s"),
    "cluster.shared": _("%(unit)s chia sẻ tài liệu «%(title)s» trong %(cluster)s."),
    "duty.due": _("%(cluster)s: «%(duty)s» đến hạn ngày %(due)s."),
    "duty.overdue": _("%(cluster)s: «%(duty)s» đã quá hạn ngày %(due)s."),
    "duty.reminded": _("%(who)s nhắc: «%(duty)s» của %(cluster)s có hạn ngày %(due)s."),
    "review.asked": _("%(cluster)s: hãy gửi phần báo cáo «%(review)s» trước ngày %(due)s."),
    "review.reminded": _("%(who)s nhắc: đơn vị chưa gửi phần báo cáo «%(review)s», hạn ngày %(due)s."),
    "review.part_sent": _("%(unit)s đã gửi phần báo cáo «%(review)s»."),
}
ICONS = {
    "cluster.posted": "message",
    "cluster.mentioned": "at",
    "cluster.shared": "paperclip",
    "duty.due": "clock",
    "duty.overdue": "clock-exclamation",
    "duty.reminded": "bell-ringing",
    "review.asked": "send",
    "review.reminded": "bell-ringing",
    "review.part_sent": "circle-check",
}
