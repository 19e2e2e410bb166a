"""Rows under an editor's hands: what each step does, and that no step loses a row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.making import small_table
from thidua.emulation.schemes import tree
from thidua.emulation.schemes.errors import BadRow
from thidua.emulation.schemes.rearranging import BUTTONS, press
from thidua.emulation.schemes.reweighting import reweighted
from thidua.scoring.format import scheme_from, scheme_to
from thidua.scoring.scheme import Scheme, TieBreak, TieBreakBy
from thidua.scoring.shipped import shipped


def codes(table: Scheme) -> list[str]:
    return [row.code for row in tree.rows_of(table)]


def test_rows_are_numbered_as_on_paper() -> None:
    table, code = tree.add_group(small_table(), "A")
    table, _inner = tree.add_criterion(table, code)
    assert [(row.label, row.code) for row in tree.rows_of(table)] == [
        ("I", "A"), ("1", "A2"), ("1.1", "A2.1"), ("2", "A1"), ("II", "B"), ("1", "B1"),
    ]  # fmt: skip


def test_sums_are_shown_where_they_differ() -> None:
    table = tree.put(small_table(), replace(small_table().positions[0], max=Decimal(55)))
    rows = {row.code: row for row in tree.rows_of(table)}
    assert (rows["A"].given, rows["A"].differs, rows["B"].differs) == (55, True, False)


def test_a_criterion_at_the_edge_goes_into_the_next_group() -> None:
    table = tree.move(small_table(), "A1", 1)
    assert codes(table) == ["A", "B", "A1", "B1"]
    assert codes(tree.move(table, "A1", -1)) == codes(small_table())


def test_groups_go_in_and_out() -> None:
    table = tree.indent(small_table(), "B")
    assert codes(table) == ["A", "B", "B1", "A1"]
    assert codes(tree.outdent(table, "B")) == ["A", "A1", "B", "B1"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", "A"),
        ("down", "B"),
        ("indent", "A"),
        ("outdent", "A"),
        ("outdent", "A1"),
        ("indent", "A1"),
        ("up", "Z"),
        ("", "A"),
    ],
)
def test_steps_that_lead_nowhere_say_so(step: str, code: str) -> None:
    with pytest.raises(BadRow):
        press(small_table(), step, code)


def test_a_removed_row_takes_its_tie_break_along() -> None:
    table = small_table(tie_breaks=(TieBreak(TieBreakBy.CRITERION, "A1"), TieBreak(TieBreakBy.GROUP, "B")))
    assert tree.remove(table, "A").tie_breaks == (TieBreak(TieBreakBy.GROUP, "B"),)


@pytest.mark.parametrize("table", shipped(), ids=lambda table: table.code)
def test_a_copy_of_every_group_has_codes_of_its_own(table: Scheme) -> None:
    for group in table.groups:
        table, _code = tree.duplicate(table, group.code)
    assert len(codes(table)) == len(set(codes(table)))
    assert scheme_from(scheme_to(table)) == table


@given(
    st.sampled_from([one.code for one in shipped()]),
    st.lists(st.tuples(st.sampled_from(sorted(BUTTONS)), st.integers(0, 40)), max_size=12),
)
def test_any_steps_leave_a_table_that_can_be_written_and_read(code: str, steps: list[tuple[str, int]]) -> None:
    table = next(one for one in shipped() if one.code == code)
    for name, place in steps:
        there = codes(table)
        if not there:
            break
        before = len(there)
        try:
            table, _opened = press(table, name, there[place % len(there)])
        except BadRow:
            continue
        if name in {"up", "down", "indent", "outdent"}:
            assert sorted(codes(table)) == sorted(there)
        elif name != "remove":
            assert len(codes(table)) > before
    assert len(codes(table)) == len(set(codes(table)))
    assert scheme_from(scheme_to(table)) == table


def test_another_weight_scales_everything_in_the_group() -> None:
    table = next(one for one in shipped() if one.code == "S11")
    first = table.groups[0]
    twice = reweighted(table, {first.code: first.max * 2})

    assert twice.groups[0].max == first.max * 2
    assert [one.max for one in twice.positions[:3]] == [one.max * 2 for one in table.positions[:3]]
    assert twice.groups[1:] == table.groups[1:]
    assert reweighted(table, {first.code: first.max}) == table
    assert scheme_from(scheme_to(twice)) == twice
