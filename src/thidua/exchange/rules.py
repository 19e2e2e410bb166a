"""What a list from a file goes through, and what becomes of each of its rows."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where a list stands. READING, COMMITTING and UNDOING are done by a worker and may be cancelled or fail."""

    READING = "reading", _("đang đọc")
    MAPPING = "mapping", _("chờ ghép cột")
    PREVIEWED = "previewed", _("đã xem trước")
    COMMITTING = "committing", _("đang ghi")
    COMMITTED = "committed", _("đã ghi")
    UNDOING = "undoing", _("đang hoàn tác")
    UNDONE = "undone", _("đã hoàn tác")
    DISCARDED = "discarded", _("đã bỏ")


class Verdict(TextChoices):
    """What committing would do with a row. Every row has one, so that rows in = saved + refused."""

    NEW = "new", pgettext_lazy("row", "mới")
    CHANGED = "changed", pgettext_lazy("row", "thay đổi")
    UNCHANGED = "unchanged", pgettext_lazy("row", "như cũ")
    REFUSED = "refused", pgettext_lazy("row", "không nhận")
