"""What the form sheets of many reports are filled with, in a number of statements that no list makes larger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from thidua.core.periods import Span
from thidua.figures.cells import EMPTY, Cell
from thidua.figures.rules import change_on_year_percent
from thidua.indicators.models import FormCheck, FormRow, Indicator
from thidua.indicators.rules import Direction, Finding, Kind, Readings, Reads, Severity
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.reporting.models import Report
from thidua.reporting.queries.checks import Examination, judge, value_of
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import seen
from thidua.reporting.queries.progress import sheets_before, stored_cells
from thidua.targets.queries import Amounts, standing_targets
from thidua.targets.rules import complete

from .layout import Column, Status, typed_in
from .stamp import UnitStamp


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a form with the cells that stand in it; numbers are scaled as the indicator's are.

    `earlier` runs from the start of the year to the period before, None for what does not add up over a year.
    `open`: whoever gets the sheet may type into the cell. `finding` is the gravest about it.
    """

    row: FormRow
    indicator: Indicator
    cell: Cell
    previous: Cell
    year_before: Cell
    earlier: int | None
    target: int | None
    open: bool
    finding: Finding | None

    @property
    def since_start(self) -> bool:
        """Whether the figure is typed as it stands since the start of the year."""
        return typed_in(self.row) is Column.CUMULATIVE

    @property
    def status(self) -> Status:
        """What the column of checks says about the line."""
        if self.finding:
            return Status.ERROR if self.finding.severity is Severity.ERROR else Status.QUESTION
        return Status.MISSING if self.row.required and self.cell.empty else Status.FINE

    @property
    def cumulative(self) -> int | None:
        """From the start of the year to the period's end."""
        numbers = [number for number in (self.earlier, self.cell.number) if number is not None]
        if not numbers or not adds_up(self.indicator):
            return self.cell.number
        return max(numbers) if self.indicator.kind == Kind.EXTREME else sum(numbers)

    @property
    def percent(self) -> Fraction | None:
        """Per cent of plan; of the limit where less is better."""
        completion = complete(self.cumulative, assigned=self.target, direction=Direction(self.indicator.direction))
        return completion.percent_of_plan or completion.limit_used_percent

    @property
    def change(self) -> Fraction | None:
        """The change on the same period of last year, in per cent."""
        return change_on_year_percent(self.cell.number, self.year_before.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A report as a form sheet shows it.

    `behalf`: its cells may be typed into, but entry on the unit's behalf has to begin before they are taken in.
    """

    report: Report
    unit: UnitName
    parent: str
    lines: tuple[Line, ...]
    examination: Examination
    percent_digits: int
    behalf: bool

    @property
    def checks(self) -> tuple[FormCheck, ...]:
        """The balance checks of the form."""
        return contents_of(self.report.sheet.form_version_id).checks

    @property
    def open(self) -> bool:
        return any(line.open for line in self.lines)

    @property
    def entered(self) -> int:
        """How many cells hold something."""
        return sum(not line.cell.empty for line in self.lines)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(line.indicator.code for line in self.lines)

    @property
    def stamp(self) -> UnitStamp:
        """What the workbook remembers of the report."""
        return UnitStamp(self.report.version, tuple(seen(line.cell, line.indicator) for line in self.lines))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report to fill in, and the indicators (ids) that may be typed; `behalf` as in `Filled`."""

    report: Report
    typed: frozenset[int]
    behalf: bool = False


def fill(reports: Sequence[Wanted], *, above: Unit | None = None) -> list[Filled]:
    """Reports of one period, with all that stands beside their cells.

    The reports come with their sheet, form version, form, unit and period. `above` is the unit directly above all of
    them, where there is one: what it prints is read once.
    """
    if not reports:
        return []
    read = _Read.of([wanted.report for wanted in reports], above)
    return [read.filled(wanted) for wanted in reports]


def adds_up(indicator: Indicator) -> bool:
    """Whether figures of an indicator are put together over the periods of a year."""
    return Kind(indicator.kind) in {Kind.FLOW, Kind.EXTREME}


@dataclass(frozen=True)
class _Read:
    """What was read for all reports at once."""

    span: Span
    now: Mapping[int, Mapping[int, Cell]]
    before: Mapping[int, Mapping[str, Mapping[int, Cell]]]
    targets: Mapping[tuple[int, int], Amounts]
    names: Mapping[int, UnitName]
    above: Unit | None

    @classmethod
    def of(cls, reports: Sequence[Report], above: Unit | None) -> _Read:
        span = reports[0].period.span
        versions = {report.sheet.form_version_id for report in reports}
        indicators = list({pk: i for version in versions for pk, i in contents_of(version).indicators.items()}.values())
        units = [report.unit_id for report in reports]
        names = last_names_of(units, span.ends)
        return cls(
            span=span,
            now=stored_cells([(report.sheet, report.version) for report in reports], indicators),
            before=_before(reports, span, indicators),
            targets=standing_targets(unit_ids=units, year=span.whole_year(), indicators=indicators),
            names=names | last_names_of({n.parent_id for n in names.values() if n.parent_id}, span.ends),
            above=above,
        )

    def filled(self, wanted: Wanted) -> Filled:
        report = wanted.report
        contents = contents_of(report.sheet.form_version_id)
        now = self.now.get(report.sheet_id, {})
        cells = {row.indicator_id: now.get(row.indicator_id, EMPTY) for row in contents.rows}
        examination = judge(contents.rows, contents.checks, cells, self.span, self.before[report.pk])
        findings: dict[str, Finding] = {}
        for finding in (*examination.errors, *examination.questions):
            for code in finding.codes:
                findings.setdefault(code, finding)
        unit = self.names[report.unit_id]
        return Filled(
            report=report,
            unit=unit,
            parent=self.names[unit.parent_id].name if unit.parent_id else "",
            lines=tuple(self._line(wanted, row, cells, findings) for row in contents.rows),
            examination=examination,
            percent_digits=self._digits(report.unit, unit),
            behalf=wanted.behalf,
        )

    def _line(
        self,
        wanted: Wanted,
        row: FormRow,
        cells: Mapping[int, Cell],
        findings: Mapping[str, Finding],
    ) -> Line:
        indicator, past = row.indicator, self.before[wanted.report.pk]
        target = self.targets.get((wanted.report.unit_id, indicator.pk))
        return Line(
            row=row,
            indicator=indicator,
            cell=cells[indicator.pk],
            previous=past.get(self._previous, {}).get(indicator.pk, EMPTY),
            year_before=past.get(self._year_before, {}).get(indicator.pk, EMPTY),
            earlier=self._earlier(past, indicator),
            target=target.assigned if target else None,
            open=indicator.pk in wanted.typed,
            finding=findings.get(indicator.code),
        )

    def _earlier(self, past: Mapping[str, Mapping[int, Cell]], indicator: Indicator) -> int | None:
        if not adds_up(indicator):
            return None
        cells = (past.get(code, {}).get(indicator.pk, EMPTY) for code in self._year)
        numbers = [cell.number for cell in cells if cell.number is not None]
        if not numbers:
            return None
        return max(numbers) if indicator.kind == Kind.EXTREME else sum(numbers)

    def _digits(self, unit: Unit, name: UnitName) -> int:
        """The unit's own setting, else that of the unit above all of them, else the nearest one's."""
        if unit.percent_digits is None and self.above and name.parent_id == self.above.pk:
            return self._digits_above
        return percent_digits_of(unit, self.span.ends)

    @cached_property
    def _digits_above(self) -> int:
        assert self.above
        return percent_digits_of(self.above, self.span.ends)

    @cached_property
    def _previous(self) -> str:
        return self.span.previous().code

    @cached_property
    def _year_before(self) -> str:
        return self.span.year_before().code

    @cached_property
    def _year(self) -> tuple[str, ...]:
        return tuple(span.code for span in earlier_in_year(self.span))


def earlier_in_year(span: Span) -> list[Span]:
    """The base periods of the year before a period."""
    return [base for base in span.whole_year().base(span.frequency) if base.ends < span.starts]


def _before(
    reports: Sequence[Report], span: Span, indicators: Iterable[Indicator]
) -> dict[int, dict[str, Mapping[int, Cell]]]:
    """What counts of earlier periods, by report and period code."""
    spans = [*earlier_in_year(span), span.previous(), span.year_before()]
    sheets = sheets_before(reports, {report.pk: spans for report in reports})
    cells = stored_cells({pair for found in sheets.values() for pair in found.values() if pair[1]}, indicators)
    return {
        report: {code: cells[sheet.pk] for code, (sheet, version) in found.items() if version}
        for report, found in sheets.items()
    }


def readings_of(report: Filled) -> Readings:
    """What the checks of the form read of a report."""
    lines = {line.indicator.code: line for line in report.lines}
    return {
        Reads.NOW: {code: value_of(line.cell, line.indicator) for code, line in lines.items()},
        Reads.PREVIOUS: {code: value_of(line.previous, line.indicator) for code, line in lines.items()},
        Reads.YEAR: {
            code: value_of(line.cell if line.cumulative is None else Cell(line.cumulative), line.indicator)
            for code, line in lines.items()
        },
    }
