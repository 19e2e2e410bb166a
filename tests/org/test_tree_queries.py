from __future__ import annotations

import pytest

from tests.org.units import BASE, NEW_YEAR, new, place
from thidua.org.models import Unit
from thidua.org.queries import children_of, last_names_of, names_of, path_of, tops_of, tree_of
from thidua.org.services import end_unit, place_units

pytestmark = pytest.mark.django_db


def test_a_tree_lists_parents_before_children_and_siblings_in_vietnamese_order():
    top = place("top")[0]
    names = {"a": "Đông", "b": "Dương", "c": "Ấm", "d": "Anh", "e": "Ăn"}
    place_units(rows=[new(code, "top", name=name) for code, name in names.items()], by=None)
    place("leaf under c")

    rows = tree_of(top, NEW_YEAR)

    assert [(row.name, row.depth) for row in rows[1:]] == [
        ("Anh", 1),
        ("Ăn", 1),
        ("Ấm", 1),
        ("Công đoàn leaf", 2),
        ("Dương", 1),
        ("Đông", 1),
    ]


def test_children_come_in_pages_with_how_many_are_below():
    _top, middle, _leaf = place("top", "middle under top", "leaf under middle")
    place_units(rows=[new(f"x{i:03}", "top") for i in range(5)], by=None)
    top = Unit.objects.get(code="top")

    first = children_of(top, NEW_YEAR, size=4)
    second = children_of(top, NEW_YEAR, start=4, size=4)

    assert (first.total, first.next_start, second.next_start) == (6, 4, None)
    assert [node.code for node in (*first.nodes, *second.nodes)] == [
        "middle",
        "x000",
        "x001",
        "x002",
        "x003",
        "x004",
    ]
    assert [node.below for node in first.nodes] == [1, 0, 0, 0]
    assert [node.code for node in children_of(None, NEW_YEAR).nodes] == ["top"]
    assert children_of(middle, BASE.replace(year=2010)).nodes == ()
    seen = children_of(top, NEW_YEAR, within=Unit.objects.filter(code__in=["x001", "x004"]))
    assert [node.code for node in seen.nodes] == ["x001", "x004"]


def test_the_tops_of_what_may_be_seen():
    top, a, b, leaf = place("top", "a under top", "b under top", "leaf under b")

    def codes(*units: Unit) -> list[str]:
        seen = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        return [node.code for node in tops_of(seen, NEW_YEAR)]

    assert codes(top, a, b, leaf) == ["top"]
    assert codes(a, leaf) == ["a", "leaf"]
    assert codes(b, leaf) == ["b"]
    assert codes() == []


def test_names_of_units_that_have_ended():
    unit = place("unit")[0]
    end_unit(unit=unit, on=NEW_YEAR, reason="giải thể", by=None)

    assert names_of([unit.pk], NEW_YEAR) == {}
    assert last_names_of([unit.pk], NEW_YEAR)[unit.pk].name == "Công đoàn unit"
    assert last_names_of([unit.pk], BASE.replace(year=2010))[unit.pk].name == "Công đoàn unit"


def test_paths_of_many_units_in_one_query(django_assert_num_queries):
    units = place("top", "a under top", "b under top", "leaf under b")

    with django_assert_num_queries(1):
        paths = path_of([unit.pk for unit in units], NEW_YEAR)

    assert [step.code for step in paths[units[3].pk]] == ["top", "b", "leaf"]


@pytest.mark.parametrize("count", [1, 30, 1000])
def test_a_node_asks_twice_however_many_children_it_has(django_assert_num_queries, count):
    top = place("top")[0]
    place_units(rows=[new(f"x{i}", "top") for i in range(count)], by=None)

    with django_assert_num_queries(2):
        page = children_of(top, NEW_YEAR)

    assert page.total == count
