"""Charts as data for drawing: every value as a fraction of a round axis, with its printed text."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from thidua.core.numbers import print_number

from .content import Chart

_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS = 5
_DIGITS = 2


def chart_data(chart: Chart) -> dict[str, Any]:
    """What the drawing takes: labels, series with places and texts, ticks, where zero is."""
    values = [value for _name, row in chart.series for value in row if value is not None]
    whole = all(value == int(value) for value in values)
    low, high, step = _axis(min(0.0, *values, 0.0), max(0.0, *values, 0.0), whole=whole)

    def place(value: float) -> float:
        return (value - low) / (high - low)

    return {
        "form": chart.form,
        "title": f"{chart.title} ({chart.measure})" if chart.measure else chart.title,
        "alt": chart.alt,
        "labels": list(chart.labels),
        "zero": place(0),
        "ticks": [{"at": place(tick), "text": _text(tick)} for tick in _ticks(low, high, step)],
        "series": [
            {
                "name": name,
                "values": [None if value is None else place(value) for value in row],
                "texts": ["–" if value is None else _text(value) for value in row],
            }
            for name, row in chart.series
        ],
    }


def _axis(low: float, high: float, *, whole: bool) -> tuple[float, float, float]:
    """Round ends that hold both values, and the step between ticks; of whole numbers a whole one."""
    if high == low:
        return 0.0, 1.0, 1.0
    rough = (high - low) / _MOST_TICKS
    size = 10 ** floor(log10(rough))
    step = next(size * nice for nice in _STEPS if size * nice >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, float(ceil(step)))
    return floor(low / step) * step, ceil(round(high / step, 9)) * step, step


def _ticks(low: float, high: float, step: float) -> list[float]:
    return [low + step * nth for nth in range(round((high - low) / step) + 1)]


def _text(value: float) -> str:
    return print_number(Decimal(str(value)), _DIGITS)
