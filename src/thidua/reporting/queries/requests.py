"""Ad-hoc requests: who can be asked, what was sent, how far the answers are and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from thidua.core import clock, sql
from thidua.core.periods import Calendar, Frequency
from thidua.figures.cells import EMPTY, Cell, cell_at
from thidua.figures.queries import NOTHING, Figure, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import FormVersion, Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.org.rules import UnitKind
from thidua.reporting.models import AdHocRequest, Report

from .contents import contents_of

PACKAGE = "thidua.reporting"
ASKABLE = frozenset({Kind.FLOW, Kind.STOCK, Kind.DISTINCT, Kind.EXTREME})
"""Ratios are computed, and averages need the weights of a form that was made for them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the reports of a request are."""

    period_id: int = 0
    asked: int = 0
    answered: int = 0
    accepted: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A request with how far its answers are."""

    request: AdHocRequest
    asker: UnitName
    counts: Counts


@dataclass(frozen=True, slots=True)
class AskedBy:
    """A request and what the unit that sent it is called."""

    request: AdHocRequest
    asker: UnitName


@dataclass(frozen=True, slots=True)
class Answer:
    """What one unit answered: a cell for each indicator of the form."""

    report: Report
    unit: UnitName
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    report_id: int
    block: int
    cells: list[int | None]
    na: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of unit below an asker, and how many there are."""

    kind: UnitKind
    count: int


def sent_from(units: QuerySet[Unit]) -> QuerySet[AdHocRequest]:
    """The requests that these units sent, the latest first."""
    return AdHocRequest.objects.filter(asker__in=units).select_related(
        "period", "asker", "by__person", "form_version__form"
    )


def with_counts(requests: Sequence[AdHocRequest]) -> list[Sent]:
    """Requests with how far their answers are; two statements."""
    counts = counts_of([request.period_id for request in requests])
    names = last_names_of([request.asker_id for request in requests], clock.today())
    return [Sent(r, names[r.asker_id], counts.get(r.period_id, Counts())) for r in requests]


def counts_of(periods: Iterable[int]) -> dict[int, Counts]:
    """How far the reports of windows are, by period."""
    params = {"periods": list(periods), "now": clock.now()}
    return {row.period_id: row for row in sql.fetch(PACKAGE, "request_counts", params, Counts)}


def to_answer(units: QuerySet[Unit]) -> QuerySet[Report]:
    """What these units were asked once, the last one due first."""
    reports = Report.objects.filter(unit__in=units, period__frequency=Frequency.ONCE)
    return reports.select_related("unit", "period__request__asker", "sheet__form_version__form").order_by(
        "-due_at", "-pk"
    )


def reports_of(request: AdHocRequest) -> QuerySet[Report]:
    """The reports of a request by the units' codes."""
    reports = Report.objects.filter(period=request.period_id).order_by("unit__code")
    return reports.select_related("unit", "period", "sheet__form_version__form")


def answers_of(reports: Sequence[Report], indicators: Sequence[Indicator]) -> list[Answer]:
    """What units said in versions that they handed in; two statements."""
    rows = sql.fetch(PACKAGE, "request_answers", {"reports": [report.pk for report in reports]}, _Block)
    blocks = {(row.report_id, row.block): row for row in rows}
    names = last_names_of([report.unit_id for report in reports], clock.today())
    return [Answer(r, names[r.unit_id], tuple(_cell(blocks, r, i) for i in indicators)) for r in reports]


def _cell(blocks: Mapping[tuple[int, int], _Block], report: Report, indicator: Indicator) -> Cell:
    row = blocks.get((report.pk, indicator.slot.block_id))
    return cell_at(row, indicator.slot.position) if row else EMPTY


def totals_of(request: AdHocRequest, indicators: Sequence[Indicator]) -> list[Figure]:
    """What the answers that were handed in add up to below the asker, as last folded."""
    found = figures(units=[request.asker_id], periods=[request.period], indicators=indicators, basis=Basis.PRELIMINARY)
    return [found.get((request.asker_id, request.period_id, i.pk), NOTHING) for i in indicators]


def indicators_of(request: AdHocRequest) -> list[Indicator]:
    """What a request asks for, in the order of its form."""
    return list(contents_of(request.form_version_id).indicators.values())


def askable() -> list[Indicator]:
    """What may be asked for, in the order of the catalogue."""
    return [indicator for indicator in catalogue().indicators if indicator.kind in ASKABLE]


def once_forms() -> QuerySet[FormVersion]:
    """The published editions of forms that were made to be asked once, the latest of each, newest first."""
    once = {"form__calendar": Calendar.WINDOW, "form__frequency": Frequency.ONCE}
    versions = FormVersion.objects.filter(**once, published_at__isnull=False)
    return versions.filter(during__endswith=None).select_related("form").order_by("-published_at")


def kinds_below(unit_id: int) -> list[KindCount]:
    """The kinds of units that stand below a unit today."""
    today = clock.today()
    below = Lineage.objects.filter(ancestor=unit_id, depth__gt=0, during__contains=today).values("unit")
    kinds = Placement.objects.filter(unit__in=below, during__contains=today).values_list("kind", flat=True)
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return [KindCount(kind, counts[kind]) for kind in UnitKind if kind in counts]


def below(unit_id: int, *, kinds: Iterable[str] = (), children_only: bool = False) -> list[int]:
    """The units below a unit today: of some kinds, or those directly below."""
    today = clock.today()
    lineage = Lineage.objects.filter(ancestor=unit_id, depth__gt=0, during__contains=today)
    if children_only:
        return list(lineage.filter(depth=1).values_list("unit", flat=True))
    placed = Placement.objects.filter(unit__in=lineage.values("unit"), kind__in=kinds, during__contains=today)
    return list(placed.values_list("unit", flat=True))


def below_by_code(unit_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Of these codes those of units below a unit today, with the units."""
    lineage = Lineage.objects.filter(ancestor=unit_id, depth__gt=0, during__contains=clock.today())
    return dict(Unit.objects.filter(pk__in=lineage.values("unit"), code__in=list(codes)).values_list("code", "pk"))


def request_of(report: Report) -> AskedBy | None:
    """The request that a report answers; None for regular ones."""
    if report.period.frequency != Frequency.ONCE:
        return None
    request = AdHocRequest.objects.select_related("by__person").filter(period=report.period_id).first()
    return AskedBy(request, last_names_of([request.asker_id], clock.today())[request.asker_id]) if request else None
