"""The tree as it stood on a day: units with their names, children, ancestors, posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from thidua.core import clock, sql
from thidua.org.models import Lineage, Placement, Post, Unit
from thidua.org.rules import PostRole, UnitKind

PAGE = 100
USUAL_PERCENT_DIGITS = 1


@dataclass(frozen=True, slots=True)
class UnitName:
    """What a unit was called and where it stood on a day."""

    unit_id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_id: int | None

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of a tree: `depth` below the unit that was asked for, which has 0."""

    unit_id: int
    parent_id: int | None
    depth: int
    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Node:
    """A unit on the tree page; `below` counts all units under it on that day, at any depth."""

    unit_id: int
    code: str
    name: str
    short_name: str
    kind: str
    below: int

    @property
    def kind_label(self) -> str:
        return str(UnitKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the children, in Vietnamese order: those from `start` on, of `total`."""

    nodes: tuple[Node, ...]
    start: int
    total: int

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None on the last."""
        after = self.start + len(self.nodes)
        return after if after < self.total else None


def names_of(unit_ids: Iterable[int], as_of: date) -> dict[int, UnitName]:
    """What units were called on a day, by id, in one query; those that did not exist then are absent."""
    rows = Placement.objects.filter(unit__in=set(unit_ids), during__contains=as_of).values_list(
        "unit_id", "unit__code", "name", "short_name", "kind", "parent_id"
    )
    return {
        unit: UnitName(unit, code, name, short_name, UnitKind(kind), parent)
        for unit, code, name, short_name, kind, parent in rows
    }


def last_names_of(unit_ids: Iterable[int], as_of: date) -> dict[int, UnitName]:
    """Like `names_of`, but units that had ended by then bear their last name, later ones their first."""
    wanted = set(unit_ids)
    rows = (
        Placement.objects.filter(unit__in=wanted)
        .order_by("unit_id", "during")
        .values_list("unit_id", "unit__code", "name", "short_name", "kind", "parent_id", "during")
    )
    names: dict[int, UnitName] = {}
    for unit, code, name, short_name, kind, parent, during in rows:
        if unit not in names or during.lower <= as_of:
            names[unit] = UnitName(unit, code, name, short_name, UnitKind(kind), parent)
    return names


def path_of(unit_ids: Iterable[int], as_of: date) -> dict[int, tuple[UnitName, ...]]:
    """The way from the root to each unit on a day, itself last, for many units in one query."""
    rows = sql.fetch("thidua.org", "path_of", {"units": list(set(unit_ids)), "as_of": as_of}, into=_PathRow)
    paths: dict[int, list[UnitName]] = defaultdict(list)
    for row in rows:
        paths[row.of_unit].append(
            UnitName(row.unit_id, row.code, row.name, row.short_name, UnitKind(row.kind), row.parent_id)
        )
    return {unit: tuple(path) for unit, path in paths.items()}


@dataclass(frozen=True, slots=True)
class _PathRow:
    of_unit: int
    unit_id: int
    parent_id: int | None
    code: str
    name: str
    short_name: str
    kind: str


def tree_of(unit: Unit, as_of: date) -> list[TreeRow]:
    """The unit and all below it on a day, parents before children, children in Vietnamese order."""
    rows = sql.fetch("thidua.org", "tree_of", {"unit": unit.pk, "as_of": as_of}, into=TreeRow)
    children: dict[int | None, list[TreeRow]] = defaultdict(list)
    for row in rows:
        children[row.parent_id if row.depth else None].append(row)
    return list(_downwards(children))


def _downwards(children: dict[int | None, list[TreeRow]]) -> Iterator[TreeRow]:
    waiting = list(reversed(children[None]))
    while waiting:
        row = waiting.pop()
        yield row
        waiting += reversed(children.get(row.unit_id, []))


def children_of(
    unit: Unit | None,
    as_of: date,
    *,
    within: QuerySet[Unit] | None = None,
    start: int = 0,
    size: int = PAGE,
) -> Page:
    """A page of the units directly below one on a day (None: the roots), of those that are `within`."""
    children = Placement.objects.filter(parent=unit, during__contains=as_of)
    if within is not None:
        children = children.filter(unit__in=within)
    unit_ids = list(children.order_by("sort_key", "unit__code").values_list("unit_id", flat=True))
    return Page(tuple(_nodes(unit_ids[start : start + size], as_of)), start, len(unit_ids))


def tops_of(within: QuerySet[Unit], as_of: date) -> list[Node]:
    """The highest units among these on a day: those whose parent is not among them."""
    tops = (
        Placement.objects.filter(during__contains=as_of, unit__in=within)
        .exclude(parent__isnull=False, parent__in=within)
        .values_list("unit_id", flat=True)
    )
    return _nodes(list(tops), as_of)


def _nodes(unit_ids: list[int], as_of: date) -> list[Node]:
    return sql.fetch("thidua.org", "nodes", {"units": unit_ids, "as_of": as_of}, into=Node)


def percent_digits_of(unit: Unit, as_of: date | None = None) -> int:
    """How many decimals of a percentage a unit prints on a day (None: today).

    Its own setting, else that of its nearest ancestor, else 1; a unit that has ended keeps its last.
    """
    if unit.percent_digits is not None:
        return unit.percent_digits
    day = as_of or clock.today()
    if unit.dissolved_on is not None:
        day = min(day, unit.dissolved_on - timedelta(days=1))
    nearest = (
        Lineage.objects.filter(unit=unit, during__contains=day, ancestor__percent_digits__isnull=False)
        .order_by("depth")
        .values_list("ancestor__percent_digits", flat=True)
        .first()
    )
    return USUAL_PERCENT_DIGITS if nearest is None else nearest


def posts_at(unit: Unit, as_of: date) -> list[Post]:
    """Who held which post at a unit on a day, from the chair down."""
    posts = Post.objects.filter(unit=unit, during__contains=as_of).select_related("person")
    order = {role: position for position, role in enumerate(PostRole.values)}
    return sorted(posts, key=lambda post: (order[post.role], post.person.sort_key, post.pk))
