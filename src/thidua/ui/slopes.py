"""A slope chart: how ranks moved between two moments, as an option of ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Climber:
    """Whose rank moved from where to where."""

    name: str
    before: int
    now: int


def slope_option(climbers: Sequence[Climber], ends: tuple[str, str]) -> dict[str, Any]:
    """A line for each, given in the order of now; green climbed, red fell, the label says from where to where.

    Equals share a rank and not a place: places are 1, 2, 3 … on both sides, so that no name covers another.
    """
    order = sorted(range(len(climbers)), key=lambda one: climbers[one].before)
    left = {one: place for place, one in enumerate(order, start=1)}
    return {
        "tooltip": {"show": False},
        "grid": {"left": 32, "right": 190, "top": 28, "bottom": 8},
        "xAxis": {"type": "category", "boundaryGap": False, "position": "top", "data": list(ends)},
        "yAxis": {"type": "value", "inverse": True, "min": 0.5, "max": len(climbers) + 0.5, "show": False},
        "series": [_line(climber, left[one], one + 1) for one, climber in enumerate(climbers)],
    }


def _line(climber: Climber, left: int, right: int) -> dict[str, Any]:
    before, now = climber.before, climber.now
    colour = "var(--td-good-fill)" if now < before else "var(--td-bad-fill)" if now > before else "var(--td-control)"
    moved = f" ▲{before - now}" if now < before else f" ▼{now - before}" if now > before else ""
    label = {"show": True, "color": "var(--td-ink)", "fontSize": 11, "width": 180, "overflow": "truncate"}
    return {
        "name": climber.name,
        "type": "line",
        "symbol": "circle",
        "symbolSize": 8,
        "lineStyle": {"width": 2, "color": colour},
        "itemStyle": {"color": colour},
        "data": [
            {"value": left, "label": {**label, "position": "left", "formatter": str(before)}},
            {"value": right, "label": {**label, "position": "right", "formatter": f"{now}. {climber.name}{moved}"}},
        ],
    }
