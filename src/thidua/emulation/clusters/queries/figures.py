"""The accepted figures of all members of a cluster side by side; as many statements for 25 members as for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import Count
from django.urls import reverse

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.numbers import print_number, print_percent
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.figures.printing import ABSENT, short_amount, short_measure
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.targets.models import Target
from thidua.targets.queries import Result, results_of
from thidua.targets.rules import Reached
from thidua.targets.standing import Standing, reached_of, standing

USUAL_INDICATORS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A member's figure: what is printed of it, and the page that explains it where the reader may see that.

    `best`: nobody in the row has come further on the way to the target.
    """

    result: Result | None
    value: str
    target: str
    share: str
    before: str
    url: str = ""
    best: bool = False

    @property
    def partly(self) -> str:
        """ "7/26" where not all reports that the figure is added up from are accepted, else ""."""
        figure = self.result.figure if self.result else None
        if figure is None or figure.received >= figure.expected:
            return ""
        return f"{print_number(figure.received)}/{print_number(figure.expected)}"

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without a target or a figure."""
        return self.result.completion.met if self.result else None

    @property
    def standing(self) -> Standing | None:
        """How it stands with its target, for a bar."""
        return standing(self.result) if self.result else None


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with a cell for each member, in the order of the columns."""

    indicator: Indicator
    measure: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A column: the unit, its role, and how many of its targets are reached."""

    seat: Seat
    name: UnitName
    reached: Reached

    @property
    def role(self) -> str:
        """Its role in a word, "" for a plain member."""
        return "" if self.seat.role == SeatRole.MEMBER else str(SeatRole(self.seat.role).label)


@dataclass(frozen=True)
class Grid:
    """The table. `digits` are the decimals of per cents that the federation uses."""

    period: ReadablePeriod
    members: tuple[Member, ...]
    rows: tuple[Row, ...]
    digits: int

    @cached_property
    def lacks(self) -> bool:
        """Whether some figure is not added up from all that it should be."""
        return any(cell.partly for row in self.rows for cell in row.cells)


def periods_of(cluster: Cluster) -> list[ReadablePeriod]:
    """The periods that a cluster's figures may be read for: what has begun of its year and the year before."""
    found = readable_periods(cluster.owner_id, clock.today())
    return [period for period in found if period.span.year in {cluster.year, cluster.year - 1}] or found


def chosen_period(periods: Sequence[ReadablePeriod], code: str) -> ReadablePeriod | None:
    """The period with a code, else the one that a reader means without saying so; None where there is none."""
    return next((period for period in periods if period.code == code), None) or usual_period(periods, clock.today())


def indicators_of(cluster: Cluster, unit_ids: Collection[int]) -> list[Indicator]:
    """The chosen indicators, else those for which most members have targets in the year. At most one statement."""
    if cluster.indicators:
        by_code = catalogue().by_code
        return [by_code[code] for code in cluster.indicators if code in by_code]
    aimed = (
        Target.objects.filter(unit__in=unit_ids, period__code=str(cluster.year), assigned__isnull=False)
        .values("indicator")
        .annotate(units=Count("unit"))
        .order_by("-units", "indicator")[:USUAL_INDICATORS]
    )
    wanted = {row["indicator"] for row in aimed}
    return [indicator for indicator in catalogue().indicators if indicator.pk in wanted]


def grid(
    *,
    owner: Unit,
    seats: Sequence[Seat],
    indicators: Sequence[Indicator],
    period: ReadablePeriod,
    viewer: gate.Someone | None = None,
) -> Grid:
    """Official figures of the seated units; numbers lead to their page where `viewer` may see the unit's figures."""
    units = [seat.unit_id for seat in seats]
    names = last_names_of(units, clock.today())
    found = results_of(unit_ids=units, period=period, basis=Basis.OFFICIAL, indicators=indicators)
    digits = percent_digits_of(owner)
    stems = _stems(seats, period, viewer) if viewer is not None else {}
    return Grid(
        period=period,
        members=tuple(
            Member(seat, names[seat.unit_id], reached_of(_of_unit(found, seat.unit_id, indicators))) for seat in seats
        ),
        rows=tuple(
            Row(indicator, short_measure(indicator), _cells(indicator, units, found, digits, stems))
            for indicator in indicators
        ),
        digits=digits,
    )


def _of_unit(found: Mapping[tuple[int, int], Result], unit: int, indicators: Iterable[Indicator]) -> list[Result]:
    return [found[unit, indicator.pk] for indicator in indicators if (unit, indicator.pk) in found]


def _stems(seats: Sequence[Seat], period: ReadablePeriod, viewer: gate.Someone) -> dict[int, str]:
    """The beginning of the addresses of the figures of those units whose figures the reader may see."""
    visible = gate.units_for(viewer, Permission.FIGURES_VIEW).filter(pk__in=[seat.unit_id for seat in seats])
    seen = set(visible.values_list("pk", flat=True))
    return {
        seat.unit_id: reverse("figure", args=[seat.unit.code, period.code, "-"]).removesuffix("-/")
        for seat in seats
        if seat.unit_id in seen
    }


def _cells(
    indicator: Indicator,
    units: Sequence[int],
    found: Mapping[tuple[int, int], Result],
    digits: int,
    stems: Mapping[int, str],
) -> tuple[Cell, ...]:
    results = [found.get((unit, indicator.pk)) for unit in units]
    top = _best(results)
    return tuple(
        _cell(
            indicator,
            result,
            digits,
            url=f"{stems[unit]}{indicator.code}/" if unit in stems and result and result.cumulative is not None else "",
            best=top is not None and result is not None and _merit(result) == top,
        )
        for unit, result in zip(units, results, strict=True)
    )


def _cell(indicator: Indicator, result: Result | None, digits: int, *, url: str, best: bool) -> Cell:
    if result is None:
        return Cell(None, ABSENT, ABSENT, ABSENT, ABSENT)
    share = result.completion.percent_of_plan
    return Cell(
        result,
        short_amount(indicator, result.cumulative, digits),
        short_amount(indicator, result.target, digits),
        ABSENT if share is None else print_percent(share, digits),
        short_amount(indicator, result.previous_year, digits),
        url,
        best,
    )


def _best(results: Sequence[Result | None]) -> Fraction | None:
    """The furthest that anybody has come; None where fewer than two can be compared, or all have come equally far."""
    merits = [merit for result in results if result and (merit := _merit(result)) is not None]
    return max(merits) if len(set(merits)) > 1 else None


def _merit(result: Result) -> Fraction | None:
    """How far a unit has come, more is better; None while reports are missing, or without a target."""
    if result.figure.received < result.figure.expected:
        return None
    done = result.completion
    if done.percent_of_plan is not None:
        return done.percent_of_plan
    return None if done.limit_used_percent is None else -done.limit_used_percent
