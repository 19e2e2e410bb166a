"""What a published form asks for, read once per process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from thidua.indicators.models import FormCheck, FormRow, Indicator
from thidua.indicators.queries import Catalogue, catalogue
from thidua.indicators.rules import Entry, Kind, Reads, parse_sum


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows and checks of a form version, and the indicators that it collects, by id, in the form's order."""

    rows: tuple[FormRow, ...]
    checks: tuple[FormCheck, ...]
    indicators: dict[int, Indicator]

    @property
    def since_start(self) -> list[Indicator]:
        """The indicators that are typed as figures since the start of the year: only flows add up to such."""
        rows = (row for row in self.rows if row.entry == Entry.SINCE_START)
        return [row.indicator for row in rows if row.indicator.kind == Kind.FLOW]

    @property
    def reads(self) -> frozenset[Reads]:
        """Which figures the checks read besides those of the report."""
        return reads_of(self.checks)


def reads_of(checks: Iterable[FormCheck]) -> frozenset[Reads]:
    """Which figures some checks read besides those of the report."""
    sides = (side for check in checks for side in (check.left, check.right))
    return frozenset(term.reads for side in sides for term in parse_sum(side) if term.code) - {Reads.NOW}


def contents_of(version_id: int) -> Contents:
    """What a published form version asks for. It never changes, so that no report need read it again.

    Its indicators are those of the present catalogue: their words and limits may be edited.
    """
    return contents_in(version_id, catalogue())


@lru_cache(maxsize=512)
def contents_in(version_id: int, known: Catalogue) -> Contents:
    """What a published form version asks for, by the indicators of a catalogue."""
    of_form = FormRow.objects.filter(section__version=version_id).select_related("section")
    rows = tuple(of_form.order_by("section__order", "order"))
    for row in rows:
        row.indicator = known.by_id[row.indicator_id]
    checks = tuple(FormCheck.objects.filter(version=version_id))
    return Contents(rows, checks, {row.indicator_id: row.indicator for row in rows})
