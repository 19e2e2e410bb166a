"""Base periods with how far their reports are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from thidua.core.periods import Frequency
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
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
    def length_label(self) -> str:
        return str(Frequency(self.period.frequency).label)

    @property
    def accepted_percent(self) -> float | None:
        return self.accepted * 100 / self.expected if self.expected else None


def period_rows(year: int) -> list[PeriodRow]:
    """The periods of a year for which there is a form, by calendar and in order of their ends."""
    lengths = set(Form.objects.values_list("calendar", "frequency"))
    accepted = Q(reports__state__in=[ReportState.ACCEPTED, ReportState.CLOSED])
    periods = (
        Period.objects.filter(year=year)
        .annotate(
            expected=Count("reports"),
            waiting=Count("reports", filter=Q(reports__state=ReportState.SUBMITTED)),
            accepted=Count("reports", filter=accepted),
        )
        .order_by("calendar", "ends", "-starts")
    )
    return [
        PeriodRow(period, period.expected, period.waiting, period.accepted)
        for period in periods
        if (period.calendar, period.frequency) in lengths
    ]


def years() -> list[int]:
    """The years that have periods, the latest first."""
    return list(Period.objects.order_by("-year").values_list("year", flat=True).distinct())
