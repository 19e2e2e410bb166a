"""What stands above and below the tables of a workbook, as on official papers."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from thidua.indicators.models import Period

from .styles import LINKED, Styles

# A column's width counts digits of the usual font; letters of Times are narrower.
_LETTERS_PER_WIDTH = 1.35
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")


def roman(number: int) -> str:
    """The number of a section, up to 99."""
    return _ROMAN_TENS[number // 10] + _ROMAN[number % 10]


def across(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, style: Format) -> None:
    """A text over several columns; whatever it begins with, it stays a text."""
    first, last = columns
    if first < last:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def link_to(sheet: Worksheet, place: tuple[int, int], target: str, text: str, style: Format) -> None:
    """A link to another sheet of the same workbook."""
    row, column = place
    name = target.replace("'", "''")
    sheet.write_url(row, column, f"internal:'{name}'!A1", style, string=text)


def linked(styles: Styles, **properties: object) -> Format:
    """How a link looks."""
    return styles.get(font_color=LINKED, underline=1, **properties)


def window_of(period: Period) -> str:
    """A period with the days whose figures it takes in."""
    return _("%(period)s (số liệu từ %(first)s đến %(last)s)") % {
        "period": period.span.title,
        "first": f"{period.data_from:%d/%m/%Y}",
        "last": f"{period.data_until:%d/%m/%Y}",
    }


def height_of(text: str, width: float, *, size: int = 11) -> float:
    """How high a row is, in points, so that a text wraps in a column: programs do not all see to that themselves."""
    lines = max(1, math.ceil(len(text) * size / 11 / (width * _LETTERS_PER_WIDTH)))
    return lines * size * 1.32 + 5


def paper(
    sheet: Worksheet, *, columns: int, rows: int, headings: tuple[int, int], footer: str, pages_across: int = 1
) -> None:
    """Print a table on A4 across, as wide as so many papers, its headings on every page, numbered below."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages_across, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(*headings)
    sheet.print_area(0, 0, rows - 1, columns - 1)
    plain = footer.replace("&", "&&")
    sheet.set_footer(f'&L&"Times New Roman,Italic"&9{plain}&R&"Times New Roman,Regular"&9&P/&N')
