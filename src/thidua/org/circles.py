"""Units that would stand under themselves, on any day from one on. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from thidua.org.queries.survey import Span

# A unit by its id, or by its code while it is not founded yet.
Node = int | str


def circles(new: Mapping[Node, Node | None], spans: Sequence[Span], on: date) -> set[Node]:
    """The units on circles when those in `new` stand, from a day on, under the parents given there.

    `spans` say where the units above the new parents stand over time; each day on which one of them goes elsewhere
    is a tree of its own.
    """
    days = {on, *(span.since for span in spans if span.since > on)}
    found: set[Node] = set()
    for day in days:
        standing: dict[Node, Node | None] = {
            span.unit_id: span.parent_id
            for span in spans
            if span.since <= day and (span.until is None or day < span.until)
        }
        found |= _on_circles(new, standing | dict(new))
    return found


def _on_circles(starts: Iterable[Node], above: Mapping[Node, Node | None]) -> set[Node]:
    found: set[Node] = set()
    seen: set[Node] = set()
    for start in starts:
        path: dict[Node, None] = {}
        at: Node | None = start
        while at is not None and at not in seen and at not in path:
            path[at] = None
            at = above.get(at)
        if at is not None and at in path:
            way = list(path)
            found.update(way[way.index(at) :])
        seen.update(path)
    return found
