"""What the events of clusters say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules import SeatRole

SENTENCES = {
    "cluster.formed": _("thành lập %(about)s năm %(year)s với %(members)s thành viên"),
    "cluster.joined": _("thêm %(member)s vào %(about)s từ ngày %(on)s"),
    "cluster.left": _("cho %(member)s ra khỏi %(about)s từ ngày %(on)s"),
    "cluster.role_given": _("giao %(member)s làm %(role)s của %(about)s từ ngày %(on)s"),
    "cluster.dissolved": _("giải thể %(about)s từ ngày %(on)s"),
    "cluster.change_undone": _("hoàn tác thay đổi của %(about)s: %(change)s"),
    "cluster.election_called": _("lập cuộc bầu cụm trưởng năm sau của %(about)s"),
    "cluster.turns_set": _("đặt cách chọn cụm trưởng năm sau của %(about)s"),
    "cluster.indicators_chosen": _("chọn %(indicators)s chỉ tiêu để đối chiếu trong %(about)s"),
    "cluster.followed": _("chuyển %(seats)s chỗ trong cụm thi đua của %(about)s khi sắp xếp theo %(decision)s"),
    "cluster.following_undone": _("hoàn tác việc chuyển chỗ trong cụm thi đua khi sắp xếp theo %(decision)s"),
    "duty_plan.saved": _("sửa lịch mẫu năm %(year)s của các cụm: %(duties)s việc"),
    "duties.laid_out": _("lập lịch %(duties)s việc cho %(about)s theo lịch mẫu"),
    "duty.added": _("thêm việc «%(duty)s» vào lịch của %(about)s, hạn %(due)s"),
    "duty.edited": _("sửa việc «%(duty)s» trong lịch của %(about)s, hạn %(due)s"),
    "duty.removed": _("bỏ việc «%(duty)s» khỏi lịch của %(about)s"),
    "duty.restored": _("lấy lại việc «%(duty)s» trong lịch của %(about)s"),
    "duty.done": _("%(member)s đã làm xong «%(duty)s» của %(about)s"),
    "duty.not_done": _("bỏ đánh dấu đã xong «%(duty)s» của %(member)s trong %(about)s"),
    "duty.reminded": _("nhắc %(units)s đơn vị về «%(duty)s» của %(about)s"),
    "post.written": _("viết ý kiến trong %(about)s"),
    "post.edited": _("sửa ý kiến đã viết trong %(about)s"),
    "post.deleted": _("xóa ý kiến đã viết trong %(about)s"),
    "post.restored": _("lấy lại ý kiến đã xóa trong %(about)s"),
    "material.shared": _("chia sẻ tài liệu «%(title)s» trong %(about)s"),
    "material.removed": _("bỏ tài liệu «%(title)s» khỏi %(about)s"),
    "material.restored": _("lấy lại tài liệu «%(title)s» trong %(about)s"),
    "review.asked": _("yêu cầu các thành viên %(cluster)s gửi phần báo cáo «%(about)s», hạn %(due)s"),
    "review.withdrawn": _("bỏ yêu cầu «%(title)s» của %(about)s"),
    "review.part_saved": _("lưu phần của %(member)s trong «%(about)s»"),
    "review.part_sent": _("gửi phần của %(member)s trong «%(about)s»"),
    "review.part_taken_back": _("lấy lại phần của %(member)s trong «%(about)s» để sửa"),
    "review.reminded": _("nhắc %(units)s thành viên chưa gửi phần của «%(about)s»"),
    "review.compiled": _("tổng hợp %(parts)s phần của «%(about)s» thành báo cáo"),
}
LABELS = {"role": dict(SeatRole.choices)}
