"""Until when units register for the years of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thidua.core import clock
from thidua.core.periods import Calendar, Span, parse
from thidua.emulation.movements.models import RegistrationDeadline
from thidua.emulation.movements.rules import last_day
from thidua.org.models import Lineage


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for registering for a year, and where that is said."""

    on: date
    source: str


def year_of(calendar: Calendar, year: int) -> Span:
    """A calendar year, or the school year that begins in a year."""
    return parse(f"SY{year}-{year + 1}" if calendar == Calendar.SCHOOL else str(year))


def deadline_for(owner_id: int, calendar: Calendar, year: int) -> Deadline | None:
    """The last day for a year of an owner's movements: its own setting, else that of the nearest unit above.

    None where nobody has set one. Two statements.
    """
    starts = year_of(calendar, year).starts
    found = settings_for(owner_id).filter(calendar=calendar, during__contains=starts)
    above = depths_of(owner_id)
    nearest = sorted(found, key=lambda one: above.get(one.owner_id or 0, len(above) + 1))
    if not nearest:
        return None
    one = nearest[0]
    return Deadline(last_day(calendar=calendar, year=year, month=one.month, day=one.day), one.source)


def settings_for(owner_id: int) -> QuerySet[RegistrationDeadline]:
    """What was set by a unit, by those above it, and what came with the system."""
    above = Lineage.objects.filter(unit=owner_id, during__contains=clock.today()).values("ancestor")
    return RegistrationDeadline.objects.filter(Q(owner=None) | Q(owner__in=above)).select_related("owner")


def depths_of(owner_id: int) -> dict[int, int]:
    """How far above a unit others stand today; itself at 0."""
    above = Lineage.objects.filter(unit=owner_id, during__contains=clock.today())
    return dict(above.values_list("ancestor", "depth"))
