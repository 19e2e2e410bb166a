"""Results in words, by the federation's digits, and as the one object that programs get."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from thidua.core.numbers import print_change, print_number, print_percent, print_points, round_half_up
from thidua.figures.models import Wording
from thidua.figures.queries import wordings
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries import last_names_of, percent_digits_of

from .queries import Result, results

EXACT_DIGITS = 6
"""Quotients have no end; six decimals are far beyond what any federation prints."""


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


def figures_page(unit: Unit, period: Period, basis: Basis) -> dict[str, Any]:
    """The figures of a unit and period as plain values: what `thidua figures --json` and the API answer.

    Numbers are decimal strings or None; `printed` holds the same in words.
    """
    digits = percent_digits_of(unit, as_of=period.ends)
    words = wordings(unit.pk, period)
    return {
        "unit": last_names_of([unit.pk], period.ends)[unit.pk].name,
        "period": period.code,
        "as_of": period.as_of.isoformat(),
        "basis": basis.name.lower(),
        "figures": [
            _figure(result, printed(result, digits=digits, wording=words.get(result.indicator.pk)))
            for result in results(unit_id=unit.pk, period=period, basis=basis)
            if result.value is not None or result.figure.expected or result.target is not None
        ],
    }


def exact(value: Fraction | None) -> str | None:
    """A plain decimal string without trailing zeros, quotients to six decimals."""
    if value is None:
        return None
    text = f"{round_half_up(value, EXACT_DIGITS):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _figure(result: Result, words: Printed) -> dict[str, Any]:
    texts = {
        "value": words.value,
        "percent_of_plan": words.percent_of_plan,
        "change_on_year_percent": words.change_on_year_percent,
    }
    if words.change_points is not None:
        texts["change_points"] = words.change_points
    return {
        "indicator": result.indicator.key or result.indicator.code,
        "code": result.indicator.code,
        "value": exact(result.value),
        "in_period": exact(result.in_period),
        "cumulative": exact(result.cumulative),
        "target": exact(result.target),
        "percent_of_plan": exact(result.completion.percent_of_plan),
        "previous_year": exact(result.previous_year),
        "change_on_year_percent": exact(result.change_on_year_percent),
        "change_points": exact(result.change_points),
        "expected": result.figure.expected,
        "received": result.figure.received,
        "printed": texts,
    }
