"""What a council should see before it decides: bunched points, generous checkers, winners who take turns.

Pure functions; points are thousandths. They are questions to people, not verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

POINT = 1000
BINS = 10
BUNCHED = 2  # points below the best that still count as beside it
ENOUGH = 3  # of fewer units or years nothing is said


@dataclass(frozen=True, slots=True)
class Bin:
    """How many totals lie in `[low, high)`, the last bin with its upper end; thousandths."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How far totals lie apart. `tied` counts those that share a total, `near_best` those within 2 points of it."""

    count: int
    least: int
    most: int
    mean: Fraction
    deviation: int
    tied: int
    near_best: int

    @property
    def bunched(self) -> bool:
        """Whether points hardly tell units apart: most of them stand beside the best, or most share a total."""
        return self.count >= ENOUGH and (2 * self.near_best > self.count or 2 * self.tied > self.count)


@dataclass(frozen=True, slots=True)
class Telling:
    """How well a criterion tells units apart: how many have points, how many reach the maximum, how many values."""

    position: int
    count: int
    at_most: int
    values: int

    @property
    def tells_nothing(self) -> bool:
        """Whether everybody has the same points."""
        return self.count > 1 and self.values == 1


@dataclass(frozen=True, slots=True)
class Leniency:
    """How a checking unit's points differ from those that stood in the end; thousandths per criterion, plus = more.

    `raised` and `lowered` count the criteria where the difference is not zero.
    """

    checker: int
    count: int
    mean: Fraction
    raised: int
    lowered: int


@dataclass(frozen=True, slots=True)
class Winners:
    """Who came first in past years: the most frequent winner with the number of wins, and whether they take turns."""

    years: Sequence[tuple[int, tuple[int, ...]]]
    most_frequent: tuple[int, int] | None
    take_turns: bool


def distribution(totals: Sequence[int], bins: int = BINS) -> list[Bin]:
    """Totals counted in bins of one width, a whole number of points; [] without totals."""
    if not totals:
        return []
    low = min(totals) // POINT * POINT
    width = max(1, -(-(max(totals) - low) // (bins * POINT))) * POINT
    last = max(0, -(-(max(totals) - low) // width) - 1)
    counted = Counter(min((total - low) // width, last) for total in totals)
    return [Bin(low + i * width, low + (i + 1) * width, counted[i]) for i in range(last + 1)]


def spread(totals: Sequence[int]) -> Spread | None:
    """How far totals lie apart; None without any."""
    if not totals:
        return None
    count, most = len(totals), max(totals)
    mean = Fraction(sum(totals), count)
    variance = sum((total - mean) ** 2 for total in totals) / count
    shared = Counter(totals)
    return Spread(
        count=count,
        least=min(totals),
        most=most,
        mean=mean,
        deviation=isqrt(int(variance)),
        tied=sum(times for times in shared.values() if times > 1),
        near_best=sum(most - total <= BUNCHED * POINT for total in totals),
    )


def telling(columns: Sequence[Sequence[int | None]], maxima: Sequence[int]) -> list[Telling]:
    """How well each criterion tells units apart; `columns` are the units' points by position."""
    found = []
    for position, (column, most) in enumerate(zip(columns, maxima, strict=True)):
        given = [points for points in column if points is not None]
        at_most = sum(points >= most for points in given)
        found.append(Telling(position, len(given), at_most, len(set(given))))
    return found


def leniency(checks: Iterable[tuple[int, Sequence[int | None], Sequence[int | None]]]) -> list[Leniency]:
    """How generous each checker was: from (checker, points it gave, points that stood in the end), most generous first.

    Criteria that it gave no points for do not count.
    """
    differences: dict[int, list[int]] = {}
    for checker, gave, stood in checks:
        told = [a - b for a, b in zip(gave, stood, strict=True) if a is not None and b is not None]
        differences.setdefault(checker, []).extend(told)
    found = [
        Leniency(
            checker,
            len(told),
            Fraction(sum(told), len(told)) if told else Fraction(0),
            raised=sum(d > 0 for d in told),
            lowered=sum(d < 0 for d in told),
        )
        for checker, told in differences.items()
    ]
    return sorted(found, key=lambda one: (-one.mean, one.checker))


def winners(first_by_year: Mapping[int, Iterable[int]]) -> Winners:
    """Who came first in which year; they take turns when over three years or more nobody won twice in a row or more
    often than another who won."""
    years = [(year, tuple(sorted(first))) for year, first in sorted(first_by_year.items()) if first]
    wins = Counter(unit for _year, first in years for unit in first)
    most = max(wins.items(), key=lambda item: (item[1], -item[0])) if wins else None
    never_again = all(not set(before[1]) & set(after[1]) for before, after in pairwise(years))
    even = bool(wins) and max(wins.values()) - min(wins.values()) <= 1
    return Winners(years, most, take_turns=len(years) >= ENOUGH and never_again and even)
