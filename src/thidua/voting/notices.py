"""What ballots tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ballot.prepared": _("Bạn ở tổ kiểm phiếu của «%(ballot)s», đã chốt xong. Mời bạn vào để cùng mở bỏ phiếu."),
    "ballot.key_waits": _("Một thành viên tổ kiểm phiếu của «%(ballot)s» đã xác nhận và chờ bạn cùng xác nhận."),
    "ballot.opened": _("Cuộc bỏ phiếu «%(ballot)s» đã mở. Mời bạn bỏ phiếu."),
    "ballot.reminded": _("Cuộc bỏ phiếu «%(ballot)s» còn chờ phiếu của bạn."),
    "ballot.counted": _("Cuộc bỏ phiếu «%(ballot)s» đã có kết quả kiểm phiếu."),
}
ICONS = {
    "ballot.prepared": "key",
    "ballot.key_waits": "key",
    "ballot.opened": "checkbox",
    "ballot.reminded": "bell-ringing",
    "ballot.counted": "chart-bar",
}
