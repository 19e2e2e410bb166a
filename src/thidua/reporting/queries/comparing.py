"""Two versions of a report, cell by cell: what changed, who changed it, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thidua.figures.cells import Cell, read_cells
from thidua.figures.models import CellEdit
from thidua.indicators.models import Indicator
from thidua.reporting.models import Report, Submission

from .contents import contents_of
from .entry import in_words


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that two versions hold differently; `by` and `at` are of the last change between them."""

    indicator: Indicator
    before: Cell
    after: Cell
    by: str
    at: datetime | None
    reasons: tuple[str, ...]

    @property
    def before_text(self) -> str:
        return in_words(self.before, self.indicator)

    @property
    def after_text(self) -> str:
        return in_words(self.after, self.indicator)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to a later one, in the form's order; `same` counts the other cells."""

    earlier: int
    later: int
    differences: tuple[Difference, ...]
    same: int
    reason: str


def compare(report: Report, *, earlier: int, later: int, handed_in: Sequence[Submission]) -> Comparison:
    """Compare two versions of a report. Three statements beside the `handed_in` versions.

    A cell's reasons are those that its earlier versions were sent back with.
    """
    indicators = contents_of(report.sheet.form_version_id).indicators
    before, after = (read_cells(report.sheet, version, indicators) for version in (earlier, later))
    changed = [pk for pk in indicators if before[pk] != after[pk]]
    edits = _last_edits(report, changed, earlier, later)
    asked = _asked_for(handed_in, earlier, later)
    differences = tuple(
        Difference(
            indicator=indicators[pk],
            before=before[pk],
            after=after[pk],
            by=str(edits[pk].by) if pk in edits else "",
            at=edits[pk].at if pk in edits else None,
            reasons=tuple(asked.get(pk, ())),
        )
        for pk in changed
    )
    reasons = [each.reason for each in handed_in if earlier < each.version <= later and each.reason]
    return Comparison(earlier, later, differences, len(indicators) - len(changed), " · ".join(reasons))


def _last_edits(report: Report, indicators: Sequence[int], earlier: int, later: int) -> dict[int, CellEdit]:
    """The last change of each cell after one version and up to another, by indicator."""
    edits = CellEdit.objects.filter(
        sheet=report.sheet_id, version__gt=earlier, version__lte=later, indicators__overlap=list(indicators)
    )
    found: dict[int, CellEdit] = {}
    for edit in edits.select_related("by__person").order_by("at", "pk") if indicators else ():
        found |= dict.fromkeys(edit.indicators, edit)
    return found


def _asked_for(handed_in: Sequence[Submission], earlier: int, later: int) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for submission in handed_in:
        if earlier <= submission.version < later:
            for reason in submission.return_reasons.all():
                if reason.indicator_id:
                    found.setdefault(reason.indicator_id, []).append(reason.sentence)
    return found
