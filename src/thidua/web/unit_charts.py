"""The charts of a unit's page as plain data: an option for the browser, and the same figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.periods import Frequency, Span
from thidua.figures.printing import MILLION, in_millions, short_amount, short_measure
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Direction, Kind
from thidua.targets.queries import Result
from thidua.targets.rules import expected_share

from .unit_reading import UnitReading

MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, and the table that says the same: heads, and rows whose first cell names them."""

    id: str
    title: str
    note: str
    option: dict[str, Any]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tall: bool = False


def charts_of(reading: UnitReading) -> list[Chart]:
    """The charts that have something to say."""
    return [chart for chart in (_pace_chart(reading), _waterfall(reading)) if chart]


def _pace_chart(reading: UnitReading) -> Chart | None:
    """The way of the key indicator to its target: what was reached, and an even pace to the year's end."""
    key = reading.children.key or next((result.indicator for result in reading.headlines), None)
    result = next((r for r in reading.results if key and r.indicator.pk == key.pk), None)
    if key is None or result is None or not result.target or key.kind not in {Kind.FLOW, Kind.DISTINCT}:
        return None
    course = reading.courses.get(key.pk)
    year = reading.asked.period.span.whole_year()
    if course is None:
        return None
    reached = _cumulative(course.ends, course.values, course.to_date, year, key)
    if not any(value is not None for value in reached.values()):
        return None
    spans = [span for span in year.base(_frequency(course.ends, year)) if span.ends <= year.ends]
    target, digits = result.target, reading.digits
    even = [target * expected_share(year, span.ends) for span in spans]
    values = [reached.get(span.ends) for span in spans]
    name, measure = key.name, short_measure(key)
    return Chart(
        id="chart-pace",
        title=_("%(name)s: đường đến chỉ tiêu năm") % {"name": name},
        note=_("Lũy kế từ đầu năm, %(measure)s") % {"measure": measure},
        option={
            "legend": {"bottom": 0, "icon": "roundRect", "itemHeight": 3},
            "grid": {"left": 8, "right": 16, "top": 24, "bottom": 32, "containLabel": True},
            "xAxis": {"type": "category", "boundaryGap": False, "data": [span.short_title for span in spans]},
            "yAxis": {"type": "value"},
            "series": [
                {
                    "name": _("Kết quả"),
                    "type": "line",
                    "data": [_plain(key, value) for value in values],
                    "symbolSize": 8,
                    "lineStyle": {"width": 3},
                },
                {
                    "name": _("Nhịp đều đến chỉ tiêu"),
                    "type": "line",
                    "data": [_plain(key, value) for value in even],
                    "showSymbol": False,
                    "lineStyle": {"type": "dashed", "color": "var(--td-muted)"},
                    "itemStyle": {"color": "var(--td-muted)"},
                },
            ],
        },
        heads=(_("Kỳ"), _("Kết quả"), _("Nhịp đều")),
        rows=tuple(
            (span.short_title, short_amount(key, value, digits), short_amount(key, Fraction(round(pace)), digits))
            for span, value, pace in zip(spans, values, even, strict=True)
        ),
    )


def _cumulative(
    ends: Sequence[date],
    values: Sequence[Fraction | None],
    to_date: Sequence[Fraction | None],
    year: Span,
    indicator: Indicator,
) -> dict[date, Fraction | None]:
    """Cumulative values by the ends of the year's base periods; of leaves they are added up here."""
    reached: dict[date, Fraction | None] = {}
    so_far: Fraction | None = None
    for day, value, stored in zip(ends, values, to_date, strict=True):
        if day < year.starts:
            continue
        if value is not None:
            so_far = value if so_far is None or indicator.kind == Kind.DISTINCT else so_far + value
        reached[day] = stored if stored is not None else so_far if value is not None else None
    return reached


def _frequency(ends: Sequence[date], year: Span) -> Frequency:
    inside = [day for day in ends if year.starts <= day <= year.ends]
    for frequency in (Frequency.YEAR, Frequency.HALF, Frequency.QUARTER, Frequency.MONTH):
        spans = {span.ends for span in year.base(frequency)}
        if set(inside) <= spans:
            return frequency
    return Frequency.MONTH


def _waterfall(reading: UnitReading) -> Chart | None:
    """How the key indicator came from last year's total to this year's: the children that moved it most."""
    key, pairs = reading.children.key, reading.children.key_results
    last_year = reading.asked.last_year
    if key is None or last_year is None or key.kind == Kind.RATIO:
        return None
    whole = next((r for r in reading.results if r.indicator.pk == key.pk), None)
    if whole is None or whole.cumulative is None or whole.previous_year is None:
        return None
    moves = [(place.short_name, _move(result)) for place, result in pairs]
    moves = sorted((move for move in moves if move[1]), key=lambda move: -abs(move[1]))
    if not moves:
        return None
    steps = moves[:MOST_STEPS]
    rest = whole.cumulative - whole.previous_year - sum((change for _name, change in steps), Fraction(0))
    if rest:
        steps.append((_("Còn lại"), rest))
    first, last = last_year.span.short_title, reading.asked.period.span.short_title
    return Chart(
        id="chart-change",
        title=_("%(name)s: đổi thay so với cùng kỳ") % {"name": key.name},
        note=_("Lũy kế, %(measure)s") % {"measure": short_measure(key)},
        option=_waterfall_option(key, whole, steps, (first, last)),
        heads=(_("Đơn vị"), _("Tăng, giảm")),
        rows=(
            (first, short_amount(key, whole.previous_year, reading.digits)),
            *((name, _signed(key, change, reading.digits)) for name, change in steps),
            (last, short_amount(key, whole.cumulative, reading.digits)),
        ),
    )


def _move(result: Result) -> Fraction:
    return (result.cumulative or Fraction(0)) - (result.previous_year or Fraction(0))


def _signed(key: Indicator, change: Fraction, digits: int) -> str:
    return f"{'+' if change > 0 else ''}{short_amount(key, change, digits)}"


def _waterfall_option(
    key: Indicator, whole: Result, steps: Sequence[tuple[str, Fraction]], ends: tuple[str, str]
) -> dict[str, Any]:
    """Stacked bars: an invisible one carries each step to where the one before it ended."""
    before, now = whole.previous_year or Fraction(0), whole.cumulative or Fraction(0)
    better_up = key.direction == Direction.MORE
    level, carried, drawn = before, [Fraction(0)], [_bar(key, before, "var(--td-blue)", str(_plain(key, before)))]
    for _name, change in steps:
        carried.append(min(level, level + change))
        good = (change > 0) == better_up
        colour = "var(--td-good-fill)" if good else "var(--td-bad-fill)"
        drawn.append(_bar(key, abs(change), colour, _signed(key, change, 0)))
        level += change
    carried.append(Fraction(0))
    drawn.append(_bar(key, now, "var(--td-blue)", str(_plain(key, now))))
    for bar, value in ((drawn[0], before), (drawn[-1], now)):
        bar["label"]["formatter"] = short_amount(key, value, 0)
    return {
        "tooltip": {"show": False},
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [ends[0], *(name for name, _change in steps), ends[1]],
            "axisLabel": {"interval": 0, "width": 150, "overflow": "truncate"},
        },
        "xAxis": {"type": "value", "min": _floor(key, before, steps), "axisLabel": {"showMinLabel": False}},
        "series": [
            {
                "type": "bar",
                "stack": "all",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "data": [_plain(key, value) for value in carried],
            },
            {"type": "bar", "stack": "all", "barCategoryGap": "30%", "data": drawn},
        ],
    }


def _floor(key: Indicator, before: Fraction, steps: Sequence[tuple[str, Fraction]]) -> float:
    """Where the axis begins: at zero, unless the steps would be too small to see."""
    level, levels = before, [before]
    for _name, change in steps:
        level += change
        levels.append(level)
    low, swing = min(levels), max(levels) - min(levels)
    return _plain(key, Fraction(int(low - 2 * swing))) or 0 if low > 4 * swing else 0


def _bar(key: Indicator, size: Fraction, colour: str, label: str) -> dict[str, Any]:
    return {
        "value": _plain(key, size),
        "itemStyle": {"color": colour, "borderRadius": 2},
        "label": {"show": True, "position": "right", "formatter": label, "color": "var(--td-ink)", "fontSize": 11},
    }


def _plain(key: Indicator, value: Fraction | None) -> float | None:
    """A number for drawing only; every printed number comes from the exact value."""
    if value is None:
        return None
    return float(value / MILLION) if in_millions(key) else float(value)
