"""The board: a unit's year with all its children on one page, as numbers; `board_shown` puts them into words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from thidua.core import clock
from thidua.figures.history import AS_IT_WAS, History
from thidua.figures.queries import NOTHING, Figure, Key, Window, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Direction, Kind
from thidua.org.models import Placement, Unit

from .answers import AnswerState, Mark, marks_of
from .queries import Amounts, Result, compared, standing_targets
from .rules import Reached, adds_up, is_met, remainder
from .standing import reached_of

# Children side by side; more of them stand on further pages.
CHILDREN_A_PAGE = 8
# A child with less than one target for this many of another stands behind the others.
FEW = 3


@dataclass(frozen=True, slots=True)
class Child:
    """A unit directly below, in the order of the tree."""

    unit_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """The children that stand side by side on a page of the board; pages are counted from 1."""

    number: int
    of: int
    children: tuple[Child, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An indicator: the unit's own result and those of the children of the page, by unit id.

    `remainder` is what the targets of all children leave of the unit's; None where they do not add up or nothing is
    assigned. `reached` says how many of all children that have a target reach it.
    """

    indicator: Indicator
    own: Result | None
    children: Mapping[int, Result]
    remainder: Fraction | None
    reached: Reached


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's targets of a year; rows in the order of work areas, `page` the children that stand side by side."""

    unit_id: int
    children: tuple[Child, ...]
    page: Page
    rows: tuple[BoardRow, ...]
    marks: Mapping[tuple[int, int], Mark]

    @property
    def reached(self) -> Reached:
        """How many of the unit's own targets are reached."""
        return reached_of(row.own for row in self.rows if row.own is not None)

    def reached_by(self, unit_id: int) -> Reached:
        """How many of the targets of a child of the page are reached."""
        return reached_of(row.children[unit_id] for row in self.rows if unit_id in row.children)

    def answers(self, state: AnswerState) -> int:
        """How many targets of the children are in a state."""
        return sum(mark.state is state for (unit, _what), mark in self.marks.items() if unit != self.unit_id)


def children_of(unit: Unit, among: QuerySet[Unit], on: date | None = None) -> list[Child]:
    """The units directly below on a day (None: today) that the reader may see, in Vietnamese order. One statement."""
    places = Placement.objects.filter(parent=unit, during__contains=on or clock.today(), unit__in=among)
    return [Child(*row) for row in places.order_by("sort_key").values_list("unit_id", "unit__code", "short_name")]


def board(
    *,
    unit: Unit,
    year: Period,
    period: Window | None,
    among: QuerySet[Unit],
    page: int = 1,
    opened: str = "",
    history: History = AS_IT_WAS,
    size: int | None = None,
) -> Board:
    """A unit's board. Four statements, six in the tree of one day, however many units and indicators.

    Its children are those of that day, else those of the year's end, of the present year today's.

    Rows are the indicators that the unit or one of its children has a target for; children without any target of
    the year, departments for the most part, are left out. Results are official, up to the end of `period`. Only the
    children of a page of `size` (None: the usual one) are judged in full: the one on which the `opened` child stands,
    which then comes first, else `page`.
    """
    below = children_of(unit, among, history.on or min(year.ends, clock.today()))
    ids = [unit.pk, *(child.unit_id for child in below)]
    targets = standing_targets(unit_ids=ids, year=year.span, restatement_id=history.restatement_id)
    children = _with_targets(below, Counter(unit_id for unit_id, _indicator in targets))
    shown = _page(children, page, opened, size or CHILDREN_A_PAGE)
    indicators = sorted(
        (catalogue().by_id[pk] for pk in {what for _unit, what in targets}),
        key=lambda found: (found.area.order, found.order, found.pk),
    )
    window: Window = period or year
    ids = [unit.pk, *(child.unit_id for child in children)]
    read = (
        figures(
            units=ids,
            periods=[window],
            indicators=indicators,
            basis=Basis.OFFICIAL,
            restatement_id=history.restatement_id,
        )
        if indicators
        else {}
    )
    full = [unit.pk, *(child.unit_id for child in shown.children)]
    found = compared(read, targets, unit_ids=full, period=window, last_year=None, indicators=indicators)
    by_indicator = _targets_below(targets, ids[1:])
    return Board(
        unit_id=unit.pk,
        children=children,
        page=shown,
        rows=tuple(
            BoardRow(
                indicator=indicator,
                own=found.get((unit.pk, indicator.pk)),
                children={pk: result for pk in full[1:] if (result := found.get((pk, indicator.pk))) is not None},
                remainder=_remainder(indicator, targets.get((unit.pk, indicator.pk)), by_indicator[indicator.pk]),
                reached=_reached(indicator, by_indicator[indicator.pk], read, window.pk),
            )
            for indicator in indicators
        ),
        marks=marks_of(unit_ids=ids, period_id=year.pk),
    )


def _with_targets(below: Sequence[Child], counts: Mapping[int, int]) -> tuple[Child, ...]:
    """The children that have targets; those with few, offices for the most part, come last."""
    having = [child for child in below if child.unit_id in counts]
    most = max((counts[child.unit_id] for child in having), default=0)
    return tuple(sorted(having, key=lambda child: counts[child.unit_id] * FEW < most))


def _page(children: Sequence[Child], page: int, opened: str, size: int) -> Page:
    pages = max(1, -(-len(children) // size))
    place = next((place for place, child in enumerate(children) if child.code == opened), None)
    number = min(page, pages) if place is None else place // size + 1
    start = (number - 1) * size
    shown = sorted(children[start : start + size], key=lambda child: child.code != opened)
    return Page(number, pages, tuple(shown))


def _targets_below(
    targets: Mapping[tuple[int, int], Amounts], below: Sequence[int]
) -> defaultdict[int, dict[int, int]]:
    """What children are assigned, scaled, by indicator and unit."""
    units = set(below)
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for (unit_id, what), amounts in targets.items():
        if unit_id in units and amounts.assigned is not None:
            found[what][unit_id] = amounts.assigned
    return found


def _remainder(indicator: Indicator, own: Amounts | None, given: Mapping[int, int]) -> Fraction | None:
    if own is None or own.assigned is None or not given or not adds_up(Kind(indicator.kind)):
        return None
    return Fraction(remainder(own.assigned, given.values()), 10**indicator.decimals)


def _reached(indicator: Indicator, given: Mapping[int, int], read: Mapping[Key, Figure], period_id: int) -> Reached:
    """The count of `standing.reached_of` without the rest of a result: of all children, on every page."""
    direction, one = Direction(indicator.direction), 10**indicator.decimals
    met = 0
    for unit_id, assigned in given.items():
        figure = read.get((unit_id, period_id, indicator.pk), NOTHING)
        if indicator.kind == Kind.RATIO and figure.received < figure.expected:
            continue
        met += is_met(figure.to_date, Fraction(assigned, one), direction) is True
    return Reached(met, len(given))
