"""Changing the backward timetable, and the open reports that move with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from thidua.core import sql
from thidua.core.periods import Frequency
from thidua.figures.locks import hold_period
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.indicators.services.deadlines import set_level_deadline
from thidua.org.rules import UnitKind
from thidua.people.models import User

PACKAGE = "thidua.reporting"


@dataclass(frozen=True, slots=True)
class NewDeadline:
    """That units of a kind hand in `days` before the last instant of periods that end on `since` or later."""

    kind: UnitKind
    frequency: Frequency
    days: int
    since: date


@transaction.atomic
def change_deadline(*, deadline: NewDeadline, by: User) -> int:
    """Change the timetable and move the open reports that are not handed in; the answer is how many moved.

    Raises DeadlineTooEarly.
    """
    set_level_deadline(
        unit_kind=deadline.kind,
        frequency=deadline.frequency,
        days_before=deadline.days,
        since=deadline.since,
        by=by,
    )
    # Nobody hands in or accepts while the instants move.
    moving = Period.objects.filter(state=PeriodState.OPEN, frequency=deadline.frequency, ends__gte=deadline.since)
    for period in moving.order_by("pk"):
        hold_period(period)
    return sql.run(PACKAGE, "move_due", asdict(deadline))
