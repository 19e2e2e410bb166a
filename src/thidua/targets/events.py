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
    "target.planned": _("giao %(targets)s chỉ tiêu năm %(year)s cho %(units)s đơn vị bằng một quyết định %(decision)s"),
    "target.undone": _("hoàn tác một quyết định giao %(targets)s chỉ tiêu của %(about)s"),
    "target.transferred": _("chuyển hoặc hủy %(targets)s chỉ tiêu của %(about)s khi sắp xếp theo %(decision)s"),
    "target.transfer_undone": _("hoàn tác việc chuyển chỉ tiêu của %(about)s khi sắp xếp theo %(decision)s"),
    "target.accepted": _("đồng ý với chỉ tiêu %(about)s: %(amount)s"),
    "target.objected": _("có ý kiến về chỉ tiêu %(about)s: %(amount)s"),
    "target.kept": _("giữ nguyên chỉ tiêu %(about)s sau ý kiến của đơn vị: %(amount)s"),
}
