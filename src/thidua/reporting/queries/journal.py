"""Who typed what into a cell, and the versions of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from thidua.figures.cells import Cell
from thidua.figures.models import CellEdit
from thidua.indicators.models import Indicator
from thidua.reporting.models import Report, Submission

from .entry import in_words

MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a cell."""

    indicator: Indicator
    version: int
    at: datetime
    by: str
    before: Cell
    after: Cell

    @property
    def before_text(self) -> str:
        return in_words(self.before, self.indicator)

    @property
    def after_text(self) -> str:
        return in_words(self.after, self.indicator)


def journal(report: Report, indicator: Indicator) -> list[Change]:
    """The changes of a cell over all versions of a report, the latest first; at most 200."""
    edits = _edits(report, [indicator])[:MOST_CHANGES]
    return [_change(edit, indicator) for edit in edits]


def last_changes(report: Report, indicators: Iterable[Indicator]) -> dict[int, Change]:
    """The latest change of each of these cells, by indicator."""
    wanted = {indicator.pk: indicator for indicator in indicators}
    found: dict[int, Change] = {}
    for edit in _edits(report, wanted.values()) if wanted else ():
        for pk in edit.indicators:
            if pk in wanted and pk not in found:
                found[pk] = _change(edit, wanted[pk])
        if len(found) == len(wanted):
            break
    return found


def submissions(report: Report) -> list[Submission]:
    """The versions that were handed in, the latest first, with the reasons of those that came back."""
    return list(
        report.submissions.select_related("submitted_by__person", "decided_by__person")
        .prefetch_related("return_reasons__indicator")
        .order_by("-version")
    )


def _edits(report: Report, indicators: Iterable[Indicator]) -> QuerySet[CellEdit]:
    return (
        CellEdit.objects.filter(sheet=report.sheet_id, indicators__overlap=[i.pk for i in indicators])
        .select_related("by__person")
        .order_by("-at", "-pk")
    )


def _change(edit: CellEdit, indicator: Indicator) -> Change:
    at = edit.indicators.index(indicator.pk)
    return Change(
        indicator=indicator,
        version=edit.version,
        at=edit.at,
        by=str(edit.by),
        before=Cell(edit.before[at], na=edit.before_na[at]),
        after=Cell(edit.after[at], na=edit.after_na[at]),
    )
