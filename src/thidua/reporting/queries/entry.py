"""Everything that the page of a report shows, in a number of statements that no form makes larger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, print_percent, unscale
from thidua.core.periods import Span
from thidua.figures.cells import EMPTY, Cell, read_cells
from thidua.figures.rules import in_dong
from thidua.indicators.models import FormRow, Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import NOT_APPLICABLE, Direction, Finding
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.reporting.models import CellComment, Evidence, Report
from thidua.reporting.queries.checks import (
    Cells,
    Examination,
    PastCells,
    history_spans,
    judge,
    past_cells,
    since_start,
)
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.notes import NOTHING, Noted, comments_of, evidence_of, noted_of
from thidua.reporting.queries.since import Earlier, earlier_of
from thidua.reporting.rules import range_end_beyond
from thidua.targets.queries import Amounts, standing_targets
from thidua.targets.rules import Completion, complete

NONE_KEY = "na"


@dataclass(frozen=True, slots=True)
class Past:
    """What the unit reported in an earlier base period."""

    span: Span
    cell: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form: its cell and what the cell is compared with.

    `history` runs over the base periods before, oldest first; `cumulative` counts from the start of the year
    and includes the cell, in the unit of measure. `target` is the year's. `earlier` is there where the cell is
    typed since the start of the year.
    """

    label: str
    indicator: Indicator
    cell: Cell
    required: bool
    previous: Cell
    year_before: Cell
    history: tuple[Past, ...]
    cumulative: Fraction | None
    target: Fraction | None
    completion: Completion
    finding: Finding | None
    noted: Noted = NOTHING
    earlier: Earlier | None = None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def zeros(self) -> int:
        """How many zeros đồng have over the indicator's unit of measure, for amounts typed in words."""
        return len(str(in_dong(self.indicator.measure_vi))) - 1

    @property
    def text(self) -> str:
        return in_words(self.cell, self.indicator)

    @property
    def typed_text(self) -> str:
        """The cell as its enterer types it: since the start of the year where the form asks for that."""
        return in_words(self.earlier.since_start(self.cell), self.indicator) if self.earlier else self.text

    @property
    def typed_as(self) -> str:
        """How a figure since the start of the year was taken apart; "" elsewhere."""
        return self.earlier.sentence(self.cell) if self.earlier else ""

    @property
    def seen(self) -> str:
        """The cell as a page sends it back as what it saw: "52.5", "na" or ""."""
        return seen(self.cell, self.indicator)

    @property
    def previous_text(self) -> str:
        return in_words(self.previous, self.indicator)

    @property
    def year_before_text(self) -> str:
        return in_words(self.year_before, self.indicator)

    @property
    def cumulative_text(self) -> str:
        return "–" if self.cumulative is None else print_number(self.cumulative)

    def percent_text(self, digits: int) -> str:
        """Per cent of plan with the federation's digits."""
        return "–" if self.percent is None else print_percent(self.percent, digits)

    @property
    def range_text(self) -> str:
        """The range of the history: "2.100 – 9.600", "" without one."""
        if self.range is None:
            return ""
        return " – ".join(dict.fromkeys(in_words(Cell(end), self.indicator) for end in self.range))

    @property
    def course(self) -> list[Fraction | None]:
        """The history and the cell, for a line of development."""
        cells = [*(past.cell for past in self.history), self.cell]
        return [_unscaled(cell.number, self.indicator) for cell in cells]

    @property
    def is_part(self) -> bool:
        """Whether the row is a part of the one above it."""
        return self.label in {"–", "-"}

    @property
    def place(self) -> str:
        """What a link to the row says: its number, or its name where it has none."""
        if not self.label or self.is_part:
            return self.indicator.name
        return _("Đến dòng %(label)s") % {"label": self.label}

    @property
    def missing(self) -> bool:
        return self.required and self.cell.empty

    @property
    def percent(self) -> Fraction | None:
        """Per cent of plan; of the limit where less is better."""
        return self.completion.percent_of_plan or self.completion.limit_used_percent

    @property
    def past_numbers(self) -> list[int]:
        """The numbers of the history, scaled, oldest first."""
        return [past.cell.number for past in self.history if past.cell.number is not None]

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the largest of the history, scaled; None without any."""
        numbers = self.past_numbers
        return (min(numbers), max(numbers)) if numbers else None

    @property
    def surprising(self) -> str:
        """A question about a number far outside its history, "" without one."""
        now, end = self.cell.number, range_end_beyond(self.past_numbers, self.cell.number)
        if now is None or end is None:
            return ""
        return self.too_much if now > end else self.too_little

    @property
    def reason(self) -> str:
        """Why the number lies far outside its history, "" while nobody has said so."""
        return self.noted.reason if self.noted.explains(self.cell) else ""

    @property
    def unexplained(self) -> bool:
        """Whether the number asks for a reason and has none."""
        return bool(self.surprising) and not self.reason

    @property
    def too_much(self) -> str:
        """The question about a number far above its history."""
        return _("Cao hơn gấp đôi mức lớn nhất của %(count)d kỳ trước (%(most)s). Có đúng không?") % {
            "count": len(self.past_numbers),
            "most": in_words(Cell(max(self.past_numbers)), self.indicator),
        }

    @property
    def too_little(self) -> str:
        """The question about a number far below its history."""
        return _("Chưa bằng một nửa mức nhỏ nhất của %(count)d kỳ trước (%(least)s). Có đúng không?") % {
            "count": len(self.past_numbers),
            "least": in_words(Cell(min(self.past_numbers)), self.indicator),
        }


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A version of a report with all that stands beside its cells."""

    report: Report
    version: int
    unit: UnitName
    sections: tuple[Section, ...]
    examination: Examination
    percent_digits: int
    comments: tuple[CellComment, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def total(self) -> int:
        """How many cells the form has."""
        return len(self.rows)

    @property
    def filled(self) -> int:
        """How many of them hold a number or "not applicable"."""
        return sum(not row.cell.empty for row in self.rows)

    @property
    def missing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.missing)

    @property
    def found(self) -> tuple[tuple[Finding, tuple[Row, ...]], ...]:
        """Checks that failed, errors first, each with the rows that it is about."""
        by_code = {row.code: row for row in self.rows}
        findings = (*self.examination.errors, *self.examination.questions)
        return tuple((finding, tuple(by_code[code] for code in finding.codes)) for finding in findings)

    @property
    def surprising(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.surprising)

    @property
    def unexplained(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.unexplained)

    @property
    def estimates(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.noted.estimated)

    @property
    def flagged(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.noted.flagged)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way of submitting."""
        return not self.examination.missing and not self.examination.errors and not self.unexplained


def in_words(cell: Cell, indicator: Indicator) -> str:
    """A cell as people write it: a number, «không có», or nothing."""
    if cell.na:
        return _("không có")
    return "" if cell.number is None else print_number(unscale(cell.number, indicator.decimals))


def seen(cell: Cell, indicator: Indicator) -> str:
    """A cell as a short text for machines: "52.5", "na" or ""."""
    if cell.na:
        return NONE_KEY
    return "" if cell.number is None else f"{unscale(cell.number, indicator.decimals):f}"


def entry_page(report: Report, *, version: int | None = None) -> EntryPage:
    """The page of a report; `version` is the current one unless another is asked for.

    The report comes with its sheet, form version, form, unit and period.
    """
    shown = version or report.version
    form_rows = rows_of(report)
    indicators = [catalogue().by_id[row.indicator_id] for row in form_rows]
    cells = read_cells(report.sheet, shown, [indicator.pk for indicator in indicators])
    spans = history_spans(report.period.span)
    past = past_cells(report, spans, indicators)
    targets = standing_targets(unit_ids=[report.unit_id], year=report.period.span.whole_year(), indicators=indicators)
    checks = list(contents_of(report.sheet.form_version_id).checks)
    examination = judge(form_rows, checks, cells, report.period.span, past)
    findings = _first_findings(examination)
    comments, evidence = comments_of(report), evidence_of(report)
    noted, earlier = noted_of(report, comments, evidence), earlier_of(report)
    make = _RowMaker(report, spans, past, cells, targets, findings, noted, earlier)
    sections = tuple(
        Section(section.name, tuple(make(row) for row in rows))
        for section, rows in groupby(form_rows, key=lambda row: row.section)
    )
    return EntryPage(
        report=report,
        version=shown,
        unit=last_names_of([report.unit_id], report.period.ends)[report.unit_id],
        sections=sections,
        examination=examination,
        percent_digits=percent_digits_of(report.unit, report.period.ends),
        comments=tuple(comments),
        evidence=tuple(evidence),
    )


def rows_of(report: Report) -> list[FormRow]:
    """The rows of a report's form in order, each with its section and its indicator of the catalogue."""
    return list(contents_of(report.sheet.form_version_id).rows)


@dataclass(frozen=True, slots=True)
class _RowMaker:
    """Puts the row of an indicator together from what was read for the whole form."""

    report: Report
    spans: Sequence[Span]
    past: PastCells
    cells: Cells
    targets: Mapping[tuple[int, int], Amounts]
    findings: Mapping[str, Finding]
    noted: Mapping[int, Noted]
    earlier: Mapping[str, Earlier]

    def __call__(self, row: FormRow) -> Row:
        indicator = row.indicator
        span = self.report.period.span
        cumulative = self._cumulative(indicator)
        target = self.targets.get((self.report.unit_id, indicator.pk))
        assigned = _unscaled(target.assigned if target else None, indicator)
        return Row(
            label=row.label,
            indicator=indicator,
            cell=self.cells[indicator.pk],
            required=row.required,
            previous=self._then(span.previous(), indicator),
            year_before=self._then(span.year_before(), indicator),
            history=tuple(Past(then, self._then(then, indicator)) for then in self.spans),
            cumulative=cumulative,
            target=assigned,
            completion=complete(cumulative, assigned=assigned, direction=Direction(indicator.direction)),
            finding=self.findings.get(indicator.code),
            noted=self.noted.get(indicator.pk, NOTHING),
            earlier=self.earlier.get(indicator.code),
        )

    def _then(self, span: Span, indicator: Indicator) -> Cell:
        return self.past.get(span.code, {}).get(indicator.pk, EMPTY)

    def _cumulative(self, indicator: Indicator) -> Fraction | None:
        value = since_start(indicator, self.cells[indicator.pk], self.report.period.span, self.past)
        return None if value == NOT_APPLICABLE else value


def _first_findings(examination: Examination) -> dict[str, Finding]:
    """The gravest finding about each cell."""
    found: dict[str, Finding] = {}
    for finding in (*examination.errors, *examination.questions):
        for code in finding.codes:
            found.setdefault(code, finding)
    return found


def _unscaled(number: int | None, indicator: Indicator) -> Fraction | None:
    return None if number is None else Fraction(number, 10**indicator.decimals)
