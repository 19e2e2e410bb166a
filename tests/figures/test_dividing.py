"""All numbers of units handed on at once: as `carry_forward` does it one by one, parts within their wholes."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thidua.figures.dividing import Portion, Rules, carried
from thidua.figures.rules import Succession, carry_forward, in_order

WHOLE = 1_000_000
DAYS = (date(2025, 1, 1), date(2025, 3, 1), date(2025, 7, 1))
MEMBERS, WOMEN, YOUNG_WOMEN, HIGHEST = (0, 1), (0, 2), (0, 3), (7, 1)
RULES = Rules({WOMEN: MEMBERS, YOUNG_WOMEN: WOMEN}, frozenset({7}))


@st.composite
def histories(draw: Any) -> tuple[dict[str, tuple[int, int, int]], list[Succession]]:
    """Members, women and young women of some units, and who carried them on."""
    units = [f"U{n}" for n in range(draw(st.integers(2, 7)))]
    numbers = {unit: tuple(sorted(draw(st.tuples(*[st.integers(0, 200)] * 3)), reverse=True)) for unit in units}
    successions = []
    for unit in draw(st.lists(st.sampled_from(units), unique=True)):
        heirs = draw(st.lists(st.sampled_from(units), min_size=1, max_size=3, unique=True))
        cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), min_size=len(heirs) - 1, max_size=len(heirs) - 1)))
        day = DAYS[units.index(unit) % len(DAYS)]
        later = [heir for heir in heirs if units.index(heir) >= units.index(unit)] or [unit]
        shares = [until - since for since, until in zip([0, *cuts], [*cuts, WHOLE], strict=True)]
        shares[len(later) - 1] += sum(shares[len(later) :])
        successions += [Succession(unit, heir, share, day) for heir, share in zip(later, shares, strict=False)]
    return numbers, successions


def portions(numbers: dict[str, tuple[int, int, int]]) -> dict[str, Portion]:
    return {
        unit: Portion({MEMBERS: members, WOMEN: women, YOUNG_WOMEN: young, HIGHEST: members})
        for unit, (members, women, young) in numbers.items()
    }


@given(histories())
def test_numbers_go_where_carry_forward_takes_them(history: tuple[Any, Any]) -> None:
    numbers, successions = history
    found = carried(portions(numbers), in_order(successions), RULES)

    members = {unit: three[0] for unit, three in numbers.items()}
    women = {unit: three[1] for unit, three in numbers.items()}
    assert {u: p.numbers[MEMBERS] for u, p in found.items()} == carry_forward(members, successions).values
    assert {u: p.numbers[WOMEN] for u, p in found.items()} == carry_forward(women, successions, wholes=members).values


@given(histories())
def test_parts_never_exceed_their_wholes_and_nothing_is_lost(history: tuple[Any, Any]) -> None:
    numbers, successions = history
    found = carried(portions(numbers), in_order(successions), RULES)

    for portion in found.values():
        assert portion.numbers[YOUNG_WOMEN] <= portion.numbers[WOMEN] <= portion.numbers[MEMBERS]
    for at, place in enumerate((MEMBERS, WOMEN, YOUNG_WOMEN)):
        assert sum(p.numbers[place] for p in found.values()) == sum(three[at] for three in numbers.values())


@given(histories())
def test_the_largest_stays_the_largest(history: tuple[Any, Any]) -> None:
    numbers, successions = history
    found = carried(portions(numbers), in_order(successions), RULES)

    assert max(p.numbers[HIGHEST] for p in found.values()) == max(three[0] for three in numbers.values())


def test_counts_go_to_the_largest_share_and_of_equal_ones_to_the_smaller_code() -> None:
    def given_portion() -> Portion:
        return Portion(counts={0: [[1] * 64, [2] * 64, [3] * 64]})

    uneven = [Succession("A", "B", 300_000, DAYS[0]), Succession("A", "C", 700_000, DAYS[0])]
    even = [Succession("A", "C", 500_000, DAYS[0]), Succession("A", "B", 500_000, DAYS[0])]

    assert carried({"A": given_portion()}, in_order(uneven), RULES)["C"].count(0)[1][0] == 2
    assert carried({"A": given_portion()}, in_order(uneven), RULES)["B"].counts == {}
    assert carried({"A": given_portion()}, in_order(even), RULES)["B"].count(0)[2][0] == 3
