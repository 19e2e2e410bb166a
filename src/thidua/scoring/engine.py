"""Scoring a table: results of units in, points with their reasons, sums, classes and places out.

Exact and pure: no database, no clock, no float. The same scheme and results give the same table everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .gauging import Gauge, Ratio, gauge
from .methods import Best, Case, Line, Scored, UnknownAward
from .ranking import Contender, Place, ranked
from .results import NOT_REPORTED, Fact, UnitResults
from .scheme import Criterion, Relative, Scheme
from .standing import Fired, Points, Standing, Standings, Sum, excludes

__all__ = [
    "Best",
    "Case",
    "Contender",
    "Fired",
    "Place",
    "Row",
    "Scored",
    "Standing",
    "Sum",
    "Table",
    "UnknownAward",
    "bests",
    "points_of",
    "ranked",
    "score",
    "scored_each",
    "standing",
]

Bests = Mapping[str, Best]


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in a scored table; `scored` runs as `Scheme.positions`."""

    unit: str
    name: str
    scored: tuple[Scored, ...]
    standing: Standing
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A scored table: a row for each unit, in the order of the results, and what comparisons stood on."""

    scheme: Scheme
    rows: tuple[Row, ...]
    bests: Bests

    def by_place(self) -> list[Row]:
        """The rows from the first place down; units that are not considered come last."""
        return sorted(self.rows, key=lambda row: (row.place.place is None, row.place.place or 0))


def score(scheme: Scheme, units: Sequence[UnitResults]) -> Table:
    """Score units with each other. Raises UnknownAward for an award that the table does not list."""
    compared = bests(scheme, units)
    lines = list(scored_each(scheme, units, compared))
    sums = Standings(scheme)
    contenders = []
    for unit, scored in zip(units, lines, strict=True):
        points = [one.thousandths for one in scored]
        contenders.append(Contender(points, sums.of(points, unit.facts), unit.facts))
    rows = [
        Row(unit.unit, unit.name, tuple(scored), contender.standing, place)
        for unit, scored, contender, place in zip(units, lines, contenders, ranked(scheme, contenders), strict=True)
    ]
    return Table(scheme, tuple(rows), compared)


def scored_each(scheme: Scheme, units: Iterable[UnitResults], compared: Bests | None = None) -> Iterator[list[Scored]]:
    """The points of unit after unit, criterion by criterion; nothing is kept, so that a country may pass through.

    `compared` comes from `bests` over all units that are compared with each other; without it every unit that exceeds
    a target counts as the best.
    """
    known = compared or {}
    lines = [Line(c, digits=scheme.digits, best=known.get(c.code)) for c in scheme.positions]
    ready = [(line.criterion.code, line, line.method) for line in lines]
    for unit in units:
        results = unit.results
        yield [method(line, results.get(code, NOT_REPORTED)) for code, line, method in ready]


def points_of(
    scheme: Scheme, units: Iterable[UnitResults], compared: Bests | None = None
) -> Iterator[list[int | None]]:
    """The points of unit after unit as cards keep them: thousandths, None where nobody gave any yet."""
    for scored in scored_each(scheme, units, compared):
        yield [one.stored for one in scored]


def standing(scheme: Scheme, points: Points, facts: Mapping[str, Fact]) -> Standing:
    """What given points come to, whoever gave them. For many units make `Standings` once."""
    return Standings(scheme).of(points, facts)


def bests(scheme: Scheme, units: Iterable[UnitResults]) -> dict[str, Best]:
    """What every comparison with the cluster's best stands on; units that a condition excludes set no standard."""
    relative = [criterion for criterion in scheme.positions if isinstance(criterion.formula, Relative)]
    if not relative:
        return {}
    considered = [unit for unit in units if not excludes(scheme, unit.facts)]
    return {criterion.code: _best(criterion, considered) for criterion in relative}


def _best(criterion: Criterion, units: Sequence[UnitResults]) -> Best:
    results = (unit.results.get(criterion.code, NOT_REPORTED) for unit in units)
    # A country has far fewer results than units: what is one object is looked at once.
    distinct = {id(result): result for result in results}.values()
    found = [gauge(criterion, result) for result in distinct]
    gauges = [one for one in found if isinstance(one, Gauge)]
    exceeding = [one.ratio for one in gauges if one.met and one.ratio and one.ratio[0] != one.ratio[1]]
    untargeted = [one.value for one in gauges if one.met is None and one.value[0] > 0]
    choose = min if criterion.less_is_better else max
    return Best(
        ratio=choose(exceeding, key=_size, default=None),
        targeted=any(one.met is not None for one in gauges),
        untargeted=max(untargeted, key=_size, default=None),
    )


def _size(ratio: Ratio) -> Fraction:
    return Fraction(*ratio)
