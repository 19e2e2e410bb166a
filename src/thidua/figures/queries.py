"""Reading figures: stored totals for units with children, own cells for leaves, ratios out of their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max

from thidua.core import sql
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind

from .cells import Cell, cell_at
from .models import Total, Wording
from .rules import Basis, in_dong, ratio

PACKAGE = "thidua.figures"


@dataclass(frozen=True, slots=True)
class Position:
    """One position of one unit and period as SQL returns it; sums are scaled integers."""

    unit_id: int
    period_id: int
    block: int
    position: int
    value: int | None
    to_date: int | None
    with_value: int
    received: int
    expected: int


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's reading for a unit and a period, exact and unrounded, in the indicator's unit of measure.

    `value` is the value in the period (flows) or at its end (stocks); `to_date` the same since the start of the
    calendar's year. None means that nothing was reported. `expected` and `received` count the cells that units
    owed in the period and those that hold a number or "not applicable".
    """

    value: Fraction | None
    to_date: Fraction | None
    with_value: int = 0
    received: int = 0
    expected: int = 0


NOTHING = Figure(None, None)
Key = tuple[int, int, int]


def figures(
    *, units: Iterable[int], periods: Sequence[Period], indicators: Iterable[Indicator], basis: Basis
) -> dict[Key, Figure]:
    """Figures by (unit, period, indicator); a key that is missing was neither owed nor reported. One statement.

    Indicators are those of `indicators.queries.catalogue()`.
    """
    wanted = list(indicators)
    positions = _positions(units, periods, wanted, basis)
    places = {(p.unit_id, p.period_id) for p in positions.values()}
    return {
        (unit, period, indicator.pk): figure
        for unit, period in places
        for indicator in wanted
        if (figure := _figure(indicator, unit, period, positions)) is not None
    }


def wordings(unit_id: int, period: Period) -> dict[int, Wording]:
    """The words chosen for figures of a unit and period, by indicator."""
    return {w.indicator_id: w for w in Wording.objects.filter(unit=unit_id, period=period)}


def folded_at(unit_id: int, period: Period) -> str:
    """A token that changes whenever a stored total of the unit and period does; empty when there is none."""
    last = Total.objects.filter(closes=period.ends, period_id=period.pk, unit_id=unit_id).aggregate(at=Max("folded_at"))
    return last["at"].isoformat() if last["at"] else ""


Slots = Mapping[tuple[int, int, int, int], Position]


def _positions(units: Iterable[int], periods: Sequence[Period], indicators: Iterable[Indicator], basis: Basis) -> Slots:
    slots = sorted({slot for indicator in indicators for slot in _slots(indicator)})
    rows = sql.fetch(
        PACKAGE,
        "readings",
        {
            "units": list(units),
            "periods": [period.pk for period in periods],
            "closes": _closes(periods),
            "blocks": [block for block, _ in slots],
            "positions": [position for _, position in slots],
            "basis": int(basis),
        },
        Position,
    )
    return {(row.unit_id, row.period_id, row.block, row.position): row for row in rows}


def _closes(periods: Sequence[Period]) -> list[date]:
    return sorted({period.ends for period in periods})


def _slots(indicator: Indicator) -> list[tuple[int, int]]:
    if indicator.kind == Kind.RATIO:
        above, below = _terms(indicator)
        return [slot for part in (*above, below) for slot in _slots(part)]
    block, position = indicator.slot.block_id, indicator.slot.position
    if indicator.kind == Kind.AVERAGE:
        return [(block, position), (block, position + 1), (block, position + 2)]
    return [(block, position)]


def _figure(indicator: Indicator, unit: int, period: int, positions: Slots) -> Figure | None:
    if indicator.kind == Kind.RATIO:
        return _ratio(indicator, unit, period, positions)
    block, position = indicator.slot.block_id, indicator.slot.position
    own = positions.get((unit, period, block, position))
    if own is None:
        return None
    if indicator.kind == Kind.AVERAGE:
        return _average(indicator, own, unit, period, positions)
    one = 10**indicator.decimals
    return Figure(_scaled(own.value, one), _scaled(own.to_date, one), own.with_value, own.received, own.expected)


def _average(indicator: Indicator, own: Position, unit: int, period: int, positions: Slots) -> Figure:
    """A total's average is the sum of products over the sum of weights."""
    product = positions.get((unit, period, own.block, own.position + 1))
    weight = positions.get((unit, period, own.block, own.position + 2))
    one = 10**indicator.decimals
    now = so_far = None
    if product and weight:
        now = ratio(product.value, weight.value, per=1)
        so_far = ratio(product.to_date, weight.to_date, per=1)
    return Figure(
        None if now is None else now / one,
        None if so_far is None else so_far / one,
        own.with_value,
        own.received,
        own.expected,
    )


def _ratio(indicator: Indicator, unit: int, period: int, positions: Slots) -> Figure | None:
    """Flows since the start of the year and stocks at the end, numerator and denominator each summed first."""
    above, below = _terms(indicator)
    whole = _figure(below, unit, period, positions)
    parts = [_figure(part, unit, period, positions) for part in above]
    if whole is None or not parts or None in parts:
        return None
    numbers = [part.to_date for part in parts if part is not None]
    summed = None if None in numbers else sum((n for n in numbers if n is not None), Fraction(0))
    measures = Fraction(in_dong(above[0].measure_vi), in_dong(below.measure_vi))
    rate = ratio(None if summed is None else summed * measures, whole.to_date, per=100)
    return Figure(rate, rate, whole.with_value, whole.received, whole.expected)


def _terms(indicator: Indicator) -> tuple[list[Indicator], Indicator]:
    """Numerators and denominator of a ratio, from the catalogue."""
    if indicator.denominator_id is None:
        raise ValueError(f"{indicator.code} is a ratio without a denominator")
    by_id = catalogue().by_id
    return [by_id[part.pk] for part in indicator.numerator.all()], by_id[indicator.denominator_id]


def _scaled(number: int | None, one: int) -> Fraction | None:
    return None if number is None else Fraction(number, one)


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A block of a unit's own cells in a base period."""

    period_id: int
    block: int
    cells: list[int | None]
    na: int


def own_cells(
    *, unit_id: int, form_id: int, periods: Iterable[int], indicators: Iterable[Indicator], basis: Basis
) -> dict[tuple[int, int], Cell]:
    """What the unit itself reported on a form, by (base period, indicator); what counts in the basis. One statement."""
    params = {"unit": unit_id, "form": form_id, "periods": list(periods), "basis": int(basis)}
    rows = {(row.period_id, row.block): row for row in sql.fetch(PACKAGE, "own_cells", params, OwnRow)}
    slots = [(i.pk, i.slot.block_id, i.slot.position) for i in indicators]
    return {
        (period, indicator): cell_at(row, position)
        for (period, block), row in rows.items()
        for indicator, of_block, position in slots
        if of_block == block
    }
