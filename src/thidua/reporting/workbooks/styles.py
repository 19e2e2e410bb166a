"""How cells of a workbook look: the plain dress of official forms, with colour only where something is to be done."""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from .layout import Column

FONT: Final = "Times New Roman"
# Papers are printed in black and white: colours are pale, and a word always says the same.
OPEN: Final = "#FFF9E3"
HEAD: Final = "#E8EEF4"
BAND: Final = "#F4F6F8"
RULE: Final = "#8A94A0"
GREY: Final = "#6B7683"
WRONG: Final = {"bg_color": "#F9D9D6", "font_color": "#8C1D18"}
ASKED: Final = {"bg_color": "#FCE8B8", "font_color": "#6B4A00"}
LINKED: Final = "#1F4E8C"


COLUMN_WIDTHS: Final = {
    Column.LABEL: 5,
    Column.NAME: 46,
    Column.CODE: 8,
    Column.MEASURE: 11,
    Column.TARGET: 11,
    Column.PREVIOUS: 11,
    Column.YEAR_BEFORE: 11,
    Column.INPUT: 13.5,
    Column.EARLIER: 12,
    Column.CUMULATIVE: 12,
    Column.PERCENT: 9.5,
    Column.CHANGE: 10.5,
    Column.CHECK: 13,
    Column.COMMENT: 22,
}
"""Of a form sheet, in characters."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these properties on top of the usual ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            usual = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
            self._made[key] = self._book.add_format(usual | properties)
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a table."""
        return self.get(**({"border": 1, "border_color": RULE} | properties))

    def heading(self, **properties: Any) -> Format:
        """A cell of the headings of a table."""
        usual = {"bold": True, "align": "center", "text_wrap": True, "bg_color": HEAD}
        return self.cell(**(usual | properties))

    def number(self, decimals: int, *, open_: bool = False, **properties: Any) -> Format:
        """A number with so many decimals; unlocked and in colour where it is typed."""
        typed = {"locked": False, "bg_color": OPEN} if open_ else {}
        return self.cell(**({"num_format": number_format(decimals), "align": "right"} | typed | properties))

    def rule(self, **properties: Any) -> Format:
        """What a conditional format changes."""
        key = ("conditional", True), *sorted(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def number_format(decimals: int) -> str:
    """Thousands apart, no more decimals than there may be: the reader's own program prints the signs of its language.

    Behind it stays the width of a bracket, so that no number touches its rule. A whole number would keep its decimal
    sign: `WHOLE` is the format of those, where decimals may be.
    """
    return padded(f"#,##0.{'#' * decimals}") if decimals else WHOLE


def padded(shape: str) -> str:
    """A format of numbers, negative numbers, zero and texts that leaves the width of a bracket behind each."""
    return f"{shape}_);-{shape}_);0_);@_)"


WHOLE: Final = padded("#,##0")
