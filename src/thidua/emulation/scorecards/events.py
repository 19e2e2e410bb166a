"""What the events of scoring say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "round.opened": _("mở đợt chấm điểm «%(about)s» cho %(units)s đơn vị"),
    "round.removed": _("bỏ đợt chấm điểm «%(about)s» vừa mở"),
    "round.moved": _("chuyển đợt chấm điểm «%(about)s» sang bước «%(step)s»"),
    "round.moved_back": _("lùi đợt chấm điểm «%(about)s» về bước «%(step)s»"),
    "round.computed": _("tính điểm từ số liệu đã tiếp nhận cho %(cards)s phiếu chấm điểm của đợt «%(about)s»"),
    "round.compute_asked": _("yêu cầu tính lại điểm của đợt «%(about)s»"),
    "point.given": _("chấm «%(criterion)s» ở bước %(stage)s: %(after)s điểm (trước đó %(before)s), đợt «%(about)s»"),
    "point.taken_back": _(
        "hoàn tác «%(criterion)s» ở bước %(stage)s: %(before)s trở lại %(after)s điểm, đợt «%(about)s»"
    ),
    "point.noted": _("ghi chú cho tiêu chí «%(criterion)s» trong đợt «%(about)s»"),
    "card.handed_in": _("nộp bảng tự chấm của đợt «%(about)s», còn thiếu %(missing)s chỗ"),
    "card.withdrawn": _("rút lại bảng tự chấm của đợt «%(about)s»"),
    "card.cross_checked": _("nộp kết quả chấm chéo của đợt «%(about)s»"),
    "card.cross_check_withdrawn": _("rút lại kết quả chấm chéo của đợt «%(about)s»"),
    "card_evidence.attached": _("đính kèm «%(file)s» cho «%(criterion)s» của đợt «%(about)s»"),
    "card_evidence.removed": _("gỡ «%(file)s» khỏi «%(criterion)s» của đợt «%(about)s»"),
    "card_evidence.restored": _("lấy lại «%(file)s» của «%(criterion)s» trong đợt «%(about)s»"),
    "card.fact_stated": _("ghi «%(fact)s» là %(value)s trong đợt «%(about)s», căn cứ: %(grounds)s"),
}
