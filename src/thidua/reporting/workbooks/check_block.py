"""The balance checks of a form, below the part of its sheet that is printed: live, one line each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from thidua.indicators.models import FormCheck
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Readings, Reads, Severity

from . import formulas
from .filled import Filled, readings_of
from .formulas import Places, ref
from .heads import across, height_of
from .layout import Column, Status
from .styles import ASKED, COLUMN_WIDTHS, GREY, WHOLE, WRONG, Styles

_SENTENCE: Final = (Column.NAME, Column.CODE, Column.MEASURE, Column.TARGET, Column.PREVIOUS, Column.YEAR_BEFORE)
_ABOUT: Final = (Column.PERCENT, Column.CHANGE)
_HEADING_ROWS: Final = 2

Results = Mapping[str, Sequence[tuple[Severity, int]]]
"""By indicator, the rows in which the results of the checks about it stand, with their severities."""


def write_checks(sheet: Worksheet, styles: Styles, report: Filled, places: Places, row: int) -> Results:
    """Write the checks that the sheet can tell, from a row on; nothing where there are none."""
    checks = [check for check in report.checks if formulas.in_sheet(check, places)]
    if not checks:
        return {}
    return _CheckBlock(sheet, styles, places, readings_of(report)).write(row, checks)


def colour_by_status(
    sheet: Worksheet, styles: Styles, rows: tuple[int, int], column: Column, statuses: Sequence[Status]
) -> None:
    """Colour the cells of a column where the column of checks says one of these."""
    first, last = rows
    for status in statuses:
        criteria = f'=${ref(Column.CHECK, first)}="{status}"'
        properties = WRONG if status is Status.ERROR else ASKED
        condition = {"type": "formula", "criteria": criteria, "format": styles.rule(**properties)}
        sheet.conditional_format(first, column.at, last, column.at, condition)


@dataclass(frozen=True, slots=True)
class _CheckBlock:
    sheet: Worksheet
    styles: Styles
    places: Places
    readings: Readings

    def write(self, row: int, checks: Sequence[FormCheck]) -> Results:
        results: dict[str, list[tuple[Severity, int]]] = defaultdict(list)
        self._headings(row)
        first = row + _HEADING_ROWS
        for number, check in enumerate(checks, start=1):
            at = first + number - 1
            self._check(at, number, check)
            for code in formulas.codes_of(check, besides=Reads.PREVIOUS):
                results[code].append((Severity(check.severity), at))
        rows = (first, first + len(checks) - 1)
        colour_by_status(self.sheet, self.styles, rows, Column.CHECK, (Status.ERROR, Status.QUESTION))
        return results

    def _headings(self, row: int) -> None:
        title = _("Kiểm tra cân đối (tự tính, không in)")
        self.sheet.write_string(row, Column.LABEL.at, title, self.styles.get(bold=True))
        headings = (
            ((Column.LABEL,), str(Column.LABEL.heading)),
            (_SENTENCE, _("Báo khi lệch")),
            ((Column.INPUT,), _("Vế trái")),
            ((Column.EARLIER,), _("Phải")),
            ((Column.CUMULATIVE,), _("Vế phải")),
            (_ABOUT, _("Các chỉ tiêu")),
            ((Column.CHECK,), _("Kết quả")),
        )
        for columns, text in headings:
            self._across(row + 1, columns, text, heading=True)

    def _check(self, row: int, number: int, check: FormCheck) -> None:
        sheet, cell = self.sheet, self.styles.cell
        live, told = formulas.check(check, self.places, row), formulas.told(check, self.readings)
        codes = formulas.codes_of(check)
        decimals = any(catalogue().by_code[code].decimals for code in codes)
        side = cell(num_format="General" if decimals else WHOLE, align="right")
        sheet.set_row(row, height_of(check.sentence, sum(COLUMN_WIDTHS[column] for column in _SENTENCE)))
        sheet.write_number(row, Column.LABEL.at, number, cell(align="center"))
        self._across(row, _SENTENCE, check.sentence, text_wrap=True, indent=1)
        sheet.write_formula(row, Column.INPUT.at, live.left, side, told.left)
        sheet.write_string(row, Column.EARLIER.at, check.get_operator_display(), cell(align="center"))
        sheet.write_formula(row, Column.CUMULATIVE.at, live.right, side, told.right)
        self._across(row, _ABOUT, ", ".join(codes), font_size=9, font_color=GREY, indent=1)
        sheet.write_formula(row, Column.CHECK.at, live.result, cell(align="center", font_size=10), told.result)

    def _across(
        self, row: int, columns: Sequence[Column], text: str, *, heading: bool = False, **properties: object
    ) -> None:
        style = self.styles.heading(**properties) if heading else self.styles.cell(**properties)
        across(self.sheet, row, (columns[0].at, columns[-1].at), text, style)
