"""Scoring: 120,000 cards of 40 criteria, whatever the country's size, and places for 10,000 units."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from tests.bench.country import Country
from tests.bench.measure import Measure, seconds
from thidua.scoring.engine import Contender, bests, ranked, scored_each
from thidua.scoring.results import Part, Result, UnitResults
from thidua.scoring.scheme import (
    Bonus,
    ClassBand,
    Criterion,
    Formula,
    Group,
    PerOccurrence,
    Proportional,
    Relative,
    Scheme,
    Step,
    Steps,
    TieBreak,
    TieBreakBy,
)
from thidua.scoring.scheme import (
    Measure as Figure,
)
from thidua.scoring.standing import Standings

CARDS, CRITERIA, RANKED = 120_000, 40, 10_000
# Cards pass through; a country's results are never in memory at once.
BATCH = 2_000
SECONDS_FOR_A_COUNTRY, SECONDS_FOR_PLACES = 60, 1
POINTS = Decimal("2.5")


def scoring(_country: Country) -> Iterator[Measure]:
    """Points, sums and classes of a country's cards, then places with three tie-breaks."""
    scheme, units = table(), results(BATCH)
    taken = seconds(lambda: standings(scheme, units), 3) * CARDS / BATCH
    name = f"{CARDS:,} scorecards of {CRITERIA} criteria"
    yield Measure(name, taken, "s", taken / SECONDS_FOR_A_COUNTRY, f"target of {SECONDS_FOR_A_COUNTRY} s")
    yield Measure("scorecards", CARDS / taken, "/s")
    contenders = competitors(scheme)
    taken = seconds(lambda: ranked(scheme, contenders))
    yield Measure(f"places of {RANKED:,} units", taken, "s", taken / SECONDS_FOR_PLACES, "target of 1 s")


def competitors(scheme: Scheme) -> list[Contender]:
    """Units with points by chance, bunched as they are in life: many totals are equal."""
    chance, sums = random.Random(7), Standings(scheme)

    def contender() -> Contender:
        points = [chance.choice((2000, 2250, 2500)) for _ in range(CRITERIA)]
        facts = {"women_percent": Decimal(chance.randrange(101))}
        return Contender(points, sums.of(points, facts), facts)

    return [contender() for _ in range(RANKED)]


def table() -> Scheme:
    """Four groups of ten criteria, every method that reads figures."""
    formulas: list[Formula] = [
        Proportional(Bonus(Decimal(10), Decimal("0.5"), Decimal(2))),
        Steps((Step(Decimal(100), POINTS), Step(Decimal(90), Decimal(2)), Step(Decimal(50), Decimal(1)))),
        Proportional(),
        PerOccurrence(Decimal("0.25")),
        Relative(),
    ]
    figures = (Figure("A"), Figure("B"))

    def criterion(n: int) -> Criterion:
        return Criterion(f"C{n}", f"Tiêu chí {n}", POINTS, formulas[n % 5], figures if n % 10 == 2 else figures[:1])

    groups = [
        Group(f"G{g}", f"Nhóm {g}", POINTS * 10, criteria=tuple(criterion(g * 10 + n) for n in range(10)))
        for g in range(CRITERIA // 10)
    ]
    bands = tuple(ClassBand(label, Decimal(least)) for label, least in (("A", 90), ("B", 70), ("C", 50), ("D", 0)))
    ties = (
        TieBreak(TieBreakBy.GROUP, "G0"),
        TieBreak(TieBreakBy.CRITERION, "C0"),
        TieBreak(TieBreakBy.FACT, "women_percent"),
    )
    return Scheme("B", "Bảng", Decimal(100), groups=tuple(groups), classes=bands, tie_breaks=ties)


def results(count: int) -> list[UnitResults]:
    """The same figures in every run."""
    chance = random.Random(6)

    def part() -> Part:
        return Part(Decimal(chance.randrange(2000)) / 4, Decimal(chance.randrange(1, 400)))

    def result(n: int) -> Result:
        if n % 10 == 2:
            return Result(parts=(part(), part()))
        one = part()
        return Result(one.value, one.target)

    return [
        UnitResults(
            f"U{n}",
            {f"C{c}": result(c) for c in range(CRITERIA)},
            {"women_percent": Decimal(chance.randrange(101))},
        )
        for n in range(count)
    ]


def standings(scheme: Scheme, units: list[UnitResults]) -> list[Contender]:
    """Every card's points and what they come to."""
    sums, compared = Standings(scheme), bests(scheme, units)
    cards = zip(units, scored_each(scheme, units, compared), strict=True)
    points = [([one.thousandths for one in scored], unit.facts) for unit, scored in cards]
    return [Contender(given, sums.of(given, facts), facts) for given, facts in points]
