"""What people are told about standing in for each other and about files, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "delegation.given": _("%(who)s nhờ bạn làm thay từ %(first)s đến hết %(last)s: %(reason)s"),
    "delegation.ended": _("%(who)s đã kết thúc ủy quyền giữa hai người."),
    "list.judged": _("Danh sách «%(name)s» gồm %(rows)s dòng đã kiểm tra xong, chờ bạn xem trước."),
    "list.committed": _("Danh sách «%(name)s» đã ghi xong %(saved)s dòng."),
    "list.undone": _("Danh sách «%(name)s» đã hoàn tác xong."),
    "list.stopped": _("Danh sách «%(name)s» chưa làm xong, chưa có gì thay đổi. Hãy mở ra xem lý do."),
    "export.ready": _("Tệp Excel «%(title)s» đã lập xong, tải về trong vòng một ngày."),
    "export.failed": _("Không lập được tệp Excel «%(title)s»."),
}
ICONS = {
    "delegation.given": "user-share",
    "delegation.ended": "user-x",
    "list.judged": "eye",
    "list.committed": "file-check",
    "list.undone": "arrow-back-up",
    "list.stopped": "alert-circle",
    "export.ready": "file-spreadsheet",
    "export.failed": "alert-circle",
}
