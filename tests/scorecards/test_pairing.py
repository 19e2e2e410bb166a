"""Who checks whom: nobody herself, no two each other, nobody the same unit again; the same for everybody who draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.emulation.scorecards.errors import PairingImpossible
from thidua.emulation.scorecards.pairing import draw

CODES = [f"U{number:02d}" for number in range(25)]
members = st.integers(3, 25).map(lambda count: CODES[:count])
seeds = st.integers(0, 2**63 - 1)


@given(members, seeds)
def test_everybody_checks_one_and_is_checked_by_one(units: list[str], seed: int) -> None:
    drawn = draw(units, seed=seed)

    assert sorted(drawn.checks) == sorted(drawn.checks.values()) == units


@given(members, seeds)
def test_nobody_checks_herself_and_no_two_check_each_other(units: list[str], seed: int) -> None:
    checks = draw(units, seed=seed).checks

    assert all(checker != checked != "" for checker, checked in checks.items())
    assert all(checks[checked] != checker for checker, checked in checks.items())


@given(members, seeds, seeds)
def test_no_pair_comes_twice_in_a_row(units: list[str], seed: int, before: int) -> None:
    last = set(draw(units, seed=before).checks.items())

    drawn = draw(units, seed=seed, last=last)

    assert last.isdisjoint(drawn.checks.items())
    if drawn.fresh:
        assert last.isdisjoint((checked, checker) for checker, checked in drawn.checks.items())


@given(st.integers(6, 25).map(lambda count: CODES[:count]), seeds, seeds)
def test_six_units_and_more_always_meet_others_than_last_year(units: list[str], seed: int, before: int) -> None:
    assert draw(units, seed=seed, last=set(draw(units, seed=before).checks.items())).fresh


@given(members, seeds)
def test_the_seed_says_it_all(units: list[str], seed: int) -> None:
    assert draw(units, seed=seed) == draw(list(reversed(units)), seed=seed)


def test_seeds_differ() -> None:
    assert len({tuple(draw(CODES[:6], seed=seed).checks.items()) for seed in range(50)}) > 10


def test_three_units_turn_round_the_next_year() -> None:
    first = draw(CODES[:3], seed=1).checks

    second = draw(CODES[:3], seed=1, last=first.items())

    assert second.checks == {checked: checker for checker, checked in first.items()}
    assert not second.fresh


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_units_can_only_check_each_other(count: int) -> None:
    with pytest.raises(PairingImpossible, match="ít nhất 3 đơn vị"):
        draw(CODES[:count], seed=1)


def test_three_units_after_both_ways_round() -> None:
    both = {(a, b) for a in CODES[:3] for b in CODES[:3] if a != b}

    with pytest.raises(PairingImpossible, match="năm trước"):
        draw(CODES[:3], seed=1, last=both)
