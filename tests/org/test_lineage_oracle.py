"""The stored closure and custody against a naive walk, over random trees with random changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.org.units import BASE, place
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.org.models import Custody, Lineage, Placement, Succession, Unit
from thidua.org.queries import children_of, lineage_differences, path_of, tree_of
from thidua.org.rules import WHOLE
from thidua.org.services import end_unit, move_unit, rebuild_lineage, rename_unit

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
EXAMPLES = 200 if os.environ.get("THIDUA_PROVE") else 12


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[tuple[str, int, int, int]]]:
    """Parents by index (-1: a root, or an earlier unit), then changes (what, unit, other unit, days later)."""
    size = draw(st.integers(2, 9))
    parents = [draw(st.integers(-1, i - 1)) for i in range(size)]
    index = st.integers(0, size - 1)
    what = st.sampled_from(["move", "move", "move", "rename", "end", "merge"])
    changes = draw(st.lists(st.tuples(what, index, index, st.integers(0, 40)), max_size=10))
    return parents, changes


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_lineage_and_custody_are_what_a_walk_finds(history: tuple) -> None:
    with transaction.atomic():
        units = _play(*history)
        _compare(units)
        transaction.set_rollback(True)


@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_a_rebuild_from_nothing_gives_the_same(history: tuple) -> None:
    with transaction.atomic():
        _play(*history)
        before = set(Lineage.objects.values_list("unit", "ancestor", "depth", "during"))
        Lineage.objects.all().delete()
        assert len(lineage_differences()) == min(50, Unit.objects.count())
        rebuild_lineage()
        assert set(Lineage.objects.values_list("unit", "ancestor", "depth", "during")) == before
        transaction.set_rollback(True)


def _play(parents: list[int], changes: list[tuple[str, int, int, int]]) -> list[Unit]:
    """Found the units, then try every change; those that break a rule are refused and change nothing."""
    units = place(*[f"u{i}" if parent < 0 else f"u{i} under u{parent}" for i, parent in enumerate(parents)])
    day = BASE
    for what, at, other, later in changes:
        day += timedelta(days=later)
        try:
            with transaction.atomic():
                _change(what, units[at], units[other], day)
        except DomainError:
            continue
    return units


def _change(what: str, unit: Unit, other: Unit, day: date) -> None:
    match what:
        case "move":
            move_unit(unit=unit, under=other, on=day, by=None)
        case "rename":
            rename_unit(unit=unit, name=f"{unit.code} {day}", on=day, by=None)
        case "end":
            end_unit(unit=unit, on=day, reason="giải thể", by=None)
        case "merge":
            end_unit(unit=unit, on=day, reason="sáp nhập", successors=[(other, WHOLE)], by=None)


def _compare(units: list[Unit]) -> None:
    placements = list(Placement.objects.all())
    lineage = list(Lineage.objects.all())
    for day in _boundary_days(placements):
        stored = {(row.unit_id, row.ancestor_id, row.depth) for row in lineage if day in row.during}
        assert stored == _walk_all(placements, day)
    for day in _edges(placements):
        _compare_reads(units, placements, day - ONE_DAY)
        _compare_reads(units, placements, day)
    assert set(Custody.objects.values_list("unit", "holder")) == _walk_custody(placements)
    assert lineage_differences() == []


def _compare_reads(units: list[Unit], placements: list[Placement], day: date) -> None:
    on_day = {p.unit_id: p for p in placements if day in p.during}
    paths = path_of([unit.pk for unit in units], day)
    for unit in units:
        ancestors = [ancestor for ancestor, _depth in _walk(on_day, unit.pk)]
        assert [step.unit_id for step in paths.get(unit.pk, ())] == ancestors[::-1]
        below = {pk for pk in on_day if unit.pk in dict(_walk(on_day, pk))}
        assert {row.unit_id for row in tree_of(unit, day)} == below
        children = {pk for pk, p in on_day.items() if p.parent_id == unit.pk}
        page = children_of(unit, day)
        assert {node.unit_id for node in page.nodes} == children
        assert sum(node.below + 1 for node in page.nodes) == max(len(below) - 1, 0)


def _boundary_days(placements: list[Placement]) -> set[date]:
    return {day for edge in _edges(placements) for day in (edge - ONE_DAY, edge, edge + ONE_DAY)}


def _edges(placements: list[Placement]) -> set[date]:
    """The days on which something is otherwise than the day before."""
    return {edge for p in placements for edge in (p.during.lower, p.during.upper) if edge}


def _walk_all(placements: list[Placement], day: date) -> set[tuple[int, int, int]]:
    on_day = {p.unit_id: p for p in placements if day in p.during}
    return {(unit, ancestor, depth) for unit in on_day for ancestor, depth in _walk(on_day, unit)}


def _walk(on_day: dict[int, Placement], unit: int) -> Iterator[tuple[int, int]]:
    at: int | None = unit
    depth = 0
    while at is not None and at in on_day:
        yield at, depth
        at, depth = on_day[at].parent_id, depth + 1


def _walk_custody(placements: list[Placement]) -> set[tuple[int, int]]:
    today = clock.today()
    ended = set(Unit.objects.filter(dissolved_on__lte=today).values_list("pk", flat=True))
    heirs: dict[int, list[int]] = {}
    for before, after in Succession.objects.values_list("predecessor", "successor"):
        heirs.setdefault(before, []).append(after)
    last_parent = {p.unit_id: p.parent_id for p in sorted(placements, key=lambda p: p.during.lower)}

    def holders(unit: int) -> set[int]:
        if unit not in ended:
            return {unit}
        if unit in heirs:
            return {holder for heir in heirs[unit] for holder in holders(heir)}
        above = last_parent[unit]
        while above in ended:
            above = last_parent[above]
        return {above} if above else set()

    return {(unit, holder) for unit in ended for holder in holders(unit)}
