"""What movements tell people, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "movement.launched": _("%(owner)s phát động: %(title)s."),
    "movement.register": _("%(owner)s phát động: %(title)s. Đăng ký đến hết %(due)s."),
    "movement.due": _("Đơn vị của bạn chưa đăng ký %(title)s. Hạn đăng ký là %(due)s."),
    "movement.reminded": _("%(by)s nhắc: đơn vị của bạn chưa đăng ký %(title)s. Hạn đăng ký là %(due)s."),
    "late_registration.asked": _("%(unit)s đề nghị đăng ký bổ sung %(title)s."),
    "late_registration.granted": _("%(unit)s được đăng ký bổ sung %(title)s đến hết %(until)s."),
    "late_registration.refused": _("%(unit)s không được đăng ký bổ sung %(title)s: %(answer)s"),
}
ICONS = {
    "movement.launched": "flag",
    "movement.register": "flag",
    "movement.due": "clock",
    "movement.reminded": "bell-ringing",
    "late_registration.asked": "help-circle",
    "late_registration.granted": "circle-check",
    "late_registration.refused": "circle-x",
}
