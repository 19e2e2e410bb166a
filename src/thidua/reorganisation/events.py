"""What the events of reorganisations say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "reorganisation.drafted": _("soạn quyết định sắp xếp %(about)s"),
    "reorganisation.edited": _("sửa quyết định sắp xếp %(about)s"),
    "reorganisation.list_read": _("đọc danh sách «%(file)s» gồm %(changes)s thay đổi vào quyết định %(about)s"),
    "reorganisation.change_added": _("thêm thay đổi của đơn vị %(code)s vào quyết định %(about)s"),
    "reorganisation.change_removed": _("bỏ thay đổi của đơn vị %(code)s khỏi quyết định %(about)s"),
    "reorganisation.discarded": _("hủy bản soạn quyết định sắp xếp %(about)s gồm %(changes)s thay đổi"),
    "reorganisation.begun": _("bắt đầu thực hiện quyết định sắp xếp %(about)s gồm %(changes)s thay đổi"),
    "reorganisation.committed": _("thực hiện xong quyết định sắp xếp %(about)s: %(units)s đơn vị"),
    "reorganisation.failed": _("không thực hiện được quyết định sắp xếp %(about)s: %(reason)s"),
    "reorganisation.undo_begun": _("bắt đầu hoàn tác quyết định sắp xếp %(about)s"),
    "reorganisation.undone": _("hoàn tác quyết định sắp xếp %(about)s: %(units)s đơn vị"),
}
