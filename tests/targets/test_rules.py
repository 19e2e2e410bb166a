"""Completion, pace and splitting of targets."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.periods import parse
from thidua.core.shares import NothingToShareBy
from thidua.indicators.rules import Direction
from thidua.targets.rules import (
    PaceStatus,
    complete,
    expected_share,
    is_met,
    pace,
    remainder,
    split_target,
    targets_reached,
)

YEAR = parse("2023")
MID_YEAR = date(2023, 7, 2)  # day 183 of 365


def test_without_a_result_nothing_is_said():
    found = complete(None, assigned=120)

    assert (found.percent_of_plan, found.met) == (None, None)


def test_a_zero_target_is_met_or_not_but_has_no_percentage():
    found = complete(0, assigned=0)

    assert (found.percent_of_plan, found.met) == (None, True)


def test_a_limit_broken_shows_how_far():
    found = complete(6, assigned=4, direction=Direction.LESS)

    assert (found.met, found.limit_used_percent, found.percent_of_plan) == (False, 150, None)


def test_limits_kept_count_among_targets_reached():
    found = targets_reached([complete(3, assigned=4, direction=Direction.LESS), complete(1, assigned=2)])

    assert (found.reached, found.of) == (1, 2)


@pytest.mark.parametrize(
    ("result", "target", "direction", "met"),
    [
        (2, 2, Direction.MORE, True),
        (1, 2, Direction.MORE, False),
        (2, 2, Direction.LESS, True),
        (3, 2, Direction.LESS, False),
        (3, None, Direction.MORE, None),
    ],
)
def test_met(result, target, direction, met):
    assert is_met(result, target, direction) is met


def test_the_share_of_the_year_runs_from_nought_to_one():
    assert expected_share(YEAR, date(2022, 12, 31)) == 0
    assert expected_share(YEAR, date(2023, 1, 1)).limit_denominator() == pytest.approx(1 / 365)
    assert expected_share(YEAR, date(2023, 12, 31)) == 1
    assert expected_share(YEAR, date(2024, 5, 1)) == 1


@pytest.mark.parametrize(
    ("result", "direction", "status"),
    [
        (60, Direction.MORE, PaceStatus.AHEAD),
        (50, Direction.MORE, PaceStatus.ON_TRACK),
        (40, Direction.MORE, PaceStatus.BEHIND),
        (30, Direction.MORE, PaceStatus.AT_RISK),
        (100, Direction.MORE, PaceStatus.AHEAD),
        (40, Direction.LESS, PaceStatus.AHEAD),
        (50, Direction.LESS, PaceStatus.ON_TRACK),
        (60, Direction.LESS, PaceStatus.BEHIND),
        (101, Direction.LESS, PaceStatus.AT_RISK),
    ],
)
def test_pace_at_mid_year_towards_100(result, direction, status):
    found = pace(result, 100, year=YEAR, day=MID_YEAR, direction=direction)

    assert found is not None
    assert found.status is status
    assert found.projection * 183 == result * 365


@pytest.mark.parametrize(("result", "status"), [(100, PaceStatus.ON_TRACK), (99, PaceStatus.AT_RISK)])
def test_at_the_end_of_the_year_a_target_is_reached_or_missed(result, status):
    found = pace(result, 100, year=YEAR, day=YEAR.ends)

    assert found is not None
    assert found.status is status


def test_before_the_year_there_is_no_pace():
    assert pace(0, 100, year=YEAR, day=date(2022, 12, 31)) is None


@given(st.integers(0, 10**13), st.dictionaries(st.text(min_size=1), st.integers(1, 10**6), min_size=1))
def test_a_split_leaves_nothing_over(whole, weights):
    parts = split_target(whole, weights)

    assert parts.keys() == weights.keys()
    assert remainder(whole, parts.values()) == 0


def test_equal_weights_give_the_odd_one_to_the_smaller_code():
    assert split_target(7, {"HN-02": 1, "HN-01": 1}) == {"HN-01": 4, "HN-02": 3}


def test_a_split_by_hand_shows_what_is_left():
    assert remainder(100, [60, 30]) == 10
    assert remainder(100, [60, 50]) == -10


def test_a_split_needs_a_weight():
    with pytest.raises(NothingToShareBy):
        split_target(7, {"HN-01": 0})
