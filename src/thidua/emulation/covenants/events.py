"""What the events of covenants say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "covenant.drafted": _("soạn %(about)s của %(cluster)s"),
    "covenant.edited": _("sửa %(what)s trong %(about)s"),
    "covenant.removed": _("bỏ %(what)s khỏi %(about)s"),
    "covenant.restored": _("đưa %(what)s trở lại %(about)s"),
    "covenant.comments_asked": _("gửi %(about)s lấy ý kiến đến hết ngày %(until)s"),
    "covenant.commented": _("góp ý cho «%(article)s» của %(about)s"),
    "covenant.comment_answered": _("trả lời góp ý của %(member)s cho «%(article)s»"),
    "covenant.comment_removed": _("rút góp ý cho «%(article)s» của %(about)s"),
    "covenant.member_agreed": _("đồng ý với %(about)s"),
    "covenant.member_objected": _("chưa đồng ý với %(about)s: %(reason)s"),
    "covenant.agreed": _("chốt %(about)s đã thống nhất"),
    "covenant.agreed_by_owner": _("quyết định chốt %(about)s khi còn ý kiến khác: %(reason)s"),
    "covenant.reopened": _("đưa %(about)s trở lại dự thảo, %(voided)s chữ ký không còn giá trị"),
    "covenant.signing_begun": _("mở lễ ký %(about)s, nội dung cố định theo mã %(digest)s"),
    "covenant.signed": _("ký %(about)s: %(signer)s, %(method)s"),
    "covenant.signature_taken_back": _("rút chữ ký trên %(about)s"),
    "covenant.witnessed": _("chứng kiến %(about)s"),
    "covenant.in_force": _("%(about)s có hiệu lực, số %(number)s"),
    "covenant.table_code_made": _("lấy mã ký tại bàn cho %(about)s"),
    "covenant.clause_confirmed": _("xác nhận «%(clause)s»: %(outcome)s"),
    "covenant.confirmation_undone": _("hoàn tác xác nhận «%(clause)s»"),
}
