"""At the top of the tree the two readings of the past differ by what ended without a successor: here it can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thidua.figures import restating
from thidua.figures.history import History
from thidua.figures.printing import short_amount, short_measure
from thidua.figures.queries import NOTHING, ended_without_successor, figures
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind
from thidua.org.models import Unit

from .addresses import figure_address
from .unit_reading import Asked, Place

ADDITIVE = frozenset({Kind.FLOW, Kind.STOCK, Kind.DISTINCT})


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator since the start of the year: as it is + what ended = as it was, printed."""

    name: str
    measure: str
    as_it_is: str
    ended: str
    as_it_was: str
    url: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What units that ended without a successor hold, indicator by indicator; `count` is how many they are.

    `tree` names the tree in which the other units carry everything.
    """

    lines: tuple[Line, ...]
    count: int
    tree: str

    @property
    def first(self) -> Line:
        """The one that is told in the sentence."""
        return self.lines[0]


def reconcile(
    asked: Asked, path: Sequence[Place], indicators: Sequence[Indicator], digits: int
) -> Reconciliation | None:
    """What the two readings of a root differ by; None elsewhere, and where nobody ended without a successor.

    At most five statements; none below a root or where the readings do not differ.
    """
    if not asked.differs or len(path) > 1:
        return None
    restatement = asked.history.restatement_id or getattr(restating.current(), "pk", None)
    summed = [indicator for indicator in indicators if indicator.kind in ADDITIVE]
    if restatement is None or not summed:
        return None
    period, unit = asked.period, asked.unit
    read = ended_without_successor(restatement_id=restatement, periods=[period], indicators=summed, basis=asked.basis)
    ended = {pk: figure.to_date for (_period, pk), figure in read.items() if figure.to_date}
    if not ended:
        return None
    kept = [indicator for indicator in summed if indicator.pk in ended]
    was, now = (
        figures(units=[unit.pk], periods=[period], indicators=kept, basis=asked.basis, restatement_id=tree)
        for tree in (None, restatement)
    )
    url = figure_address(unit.code, period.code, asked.lens)

    def line(indicator: Indicator) -> Line:
        key = (unit.pk, period.pk, indicator.pk)
        return Line(
            name=indicator.name,
            measure=short_measure(indicator),
            as_it_is=short_amount(indicator, now.get(key, NOTHING).to_date, digits),
            ended=short_amount(indicator, ended[indicator.pk], digits),
            as_it_was=short_amount(indicator, was.get(key, NOTHING).to_date, digits),
            url=url % indicator.code,
        )

    tree = asked.history if asked.history.as_it_is else History(asked.tree_day, today=True)
    return Reconciliation(tuple(line(indicator) for indicator in kept), _without_successor(asked), tree.label)


def _without_successor(asked: Asked) -> int:
    """How many units ended since the year began, up to the day of the tree, and were carried on by nobody."""
    gone = Unit.objects.filter(successions=None, dissolved_on__gt=asked.period.span.whole_year().starts)
    return gone.filter(dissolved_on__lte=asked.tree_day).count()
