"""What the form's checks say about a report as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from thidua.core.periods import Span
from thidua.figures.cells import Cell, read_cells
from thidua.figures.queries import own_cells
from thidua.figures.rules import Basis
from thidua.indicators.models import FormCheck, FormRow, Indicator, Period
from thidua.indicators.rules import NOT_APPLICABLE, Finding, Kind, Reads, Severity, Value, findings
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of

HISTORY = 12

Cells = Mapping[int, Cell]
PastCells = Mapping[str, Cells]
"""What a unit reported in earlier base periods, by period code and indicator."""


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
    """Run the checks of a report's form over its current version and what it reported before."""
    contents = contents_of(report.sheet.form_version_id)
    return examine_cells(report, read_cells(report.sheet, report.version, contents.indicators))


def examine_cells(report: Report, cells: Cells) -> Examination:
    """The same over cells at hand, of every indicator of the form; reads earlier periods where a check asks."""
    contents = contents_of(report.sheet.form_version_id)
    span = report.period.span
    past = past_cells(report, earlier_spans(span, contents.reads), contents.indicators.values())
    return judge(contents.rows, contents.checks, cells, span, past)


def judge(
    rows: Sequence[FormRow], checks: Sequence[FormCheck], cells: Cells, span: Span, past: PastCells
) -> Examination:
    """The same over cells and a past at hand: for a page that has read them already."""
    missing = tuple(row.indicator.code for row in rows if row.required and cells[row.indicator_id].empty)
    indicators = [row.indicator for row in rows]
    before = past.get(span.previous().code, {})
    readings = {
        Reads.NOW: {i.code: value_of(cells.get(i.pk), i) for i in indicators},
        Reads.PREVIOUS: {i.code: value_of(before.get(i.pk), i) for i in indicators},
        Reads.YEAR: {i.code: since_start(i, cells.get(i.pk), span, past) for i in indicators},
    }
    return Examination(missing, tuple(findings(checks, readings)))


def earlier_spans(span: Span, reads: frozenset[Reads]) -> list[Span]:
    """The base periods that checks with these reads look back to."""
    spans = [span.previous()] if reads else []
    while Reads.YEAR in reads and spans[-1].year == span.year:
        spans.append(spans[-1].previous())
    return spans


def history_spans(span: Span) -> list[Span]:
    """The twelve base periods before, oldest first: they reach back to the same window of last year."""
    spans: list[Span] = []
    for _step in range(HISTORY):
        span = span.previous()
        spans.insert(0, span)
    return spans


def past_cells(report: Report, spans: Sequence[Span], indicators: Iterable[Indicator]) -> PastCells:
    """What counts of the unit's own earlier figures."""
    if not spans:
        return {}
    codes = dict(Period.objects.filter(code__in=[span.code for span in spans]).values_list("pk", "code"))
    read = own_cells(
        unit_id=report.unit_id,
        form_id=report.sheet.form_version.form_id,
        periods=codes,
        indicators=indicators,
        basis=Basis.PRELIMINARY,
    )
    past: dict[str, dict[int, Cell]] = {}
    for (period, indicator), cell in read.items():
        past.setdefault(codes[period], {})[indicator] = cell
    return past


def since_start(indicator: Indicator, now: Cell | None, span: Span, past: PastCells) -> Value:
    """From the start of the year to the period's end: sums for flows, the largest for extremes, else the cell.

    None without any number.
    """
    if indicator.kind not in {Kind.FLOW, Kind.EXTREME}:
        return value_of(now, indicator)
    this_year = [cells.get(indicator.pk) for code, cells in past.items() if code in _year_of(span)]
    numbers = [cell.number for cell in (*this_year, now) if cell is not None and cell.number is not None]
    if not numbers:
        return NOT_APPLICABLE if now is not None and now.na else None
    total = max(numbers) if indicator.kind == Kind.EXTREME else sum(numbers)
    return Fraction(total, 10**indicator.decimals)


def value_of(cell: Cell | None, indicator: Indicator) -> Value:
    """What a check reads of a cell."""
    if cell is None:
        return None
    if cell.na:
        return NOT_APPLICABLE
    return None if cell.number is None else Fraction(cell.number, 10**indicator.decimals)


def _year_of(span: Span) -> frozenset[str]:
    return frozenset(base.code for base in span.whole_year().base(span.frequency) if base.ends < span.starts)
