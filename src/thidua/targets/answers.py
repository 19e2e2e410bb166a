"""What units say to what they are assigned: the state of every assigned target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core import sql
from thidua.ui.tones import Tone

from .rules import ResponseKind


class AnswerState(TextChoices):
    """How an assigned target stands between the unit and the one above."""

    WAITING = "waiting", _("Chờ phản hồi")
    ACCEPTED = "accepted", _("Đồng ý")
    OBJECTED = "objected", _("Có ý kiến")
    KEPT = "kept", _("Giữ nguyên sau ý kiến")

    @property
    def tone(self) -> Tone:
        """The colour that goes with the word."""
        return ANSWER_TONES[self]


ANSWER_TONES = {
    AnswerState.WAITING: Tone.QUIET,
    AnswerState.ACCEPTED: Tone.GOOD,
    AnswerState.OBJECTED: Tone.WARN,
    AnswerState.KEPT: Tone.INFO,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside an assigned target: its last line of the ledger and the answer to it."""

    target_id: int
    unit_id: int
    indicator_id: int
    entry_id: int
    adjustments: int
    response: str | None
    reason: str

    @property
    def state(self) -> AnswerState:
        """A new line asks anew: nothing that was said to an earlier one counts."""
        return AnswerState(ResponseKind(self.response)) if self.response else AnswerState.WAITING


def marks_of(*, unit_ids: Sequence[int], period_id: int) -> dict[tuple[int, int], Mark]:
    """The marks of all assigned targets of units in a year, by (unit, indicator). One statement."""
    rows = sql.fetch("thidua.targets", "marks", {"units": list(unit_ids), "period": period_id}, Mark)
    return {(row.unit_id, row.indicator_id): row for row in rows}
