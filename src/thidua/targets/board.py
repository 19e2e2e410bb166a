"""The board: a unit's year with all its children on one page, as numbers; `board_shown` puts them into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from thidua.core import clock
from thidua.figures.queries import Window, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Placement, Unit

from .answers import AnswerState, Mark, marks_of
from .queries import Result, compared, standing_targets
from .rules import Reached, adds_up
from .standing import lacks_reports, reached_of


@dataclass(frozen=True, slots=True)
class Child:
    """A unit directly below, in the order of the tree."""

    unit_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An indicator: the unit's own result and those of the children that have a target or a figure, by unit id.

    `remainder` is what the children's targets leave of the unit's; None where they do not add up or nothing is
    assigned.
    """

    indicator: Indicator
    own: Result | None
    children: Mapping[int, Result]
    remainder: Fraction | None

    @property
    def reached(self) -> Reached:
        """How many of the children that have a target reach it."""
        return reached_of(self.children.values())


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's targets of a year; rows in the order of work areas."""

    unit_id: int
    children: tuple[Child, ...]
    rows: tuple[BoardRow, ...]
    marks: Mapping[tuple[int, int], Mark]

    @property
    def reached(self) -> Reached:
        """How many of the unit's own targets are reached."""
        return reached_of(row.own for row in self.rows if row.own is not None)

    def reached_by(self, unit_id: int) -> Reached:
        """How many of a child's targets are reached."""
        return reached_of(row.children[unit_id] for row in self.rows if unit_id in row.children)

    def answers(self, state: AnswerState) -> int:
        """How many targets of the children are in a state."""
        return sum(mark.state is state for (unit, _what), mark in self.marks.items() if unit != self.unit_id)


def children_of(unit: Unit, among: QuerySet[Unit]) -> list[Child]:
    """The units directly below today that the reader may see, in Vietnamese order. One statement."""
    places = Placement.objects.filter(parent=unit, during__contains=clock.today(), unit__in=among)
    return [Child(*row) for row in places.order_by("sort_key").values_list("unit_id", "unit__code", "short_name")]


def board(*, unit: Unit, year: Period, period: Window | None, among: QuerySet[Unit]) -> Board:
    """A unit's board. Four statements, however many units and indicators.

    Rows are the indicators that the unit or one of its children has a target for; children without any target of
    the year, departments for the most part, are left out. Results are official, up to the end of `period`.
    """
    below = children_of(unit, among)
    ids = [unit.pk, *(child.unit_id for child in below)]
    targets = standing_targets(unit_ids=ids, year=year.span)
    wanted = {indicator for _unit, indicator in targets}
    indicators = sorted(
        (catalogue().by_id[pk] for pk in wanted), key=lambda found: (found.area.order, found.order, found.pk)
    )
    aimed = {unit_id for unit_id, _indicator in targets}
    window: Window = period or year
    ids = [unit_id for unit_id in ids if unit_id in aimed or unit_id == unit.pk]
    read = figures(units=ids, periods=[window], indicators=indicators, basis=Basis.OFFICIAL) if indicators else {}
    found = compared(read, targets, unit_ids=ids, period=window, last_year=None, indicators=indicators)
    shown = tuple(child for child in below if child.unit_id in aimed)
    return Board(
        unit_id=unit.pk,
        children=shown,
        rows=tuple(_row(unit.pk, indicator, shown, found) for indicator in indicators),
        marks=marks_of(unit_ids=ids, period_id=year.pk),
    )


def judged(result: Result) -> bool:
    """Whether a result can be called reached or not."""
    return result.completion.met is not None and not lacks_reports(result)


def _row(
    unit_id: int, indicator: Indicator, shown: Sequence[Child], found: Mapping[tuple[int, int], Result]
) -> BoardRow:
    own = found.get((unit_id, indicator.pk))
    children = {
        child.unit_id: result for child in shown if (result := found.get((child.unit_id, indicator.pk))) is not None
    }
    given = [result.target for result in children.values() if result.target is not None]
    whole = own.target if own else None
    left = whole - sum(given, Fraction(0)) if whole is not None and given and adds_up(Kind(indicator.kind)) else None
    return BoardRow(indicator, own, children, left)
