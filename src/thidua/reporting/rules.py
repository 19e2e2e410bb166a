"""States of a report and the words for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    """draft → submitted → (returned → submitted)* → accepted → (amending → submitted → accepted)* → closed."""

    DRAFT = "draft", _("Đang nhập")
    SUBMITTED = "submitted", _("Chờ tiếp nhận")
    RETURNED = "returned", _("Bị trả lại")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    AMENDING = "amending", _("Đang điều chỉnh")
    CLOSED = "closed", _("Đã khóa")


EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED, ReportState.AMENDING})


class Outcome(TextChoices):
    """What became of a submission."""

    WAITING = "waiting", _("Chờ tiếp nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    RETURNED = "returned", _("Trả lại")
    WITHDRAWN = "withdrawn", _("Rút lại")


class Channel(TextChoices):
    """How figures reached an officer who types them for a unit."""

    PAPER = "paper", _("Báo cáo giấy")
    MESSAGE = "message", _("Tin nhắn, thư điện tử")
    PHONE = "phone", _("Điện thoại")


class UploadStage(TextChoices):
    """Where a file that was sent stands. COMMITTING is done by a worker; after COMMITTED more may be written."""

    PREVIEWED = "previewed", _("Chờ ghi")
    COMMITTING = "committing", _("Đang ghi")
    COMMITTED = "committed", _("Đã ghi")
    UNDONE = "undone", _("Đã hoàn tác")


class CellVerdict(TextChoices):
    """What writing a cell of a file would do."""

    NEW = "new", _("Mới")
    CHANGED = "changed", _("Thay đổi")
    CONFLICT = "conflict", _("Hai bên cùng sửa")
    UNCHANGED = "unchanged", _("Như cũ")
    REFUSED = "refused", _("Không nhận")


WRITABLE = frozenset({CellVerdict.NEW, CellVerdict.CHANGED, CellVerdict.CONFLICT})


class Confirmation(TextChoices):
    """What a unit says to figures that were typed for it."""

    WAITING = "waiting", _("Chờ đơn vị xác nhận")
    CONFIRMED = "confirmed", _("Đơn vị đã xác nhận")
    OBJECTED = "objected", _("Đơn vị báo chưa đúng")


class NarrativePart(TextChoices):
    """The parts of what a report says in words, in the order of a report."""

    RESULTS = "results", _("Kết quả nổi bật")
    DIFFICULTIES = "difficulties", _("Khó khăn, hạn chế")
    CAUSES = "causes", _("Nguyên nhân")
    PROPOSALS = "proposals", _("Kiến nghị, đề xuất")
    TASKS = "tasks", _("Nhiệm vụ kỳ tới")


# What people type for "this does not exist at our unit", folded.
WORDS_FOR_NONE = frozenset({"khong co", "x", "-", "–", "not applicable"})

# So many past values make a range that a new one can be held against.
ENOUGH_HISTORY = 3


def range_end_beyond(past: Sequence[int], now: int | None) -> int | None:
    """The end of the past range that a number lies far beyond: over twice the most, under half the least; else None."""
    if now is None or len(past) < ENOUGH_HISTORY:
        return None
    least, most = min(past), max(past)
    if now > 2 * most > 0:
        return most
    return least if 2 * now < least else None
