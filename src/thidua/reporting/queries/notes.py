"""What the cells of a report say besides their numbers: marks, reasons, remarks, evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thidua.figures.cells import EMPTY, Cell, read_cells
from thidua.indicators.models import Indicator
from thidua.reporting.models import CellComment, CellNote, Evidence, Report
from thidua.reporting.queries.checks import history_spans, past_cells
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import range_end_beyond


@dataclass(frozen=True, slots=True)
class Noted:
    """Besides the number of one cell. `reason` explains `reason_number` (scaled) and no other."""

    estimated: bool = False
    flagged: bool = False
    reason: str = ""
    reason_number: int | None = None
    comments: int = 0
    evidence: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is something to show beside the cell."""
        return self.estimated or self.flagged or self.comments > 0 or self.evidence > 0

    def explains(self, cell: Cell) -> bool:
        """Whether the reason is about what the cell holds."""
        return bool(self.reason) and self.reason_number == cell.number


NOTHING = Noted()


def noted_of(report: Report, comments: Iterable[CellComment], evidence: Iterable[Evidence]) -> dict[int, Noted]:
    """What is noted at the cells of a report, by indicator; cells without a note are left out. One statement."""
    notes = {note.indicator_id: note for note in CellNote.objects.filter(report=report)}
    said = Counter(comment.indicator_id for comment in comments)
    files = Counter(one.indicator_id for one in evidence if one.indicator_id and one.removed_at is None)
    return {pk: _noted(notes.get(pk), said[pk], files[pk]) for pk in {*notes, *said, *files}}


def evidence_of(report: Report) -> list[Evidence]:
    """All files behind a report, removed ones too, the oldest first. One statement."""
    return list(report.evidence.select_related("file", "by__person", "removed_by__person"))


def comments_of(report: Report) -> list[CellComment]:
    """The conversations about all cells of a report, the oldest remark first. One statement."""
    return list(report.cell_comments.select_related("by__person"))


def unexplained(report: Report) -> list[Indicator]:
    """The indicators whose numbers lie far outside their history and have no reason, in the form's order."""
    indicators = contents_of(report.sheet.form_version_id).indicators
    cells = read_cells(report.sheet, report.version, indicators)
    past: dict[int, list[int]] = defaultdict(list)
    for then in past_cells(report, history_spans(report.period.span), indicators.values()).values():
        for pk, cell in then.items():
            if cell.number is not None:
                past[pk].append(cell.number)
    notes = {note.indicator_id: _noted(note, 0, 0) for note in CellNote.objects.filter(report=report)}
    return [indicator for pk, indicator in indicators.items() if _asks(cells[pk], past[pk], notes.get(pk, NOTHING))]


def estimates_of(report: Report) -> Mapping[int, CellNote]:
    """The notes of cells that are marked as estimates, by indicator."""
    return {note.indicator_id: note for note in CellNote.objects.filter(report=report, estimated=True)}


def _asks(cell: Cell, past: list[int], noted: Noted) -> bool:
    return cell != EMPTY and range_end_beyond(past, cell.number) is not None and not noted.explains(cell)


def _noted(note: CellNote | None, comments: int, evidence: int) -> Noted:
    if note is None:
        return Noted(comments=comments, evidence=evidence)
    return Noted(note.estimated, note.flagged, note.reason, note.reason_number, comments, evidence)
