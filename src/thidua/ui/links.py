"""What the switch, tab, menu and navigation components draw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One choice among several pages; `count` is shown as a badge unless it is zero, `group` above the first of it."""

    label: str
    url: str
    current: bool = False
    icon: str = ""
    count: int = 0
    group: str = ""
