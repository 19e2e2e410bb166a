"""What the form's checks say about a report as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thidua.figures.cells import Cell, read_cells
from thidua.figures.queries import own_cells
from thidua.figures.rules import Basis
from thidua.indicators.models import FormCheck, FormRow, Indicator, Period
from thidua.indicators.rules import NOT_APPLICABLE, Finding, Severity, findings
from thidua.indicators.rules import Cell as CheckedCell
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of


@dataclass(frozen=True, slots=True)
class Examination:
    """The codes of required cells that are empty, and the checks that failed."""

    missing: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop the submission."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """Findings that ask somebody to look again."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.QUESTION)


def examine(report: Report) -> Examination:
    """Run the checks of a report's form over its current version and what it reported the period before."""
    contents = contents_of(report.sheet.form_version_id)
    return examine_cells(report, read_cells(report.sheet, report.version, contents.indicators))


def examine_cells(report: Report, cells: Mapping[int, Cell]) -> Examination:
    """The same over cells at hand, of every indicator of the form; reads the period before where a check asks."""
    contents = contents_of(report.sheet.form_version_id)
    before = _before(report, contents.indicators.values()) if contents.looks_back else {}
    return judge(contents.rows, contents.checks, cells, before)


def judge(
    rows: Sequence[FormRow], checks: Sequence[FormCheck], cells: Mapping[int, Cell], before: Mapping[int, Cell]
) -> Examination:
    """The same over cells at hand, by indicator: for a page that has read them already."""
    codes = {row.indicator_id: row.indicator.code for row in rows}
    missing = tuple(row.indicator.code for row in rows if row.required and cells[row.indicator_id].empty)
    now = {codes[pk]: _checked(cell) for pk, cell in cells.items() if pk in codes}
    then = {codes[pk]: _checked(cell) for pk, cell in before.items() if pk in codes}
    return Examination(missing, tuple(findings(checks, now, then)))


def _before(report: Report, indicators: Iterable[Indicator]) -> dict[int, Cell]:
    previous = Period.objects.filter(code=report.period.span.previous().code).values_list("pk", flat=True)
    cells = own_cells(
        unit_id=report.unit_id,
        form_id=report.sheet.form_version.form_id,
        periods=previous,
        indicators=indicators,
        basis=Basis.PRELIMINARY,
    )
    return {indicator: cell for (_period, indicator), cell in cells.items()}


def _checked(cell: Cell) -> CheckedCell:
    return NOT_APPLICABLE if cell.na else cell.number
