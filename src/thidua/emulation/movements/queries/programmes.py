"""Programmes above the year: what refers to them, and how far their targets are, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, QuerySet

from thidua.core import clock
from thidua.core.numbers import unscale
from thidua.emulation.movements.models import Movement, Programme, ProgrammeTarget
from thidua.emulation.movements.rules import Counting, State
from thidua.figures.queries import Figure, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Direction, Kind
from thidua.targets.models import Target
from thidua.targets.rules import Completion, complete

SUMMABLE = frozenset({Kind.FLOW})
"""The kinds of indicators whose years add up to a term."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year on the way of a target: the accepted figure, and the year's own target, exact, in the unit of measure."""

    year: int
    period: str
    value: Fraction | None
    assigned: Fraction | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A target of a term with its way: `reached` is what is compared with `wanted`, as the target is counted.

    Of a target in words `indicator`, `wanted`, `reached` and `completion` are None and `years` is empty.
    """

    target: ProgrammeTarget
    indicator: Indicator | None
    wanted: Fraction | None
    reached: Fraction | None
    completion: Completion | None
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme with how many targets it has and how many movements refer to it."""

    programme: Programme
    targets: int
    movements: int


def listed(programmes: Sequence[Programme]) -> list[Listed]:
    """Programmes with their counts. Two statements."""
    ids = [one.pk for one in programmes]
    targets = ProgrammeTarget.objects.filter(programme__in=ids, removed_at=None).order_by()
    counts = dict(targets.values_list("programme").annotate(n=Count("pk")))
    movements = dict(_referring(ids).order_by().values_list("programme").annotate(n=Count("pk")))
    return [Listed(one, counts.get(one.pk, 0), movements.get(one.pk, 0)) for one in programmes]


def movements_of(programme: Programme) -> QuerySet[Movement]:
    """The movements that refer to a programme and that have been launched, the latest first."""
    return _referring([programme.pk]).select_related("owner").order_by("-starts", "title")


def _referring(programme_ids: Sequence[int]) -> QuerySet[Movement]:
    return Movement.objects.filter(programme__in=programme_ids, deleted_at=None).exclude(state=State.DRAFT)


def progress_of(programme: Programme) -> list[Progress]:
    """The targets of a programme with accepted figures and yearly targets of its owner. Four statements.

    Years to come have no figure; the present one has what was accepted until now.
    """
    targets = list(programme.targets.filter(removed_at=None).order_by("by_year", "pk"))
    known = catalogue().by_id
    indicators = [known[pk] for pk in {one.indicator_id for one in targets if one.indicator_id}]
    years = range(programme.first_year, programme.last_year + 1)
    periods = {int(one.code): one for one in Period.objects.filter(code__in=[str(year) for year in years])}
    past = [one for year, one in periods.items() if year <= clock.today().year]
    read = (
        figures(units=[programme.owner_id], periods=past, indicators=indicators, basis=Basis.OFFICIAL)
        if indicators and past
        else {}
    )
    assigned = _assigned(programme.owner_id, periods, indicators)
    return [_progress(programme, one, periods, read, assigned) for one in targets]


def _assigned(
    unit_id: int, periods: Mapping[int, Period], indicators: Sequence[Indicator]
) -> dict[tuple[int, int], int]:
    """The yearly targets of a unit by (period, indicator), scaled."""
    rows = Target.objects.filter(
        unit=unit_id,
        period__in=[one.pk for one in periods.values()],
        indicator__in=[one.pk for one in indicators],
    )
    found = rows.values_list("period", "indicator", "assigned")
    return {(period, what): amount for period, what, amount in found if amount is not None}


def _progress(
    programme: Programme,
    target: ProgrammeTarget,
    periods: Mapping[int, Period],
    read: Mapping[tuple[int, int, int], Figure],
    assigned: Mapping[tuple[int, int], int],
) -> Progress:
    indicator = catalogue().by_id.get(target.indicator_id) if target.indicator_id else None
    if indicator is None or target.amount is None:
        return Progress(target, None, None, None, None, ())
    years = []
    for year in range(programme.first_year, target.by_year + 1):
        period = periods.get(year)
        figure = read.get((programme.owner_id, period.pk, indicator.pk)) if period else None
        aimed = assigned.get((period.pk, indicator.pk)) if period else None
        years.append(
            Year(
                year,
                str(year),
                figure.to_date if figure else None,
                None if aimed is None else Fraction(unscale(aimed, indicator.decimals)),
            )
        )
    wanted = Fraction(unscale(target.amount, indicator.decimals))
    reached = reached_by(years, total=target.counting == Counting.IN_TOTAL)
    found = complete(reached, assigned=wanted, direction=Direction(indicator.direction))
    return Progress(target, indicator, wanted, reached, found, tuple(years))


def reached_by(years: Sequence[Year], *, total: bool) -> Fraction | None:
    """What a way has come to: the sum of its figures, or the last one; None without any."""
    values = [one.value for one in years if one.value is not None]
    if not values:
        return None
    return sum(values, Fraction(0)) if total else values[-1]
