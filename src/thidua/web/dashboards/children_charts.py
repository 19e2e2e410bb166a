"""Charts over the units below: what moved the total since last year, and how their ranks moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from thidua.figures.printing import ABSENT, short_amount, short_measure
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Direction, Kind
from thidua.targets.queries import Result
from thidua.ui.slopes import Climber, slope_option

from .addresses import figure_address
from .chart_reading import ChartReading
from .charts import Chart, plain
from .tables import Cell, Head, Row, Table, amount_cell, change_amount_cell, change_cell, completion_cell, count_cell
from .unit_reading import Place

MOST_STEPS = 8
MOST_RANKED = 12
EXTREMES = 5
ADDITIVE = {Kind.FLOW, Kind.STOCK, Kind.DISTINCT}
"""Only what is summed over units can be said to have been moved by one of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """By how much a unit moved the total; the last one may stand for all the others."""

    name: str
    change: Fraction
    url: str = ""


def steps_of(reading: ChartReading) -> tuple[Step, ...]:
    """The units that moved the total most, then all the rest: together exactly the change of the total.

    Empty where the total has no last year, did not move, or is no sum of its units.
    """
    key, whole = reading.key, reading.whole
    if key.kind not in ADDITIVE or whole is None or whole.cumulative is None or whole.previous_year is None:
        return ()
    moves = [
        Step(place.short_name, change, _figure_url(reading, place))
        for place, result in reading.children
        if (change := (result.cumulative or Fraction(0)) - (result.previous_year or Fraction(0)))
    ]
    if not moves:
        return ()
    moves.sort(key=lambda step: -abs(step.change))
    shown = moves[:MOST_STEPS]
    rest = whole.cumulative - whole.previous_year - sum((step.change for step in shown), Fraction(0))
    return (*shown, Step(_("Còn lại"), rest)) if rest else tuple(shown)


def _figure_url(reading: ChartReading, place: Place) -> str:
    asked = reading.asked
    return figure_address(place.code, asked.period.code, asked.lens) % reading.key.code


def waterfall(reading: ChartReading) -> Chart | None:
    """From last year's total to this year's, unit by unit."""
    steps, whole, last_year = steps_of(reading), reading.whole, reading.asked.last_year
    if not steps or whole is None or last_year is None:
        return None
    key, digits = reading.key, reading.digits
    before, now = last_year.span.short_title, reading.asked.period.span.short_title
    note = _("Lũy kế, %(measure)s; đơn vị nào làm tăng, làm giảm") % {"measure": short_measure(key)}
    if _floor(key, whole.previous_year or Fraction(0), steps):
        note = _("%(note)s (trục không bắt đầu từ 0)") % {"note": note}
    title = _("%(name)s: đổi thay so với cùng kỳ") % {"name": key.name}
    return Chart(
        title=title,
        note=note,
        option=_waterfall_option(key, whole, steps, (before, now)),
        table=Table(
            id="chart-change",
            title=title,
            facts=reading.facts,
            corner=_("Đơn vị"),
            heads=(Head(_("Tăng, giảm")),),
            rows=(
                Row(before, (amount_cell(key, whole.previous_year, digits),), strong=True),
                *(Row(step.name, (change_amount_cell(key, step.change, digits),), step.url) for step in steps),
                Row(now, (amount_cell(key, whole.cumulative, digits),), strong=True),
            ),
        ),
        tall=True,
    )


def _waterfall_option(key: Indicator, whole: Result, steps: Sequence[Step], ends: tuple[str, str]) -> dict[str, Any]:
    """Stacked bars: an invisible one carries each step to where the one before it ended."""
    before, now = whole.previous_year or Fraction(0), whole.cumulative or Fraction(0)
    better_up = key.direction == Direction.MORE
    level, carried = before, [Fraction(0)]
    drawn = [_bar(key, before, "var(--td-blue)", short_amount(key, before, 0))]
    for step in steps:
        carried.append(min(level, level + step.change))
        colour = "var(--td-good-fill)" if (step.change > 0) == better_up else "var(--td-bad-fill)"
        sign = "+" if step.change > 0 else ""
        drawn.append(_bar(key, abs(step.change), colour, sign + short_amount(key, step.change, 0)))
        level += step.change
    carried.append(Fraction(0))
    drawn.append(_bar(key, now, "var(--td-blue)", short_amount(key, now, 0)))
    return {
        "tooltip": {"show": False},
        "grid": {"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [ends[0], *(step.name for step in steps), ends[1]],
            "axisLabel": {"interval": 0, "width": 150, "overflow": "truncate"},
        },
        "xAxis": {"type": "value", "min": _floor(key, before, steps), "axisLabel": {"showMinLabel": False}},
        "series": [
            {
                "type": "bar",
                "stack": "all",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "data": [plain(key, value) for value in carried],
            },
            {"type": "bar", "stack": "all", "barCategoryGap": "30%", "data": drawn},
        ],
    }


def _floor(key: Indicator, before: Fraction, steps: Sequence[Step]) -> float:
    """Where the axis begins: at zero, unless the steps would be too small to see."""
    level, levels = before, [before]
    for step in steps:
        level += step.change
        levels.append(level)
    low, swing = min(levels), max(levels) - min(levels)
    return plain(key, Fraction(int(low - 2 * swing))) or 0 if low > 4 * swing else 0


def _bar(key: Indicator, size: Fraction, colour: str, label: str) -> dict[str, Any]:
    return {
        "value": plain(key, size),
        "itemStyle": {"color": colour, "borderRadius": 2},
        "label": {"show": True, "position": "right", "formatter": label, "color": "var(--td-ink)", "fontSize": 11},
    }


def slope(reading: ChartReading) -> Chart | None:
    """The ranks of the units below, last year and now; the first dozen are drawn, the table has all."""
    key, last_year = reading.key, reading.asked.last_year
    if last_year is None:
        return None
    now = ranks(key, {place.unit_id: result.cumulative for place, result in reading.children})
    before = ranks(key, {place.unit_id: result.previous_year for place, result in reading.children})
    ranked = sorted(
        ((place, result) for place, result in reading.children if place.unit_id in now),
        key=lambda pair: now[pair[0].unit_id],
    )
    if len(ranked) <= 1 or not before:
        return None
    drawn = [place for place, _result in ranked if place.unit_id in before][:MOST_RANKED]
    title = _("%(name)s: thứ hạng năm trước và năm nay") % {"name": key.name}
    return Chart(
        title=title,
        note=_("Xếp theo lũy kế trong các đơn vị trực thuộc bạn được xem"),
        option=slope_option(
            [Climber(place.short_name, before[place.unit_id], now[place.unit_id]) for place in drawn],
            (last_year.span.short_title, reading.asked.period.span.short_title),
        ),
        table=Table(
            id="chart-ranks",
            title=title,
            facts=reading.facts,
            corner=_("Đơn vị"),
            heads=(Head(_("Hạng nay")), Head(_("Hạng trước")), Head(_("Lũy kế")), Head(_("Cùng kỳ"))),
            rows=tuple(
                Row(
                    place.short_name,
                    (
                        count_cell(now[place.unit_id]),
                        count_cell(before.get(place.unit_id)),
                        amount_cell(key, result.cumulative, reading.digits),
                        amount_cell(key, result.previous_year, reading.digits),
                    ),
                    _figure_url(reading, place),
                )
                for place, result in ranked
            ),
        ),
        tall=True,
    )


def ranks(key: Indicator, values: Mapping[int, Fraction | None]) -> dict[int, int]:
    """Ranks from 1 in the direction that is better; equals share theirs, who has no value has none."""
    known = {unit: value for unit, value in values.items() if value is not None}
    first: dict[Fraction, int] = {}
    for at, value in enumerate(sorted(known.values(), reverse=key.direction == Direction.MORE), start=1):
        first.setdefault(value, at)
    return {unit: first[value] for unit, value in known.items()}


def extremes(reading: ChartReading) -> tuple[Table, ...]:
    """The units that stand best and worst: by completion where they have targets, else by their change."""
    measured = [(place, result, size) for place, result in reading.children if (size := _size(result)) is not None]
    if len(measured) < 2 * EXTREMES:
        return ()
    measured.sort(key=lambda one: -one[2])
    parts = (
        ("chart-best", _("Tốt nhất"), measured[:EXTREMES]),
        ("chart-worst", _("Cần chú ý"), measured[-EXTREMES:][::-1]),
    )
    return tuple(
        Table(
            id=name,
            title=f"{reading.key.name}: {title}",
            facts=reading.facts,
            corner=_("Đơn vị"),
            heads=(Head(_("Lũy kế")), Head(_("% kế hoạch")), Head(_("So cùng kỳ"))),
            rows=tuple(
                Row(place.short_name, _standing_cells(result, reading.digits), _figure_url(reading, place))
                for place, result, _size in some
            ),
        )
        for name, title, some in parts
    )


def _standing_cells(result: Result, digits: int) -> tuple[Cell, ...]:
    if result.cumulative is None:
        return (Cell(ABSENT), Cell(ABSENT), Cell(ABSENT))
    return (
        amount_cell(result.indicator, result.cumulative, digits),
        completion_cell(result, digits),
        change_cell(result, digits),
    )


def _size(result: Result) -> Fraction | None:
    """What tells good from bad: completion, the unused part of a limit, or the change in the good direction."""
    done = result.completion
    if done.percent_of_plan is not None:
        return done.percent_of_plan
    if done.limit_used_percent is not None:
        return -done.limit_used_percent
    if result.target is not None:
        return None
    change = result.change_points if result.indicator.kind == Kind.RATIO else result.change_on_year_percent
    if change is None:
        return None
    return change if result.indicator.direction == Direction.MORE else -change
