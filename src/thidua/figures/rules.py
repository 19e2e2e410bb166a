"""The arithmetic of a figure: over periods, over units, against the year before.

Pure functions on exact numbers (`int`, `Decimal`, `Fraction`); nothing is rounded here.
A cell is a number, zero, "not applicable" (`NA`) or empty (None), and the four stay
apart: coverage counts an NA as received and an empty cell as missing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import Final, Literal

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.numbers import Exact
from thidua.core.periods import Frequency, Span
from thidua.core.shares import largest_remainder
from thidua.indicators.rules import Direction, Kind


class Mark(Enum):
    """What a cell says instead of a number."""

    NA = "NA"


NA: Final = Mark.NA
Cell = Exact | Literal[Mark.NA] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure with its coverage.

    `value` is None when no cell has a number. `expected` counts the cells asked for,
    `received` those with a number or NA, `with_value` those with a number.
    """

    value: Exact | None
    expected: int
    received: int
    with_value: int


def numbers_in(cells: Iterable[Cell]) -> list[Exact]:
    """The cells that hold a number."""
    return [cell for cell in cells if cell is not None and cell is not NA]


def total(cells: Collection[Cell]) -> Reading:
    """The sum of cells of several units or periods."""
    numbers = numbers_in(cells)
    return _reading(sum((Fraction(n) for n in numbers), Fraction(0)) if numbers else None, cells)


def extreme(cells: Collection[Cell], direction: Direction = Direction.MORE) -> Reading:
    """The largest of the cells, or the smallest where less is asked for."""
    numbers = numbers_in(cells)
    pick = max if direction is Direction.MORE else min
    return _reading(pick(numbers) if numbers else None, cells)


def weighted_average(cells: Iterable[tuple[Cell, Exact]]) -> Fraction | None:
    """The average of (cell, weight) pairs; None when no weight stands behind a number."""
    weighted = [(Fraction(c), Fraction(w)) for c, w in cells if c is not None and c is not NA]
    weights = sum(weight for _cell, weight in weighted)
    return sum(cell * weight for cell, weight in weighted) / weights if weights else None


def in_period(cells: Mapping[Span, Cell], during: Span, base: Frequency) -> Reading:
    """What happened in a period: the sum over its base periods."""
    return total([cells.get(span) for span in during.base(base)])


def cumulative(cells: Mapping[Span, Cell], during: Span, base: Frequency) -> Reading:
    """What happened since the start of the year, up to the period's end."""
    return total([cells.get(span) for span in _year_to_date(during, base)])


def at_end(cells: Mapping[Span, Cell], during: Span, base: Frequency) -> Reading:
    """The value of the last base period, for stocks and for distinct counts.

    When that period is missing there is no value: nothing is carried forward.
    """
    return total([cells.get(span) for span in during.base(base)[-1:]])


def for_ratio(kind: Kind, cells: Mapping[Span, Cell], during: Span, base: Frequency) -> Reading:
    """A part of a ratio at the period's end: flows cumulative, everything else the last."""
    return (cumulative if kind is Kind.FLOW else at_end)(cells, during, base)


def ratio(numerator: Exact | None, denominator: Exact | None, per: int = 100) -> Fraction | None:
    """The ratio per hundred, of parts that are already summed; None without a denominator."""
    if numerator is None or not denominator:
        return None
    above, below = numerator.as_integer_ratio()
    whole, parts = denominator.as_integer_ratio()
    return Fraction(above * parts * per, below * whole)


def change_on_year_percent(now: Exact | None, before: Exact | None) -> Fraction | None:
    """The change in per cent; from nothing, from zero or from below it there is none."""
    if now is None or before is None or before <= 0:
        return None
    above, below = now.as_integer_ratio()
    whole, parts = before.as_integer_ratio()
    return Fraction((above * parts - whole * below) * 100, below * whole)


def change_points(now: Exact | None, before: Exact | None) -> Fraction | None:
    """The change of a ratio, in percentage points."""
    if now is None or before is None:
        return None
    return Fraction(now) - Fraction(before)


@dataclass(frozen=True, slots=True)
class Derived:
    """A base period's own value behind a figure typed "since the start of the year"."""

    in_period: Exact
    cumulative: Exact

    @property
    def needs_reason(self) -> bool:
        """A cumulative figure fell: somebody has to say why."""
        return self.in_period < 0


def derive_in_period(typed: Mapping[Span, Cell]) -> dict[Span, Derived]:
    """The in-period values behind figures typed since the start of the year.

    Each is the difference to the last number typed before it in the same year, so that
    they add up to the typed figure even when a period between was not reported. Periods
    without a number have none.
    """
    derived: dict[Span, Derived] = {}
    so_far: dict[Span, Fraction] = {}
    for span in sorted(typed, key=lambda span: span.starts):
        cell, year = typed[span], span.whole_year()
        if cell is None or cell is NA:
            continue
        derived[span] = Derived(Fraction(cell) - so_far.get(year, 0), cell)
        so_far[year] = Fraction(cell)
    return derived


@dataclass(frozen=True, slots=True)
class SubtreeFigure:
    """The value of a unit with all below it, and what the parts shown add up to."""

    value: Exact | None
    children_shown: Exact | None

    @property
    def difference(self) -> Exact:
        """How much of the value no part explains."""
        return Fraction(self.value or 0) - Fraction(self.children_shown or 0)


def whole_subtree(typed: Cell, parts: Exact | None) -> SubtreeFigure:
    """The figure typed for the whole subtree if there is one, else own plus children."""
    stated = typed if typed is not None and typed is not NA else parts
    return SubtreeFigure(value=stated, children_shown=parts)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a unit on a day: a share, in millionths, went to a successor.

    The shares of one predecessor on one day add up to a million.
    """

    predecessor: str
    successor: str
    share: int
    on: date


@dataclass(frozen=True, slots=True)
class Carried:
    """Past values in today's tree: by living unit, and the sum of those that ended."""

    values: dict[str, int]
    ended: int


def carry_forward(
    values: Mapping[str, int],
    successions: Iterable[Succession],
    *,
    ended: Collection[str] = (),
    wholes: Mapping[str, int] | None = None,
) -> Carried:
    """Past leaf values (scaled, by unit code) as today's units hold them.

    Each value follows its unit's successors day by day, divided by largest remainder
    (ties to the smaller code). Values of `ended` units, which nobody succeeded, are
    summed apart: the values and `ended` together are always the sum as it was.
    With `wholes` (the values that these are a part of, female of total, say) no
    successor's part exceeds the whole that it gets from the same predecessor.
    """
    held = dict(values)
    held_wholes = dict(wholes or {})
    for heirs in in_order(successions):
        predecessor = heirs[0].predecessor
        if predecessor in held:
            value, whole = held.pop(predecessor), held_wholes.pop(predecessor, None)
            caps = None
            if whole is not None:
                whole_parts = _apportion(whole, heirs)
                _hand_over(held_wholes, heirs, whole_parts)
                # A past part above its whole was never balanced: nothing can cap it.
                caps = whole_parts if value <= whole else None
            _hand_over(held, heirs, _apportion(value, heirs, caps))
    lost = sum(held.pop(unit, 0) for unit in ended)
    return Carried(values=held, ended=lost)


def in_order(successions: Iterable[Succession]) -> list[list[Succession]]:
    """The successions of each predecessor and day, so that chains can be followed.

    Days run in order; within a day, who inherits stands before who hands on.
    """
    groups: dict[date, dict[str, list[Succession]]] = {}
    for succession in sorted(successions, key=lambda s: (s.on, s.predecessor, s.successor)):
        day = groups.setdefault(succession.on, {})
        day.setdefault(succession.predecessor, []).append(succession)
    ordered = []
    for day in groups.values():
        before: dict[str, set[str]] = {unit: set() for unit in day}
        for heir in (h for heirs in day.values() for h in heirs):
            if heir.successor in day and heir.successor != heir.predecessor:
                before[heir.successor].add(heir.predecessor)
        ordered += [day[unit] for unit in TopologicalSorter(before).static_order()]
    return ordered


def _apportion(value: int, heirs: list[Succession], caps: list[int] | None = None) -> list[int]:
    shares, codes = [h.share for h in heirs], [h.successor for h in heirs]
    return largest_remainder(value, shares, codes, caps)


def _hand_over(held: dict[str, int], heirs: list[Succession], parts: list[int]) -> None:
    for heir, part in zip(heirs, parts, strict=True):
        held[heir.successor] = held.get(heir.successor, 0) + part


def _year_to_date(during: Span, base: Frequency) -> list[Span]:
    return [span for span in during.whole_year().base(base) if span.ends <= during.ends]


def _reading(value: Exact | None, cells: Collection[Cell]) -> Reading:
    received = sum(cell is not None for cell in cells)
    return Reading(value, len(cells), received, len(numbers_in(cells)))


class Basis(IntegerChoices):
    """Which versions count: accepted by the unit above, or submitted (else accepted)."""

    OFFICIAL = 0, _("Chính thức")
    PRELIMINARY = 1, _("Tạm tính")


class Scope(IntegerChoices):
    """Whether a cell is the unit's own figure or stands for everything beneath it too."""

    OWN = 0, _("Số của đơn vị")
    SUBTREE = 1, _("Số của cả hệ thống bên dưới")


MONEY = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}


def in_dong(measure: str) -> int:
    """How many đồng a unit of measure is worth, so that a ratio may divide millions by billions; 1 for all others."""
    return MONEY.get(measure, 1)
