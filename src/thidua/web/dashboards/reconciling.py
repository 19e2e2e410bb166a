"""The two readings of the whole differ by what ended without a successor: here it can be seen, and added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from thidua.figures import restating
from thidua.figures.history import History
from thidua.figures.printing import short_amount, short_measure
from thidua.figures.queries import NOTHING, ended_without_successor, figures
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind
from thidua.org.models import Lineage, Unit

from .addresses import figure_address
from .unit_reading import Asked

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


def reconcile(asked: Asked, indicators: Sequence[Indicator], digits: int) -> Reconciliation | None:
    """What the two readings of a unit differ by; None unless all that ended without a successor stood below it.

    A line stands only for what it explains to the last digit: units may have come and gone besides. At most five
    statements; none where the readings do not differ.
    """
    summed = [indicator for indicator in indicators if indicator.kind in ADDITIVE]
    if not asked.differs or not summed or not (count := _lost_below(asked)):
        return None
    restatement = asked.history.restatement_id or getattr(restating.current(), "pk", None)
    if restatement is None:
        return None
    period, unit = asked.period, asked.unit
    lost = ended_without_successor(restatement_id=restatement, periods=[period], indicators=summed, basis=asked.basis)
    was, now = (
        figures(units=[unit.pk], periods=[period], indicators=summed, basis=asked.basis, restatement_id=tree)
        for tree in (None, restatement)
    )
    url = figure_address(unit.code, period.code, asked.lens)
    lines = []
    for indicator in summed:
        key = (unit.pk, period.pk, indicator.pk)
        ended = lost.get((period.pk, indicator.pk), NOTHING).to_date
        before, after = was.get(key, NOTHING).to_date, now.get(key, NOTHING).to_date
        if ended and before == (after or 0) + ended:
            lines.append(
                Line(
                    name=indicator.name,
                    measure=short_measure(indicator),
                    as_it_is=short_amount(indicator, after, digits),
                    ended=short_amount(indicator, ended, digits),
                    as_it_was=short_amount(indicator, before, digits),
                    url=url % indicator.code,
                )
            )
    tree = asked.history if asked.history.as_it_is else History(asked.tree_day, today=True)
    return Reconciliation(tuple(lines), count, tree.label) if lines else None


def _lost_below(asked: Asked) -> int:
    """How many units below ended since the year began and were carried on by nobody; 0 if some others did too."""
    gone = Unit.objects.filter(
        successions=None,
        dissolved_on__gt=asked.period.span.whole_year().starts,
        dissolved_on__lte=asked.tree_day,
    )
    below = Exists(Lineage.objects.filter(unit=OuterRef("pk"), ancestor=asked.unit, depth__gt=0))
    found = gone.aggregate(all=Count("pk"), below=Count("pk", filter=below))
    return found["below"] if found["below"] == found["all"] else 0
