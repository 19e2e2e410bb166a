"""Reading figures: stored totals for units with children, own cells for leaves, ratios out of their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from django.db.models import Max

from thidua.core import sql
from thidua.core.periods import Span, parse
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind

from .cells import Cell, cell_at
from .models import Total, Wording
from .rules import Basis, in_dong, ratio

PACKAGE = "thidua.figures"
LOST = 0
"""The unit that stands for all that ended without a successor."""


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


class Window(Protocol):
    """A period as far as reading needs it: a row of `Period`, or a `ReadablePeriod`."""

    @property
    def pk(self) -> int: ...
    @property
    def ends(self) -> date: ...
    @property
    def span(self) -> Span: ...


Key = tuple[int, int, int]


def figures(
    *,
    units: Iterable[int],
    periods: Sequence[Window],
    indicators: Iterable[Indicator],
    basis: Basis,
    restatement_id: int | None = None,
) -> dict[Key, Figure]:
    """Figures by (unit, period, indicator); a key that is missing was neither owed nor reported. One statement.

    Indicators are those of `indicators.queries.catalogue()`. With a restatement they read as they are in its tree,
    else as they were in the tree of each base period.
    """
    wanted = list(indicators)
    positions = _positions(units, periods, wanted, basis, restatement_id)
    places = {(p.unit_id, p.period_id) for p in positions.values()}
    keys = [(indicator, indicator.pk) for indicator in wanted]
    return {
        (unit, period, key): figure
        for unit, period in places
        for indicator, key in keys
        if (figure := figure_from(indicator, unit, period, positions)) is not None
    }


def ended_without_successor(
    *, restatement_id: int, periods: Sequence[Window], indicators: Iterable[Indicator], basis: Basis
) -> dict[tuple[int, int], Figure]:
    """What belongs to nobody in a restatement's tree, by (period, indicator): its units ended, nobody carries them on.

    Over the whole tree, as it is + ended = as it was, for flows, stocks and distinct counts. One statement.
    """
    read = figures(units=[LOST], periods=periods, indicators=indicators, basis=basis, restatement_id=restatement_id)
    return {(period, indicator): figure for (_unit, period, indicator), figure in read.items()}


def wordings(unit_id: int, period: Window) -> dict[int, Wording]:
    """The words chosen for figures of a unit and period, by indicator."""
    return {w.indicator_id: w for w in Wording.objects.filter(unit=unit_id, period=period.pk)}


def folded_at(unit_id: int, period: Window) -> str:
    """A token that changes whenever a stored total of the unit and period does; empty when there is none."""
    last = Total.objects.filter(closes=period.ends, period_id=period.pk, unit_id=unit_id).aggregate(at=Max("folded_at"))
    return last["at"].isoformat() if last["at"] else ""


Slots = Mapping[tuple[int, int, int, int], Position]


def _positions(
    units: Iterable[int],
    periods: Sequence[Window],
    indicators: Iterable[Indicator],
    basis: Basis,
    restatement: int | None,
) -> Slots:
    slots = sorted({slot for indicator in indicators for slot in slots_of(indicator)})
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
            "restatement": restatement,
        },
        Position,
    )
    return {(row.unit_id, row.period_id, row.block, row.position): row for row in rows}


def _closes(periods: Sequence[Window]) -> list[date]:
    return sorted({period.ends for period in periods})


def slots_of(indicator: Indicator) -> list[tuple[int, int]]:
    """The blocks and positions of the numbers that an indicator is read from."""
    if indicator.kind == Kind.RATIO:
        above, below = _terms(indicator)
        return [slot for part in (*above, below) for slot in slots_of(part)]
    block, position = indicator.slot.block_id, indicator.slot.position
    if indicator.kind == Kind.AVERAGE:
        return [(block, position), (block, position + 1), (block, position + 2)]
    return [(block, position)]


def figure_from(indicator: Indicator, unit: int, period: int, positions: Slots) -> Figure | None:
    """The figure of a unit and period out of the positions that were read; None where its own are not among them."""
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
    whole = figure_from(below, unit, period, positions)
    parts = [figure_from(part, unit, period, positions) for part in above]
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
    if number is None:
        return None
    return Fraction(number) if one == 1 else Fraction(number, one)


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


COURSE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ReadablePeriod:
    """A period with open books, as a unit's reader may choose it.

    `data_until`: the last day whose figures it takes in, before its end where a cut-off says so.
    `covered`: books were opened up to its end, so that its pace can be judged on its last day. `token` changes
    whenever its figures do; `worded` says that words were chosen for some of them.
    """

    pk: int
    code: str
    ends: date
    data_until: date
    closed: bool
    covered: bool
    has_figures: bool
    worded: bool
    token: str

    @property
    def span(self) -> Span:
        return parse(self.code)


def readable_periods(unit_id: int, today: date, only: int | None = None) -> list[ReadablePeriod]:
    """The periods that have begun and whose books were opened, newest first, the longer before the shorter."""
    params = {"unit": unit_id, "today": today, "only": only}
    return sql.fetch(PACKAGE, "readable_periods", params, ReadablePeriod)


def usual_period(periods: Sequence[ReadablePeriod], today: date) -> ReadablePeriod | None:
    """The period that a reader means without saying so: the last that is over, covered, and has a figure."""
    over = [period for period in periods if period.ends <= today and period.covered]
    choices = [period for period in over if period.has_figures] or [p for p in periods if p.has_figures] or over
    return next(iter(choices or periods), None)


@dataclass(frozen=True, slots=True)
class Course:
    """A figure over the last base periods, oldest first; exact, None where there was none.

    `to_date` runs since the start of the year of each base period; leaves, which have no stored totals, have none.
    """

    ends: tuple[date, ...]
    values: tuple[Fraction | None, ...]
    to_date: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class _CourseRow:
    block: int
    position: int
    ends: list[date]
    values: list[int | None]
    to_date: list[int | None]


def courses(
    *,
    unit_id: int,
    until: date,
    indicators: Iterable[Indicator],
    basis: Basis,
    count: int = COURSE_LENGTH,
    restatement_id: int | None = None,
) -> dict[int, Course]:
    """The course of indicators of a unit over their own last base periods, by indicator. One statement.

    Averages are left out; a ratio follows the cumulative figures of its parts. With a restatement every point reads
    as it is in that tree.
    """
    wanted = [indicator for indicator in indicators if indicator.kind != Kind.AVERAGE]
    parts = {part.pk: part for indicator in wanted for part in _measured(indicator)}
    rows = sql.fetch(
        PACKAGE,
        "courses",
        {
            "unit": unit_id,
            "until": until,
            "basis": int(basis),
            "count": count,
            "restatement": restatement_id,
            "indicators": list(parts),
            "blocks": [part.slot.block_id for part in parts.values()],
            "positions": [part.slot.position for part in parts.values()],
        },
        _CourseRow,
    )
    by_place = {(row.block, row.position): row for row in rows}
    found = {
        pk: _course(row, 10**part.decimals)
        for pk, part in parts.items()
        if (row := by_place.get((part.slot.block_id, part.slot.position)))
    }
    return {
        indicator.pk: course
        for indicator in wanted
        if (course := _course_of_ratio(indicator, found) if indicator.kind == Kind.RATIO else found.get(indicator.pk))
    }


def _measured(indicator: Indicator) -> list[Indicator]:
    """The indicators with numbers of their own behind one."""
    if indicator.kind != Kind.RATIO:
        return [indicator]
    above, below = _terms(indicator)
    return [*above, below]


def _course(row: _CourseRow, one: int) -> Course:
    return Course(
        tuple(row.ends), tuple(_scaled(v, one) for v in row.values), tuple(_scaled(v, one) for v in row.to_date)
    )


def _course_of_ratio(indicator: Indicator, found: Mapping[int, Course]) -> Course | None:
    above, below = _terms(indicator)
    courses = [found.get(part.pk) for part in (below, *above)]
    whole = courses[0]
    if whole is None or any(course is None or course.ends != whole.ends for course in courses):
        return None
    measures = Fraction(in_dong(above[0].measure_vi), in_dong(below.measure_vi))
    sums = [_sum([found[part.pk].to_date[at] for part in above]) for at in range(len(whole.ends))]
    rates = tuple(
        ratio(None if top is None else top * measures, bottom) for top, bottom in zip(sums, whole.to_date, strict=True)
    )
    return Course(whole.ends, rates, rates)


def _sum(numbers: Sequence[Fraction | None]) -> Fraction | None:
    """The sum when every number is there."""
    return None if None in numbers else sum((n for n in numbers if n is not None), Fraction(0))
