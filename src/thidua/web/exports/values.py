"""Values of indicators as cells of a workbook: exact, with the decimals that pages print."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import Exact
from thidua.exchange.exports import Figure, Value
from thidua.figures.cells import Cell
from thidua.figures.printing import ABSENT, MILLION, in_millions
from thidua.indicators.models import Indicator

MONEY_DIGITS = 2


def figure(indicator: Indicator, value: Exact | None, digits: int) -> Value:
    """A value in the indicator's measure, as `figures.printing.amount` prints it."""
    if value is None:
        return ABSENT
    percent = indicator.measure_vi == "%"
    return Figure(value, digits if percent else indicator.print_digits, percent)


def short_figure(indicator: Indicator, value: Exact | None, digits: int) -> Value:
    """The same for tables in which đồng are printed as millions, as `figures.printing.short_amount` does."""
    if value is not None and in_millions(indicator):
        return Figure(Fraction(value) / MILLION, MONEY_DIGITS)
    return figure(indicator, value, digits)


def percent(value: Exact | None, digits: int) -> Value:
    """A percentage with the federation's digits."""
    return ABSENT if value is None else Figure(value, digits, percent=True)


def typed(cell: Cell, indicator: Indicator) -> Value:
    """What somebody typed: a number, «không có», or nothing."""
    if cell.na:
        return _("không có")
    return None if cell.number is None else Figure(Decimal(cell.number).scaleb(-indicator.decimals), indicator.decimals)
