"""What people are told about standing in for each other and about files, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "delegation.given": _("%(who)s nhờ bạn làm thay từ %(first)s đến hết %(last)s: %(reason)s"),
    "delegation.ended": _("%(who)s đã kết thúc ủy quyền giữa hai người."),
    "export.ready": _("Tệp Excel «%(title)s» đã lập xong, tải về trong vòng một ngày."),
    "export.failed": _("Không lập được tệp Excel «%(title)s»."),
}
ICONS = {
    "delegation.given": "user-share",
    "delegation.ended": "user-x",
    "export.ready": "file-spreadsheet",
    "export.failed": "alert-circle",
}
