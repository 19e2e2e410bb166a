"""What the events of backing up say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "backup.made": _("lập bản sao lưu %(name)s (%(size)s)"),
    "backup.failed": _("không lập được bản sao lưu: %(why)s"),
    "backup.restored": _("khôi phục hệ thống từ %(name)s"),
}
