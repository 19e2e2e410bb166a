"""One report as a sheet in the shape of its official form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from thidua.core.clock import VIETNAM
from thidua.core.numbers import unscale
from thidua.documents.bodies import BODIES, full_name, place_in
from thidua.figures.cells import Cell
from thidua.indicators.models import FormSection
from thidua.indicators.rules import Severity
from thidua.reporting.queries.entry import in_words
from thidua.reporting.rules import ReportState

from . import formulas
from .check_block import Results, colour_by_status, write_checks
from .explaining import Explainer, Words
from .filled import Filled, Line
from .formulas import ref
from .heads import across, height_of, link_to, linked, paper, roman, window_of
from .layout import Column, Fact, Status, fact_line
from .ratios import Ratio, ratios_of
from .styles import BAND, COLUMN_WIDTHS, GREY, WHOLE, Styles

GROUPS_AT, HEADINGS_AT, MARKS_AT, FIRST_ROW = 8, 9, 10, 11
_FACTS_AT, _RIGHT = 4, Column.EARLIER
_LINE_OF_NOTE: Final = 42
_WHOLE_WIDTH = (Column.LABEL.at, Column.COMMENT.at)


def write_form(
    sheet: Worksheet, styles: Styles, explainer: Explainer, report: Filled, *, back: str = "", notes: bool = True
) -> None:
    """Fill a new sheet with a report.

    `back` is the sheet with the list of all, for a link to it; `notes` puts the definitions beside the rows.
    """
    _FormSheet(sheet, styles, explainer, report, back, notes).write()


@dataclass
class _FormSheet:
    sheet: Worksheet
    styles: Styles
    explainer: Explainer
    report: Filled
    back: str
    notes: bool
    places: dict[str, int] = field(default_factory=dict)

    def write(self) -> None:
        ratios = ratios_of(self.report)
        end = self._lay_out(ratios)
        self._set_up()
        self._letterhead(end)
        self._headings()
        results = write_checks(self.sheet, self.styles, self.report, self.places, end + 9)
        self._rows(results)
        if ratios:
            self._ratios(end - len(ratios), ratios)
        self._conditions(end)
        self._signatures(end + 2)
        title = f"{self.report.report.sheet.form_version.form.name} · {self.report.report.period.span.title}"
        paper(
            self.sheet,
            columns=len(Column),
            rows=end + 8,
            headings=(GROUPS_AT, MARKS_AT),
            footer=title,
        )

    def _lay_out(self, ratios: Sequence[Ratio]) -> int:
        """Find every indicator's row; the answer is the last row of the table."""
        row = FIRST_ROW
        for _section, lines in self._sections():
            for line in lines:
                row += 1
                self.places[line.indicator.code] = row
            row += 1
        return row + len(ratios) if ratios else row - 1

    def _sections(self) -> list[tuple[FormSection, list[Line]]]:
        grouped = groupby(self.report.lines, key=lambda line: line.row.section)
        return [(section, list(lines)) for section, lines in grouped]

    # ── Above the table ──────────────────────────────────────────────────────

    def _set_up(self) -> None:
        for column, width in COLUMN_WIDTHS.items():
            self.sheet.set_column(column.at, column.at, width)
        self.sheet.freeze_panes(FIRST_ROW, Column.CODE.at)
        self.sheet.hide_gridlines(2)
        self.sheet.set_zoom(90)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def _letterhead(self, end: int) -> None:
        report, get, sheet = self.report, self.styles.get, self.sheet
        period, version = report.report.period, report.report.sheet.form_version
        left = (Column.LABEL.at, Column.MEASURE.at)
        across(sheet, 0, left, full_name(report.parent).upper(), get(align="center"))
        across(sheet, 1, left, full_name(report.unit.name).upper(), get(align="center", bold=True))
        if self.back:
            link_to(sheet, (0, _RIGHT.at), self.back, _("Về danh sách đơn vị"), linked(self.styles))
        across(sheet, 2, _WHOLE_WIDTH, version.form.name.upper(), get(align="center", bold=True, font_size=15))
        across(sheet, 3, _WHOLE_WIDTH, window_of(period), get(align="center", italic=True, font_size=12))
        sheet.set_row(2, 26)
        sheet.set_row(7, 6)
        form = _("%(form)s, bản %(number)d") % {"form": version.form.name, "number": version.number}
        due = f"{report.report.due_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
        facts = (
            (0, Column.LABEL, fact_line(Fact.UNIT, report.unit.name, report.unit.code)),
            (1, Column.LABEL, fact_line(Fact.PERIOD, period.span.title, period.code)),
            (2, Column.LABEL, fact_line(Fact.FORM, form, version.form.code)),
            (0, _RIGHT, fact_line(Fact.DUE, due)),
            (1, _RIGHT, fact_line(Fact.STATE, self._state())),
        )
        for line, column, text in facts:
            sheet.write_string(_FACTS_AT + line, column.at, text, get())
        self._count(_FACTS_AT + 2, end)

    def _state(self) -> str:
        state = ReportState(self.report.report.state).label
        if self.report.behalf:
            return _("%(state)s. Gõ vào ô màu vàng nhạt; cấp trên mở nhập thay rồi nạp tệp.") % {"state": state}
        if self.report.open:
            return _("%(state)s. Chỉ gõ vào các ô màu vàng nhạt.") % {"state": state}
        return _("%(state)s. Tệp này chỉ để xem.") % {"state": state}

    def _count(self, row: int, end: int) -> None:
        """What is still to be done, live."""
        area = f"{ref(Column.CHECK, FIRST_ROW)}:{ref(Column.CHECK, end)}"
        counted = (
            (Status.MISSING, _("ô chưa nhập")),
            (Status.ERROR, _("ô lệch")),
            (Status.QUESTION, _("ô cần giải thích")),
        )
        statuses = [line.status for line in self.report.lines]
        parts = '&", "&'.join(f'COUNTIF({area},"{status}")&" {words}"' for status, words in counted)
        value = ", ".join(f"{statuses.count(status)} {words}" for status, words in counted)
        head = f"{Column.CHECK.heading}: "
        self.sheet.write_formula(row, _RIGHT.at, f'="{head}"&{parts}', self.styles.get(bold=True), f"{head}{value}")

    def _headings(self) -> None:
        span, sheet = self.report.report.period.span, self.sheet
        about = {
            Column.TARGET: str(span.whole_year().short_title),
            Column.PREVIOUS: span.previous().short_title,
            Column.YEAR_BEFORE: span.year_before().short_title,
            Column.INPUT: span.short_title,
        }
        heading, mark = self.styles.heading(), self.styles.heading(bold=False, italic=True, font_size=9)
        sheet.set_row(GROUPS_AT, 20)
        sheet.set_row(HEADINGS_AT, 50)
        for group, columns in groupby(Column, key=lambda column: column.group):
            those = list(columns)
            if group:
                across(sheet, GROUPS_AT, (those[0].at, those[-1].at), str(group), heading)
            for column in those:
                text = str(column.heading) + (f"\n({about[column]})" if column in about else "")
                if group:
                    sheet.write_string(HEADINGS_AT, column.at, text, heading)
                else:
                    sheet.merge_range(GROUPS_AT, column.at, HEADINGS_AT, column.at, "", heading)
                    sheet.write_string(GROUPS_AT, column.at, text, heading)
                sheet.write_string(MARKS_AT, column.at, column.mark, mark)

    # ── The table ────────────────────────────────────────────────────────────

    def _rows(self, results: Results) -> None:
        row = FIRST_ROW
        for number, (section, lines) in enumerate(self._sections(), start=1):
            self._section(row, roman(number), section.name)
            for line in lines:
                row += 1
                self._line(row, line, results.get(line.indicator.code, ()))
            row += 1

    def _section(self, row: int, label: str, name: str) -> None:
        band = {"bold": True, "bg_color": BAND}
        name_style = self.styles.cell(indent=1, **band)
        self.sheet.set_row(row, 21)
        self.sheet.write_string(row, Column.LABEL.at, label, self.styles.cell(align="center", **band))
        across(self.sheet, row, (Column.NAME.at, Column.COMMENT.at), name, name_style)

    def _line(self, row: int, line: Line, results: Sequence[tuple[Severity, int]]) -> None:
        sheet, styles, indicator = self.sheet, self.styles, line.indicator
        words = self.explainer.of(indicator, since_start=line.since_start)
        part = line.row.label in {"–", "-"}
        texts = (
            (Column.LABEL, line.row.label, styles.cell(align="center")),
            (Column.NAME, words.name, styles.cell(text_wrap=True, indent=3 if part else 1, italic=part)),
            (Column.CODE, indicator.code, styles.cell(align="center", font_color=GREY, font_size=9)),
            (Column.MEASURE, words.measure, styles.cell(align="center", text_wrap=True)),
        )
        width = COLUMN_WIDTHS[Column.NAME] - (6 if part else 2)
        sheet.set_row(row, max(height_of(words.name, width), height_of(words.measure, COLUMN_WIDTHS[Column.MEASURE])))
        for column, text, style in texts:
            sheet.write_string(row, column.at, text, style)
        self._number(row, Column.TARGET, line.target, line)
        self._cell(row, Column.PREVIOUS, line.previous, line)
        self._cell(row, Column.YEAR_BEFORE, line.year_before, line)
        self._number(row, Column.EARLIER, line.earlier, line)
        self._typed(row, line, words)
        self._per_cent(row, Column.PERCENT, formulas.percent(row), line.percent)
        self._per_cent(row, Column.CHANGE, formulas.change(row), line.change)
        check = styles.cell(align="center", font_size=10)
        sheet.write_formula(row, Column.CHECK.at, formulas.status(line, row, results), check, str(line.status))
        comment = styles.cell(text_wrap=True, indent=1, **({"locked": False} if line.open else {}))
        sheet.write_blank(row, Column.COMMENT.at, None, comment)
        if self.notes:
            height = 20 + 17 * sum(1 + len(text) // _LINE_OF_NOTE for text in words.note.split("\n"))
            sheet.write_comment(row, Column.NAME.at, words.note, {"width": 300, "height": height, "font_size": 9})

    def _typed(self, row: int, line: Line, words: Words) -> None:
        """The cell that is typed, and the one on its other side that follows from it."""
        if line.since_start:
            typed = Cell(line.cumulative) if line.cell.number is not None else line.cell
            self._cell(row, Column.CUMULATIVE, typed, line, open_=line.open)
            self._follows(row, Column.INPUT, formulas.in_period(row), line.cell.number, line)
        else:
            self._cell(row, Column.INPUT, line.cell, line, open_=line.open)
            self._follows(row, Column.CUMULATIVE, formulas.cumulative(line, row), line.cumulative, line)
        if line.open:
            self._validation(row, line, words)

    def _validation(self, row: int, line: Line, words: Words) -> None:
        (title, message), (wrong_title, wrong) = words.message, words.refusal
        at = formulas.typed_column(line).at
        self.sheet.data_validation(
            row,
            at,
            row,
            at,
            {
                "validate": "custom",
                "value": formulas.plausible(line, row),
                "input_title": title,
                "input_message": message,
                "error_title": wrong_title,
                "error_message": wrong,
            },
        )

    def _follows(self, row: int, column: Column, formula: str, value: int | None, line: Line) -> None:
        style = self.styles.number(line.indicator.decimals)
        shown: float | str = _float(value, line) if value is not None else in_words(line.cell, line.indicator)
        self.sheet.write_formula(row, column.at, formula, style, shown)

    def _per_cent(self, row: int, column: Column, formula: str, value: Fraction | None) -> None:
        digits = self.report.percent_digits
        style = self.styles.cell(num_format=f"#,##0.{'0' * digits}_)" if digits else WHOLE, align="right")
        self.sheet.write_formula(row, column.at, formula, style, "" if value is None else float(value))

    def _cell(self, row: int, column: Column, cell: Cell, line: Line, *, open_: bool = False) -> None:
        if cell.na:
            style = self.styles.number(line.indicator.decimals, open_=open_, font_color=GREY, align="center")
            self.sheet.write_string(row, column.at, in_words(cell, line.indicator), style)
        else:
            self._number(row, column, cell.number, line, open_=open_)

    def _number(self, row: int, column: Column, number: int | None, line: Line, *, open_: bool = False) -> None:
        style = self.styles.number(line.indicator.decimals, open_=open_, **({"bold": True} if open_ else {}))
        if number is None:
            self.sheet.write_blank(row, column.at, None, style)
        else:
            self.sheet.write_number(row, column.at, _float(number, line), style)

    def _ratios(self, row: int, ratios: Sequence[Ratio]) -> None:
        """A section of what follows from the rows above; without codes, as there is nothing to read back."""
        self._section(row, "", _("Tỷ lệ tính từ số liệu trên (không phải nhập)"))
        places, plain = self.places, self.styles.cell()
        for ratio in ratios:
            row += 1
            for column in Column:
                self.sheet.write_blank(row, column.at, None, plain)
            indicator = ratio.indicator
            self.sheet.set_row(row, height_of(indicator.name, COLUMN_WIDTHS[Column.NAME]))
            self.sheet.write_string(row, Column.NAME.at, indicator.name, self.styles.cell(text_wrap=True, indent=1))
            self.sheet.write_string(row, Column.MEASURE.at, indicator.measure, self.styles.cell(align="center"))
            rows = [places[line.indicator.code] for line in ratio.numerators]
            formula = formulas.ratio(rows, places[ratio.denominator.indicator.code], ratio.factor)
            self._per_cent(row, Column.CUMULATIVE, formula, ratio.value)

    # ── Below the table ──────────────────────────────────────────────────────

    def _signatures(self, row: int) -> None:
        get, unit = self.styles.get, self.report.unit
        body, place = BODIES[unit.kind], place_in(unit.name) or place_in(self.report.parent) or "…………"
        left, right = (Column.NAME.at, Column.NAME.at), (_RIGHT.at, Column.CHECK.at)
        bold, slanted = get(bold=True, align="center"), get(italic=True, align="center")
        titles = [title for title in (body.on_behalf, body.head) if title]
        day = _("%(place)s, ngày …… tháng …… năm ………") % {"place": place}
        across(self.sheet, row, right, day, slanted)
        across(self.sheet, row + 1, left, _("NGƯỜI LẬP BIỂU"), bold)
        across(self.sheet, row + 2, left, _("(Ký, ghi rõ họ tên)"), slanted)
        for below, title in enumerate(titles, start=1):
            across(self.sheet, row + below, right, title, bold)
        across(self.sheet, row + 1 + len(titles), right, _("(Ký, ghi rõ họ tên, đóng dấu)"), slanted)

    def _conditions(self, end: int) -> None:
        """Colours that follow from the column of checks; whole numbers without a decimal sign."""
        sheet, rule = self.sheet, self.styles.rule
        for column in (Column.INPUT, Column.CUMULATIVE):
            colour_by_status(sheet, self.styles, (FIRST_ROW, end), column, (Status.ERROR, Status.QUESTION))
        told = (Status.ERROR, Status.QUESTION, Status.MISSING)
        colour_by_status(sheet, self.styles, (FIRST_ROW, end), Column.CHECK, told)
        if any(line.indicator.decimals for line in self.report.lines):
            first = ref(Column.TARGET, FIRST_ROW)
            whole = {"criteria": f"=AND(ISNUMBER({first}),{first}=INT({first}))", "format": rule(num_format=WHOLE)}
            sheet.conditional_format(
                FIRST_ROW, Column.TARGET.at, end, Column.CUMULATIVE.at, {"type": "formula"} | whole
            )


def _float(number: int, line: Line) -> float:
    return float(unscale(number, line.indicator.decimals))
