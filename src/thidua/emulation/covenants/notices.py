"""What covenants tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "covenant.comments_asked": _("%(cluster)s: mời góp ý «%(title)s» đến hết ngày %(until)s."),
    "covenant.commented": _("%(unit)s góp ý cho «%(article)s» của giao ước."),
    "covenant.objected": _("%(unit)s chưa đồng ý với giao ước."),
    "covenant.to_sign": _("%(cluster)s: «%(title)s» đã thống nhất, mời đơn vị ký."),
    "covenant.to_witness": _("%(cluster)s: các đơn vị đã ký «%(title)s», chờ chứng kiến."),
    "covenant.reopened": _("%(cluster)s: «%(title)s» được đưa về dự thảo để sửa; chữ ký trước đó không còn giá trị."),
    "covenant.in_force": _("%(cluster)s: «%(title)s» đã có hiệu lực."),
}
ICONS = {
    "covenant.comments_asked": "message-question",
    "covenant.commented": "message",
    "covenant.objected": "message-exclamation",
    "covenant.to_sign": "signature",
    "covenant.to_witness": "signature",
    "covenant.reopened": "arrow-back-up",
    "covenant.in_force": "rosette-discount-check",
}
