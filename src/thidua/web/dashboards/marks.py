"""Days on which the tree changed, marked on the lines of a chart and told beside its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.periods import Span
from thidua.reorganisation.queries import TreeChange

COLOUR = "var(--td-warn-fill)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which the tree changed: at which place of the axis it stands, and what happened in words."""

    at: int
    on: date
    words: str


def marks_of(changes: Iterable[TreeChange], spans: Sequence[Span]) -> tuple[Mark, ...]:
    """The changes that fall into the periods of an axis, which may stand for those of several years."""
    return tuple(
        Mark(at, change.on, words_of(change))
        for change in changes
        for at, span in enumerate(spans)
        if span.starts <= change.on <= span.ends
    )


def words_of(change: TreeChange) -> str:
    """A change of the tree in words: its day, what it is called, the number of its decision."""
    words = f"{change.on:%d/%m/%Y}: {change.title}"
    return f"{words} ({change.number})" if change.number else words


def mark_series(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """What draws the marks, with an entry of its own in the legend; nothing without any."""
    if not marks:
        return []
    dashes = {"type": [3, 4], "width": 1.5, "color": COLOUR}
    return [
        {
            "name": _("Cây đơn vị thay đổi"),
            "type": "line",
            "data": [],
            "symbol": "none",
            "lineStyle": dashes,
            "itemStyle": {"color": COLOUR},
            "markLine": {
                "symbol": "none",
                "lineStyle": dashes,
                "label": {"formatter": "{b}", "fontSize": 11, "color": "var(--td-muted)"},
                "tooltip": {"show": True, "trigger": "item"},
                "data": [
                    {
                        "name": f"{mark.on:%d/%m/%y}",
                        "xAxis": mark.at,
                        "tooltip": {"formatter": mark.words.replace("{", "(").replace("}", ")")},
                    }
                    for mark in marks
                ],
            },
        }
    ]


def notes_of(marks: Sequence[Mark]) -> tuple[str, ...]:
    """The marks as sentences for tables, paper, and whoever does not see the chart."""
    days = sorted({(mark.on, mark.words) for mark in marks})
    return tuple(_("Cây đơn vị thay đổi ngày %(change)s.") % {"change": words} for _day, words in days)
