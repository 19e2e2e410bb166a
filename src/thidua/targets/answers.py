"""What units say to what they are assigned: the state of every assigned target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core import clock, sql
from thidua.core.periods import Frequency
from thidua.indicators.models import Period
from thidua.org.models import Unit
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


def waiting_for(unit_id: int, period_id: int) -> int:
    """How many targets of a unit in a year wait for its answer. One statement."""
    marks = marks_of(unit_ids=[unit_id], period_id=period_id).values()
    return sum(mark.state is AnswerState.WAITING for mark in marks)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A unit that owes answers to so many of its targets of a year."""

    unit: Unit
    year: Period
    count: int


def awaited(unit_ids: Collection[int]) -> list[Awaited]:
    """Those of some units that owe answers for the current year. Two statements, three where some do."""
    year = Period.objects.filter(code=str(clock.today().year), frequency=Frequency.YEAR).first() if unit_ids else None
    if year is None:
        return []
    marks = marks_of(unit_ids=list(unit_ids), period_id=year.pk).values()
    counts = Counter(mark.unit_id for mark in marks if mark.state is AnswerState.WAITING)
    units = Unit.objects.in_bulk(counts)
    return [Awaited(units[pk], year, count) for pk, count in sorted(counts.items())]
