"""What ballots tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ballot.opened": _("Cuộc bỏ phiếu «%(ballot)s» đã mở. Mời bạn bỏ phiếu."),
    "ballot.reminded": _("Cuộc bỏ phiếu «%(ballot)s» còn chờ phiếu của bạn."),
    "ballot.counted": _("Cuộc bỏ phiếu «%(ballot)s» đã có kết quả kiểm phiếu."),
}
ICONS = {"ballot.opened": "checkbox", "ballot.reminded": "bell-ringing", "ballot.counted": "chart-bar"}
