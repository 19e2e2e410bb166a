"""A table as plain data: a page shows it, a chart stands beside it, Excel gets exactly it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import print_change, print_number, print_percent, print_points
from thidua.figures.printing import ABSENT, MILLION, in_millions, short_amount
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Direction, Kind
from thidua.targets.queries import Result
from thidua.targets.standing import standing
from thidua.ui.tones import Tone

MONEY_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell prints, and the number behind it as Excel gets it, in the measure that is printed.

    `percent`: the number is in per cent. `url` leads to the page of the figure, `tone` colours the text.
    """

    text: str
    number: Fraction | None = None
    digits: int = 0
    percent: bool = False
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; neighbours with the same `group` stand under one common head."""

    text: str
    group: str = ""
    url: str = ""
    sorted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, where that leads, and its cells. A `strong` row is a total."""

    name: str
    cells: tuple[Cell, ...]
    url: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with all that has to be known to read it away from its page.

    `facts` are pairs (what, which): unit, period, day of the figures, basis, coverage. `corner` heads the names;
    `notes` are sentences that stand below.
    """

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    corner: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Common heads with the number of columns below each; empty where no column has one."""
        found: list[tuple[str, int]] = []
        for head in self.heads:
            if found and found[-1][0] == head.group:
                found[-1] = (head.group, found[-1][1] + 1)
            else:
                found.append((head.group, 1))
        return found if any(group for group, _span in found) else []

    @property
    def heading(self) -> str:
        """The title where what it is about stands above it already."""
        said = self.title.rpartition(": ")[2]
        return said[:1].upper() + said[1:]

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The rows as they are printed."""
        for row in self.rows:
            yield (row.name, *(cell.text for cell in row.cells))


def text_cell(text: str, *, url: str = "", tone: str = "") -> Cell:
    """A cell of words."""
    return Cell(text, url=url, tone=tone)


def amount_cell(indicator: Indicator, value: Fraction | None, digits: int, *, url: str = "") -> Cell:
    """A value of an indicator as tables print it: đồng in millions, rates in per cent."""
    text = short_amount(indicator, value, digits)
    if value is None:
        return Cell(text)
    if in_millions(indicator):
        return Cell(text, value / MILLION, MONEY_DIGITS, url=url)
    percent = indicator.measure_vi == "%"
    return Cell(text, value, digits if percent else indicator.print_digits, percent, url)


def change_amount_cell(indicator: Indicator, change: Fraction, digits: int) -> Cell:
    """By how much a value moved, with its sign."""
    cell = amount_cell(indicator, change, digits)
    return Cell(("+" if change > 0 else "") + cell.text, cell.number, cell.digits, cell.percent)


def count_cell(number: int | None, *, url: str = "") -> Cell:
    """A plain count."""
    return Cell(ABSENT) if number is None else Cell(print_number(number), Fraction(number), url=url)


def percent_cell(percent: Fraction | None, digits: int, *, tone: str = "") -> Cell:
    """A percentage."""
    return (
        Cell(ABSENT)
        if percent is None
        else Cell(print_percent(percent, digits), percent, digits, percent=True, tone=tone)
    )


def completion_cell(result: Result, digits: int) -> Cell:
    """Per cent of plan, or whether a limit is kept; coloured as the result stands."""
    stands = standing(result)
    tone = stands.tone if stands.words else ""
    if result.completion.percent_of_plan is not None:
        return percent_cell(result.completion.percent_of_plan, digits, tone=tone)
    if result.completion.met is None:
        return Cell(ABSENT)
    return Cell(_("đạt") if result.completion.met else _("chưa đạt"), tone=tone)


def change_cell(result: Result, digits: int) -> Cell:
    """The change on last year in words, "tăng 3,33%"; ratios change in points."""
    ratio = result.indicator.kind == Kind.RATIO
    change = result.change_points if ratio else result.change_on_year_percent
    if change is None:
        return Cell(ABSENT)
    text = print_points(change, digits) if ratio else print_change(change, digits)
    return Cell(text, change, digits, not ratio, tone=tone_of_change(result.indicator, change))


def tone_of_change(indicator: Indicator, change: Fraction) -> str:
    """Good where the indicator moved the way it should."""
    if change == 0:
        return ""
    return Tone.GOOD if (change > 0) == (indicator.direction == Direction.MORE) else Tone.BAD
