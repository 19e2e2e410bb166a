"""What waits for an acceptor: submitted reports of the units directly below, and who has not reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from thidua.core import clock
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.rules import Confirmation, ReportState

from .behalf import entries_of

PAGE = 50
UNFINISHED = (ReportState.DRAFT, ReportState.RETURNED, ReportState.AMENDING)
NEVER_HANDED_IN = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a list."""

    report: Report
    unit: UnitName
    behalf: BehalfEntry | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the unit confirmed what was typed for it, so that its typist may accept it too."""
        return self.behalf is not None and self.behalf.confirmation == Confirmation.CONFIRMED

    @property
    def late(self) -> bool:
        """Whether it was handed in after it was due, or is due by now and not handed in."""
        report = self.report
        handed_in = report.submitted_at if report.state not in NEVER_HANDED_IN else None
        return (handed_in or clock.now()) > report.due_at


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some lines of a list; `next_key` begins the next page, "" on the last one. `total` counts all pages."""

    lines: tuple[Line, ...]
    next_key: str
    total: int


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many reports of a period are meant, and when the first of them is due."""

    period: Period
    count: int
    due_at: datetime


def waiting(units: QuerySet[Unit]) -> QuerySet[Report]:
    """Submitted reports of these units in open periods."""
    return Report.objects.filter(unit__in=units, state=ReportState.SUBMITTED, period__state=PeriodState.OPEN)


def missing(units: QuerySet[Unit], period: Period) -> QuerySet[Report]:
    """Reports of a period that these units have not handed in."""
    return Report.objects.filter(unit__in=units, period=period, state__in=NEVER_HANDED_IN)


def missing_page(reports: QuerySet[Report], *, page: int = 1, size: int = PAGE) -> LinePage:
    """A page of reports that are not handed in, by the units' names."""
    start = (page - 1) * size
    total = reports.count()
    rows = in_order_of_units(reports)[start : start + size]
    return LinePage(_lines(list(rows)), str(page + 1) if start + size < total else "", total)


def in_order_of_units(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The reports as the list of what is missing shows them."""
    return with_forms(reports).order_by("unit__code", "pk")


def counts_below(units: QuerySet[Unit]) -> tuple[list[PeriodCount], list[PeriodCount]]:
    """How many reports of these units wait to be accepted, and how many are due and not handed in, by open period.

    The latest period first. Two statements.
    """
    waits = Q(state=ReportState.SUBMITTED)
    late = Q(state__in=NEVER_HANDED_IN, due_at__lt=clock.now())
    rows = Report.objects.filter(waits | late, unit__in=units, period__state=PeriodState.OPEN).order_by()
    counts = {
        period: counted
        for period, *counted in rows.values_list("period").annotate(
            waiting=Count("pk", filter=waits),
            waiting_due=Min("due_at", filter=waits),
            late=Count("pk", filter=late),
            late_due=Min("due_at", filter=late),
        )
    }
    periods = list(Period.objects.filter(pk__in=counts).order_by("-ends", "starts"))
    found = [(period, *counts[period.pk]) for period in periods]
    return (
        [PeriodCount(period, count, due) for period, count, due, _late, _late_due in found if count],
        [PeriodCount(period, count, due) for period, _waiting, _waiting_due, count, due in found if count],
    )


def by_period(reports: QuerySet[Report]) -> list[PeriodCount]:
    """How many of these reports each period has, the latest period first."""
    rows = reports.order_by().values_list("period").annotate(count=Count("pk"), first=Min("due_at"))
    counts = {period: (count, first) for period, count, first in rows}
    periods = Period.objects.filter(pk__in=counts).order_by("-ends", "starts")
    return [PeriodCount(period, *counts[period.pk]) for period in periods]


def plain(reports: Collection[Report]) -> tuple[Line, ...]:
    """Lines of reports at hand, without what was typed on behalf of their units."""
    names = last_names_of([report.unit_id for report in reports], clock.today())
    return tuple(Line(report, names[report.unit_id]) for report in reports)


def named(reports: Iterable[Report]) -> tuple[Line, ...]:
    """Lines of reports at hand."""
    return _lines(list(reports))


def named_by_id(report_ids: Iterable[int]) -> tuple[Line, ...]:
    """The same of a page of reports, in the order of their ids."""
    wanted = list(report_ids)
    found = with_forms(Report.objects.filter(pk__in=wanted)).in_bulk()
    return _lines([found[pk] for pk in wanted if pk in found])


def unfinished(units: QuerySet[Unit] | Collection[int]) -> QuerySet[Report]:
    """Reports that these units are still to hand in, in open periods."""
    return Report.objects.filter(unit__in=units, state__in=UNFINISHED, period__state=PeriodState.OPEN)


def all_of(units: QuerySet[Unit]) -> QuerySet[Report]:
    """Every report of these units, alone: `named_by_id` reads what a list shows of a page of them.

    Sorting thousands with all that hangs on them takes ten times as long.
    """
    return Report.objects.filter(unit__in=units)


def with_forms(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The reports with what a list shows of them."""
    return reports.select_related("unit", "period", "sheet__form_version__form", "submitted_by__person")


def _lines(reports: list[Report]) -> tuple[Line, ...]:
    names = last_names_of([report.unit_id for report in reports], clock.today())
    behalf = entries_of(reports)
    return tuple(Line(report, names[report.unit_id], behalf.get(report.pk)) for report in reports)
