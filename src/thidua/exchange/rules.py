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


WRITTEN = (Verdict.NEW, Verdict.CHANGED)
"""Verdicts of rows that committing writes."""

BUSY = (Stage.READING, Stage.COMMITTING, Stage.UNDOING)
"""Stages in which a worker has the list."""

AFTER_FAILURE = {Stage.READING: Stage.MAPPING, Stage.COMMITTING: Stage.PREVIEWED, Stage.UNDOING: Stage.COMMITTED}
"""Where a list stands again when a worker could not do what was asked, or was told to stop."""


class ExportState(TextChoices):
    """Where a table is that was asked for as a file."""

    WAITING = "waiting", _("chờ đến lượt")
    WRITING = "writing", _("đang lập")
    READY = "ready", pgettext_lazy("file", "đã xong")
    CANCELLED = "cancelled", pgettext_lazy("file", "đã hủy")
    FAILED = "failed", _("không lập được")

    @property
    def going_on(self) -> bool:
        """Whether a worker has it, or will."""
        return self in {ExportState.WAITING, ExportState.WRITING}
