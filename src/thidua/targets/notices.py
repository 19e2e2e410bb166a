"""What targets tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "target.asked": _("Đơn vị được giao hoặc điều chỉnh %(count)s chỉ tiêu năm %(year)s. Hãy đồng ý hoặc nêu ý kiến."),
    "target.objected": _("%(unit)s có ý kiến về %(count)s chỉ tiêu năm %(year)s."),
    "target.kept": _("Cấp trên giữ nguyên chỉ tiêu «%(indicator)s» năm %(year)s sau ý kiến của đơn vị."),
}
ICONS = {"target.asked": "target-arrow", "target.objected": "message-exclamation", "target.kept": "target"}
