"""What the events of point tables say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "scheme.founded": _("lập bảng điểm %(about)s, năm %(year)s"),
    "scheme.renamed": _("đổi tên bảng điểm thành %(about)s, năm %(year)s"),
    "scheme.archived": _("cất bảng điểm %(about)s vào kho lưu"),
    "scheme.restored": _("đưa bảng điểm %(about)s ra khỏi kho lưu"),
    "scheme.draft_begun": _("soạn bản %(version)s của bảng điểm %(about)s"),
    "scheme.draft_edited": _("sửa bản soạn %(version)s của bảng điểm %(about)s: %(what)s"),
    "scheme.edit_undone": _("hoàn tác ở bản soạn %(version)s của bảng điểm %(about)s: %(what)s"),
    "scheme.draft_discarded": _("bỏ bản soạn %(version)s của bảng điểm %(about)s"),
    "scheme.published": _("ban hành bản %(version)s của bảng điểm %(about)s"),
    "scheme.withdrawn": _("thu hồi bản %(version)s của bảng điểm %(about)s để soạn lại"),
}
