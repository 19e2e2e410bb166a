"""What the events of documents say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "document.drafted": _("soạn văn bản «%(about)s»"),
    "document.edited": _("sửa bản thảo «%(about)s» (bản %(version)s)"),
    "document.refreshed": _("cập nhật %(figures)s con số trong bản thảo «%(about)s»"),
    "document.redrafted": _("soạn lại bản thảo «%(about)s» từ số liệu, giữ %(kept)s đoạn đã sửa tay"),
    "document.frame_edited": _("sửa phần thể thức của bản thảo «%(about)s»: %(fields)s"),
    "document.deleted": _("xóa bản thảo «%(about)s»"),
    "document.restored": _("lấy lại bản thảo «%(about)s»"),
    "document.issued": _("ban hành văn bản số %(number)s «%(about)s»"),
    "document.withdrawn": _("thu hồi văn bản số %(number)s «%(about)s»: %(reason)s"),
    "template.added": _("tải lên mẫu %(kind)s (%(format)s), bản %(number)s"),
    "template.activated": _("dùng lại mẫu %(kind)s (%(format)s), bản %(number)s"),
    "template.deactivated": _("thôi dùng mẫu %(kind)s (%(format)s), bản %(number)s"),
    "document.signed": _("ký số văn bản «%(about)s» bằng chứng thư của %(signer)s"),
}
