"""Many units beside each other as one sheet: units go down, the indicators of their form across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from thidua.indicators.models import Form, FormCheck, FormRow, Period
from thidua.indicators.rules import Kind, Reads, Severity, parse_sum
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import NONE_KEY
from thidua.reporting.queries.many import ADDED, Line, LineCell, Many

from . import formulas
from .explaining import definition_note, input_message, refusal
from .heads import across, height_of, paper, window_of
from .layout import (
    MATRIX_CODE_COLUMN,
    MATRIX_CODE_HEADING,
    MATRIX_FIRST_INDICATOR,
    MATRIX_NAME_COLUMN,
    MATRIX_STATE_COLUMN,
    Fact,
    fact_line,
)
from .styles import ASKED, GREY, WHOLE, WRONG, Styles

_SECTIONS_AT, _NAMES_AT, _MEASURES_AT, CODES_AT, TOTALS_AT, FIRST_ROW = 5, 6, 7, 8, 9, 10
_FIXED: Final = {MATRIX_CODE_COLUMN: 13, MATRIX_NAME_COLUMN: 34, MATRIX_STATE_COLUMN: 22}
_WIDTH: Final = 12
_NONE: Final = {"font_color": GREY, "align": "center"}
# So many characters of figures across are still read on a page.
_READABLE: Final = 200
_LINE_HEIGHT: Final = 19


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix shows: reports of the units below one, on a form of a period, by its rows."""

    parent: str
    form: Form
    form_version: int
    period: Period
    rows: Sequence[FormRow]
    checks: Sequence[FormCheck]
    many: Many


def write_matrix(sheet: Worksheet, styles: Styles, matrix: Matrix) -> None:
    """Fill a new sheet with a matrix."""
    _MatrixSheet(sheet, styles, matrix).write()


@dataclass(frozen=True, slots=True)
class _MatrixSheet:
    sheet: Worksheet
    styles: Styles
    matrix: Matrix

    @property
    def _last_row(self) -> int:
        return FIRST_ROW + max(1, len(self.matrix.many.lines)) - 1

    @property
    def _last_column(self) -> int:
        return MATRIX_FIRST_INDICATOR + len(self.matrix.rows) - 1

    def write(self) -> None:
        self._set_up()
        self._letterhead()
        self._headings()
        self._totals()
        self.sheet.set_row(TOTALS_AT, _LINE_HEIGHT)
        for row, line in enumerate(self.matrix.many.lines, start=FIRST_ROW):
            self.sheet.set_row(row, _LINE_HEIGHT)
            self._line(row, line)
        for column, form_row in self._columns():
            self._column(column, form_row)
        self._conditions()
        title = f"{self.matrix.form.name} · {self.matrix.period.span.title} · {self.matrix.parent}"
        paper(
            self.sheet,
            columns=self._last_column + 1,
            rows=self._last_row + 1,
            headings=(_SECTIONS_AT, CODES_AT),
            footer=title,
            pages_across=ceil(_WIDTH * len(self.matrix.rows) / _READABLE),
        )
        self.sheet.repeat_columns(MATRIX_CODE_COLUMN, MATRIX_NAME_COLUMN)

    def _columns(self) -> Iterable[tuple[int, FormRow]]:
        return enumerate(self.matrix.rows, start=MATRIX_FIRST_INDICATOR)

    def _set_up(self) -> None:
        for column, width in _FIXED.items():
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(MATRIX_FIRST_INDICATOR, self._last_column, _WIDTH)
        self.sheet.freeze_panes(FIRST_ROW, MATRIX_FIRST_INDICATOR)
        self.sheet.hide_gridlines(2)
        self.sheet.set_zoom(90)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def _letterhead(self) -> None:
        matrix, get, sheet = self.matrix, self.styles.get, self.sheet
        # Beside frozen columns a centred title would scroll away: it begins where the table begins.
        sheet.write_string(0, 0, matrix.form.name.upper(), get(bold=True, font_size=15))
        sheet.write_string(1, 0, window_of(matrix.period), get(italic=True, font_size=12))
        version = _("%(form)s, bản %(number)d") % {"form": matrix.form.name, "number": matrix.form_version}
        facts = (
            fact_line(Fact.FORM, version, matrix.form.code),
            fact_line(Fact.PERIOD, matrix.period.span.title, matrix.period.code),
            f"{matrix.parent}: {self._how_to()}",
        )
        for row, text in enumerate(facts, start=2):
            sheet.write_string(row, 0, text, get())
        sheet.set_row(0, 24)

    def _how_to(self) -> str:
        lines = self.matrix.many.lines
        counts = {"open": sum(line.entering or line.startable for line in lines), "all": len(lines)}
        if not counts["open"]:
            return _("%(all)d đơn vị. Bảng này chỉ để xem vì không báo cáo nào đang mở cho người tải nhập.") % counts
        told = _("%(open)d/%(all)d đơn vị nhập được. Chỉ gõ vào các ô màu vàng nhạt.") % counts
        if any(line.startable for line in lines):
            told += " " + _("Dòng ghi «nhập thay» chỉ nạp lại được sau khi cấp trên mở nhập thay.")
        return told

    # ── Headings ─────────────────────────────────────────────────────────────

    def _headings(self) -> None:
        sheet, heading = self.sheet, self.styles.heading()
        fixed = (
            (MATRIX_CODE_COLUMN, str(MATRIX_CODE_HEADING)),
            (MATRIX_NAME_COLUMN, _("Đơn vị")),
            (MATRIX_STATE_COLUMN, _("Trạng thái")),
        )
        for column, text in fixed:
            sheet.merge_range(_SECTIONS_AT, column, _MEASURES_AT, column, "", heading)
            sheet.write_string(_SECTIONS_AT, column, text, heading)
            sheet.write_blank(CODES_AT, column, None, heading)
        for section, columns in groupby(self._columns(), key=lambda pair: pair[1].section):
            those = [column for column, _row in columns]
            across(sheet, _SECTIONS_AT, (those[0], those[-1]), section.name, heading)
        small = self.styles.heading(bold=False, font_size=10)
        grey = self.styles.heading(bold=False, font_size=9, font_color=GREY)
        for column, form_row in self._columns():
            indicator = form_row.indicator
            sheet.write_string(_NAMES_AT, column, indicator.name, small)
            sheet.write_string(
                _MEASURES_AT, column, indicator.measure, self.styles.heading(bold=False, italic=True, font_size=9)
            )
            sheet.write_string(CODES_AT, column, indicator.code, grey)
            note = {"width": 300, "height": 110, "font_size": 9}
            sheet.write_comment(_NAMES_AT, column, definition_note(indicator), note)
        sheet.set_row(_SECTIONS_AT, 24)
        names = (row.indicator.name for row in self.matrix.rows)
        sheet.set_row(_NAMES_AT, max((height_of(name, _WIDTH - 1, size=10) for name in names), default=20))
        sheet.set_row(_MEASURES_AT, 26)

    def _totals(self) -> None:
        """Sums of what adds up over units, at the top, where they stay in sight."""
        bold = {"bold": True}
        count = len(self.matrix.many.lines)
        words = ngettext("Cộng %(count)d đơn vị", "Cộng %(count)d đơn vị", count) % {"count": count}
        self.sheet.write_blank(TOTALS_AT, MATRIX_CODE_COLUMN, None, self.styles.cell())
        self.sheet.write_string(TOTALS_AT, MATRIX_NAME_COLUMN, words, self.styles.cell(indent=1, **bold))
        self.sheet.write_blank(TOTALS_AT, MATRIX_STATE_COLUMN, None, self.styles.cell())
        for at, (column, form_row) in enumerate(self._columns()):
            indicator = form_row.indicator
            if Kind(indicator.kind) not in ADDED:
                self.sheet.write_string(TOTALS_AT, column, "–", self.styles.cell(**_NONE))
                continue
            area = f"{_ref(column, FIRST_ROW)}:{_ref(column, self._last_row)}"
            total = sum(_number(line.cells[at]) or 0.0 for line in self.matrix.many.lines)
            style = self.styles.number(indicator.decimals, **bold)
            self.sheet.write_formula(TOTALS_AT, column, f"=SUM({area})", style, total)

    # ── Units ────────────────────────────────────────────────────────────────

    def _line(self, row: int, line: Line) -> None:
        sheet, styles = self.sheet, self.styles
        sheet.write_string(
            row, MATRIX_CODE_COLUMN, line.report.unit.code, styles.cell(font_color=GREY, font_size=9, indent=1)
        )
        sheet.write_string(row, MATRIX_NAME_COLUMN, line.name, styles.cell(indent=1, shrink=True))
        state = _("%(state)s · nhập thay") % {"state": line.state} if line.startable else line.state
        sheet.write_string(row, MATRIX_STATE_COLUMN, state, styles.cell(font_size=10, indent=1))
        startable = _startable(line)
        for (column, form_row), cell in zip(self._columns(), line.cells, strict=True):
            decimals = form_row.indicator.decimals
            open_ = not cell.locked or form_row.indicator_id in startable
            if cell.key == NONE_KEY:
                sheet.write_string(row, column, cell.text, styles.number(decimals, open_=open_, **_NONE))
            elif (number := _number(cell)) is None:
                sheet.write_blank(row, column, None, styles.number(decimals, open_=open_))
            else:
                sheet.write_number(row, column, number, styles.number(decimals, open_=open_))

    def _column(self, column: int, form_row: FormRow) -> None:
        """Only numbers of the indicator's range, in every line."""
        first = _ref(column, FIRST_ROW)
        title, message = input_message(form_row.indicator, since_start=False)
        wrong_title, wrong = refusal(form_row.indicator)
        rule = {
            "validate": "custom",
            "value": formulas.takes(form_row.indicator, first, first),
            "input_title": title,
            "input_message": message,
            "error_title": wrong_title,
            "error_message": wrong,
        }
        self.sheet.data_validation(FIRST_ROW, column, self._last_row, column, rule)

    def _conditions(self) -> None:
        """Cells whose balance checks fail, where a line holds all that they read."""
        columns = {form_row.indicator.code: column for column, form_row in self._columns()}
        rule = self.styles.rule
        for check in sorted(self.matrix.checks, key=lambda check: check.severity != Severity.ERROR):
            if not _of_this_period(check, columns):
                continue
            properties = WRONG if check.severity == Severity.ERROR else ASKED
            failed = {"type": "formula", "criteria": _failed(check, columns), "format": rule(**properties)}
            for code in formulas.codes_of(check):
                self.sheet.conditional_format(FIRST_ROW, columns[code], self._last_row, columns[code], failed)
        if any(form_row.indicator.decimals for form_row in self.matrix.rows):
            first = _ref(MATRIX_FIRST_INDICATOR, TOTALS_AT)
            whole = {"type": "formula", "criteria": f"=AND(ISNUMBER({first}),{first}=INT({first}))"}
            area = (TOTALS_AT, MATRIX_FIRST_INDICATOR, self._last_row, self._last_column)
            self.sheet.conditional_format(*area, whole | {"format": rule(num_format=WHOLE)})


def _ref(column: int, row: int) -> str:
    return f"{xl_col_to_name(column)}{row + 1}"


def _startable(line: Line) -> frozenset[int]:
    """The indicators of a line that can be typed once entry on the unit's behalf has begun."""
    if not line.startable:
        return frozenset()
    contents = contents_of(line.report.sheet.form_version_id)
    return frozenset(contents.indicators) - {indicator.pk for indicator in contents.since_start}


def _number(cell: LineCell) -> float | None:
    return None if cell.key in {"", NONE_KEY} else float(Decimal(cell.key))


def _of_this_period(check: FormCheck, columns: dict[str, int]) -> bool:
    terms = [term for side in (check.left, check.right) for term in parse_sum(side) if term.code]
    return all(term.reads is Reads.NOW and term.code in columns for term in terms)


def _failed(check: FormCheck, columns: dict[str, int]) -> str:
    """Whether a check fails in a line, as a formula of its first line."""
    cells = {code: f"${_ref(column, FIRST_ROW)}" for code, column in columns.items()}
    return formulas.fails(check, cells)
