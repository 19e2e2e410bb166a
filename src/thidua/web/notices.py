"""What people are told about standing in for each other, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "delegation.given": _("%(who)s nhờ bạn làm thay từ %(first)s đến hết %(last)s: %(reason)s"),
    "delegation.ended": _("%(who)s đã kết thúc ủy quyền giữa hai người."),
}
ICONS = {"delegation.given": "user-share", "delegation.ended": "user-x"}
