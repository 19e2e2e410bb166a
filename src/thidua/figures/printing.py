"""Values of indicators as text: each in its own measure, money in millions where it has to be short."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, print_percent
from thidua.indicators.models import Indicator

ABSENT = "–"
MILLION = 10**6


def amount(indicator: Indicator, value: Fraction | None, digits: int) -> str:
    """A value in the indicator's measure: "1.424", "52,5%" (by the federation's `digits`), "–" for none."""
    if value is None:
        return ABSENT
    if indicator.measure_vi == "%":
        return print_percent(value, digits)
    return print_number(value, indicator.print_digits)


def short_amount(indicator: Indicator, value: Fraction | None, digits: int) -> str:
    """The same for tables: đồng are printed as millions, to a hundredth; `short_measure` says so."""
    if value is not None and in_millions(indicator):
        return print_number(value / MILLION, 2)
    return amount(indicator, value, digits)


def short_measure(indicator: Indicator) -> str:
    """The measure of `short_amount`."""
    return _("triệu đồng") if in_millions(indicator) else indicator.measure


def in_millions(indicator: Indicator) -> bool:
    """Whether tables print the indicator in millions of đồng."""
    return indicator.measure_vi == "đồng"
