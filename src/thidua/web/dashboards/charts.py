"""A chart as plain data: an option for the browser, and the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from thidua.figures.printing import MILLION, in_millions
from thidua.indicators.models import Indicator

from .tables import Table


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with a sentence that says what it shows, and its table; `source` stands under a saved picture."""

    title: str
    note: str
    option: dict[str, Any]
    table: Table
    tall: bool = False

    @property
    def id(self) -> str:
        """The name of chart and table on the page and in addresses."""
        return self.table.id

    @property
    def heading(self) -> str:
        """The title where the name of the indicator stands above it already."""
        return self.table.heading

    @property
    def alt(self) -> str:
        """What the chart says to whoever does not see it; the table has the figures."""
        return " ".join((f"{self.title}.", *self.table.notes))

    @property
    def source(self) -> str:
        """Where the figures come from, in one line."""
        return " · ".join(which for _what, which in self.table.facts)


def plain(indicator: Indicator, value: Fraction | None) -> float | None:
    """A number for drawing only; every printed number comes from the exact value."""
    if value is None:
        return None
    return float(value / MILLION) if in_millions(indicator) else float(value)


def line(name: str, values: list[float | None], colour: str, **more: Any) -> dict[str, Any]:
    """A course; `colour` is a token."""
    return {
        "name": name,
        "type": "line",
        "data": values,
        "symbolSize": 7,
        "lineStyle": {"width": 3, "color": colour},
        "itemStyle": {"color": colour},
        **more,
    }


LEGEND = {"bottom": 0, "itemWidth": 26, "itemHeight": 8}
GRID = {"left": 8, "right": 20, "top": 24, "bottom": 32, "containLabel": True}
