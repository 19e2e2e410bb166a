"""What the events of rankings say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ranking.drawn": _("lập bảng xếp hạng «%(about)s» cho %(units)s đơn vị"),
    "ranking.placed": _("ghi thứ hạng của %(places)s đơn vị trong «%(about)s»"),
    "ranking.voted": _("lấy kết quả bỏ phiếu «%(ballot)s» vào «%(about)s»"),
    "ranking.discarded": _("bỏ bảng xếp hạng đang lập «%(about)s»"),
    "ranking.decided": _("chốt xếp hạng «%(about)s»"),
    "ranking.reopened": _("mở lại xếp hạng «%(about)s»"),
    "ranking.published": _("công bố kết quả «%(about)s» từ %(moment)s"),
    "ranking.publication_undone": _("hoàn tác việc công bố kết quả «%(about)s»"),
}
