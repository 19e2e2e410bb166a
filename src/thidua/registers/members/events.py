"""What the events of the register of members say. Members are named by their numbers: the chain holds no names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules import Ended

SENTENCES = {
    "member.admitted": _("kết nạp đoàn viên %(about)s"),
    "member.transferred": _("chuyển đoàn viên %(about)s sang %(to)s"),
    "member.ended": _("cho đoàn viên %(about)s ra khỏi sổ: %(reason)s"),
    "member.corrected": _("đính chính hồ sơ đoàn viên %(about)s"),
    "member.revealed": _("xem số định danh và điện thoại của đoàn viên %(about)s"),
    "member.undone": _("hoàn tác việc vừa ghi về đoàn viên %(about)s"),
    "members.imported": _("nhập danh sách đoàn viên: %(added)s người mới, %(changed)s người thay đổi"),
    "members.import_undone": _("hoàn tác danh sách đoàn viên: %(members)s dòng"),
    "members.exported": _("xuất danh sách %(members)s đoàn viên của %(about)s ra tệp"),
    "members.followed": _("chuyển %(members)s đoàn viên của %(about)s khi sắp xếp theo %(decision)s"),
    "members.following_undone": _("hoàn tác việc chuyển đoàn viên của %(about)s khi sắp xếp theo %(decision)s"),
}
LABELS = {"reason": dict(Ended.choices)}
