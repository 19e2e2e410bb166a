"""What the events of targets say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "target.recorded": _("nạp %(targets)s chỉ tiêu từ tệp"),
    "target.assigned": _("giao chỉ tiêu %(about)s: %(amount)s (trước đó %(before)s)"),
    "target.registered": _("đăng ký chỉ tiêu %(about)s: %(amount)s (trước đó %(before)s)"),
    "target.adjusted": _("điều chỉnh chỉ tiêu %(about)s từ %(before)s thành %(amount)s"),
    "target.cancelled": _("hủy chỉ tiêu %(about)s, trước đó là %(before)s"),
    "target.split": _("giao chỉ tiêu %(about)s cho %(children)s đơn vị trực thuộc, còn lại %(remainder)s"),
}
