"""A result in words: Vietnamese text by the federation's digits."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.core.numbers import print_change, print_number, print_percent, print_points
from thidua.figures.models import Wording
from thidua.indicators.rules import Kind

from .queries import Result


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of a result; None where there is nothing to print."""

    value: str | None
    percent_of_plan: str | None
    change_on_year_percent: str | None
    change_points: str | None


def printed(result: Result, *, digits: int, wording: Wording | None = None) -> Printed:
    """A result as text; `digits` are those of the federation's percentages.

    The wording is used only while the figure is still the one that it was chosen for.
    """
    percent, change = result.completion.percent_of_plan, result.change_on_year_percent
    points = result.change_points
    return Printed(
        value=_value(result, digits, wording),
        percent_of_plan=None if percent is None else print_percent(percent, digits),
        change_on_year_percent=None if change is None else print_change(change, digits),
        change_points=None if points is None else print_points(points, digits),
    )


def _value(result: Result, digits: int, wording: Wording | None) -> str | None:
    value, indicator = result.value, result.indicator
    if value is None:
        return None
    if wording is not None and value * 10**indicator.decimals == wording.value:
        return wording.words
    if indicator.kind == Kind.RATIO and indicator.measure_vi == "%":
        return print_percent(value, digits)
    return print_number(value, indicator.print_digits)
