"""How far many reports are, in a number of statements that no list makes larger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thidua.core.periods import Span
from thidua.figures.cells import EMPTY, Cell, cell_at
from thidua.figures.models import Sheet, SheetCells
from thidua.indicators.models import FormCheck, FormRow, Indicator
from thidua.indicators.queries import catalogue
from thidua.reporting.models import Report

from .checks import earlier_spans, judge
from .contents import reads_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Cells that hold something, of how many; failed checks; required cells still empty."""

    filled: int
    total: int
    errors: int
    questions: int
    missing: int


def progress_of(reports: Sequence[Report]) -> dict[int, Progress]:
    """How far reports are in their current version, by report. Five statements.

    The reports come with their sheet, form version and period.
    """
    versions = {report.sheet.form_version_id for report in reports}
    rows: dict[int, list[FormRow]] = defaultdict(list)
    form_of_row = {}
    for row in FormRow.objects.filter(section__version__in=versions).select_related("section"):
        row.indicator = catalogue().by_id[row.indicator_id]
        form_of_row[row.pk] = row.section.version_id
        rows[row.section.version_id].append(row)
    checks: dict[int, list[FormCheck]] = defaultdict(list)
    for check in FormCheck.objects.filter(version__in=versions):
        checks[check.version_id].append(check)
    now = _cells({(report.sheet, report.version) for report in reports}, rows)
    spans = {
        report.pk: earlier_spans(report.period.span, reads_of(checks[report.sheet.form_version_id]))
        for report in reports
    }
    before_sheets = _sheets_before(reports, spans)
    before = _cells({pair for pairs in before_sheets.values() for pair in pairs.values() if pair[1]}, rows)
    found = {}
    for report in reports:
        form_rows = rows[report.sheet.form_version_id]
        cells = now[report.sheet_id]
        past = {code: before[sheet.pk] for code, (sheet, version) in before_sheets[report.pk].items() if version}
        complete = {row.indicator_id: cells.get(row.indicator_id, EMPTY) for row in form_rows}
        examination = judge(form_rows, checks[report.sheet.form_version_id], complete, report.period.span, past)
        found[report.pk] = Progress(
            filled=sum(not cell.empty for cell in complete.values()),
            total=len(form_rows),
            errors=len(examination.errors),
            questions=len(examination.questions),
            missing=len(examination.missing),
        )
    return found


def _sheets_before(
    reports: Sequence[Report], spans: Mapping[int, Sequence[Span]]
) -> dict[int, dict[str, tuple[Sheet, int]]]:
    """The sheets of earlier base periods of each report by period code, with the version that counts (0: none)."""
    codes = {span.code for some in spans.values() for span in some}
    sheets = Sheet.objects.filter(
        unit__in={report.unit_id for report in reports},
        period__code__in=codes,
        form_version__form__in={report.sheet.form_version.form_id for report in reports},
    ).select_related("period", "form_version")
    by_place = {(s.unit_id, s.period.code, s.form_version.form_id): s for s in sheets}
    found: dict[int, dict[str, tuple[Sheet, int]]] = {}
    for report in reports:
        unit, form = report.unit_id, report.sheet.form_version.form_id
        there = {span.code: by_place.get((unit, span.code, form)) for span in spans[report.pk]}
        found[report.pk] = {
            code: (sheet, sheet.submitted_version or sheet.official_version or 0)
            for code, sheet in there.items()
            if sheet
        }
    return found


def _cells(versions: Iterable[tuple[Sheet, int]], rows: Mapping[int, list[FormRow]]) -> dict[int, dict[int, Cell]]:
    """The cells of versions of sheets, by sheet and indicator."""
    wanted = {sheet.pk: (sheet, version) for sheet, version in versions}
    stored = SheetCells.objects.filter(
        sheet_id__in=wanted, closes__in={sheet.closes for sheet, _version in wanted.values()}
    ).order_by("scope")
    places: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in {row.indicator_id: row.indicator for some in rows.values() for row in some}.values():
        places[indicator.slot.block_id].append(indicator)
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for block in stored:
        if block.version == wanted[block.sheet_id][1]:
            for indicator in places[block.block]:
                cells[block.sheet_id][indicator.pk] = cell_at(block, indicator.slot.position)
    return cells
