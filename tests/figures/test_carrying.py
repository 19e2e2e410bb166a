"""Past values follow units into their successors, and nothing is lost on the way."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from thidua.core.periods import parse
from thidua.figures.carrying import Handed, ways
from thidua.figures.rules import Succession, carry_forward, derive_in_period, whole_subtree

WHOLE = 1_000_000
FIRST, LATER = date(2025, 1, 1), date(2025, 7, 1)


def test_a_chain_is_followed_day_by_day():
    chain = [
        Succession("B", "D", WHOLE, LATER),
        Succession("A", "B", 500_000, FIRST),
        Succession("A", "C", 500_000, FIRST),
    ]

    assert carry_forward({"A": 101, "B": 1}, chain).values == {"C": 50, "D": 52}


def test_a_chain_within_one_day_is_followed_too():
    chain = [Succession("B", "C", WHOLE, FIRST), Succession("A", "B", WHOLE, FIRST)]

    assert carry_forward({"A": 5, "B": 2}, chain).values == {"C": 7}


def test_a_unit_may_keep_a_share_of_its_own():
    split = [Succession("A", "A", 700_000, FIRST), Succession("A", "B", 300_000, FIRST)]

    assert carry_forward({"A": 10}, split).values == {"A": 7, "B": 3}


def test_a_part_never_exceeds_its_whole():
    # By shares alone 9 members fall 0, 2, 7 but the 8 women among them 1, 1, 6: one woman of no members.
    shares = {"B": 62_500, "C": 187_500, "D": 750_000}
    split = [Succession("A", heir, share, FIRST) for heir, share in shares.items()]

    assert carry_forward({"A": 9}, split).values == {"B": 0, "C": 2, "D": 7}
    assert carry_forward({"A": 8}, split).values == {"B": 1, "C": 1, "D": 6}
    assert carry_forward({"A": 8}, split, wholes={"A": 9}).values == {"B": 0, "C": 2, "D": 6}


def test_an_earlier_division_leaves_alone_what_was_reported_after_it():
    ended = [
        Handed(1, "A", 1, "A", 600_000, FIRST, FIRST, LATER),
        Handed(1, "A", 2, "B", 400_000, FIRST, FIRST, LATER),
        Handed(1, "A", 3, "C", WHOLE, LATER, LATER, LATER),
    ]

    assert ways(ended, day=LATER, ends=date(2025, 3, 31)).ends == {1: {3}}
    assert ways(ended, day=LATER, ends=date(2024, 12, 31)).ends == {1: {2, 3}}


@st.composite
def reorganisations(draw):
    """Values of some units and a history in which later units succeed earlier ones."""
    units = [f"U{n}" for n in range(draw(st.integers(2, 10)))]
    values = {unit: draw(st.integers(0, 10**6)) for unit in units}
    parts = {unit: draw(st.integers(0, value)) for unit, value in values.items()}
    successions = []
    for at, unit in enumerate(units[:-1]):
        if draw(st.booleans()):
            heirs = draw(st.lists(st.sampled_from(units[at + 1 :]), min_size=1, max_size=3, unique=True))
            cuts = draw(st.lists(st.integers(0, WHOLE), min_size=len(heirs) - 1, max_size=len(heirs) - 1))
            shares = [b - a for a, b in pairwise([0, *sorted(cuts), WHOLE])]
            day = draw(st.sampled_from([FIRST, LATER])) if at else FIRST
            successions += [Succession(unit, h, s, day) for h, s in zip(heirs, shares, strict=True)]
    ended = draw(st.sets(st.sampled_from(units)))
    return values, parts, successions, ended


@given(reorganisations())
def test_as_it_is_plus_ended_equals_as_it_was(history):
    values, parts, successions, ended = history

    carried = carry_forward(values, successions, ended=ended)
    carried_parts = carry_forward(parts, successions, ended=ended, wholes=values)

    assert sum(carried.values.values()) + carried.ended == sum(values.values())
    assert sum(carried_parts.values.values()) + carried_parts.ended == sum(parts.values())
    assert all(part <= carried.values[unit] for unit, part in carried_parts.values.items())


def test_a_missed_quarter_does_not_break_the_sum_since_the_start():
    typed = {parse("2024-Q1"): 60, parse("2024-Q2"): None, parse("2024-Q3"): 75, parse("2025-Q1"): 5}

    derived = derive_in_period(typed)

    assert [d.in_period for d in derived.values()] == [60, 15, 5]


def test_without_a_figure_for_the_subtree_the_parts_stand():
    found = whole_subtree(None, 480)

    assert (found.value, found.children_shown, found.difference) == (480, 480, 0)
