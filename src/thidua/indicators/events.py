"""What the events of indicators say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "deadline.set": _("đặt hạn nộp của %(kind)s, %(frequency)s: trước hạn chung %(days)s ngày, từ %(since)s"),
    "period.cut_off_set": _("đặt ngày chốt số liệu của kỳ %(about)s là %(until)s"),
}
