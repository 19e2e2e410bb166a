"""What reorganisations tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "reorganisation.ended": _("Đơn vị của bạn kết thúc từ ngày %(on)s theo quyết định %(number)s."),
    "reorganisation.moved": _("Đơn vị của bạn đổi cấp trên từ ngày %(on)s theo quyết định %(number)s."),
    "reorganisation.given": _("Đơn vị của bạn nhận thêm tổ chức từ ngày %(on)s theo quyết định %(number)s."),
    "reorganisation.changed": _("Đơn vị của bạn được sắp xếp lại từ ngày %(on)s theo quyết định %(number)s."),
    "reorganisation.undone": _("Quyết định sắp xếp %(number)s liên quan đến đơn vị của bạn đã được hoàn tác."),
}
ICONS = {
    "reorganisation.ended": "flag-off",
    "reorganisation.moved": "arrows-exchange",
    "reorganisation.given": "arrow-merge",
    "reorganisation.changed": "sitemap",
    "reorganisation.undone": "arrow-back-up",
}
