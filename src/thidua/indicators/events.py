"""What the events of indicators say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "deadline.set": _("đặt hạn nộp của %(kind)s, %(frequency)s: trước hạn chung %(days)s ngày, từ %(since)s"),
    "form.founded": _("lập biểu mẫu %(about)s"),
    "form.draft_begun": _("soạn bản %(version)s của biểu mẫu %(about)s"),
    "form.draft_saved": _("lưu bản soạn %(version)s của biểu mẫu %(about)s, %(rows)s dòng"),
    "form.draft_discarded": _("bỏ bản soạn %(version)s của biểu mẫu %(about)s"),
    "form.published": _("ban hành bản %(version)s của biểu mẫu %(about)s, áp dụng từ %(starts)s"),
    "form.withdrawn": _("thu hồi bản %(version)s của biểu mẫu %(about)s để soạn lại"),
    "indicator.edited": _("sửa chỉ tiêu %(code)s: %(fields)s"),
    "indicator.founded": _("thêm chỉ tiêu %(code)s vào danh mục"),
    "period.cut_off_set": _("đặt ngày chốt số liệu của kỳ %(about)s là %(until)s"),
}
