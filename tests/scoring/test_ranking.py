"""Places: competition ranking, declared tie-breaks in their order, a shared place where nothing parts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thidua.scoring.engine import Place, score
from thidua.scoring.results import Fact, Result, UnitResults
from thidua.scoring.scheme import (
    Condition,
    Criterion,
    Exclude,
    Group,
    Manual,
    Operator,
    Scheme,
    Scorer,
    Test,
    TieBreak,
    TieBreakBy,
)

FIRST = TieBreak(TieBreakBy.CRITERION, "A1")
GROUP = TieBreak(TieBreakBy.GROUP, "B")
NON_STATE = TieBreak(TieBreakBy.FACT, "non_state")
WOMEN = TieBreak(TieBreakBy.FACT, "women_percent")
EARLIER = TieBreak(TieBreakBy.FACT, "submitted_on", less_first=True)
GONE = Condition("gone", "Không xét", (Test("gone", Operator.IS, value=True),), Exclude())


def places(*ties: TieBreak, units: list[tuple[int, int, dict[str, Fact]]]) -> list[Place]:
    """Places of units by their points in A1 and B1 and their facts."""

    def manual(code: str) -> Criterion:
        return Criterion(code, code, Decimal(10), Manual(), scorer=Scorer.LEAD)

    groups = tuple(Group(code, code, Decimal(10), criteria=(manual(f"{code}1"),)) for code in "AB")
    scheme = Scheme("S", "Bảng", Decimal(20), groups=groups, conditions=(GONE,), tie_breaks=ties)
    many = [
        UnitResults(str(n), {"A1": Result(points=a), "B1": Result(points=b)}, facts)
        for n, (a, b, facts) in enumerate(units)
    ]
    return [row.place for row in score(scheme, many).rows]


def numbers(found: list[Place]) -> list[int | None]:
    return [place.place for place in found]


def test_equal_totals_share_a_place_and_the_next_one_is_left_out() -> None:
    found = places(units=[(5, 5, {}), (9, 9, {}), (4, 6, {}), (1, 1, {})])
    assert numbers(found) == [2, 1, 2, 4]
    assert [place.shared for place in found] == [True, False, True, False]


def test_a_criterion_then_a_group_part() -> None:
    found = places(FIRST, GROUP, units=[(5, 5, {}), (6, 4, {}), (5, 5, {})])
    assert numbers(found) == [2, 1, 2]
    assert [place.broken_by for place in found] == [FIRST, FIRST, FIRST]
    assert numbers(places(GROUP, FIRST, units=[(5, 5, {}), (6, 4, {})])) == [1, 2]


def test_facts_part_in_the_order_that_is_declared() -> None:
    units: list[tuple[int, int, dict[str, Fact]]] = [
        (5, 5, {"non_state": False, "women_percent": Decimal(80), "submitted_on": "2024-11-01"}),
        (5, 5, {"non_state": True, "women_percent": Decimal(40), "submitted_on": "2024-11-05"}),
        (5, 5, {"non_state": True, "women_percent": Decimal(40), "submitted_on": "2024-11-03"}),
        (5, 5, {}),
    ]
    assert numbers(places(NON_STATE, WOMEN, EARLIER, units=units)) == [3, 2, 1, 4]
    assert numbers(places(WOMEN, units=units)) == [1, 2, 2, 4]
    assert places(NON_STATE, WOMEN, EARLIER, units=units)[2].broken_by == EARLIER


def test_who_is_not_considered_has_no_place() -> None:
    assert numbers(places(units=[(9, 9, {"gone": True}), (5, 5, {}), (4, 4, {})])) == [None, 1, 2]


facts = st.fixed_dictionaries(
    {},
    optional={
        "non_state": st.booleans(),
        "women_percent": st.integers(0, 3).map(Decimal),
        "submitted_on": st.sampled_from(["2024-11-01", "2024-11-02", "2024-12-01"]),
    },
)
ties = st.permutations([FIRST, GROUP, NON_STATE, WOMEN, EARLIER]).flatmap(
    lambda order: st.integers(0, len(order)).map(lambda n: order[:n])
)


@given(order=ties, units=st.lists(st.tuples(st.integers(4, 6), st.integers(4, 6), facts), min_size=1, max_size=8))
def test_beside_a_count_of_who_is_better(order: list[TieBreak], units: list[Any]) -> None:
    """A place is one more than the units that are better, pair by pair."""

    def better(one: Any, other: Any) -> bool:
        if one[0] + one[1] != other[0] + other[1]:
            return bool(one[0] + one[1] > other[0] + other[1])
        for tie in order:
            if tie.by is TieBreakBy.FACT:
                mine, theirs = one[2].get(tie.of), other[2].get(tie.of)
                if mine is None or theirs is None:
                    if (mine is None) is not (theirs is None):
                        return theirs is None
                    continue
            else:
                mine, theirs = (one[0], other[0]) if tie is FIRST else (one[1], other[1])
            if mine != theirs:
                return bool(mine < theirs if tie.less_first else mine > theirs)
        return False

    expected = [1 + sum(better(other, unit) for other in units) for unit in units]
    found = places(*order, units=units)
    assert numbers(found) == expected
    assert [place.shared for place in found] == [expected.count(place) > 1 for place in expected]
