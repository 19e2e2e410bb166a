"""Base periods with how far their reports are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.core.periods import Frequency
from thidua.figures.models import PeriodUnit
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState

from .inbox import NEVER_HANDED_IN
from .past import PAST

MOST_HOLDERS = 100


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A base period and the counts of its reports."""

    period: Period
    expected: int
    waiting: int
    accepted: int

    @property
    def state_label(self) -> str:
        return str(PeriodState(self.period.state).label)

    @property
    def accepted_percent(self) -> float | None:
        return self.accepted * 100 / self.expected if self.expected else None


def period_rows(year: int) -> list[PeriodRow]:
    """The periods of a year for which there is a form, by calendar and in order of their ends."""
    lengths = set(Form.objects.values_list("calendar", "frequency"))
    regular = Period.objects.filter(year=year).exclude(frequency=Frequency.ONCE)
    periods = _counted(regular, Q()).order_by("calendar", "ends", "-starts")
    return [row for row in map(_row, periods) if (row.period.calendar, row.period.frequency) in lengths]


def open_rows(units: QuerySet[Unit]) -> list[PeriodRow]:
    """Open regular periods in which these units report, with their reports alone; the last one due first."""
    periods = Period.objects.filter(state=PeriodState.OPEN).exclude(frequency=Frequency.ONCE)
    counted = _counted(periods, Q(reports__unit__in=units)).filter(expected__gt=0)
    return [_row(period) for period in counted.order_by("-due_at", "starts")]


@dataclass(frozen=True, slots=True)
class Holding:
    """A unit whose reports below wait for it, or are missing: how many, and whether the next step is its own."""

    unit: UnitName
    waiting: int
    missing: int


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands in the way of closing a period, and what would stay out: by the unit that has to act."""

    waiting: int
    missing: int
    amending: int
    accepted: int
    holders: tuple[Holding, ...]


def closing_of(period: Period, *, most: int | None = MOST_HOLDERS) -> Closing:
    """What closing a period would shut, gathered under the units above, so many (None: all). Three statements."""
    states = Counter(Report.objects.filter(period=period).values_list("state", flat=True))
    parents = PeriodUnit.objects.filter(period=period, unit=OuterRef("unit")).values("parent")
    rows = (
        Report.objects.filter(period=period, state__in=[ReportState.SUBMITTED, *NEVER_HANDED_IN])
        .annotate(above=Coalesce(Subquery(parents), F("unit"), output_field=BigIntegerField()))
        .values_list("above")
        .annotate(
            waits=Count("pk", filter=Q(state=ReportState.SUBMITTED)),
            missing=Count("pk", filter=Q(state__in=NEVER_HANDED_IN)),
        )
        .order_by("-waits", "-missing", "above")[:most]
    )
    held = list(rows)
    names = last_names_of([above for above, _waits, _missing in held], period.ends)
    return Closing(
        waiting=states[ReportState.SUBMITTED],
        missing=sum(states[state] for state in NEVER_HANDED_IN),
        amending=states[ReportState.AMENDING],
        accepted=states[ReportState.ACCEPTED],
        holders=tuple(Holding(names[above], waits, missing) for above, waits, missing in held),
    )


def _counted(periods: QuerySet[Period], of: Q) -> QuerySet[Any]:
    accepted = Q(reports__state__in=[ReportState.ACCEPTED, ReportState.CLOSED])
    # Past totals were owed by nobody.
    of &= Q(reports__sheet__owed=True) & ~Q(reports__sheet__form_version__form__code__startswith=PAST)
    return periods.annotate(
        expected=Count("reports", filter=of),
        waiting=Count("reports", filter=of & Q(reports__state=ReportState.SUBMITTED)),
        accepted=Count("reports", filter=of & accepted),
    )


def _row(period: Any) -> PeriodRow:
    """`period` bears the counts that `_counted` adds."""
    return PeriodRow(period, period.expected, period.waiting, period.accepted)


def years() -> list[int]:
    """The years that have periods, the latest first."""
    return list(Period.objects.order_by("-year").values_list("year", flat=True).distinct())
