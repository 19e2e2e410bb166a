"""Base periods with how far their reports are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from thidua.core.periods import Frequency
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.reporting.rules import ReportState


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


def _counted(periods: QuerySet[Period], of: Q) -> QuerySet[Any]:
    accepted = Q(reports__state__in=[ReportState.ACCEPTED, ReportState.CLOSED])
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
