"""What the events of the pages say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "view.saved": _("lưu góc nhìn «%(name)s»"),
    "view.renamed": _("đổi tên góc nhìn «%(before)s» thành «%(name)s»"),
    "view.removed": _("bỏ góc nhìn đã lưu «%(name)s»"),
    "view.restored": _("lấy lại góc nhìn đã lưu «%(name)s»"),
}
