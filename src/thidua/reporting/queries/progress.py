"""How far many reports are, in a number of statements that no list makes larger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thidua.core.periods import Span
from thidua.figures.cells import EMPTY, Cell, cell_at
from thidua.figures.models import Sheet, SheetCells
from thidua.indicators.models import Indicator
from thidua.reporting.models import Report

from .checks import Examination, earlier_spans, judge
from .contents import Contents, contents_of


@dataclass(frozen=True, slots=True)
class Filled:
    """How many cells of a report hold something, of how many."""

    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Studied:
    """A report in its current version: every cell of its form by indicator, and what the checks say."""

    cells: Mapping[int, Cell]
    examination: Examination


def filled_of(reports: Sequence[Report]) -> dict[int, Filled]:
    """How far reports are filled in their current version, by report. One statement.

    The reports come with their sheet.
    """
    forms = {report.pk: contents_of(report.sheet.form_version_id) for report in reports}
    indicators = {pk: indicator for form in forms.values() for pk, indicator in form.indicators.items()}
    stored = stored_cells({(report.sheet, report.version) for report in reports}, indicators.values())
    return {report.pk: _filled(forms[report.pk], stored[report.sheet_id]) for report in reports}


def _filled(form: Contents, cells: Mapping[int, Cell]) -> Filled:
    return Filled(sum(not cells.get(row.indicator_id, EMPTY).empty for row in form.rows), len(form.rows))


def study(reports: Sequence[Report]) -> dict[int, Studied]:
    """Cells and checks of reports in their current version, by report. Three statements.

    The reports come with their sheet, form version and period.
    """
    versions = {report.sheet.form_version_id for report in reports}
    indicators = {pk: i for version in versions for pk, i in contents_of(version).indicators.items()}.values()
    now = stored_cells({(report.sheet, report.version) for report in reports}, indicators)
    spans = {
        report.pk: earlier_spans(report.period.span, contents_of(report.sheet.form_version_id).reads)
        for report in reports
    }
    before_sheets = sheets_before(reports, spans)
    pairs = {pair for before in before_sheets.values() for pair in before.values() if pair[1]}
    before = stored_cells(pairs, indicators)
    found = {}
    for report in reports:
        contents = contents_of(report.sheet.form_version_id)
        past = {code: before[sheet.pk] for code, (sheet, version) in before_sheets[report.pk].items() if version}
        cells = {row.indicator_id: now[report.sheet_id].get(row.indicator_id, EMPTY) for row in contents.rows}
        found[report.pk] = Studied(cells, judge(contents.rows, contents.checks, cells, report.period.span, past))
    return found


def sheets_before(
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


def stored_cells(versions: Iterable[tuple[Sheet, int]], indicators: Iterable[Indicator]) -> dict[int, dict[int, Cell]]:
    """The cells of versions of sheets, by sheet and indicator; what was never written is absent. One statement."""
    wanted = {sheet.pk: (sheet, version) for sheet, version in versions}
    places: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        places[indicator.slot.block_id].append(indicator)
    stored = SheetCells.objects.filter(
        sheet_id__in=wanted, closes__in={sheet.closes for sheet, _version in wanted.values()}, block__in=places
    ).order_by("scope")
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for block in stored:
        if block.version == wanted[block.sheet_id][1]:
            for indicator in places[block.block]:
                cells[block.sheet_id][indicator.pk] = cell_at(block, indicator.slot.position)
    return cells
