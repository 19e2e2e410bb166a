"""What the events of ballots say. None of them says what anybody voted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules import Act

SENTENCES = {
    "ballot.drafted": _("soạn cuộc bỏ phiếu «%(about)s»"),
    "ballot.edited": _("sửa cuộc bỏ phiếu «%(about)s»"),
    "ballot.discarded": _("bỏ bản soạn của cuộc bỏ phiếu «%(about)s»"),
    "ballot.restored": _("lấy lại bản soạn của cuộc bỏ phiếu «%(about)s»"),
    "ballot.prepared": _("chốt câu hỏi, danh sách %(voters)s người và tổ kiểm phiếu của cuộc bỏ phiếu «%(about)s»"),
    "ballot.setup_reopened": _("đưa cuộc bỏ phiếu «%(about)s» về bước soạn; các mảnh khóa đã giao không còn giá trị"),
    "ballot.share_rehearsed": _("thử lại mảnh khóa số %(share)s của cuộc bỏ phiếu «%(about)s»"),
    "ballot.key_turned": _("xác nhận với tư cách tổ kiểm phiếu: %(act)s, cuộc bỏ phiếu «%(about)s»"),
    "ballot.key_taken_back": _("rút lại xác nhận: %(act)s, cuộc bỏ phiếu «%(about)s»"),
    "ballot.opened": _("mở cuộc bỏ phiếu «%(about)s» cho %(voters)s người"),
    "ballot.closed": _("khóa cuộc bỏ phiếu «%(about)s» với %(cast)s phiếu"),
    "ballot.voided": _("hủy cuộc bỏ phiếu «%(about)s»: %(reason)s"),
    "ballot.attendance_marked": _("ghi %(voters)s người có mặt ở cuộc bỏ phiếu «%(about)s»"),
    "ballot.attendance_unmarked": _("bỏ ghi có mặt %(voters)s người ở cuộc bỏ phiếu «%(about)s»"),
    "ballot.cast": _("bỏ phiếu trong cuộc bỏ phiếu «%(about)s»"),
    "ballot.reminded": _("nhắc %(voters)s người chưa bỏ phiếu trong cuộc bỏ phiếu «%(about)s»"),
    "ballot.written_received": _("nhận phiếu gửi bằng văn bản của %(voter)s trong cuộc bỏ phiếu «%(about)s»"),
    "ballot.written_unmarked": _("bỏ ghi nhận phiếu bằng văn bản của %(voter)s trong cuộc bỏ phiếu «%(about)s»"),
    "ballot.paper_entered": _("nhập phiếu gửi bằng văn bản %(paper)s của cuộc bỏ phiếu «%(about)s»"),
    "ballot.paper_dropped": _("bỏ bản nhập phiếu bằng văn bản %(paper)s của cuộc bỏ phiếu «%(about)s»"),
    "ballot.counted": _("kiểm %(votes)s phiếu của cuộc bỏ phiếu «%(about)s»"),
    "ballot.minutes_drafted": _("lập biên bản kiểm phiếu của cuộc bỏ phiếu «%(about)s»"),
}
LABELS = {"act": dict(Act.choices)}
