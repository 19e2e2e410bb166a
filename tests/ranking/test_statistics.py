"""What a council sees before it decides, against counting by hand."""

from __future__ import annotations

from fractions import Fraction
from statistics import pstdev

from hypothesis import given
from hypothesis import strategies as st

from thidua.emulation.ranking.rules import is_whole, ranks
from thidua.emulation.ranking.statistics import distribution, leniency, spread, telling, winners

totals_of = st.lists(st.integers(min_value=-20_000, max_value=120_000), min_size=1, max_size=60)
SEVEN_TEAMS = [90_000, 97_000, 95_000, 90_000, 90_000, 90_000, 90_000]


@given(totals_of)
def test_bins_hold_every_total_once_in_whole_points_of_one_width(totals):
    bins = distribution(totals)

    assert sum(one.count for one in bins) == len(totals)
    assert len({one.high - one.low for one in bins}) == 1
    assert (bins[0].high - bins[0].low) % 1000 == 0
    assert bins[0].low <= min(totals)
    assert max(totals) <= bins[-1].high
    assert len(bins) <= 11
    for one in bins[:-1]:
        assert one.count == sum(one.low <= total < one.high for total in totals)


def test_the_seven_teams_of_a_school_are_bunched():
    seen = spread(SEVEN_TEAMS)

    assert (seen.count, seen.least, seen.most, seen.tied, seen.near_best) == (7, 90_000, 97_000, 5, 2)
    assert seen.bunched
    assert [(one.low, one.count) for one in distribution(SEVEN_TEAMS)][:2] == [(90_000, 5), (91_000, 0)]


def test_totals_that_lie_apart_are_not_bunched_and_two_units_never_are():
    assert not spread([97_000, 91_000, 84_000, 70_500]).bunched
    assert not spread([97_000, 97_000]).bunched
    assert spread([]) is None
    assert distribution([]) == []


@given(totals_of)
def test_the_deviation_is_that_of_the_textbook(totals):
    assert abs(spread(totals).deviation - pstdev(totals)) <= 1
    assert spread(totals).mean == Fraction(sum(totals), len(totals))


def test_a_criterion_where_everybody_has_the_maximum_tells_nothing():
    same, apart, empty = telling([[5_000, 5_000, 5_000], [5_000, 3_000, None], [None, None, None]], [5_000] * 3)

    assert (same.at_most, same.values, same.tells_nothing) == (3, 1, True)
    assert (apart.count, apart.at_most, apart.tells_nothing) == (2, 1, False)
    assert (empty.count, empty.tells_nothing) == (0, False)


def test_a_checker_is_generous_by_the_mean_of_what_was_taken_back_afterwards():
    generous, strict = leniency(
        [
            (2, [4_000, 3_000], [5_000, 3_000]),
            (1, [5_000, 5_000, None], [4_000, 5_000, 9_000]),
            (1, [2_000], [1_000]),
        ]
    )

    assert (generous.checker, generous.count, generous.mean) == (1, 3, Fraction(2_000, 3))
    assert (generous.raised, generous.lowered) == (2, 0)
    assert (strict.checker, strict.mean, strict.lowered) == (2, Fraction(-500), 1)


def test_winners_take_turns_when_nobody_wins_twice_in_a_row_or_more_often():
    assert winners({2020: [1], 2021: [2], 2022: [3]}).take_turns
    assert winners({2020: [1], 2021: [2], 2022: [1], 2023: [2]}).take_turns
    assert not winners({2020: [1], 2021: [1], 2022: [2]}).take_turns
    assert not winners({2020: [1], 2021: [2], 2022: [1], 2023: [3], 2024: [1]}).take_turns
    assert not winners({2020: [1], 2021: [2]}).take_turns


def test_the_most_frequent_winner_is_named_with_the_number_of_wins():
    assert winners({2021: [7], 2020: [3], 2022: [7]}).most_frequent == (7, 2)
    assert winners({}).most_frequent is None


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 5), st.integers(0, 3))), max_size=40))
def test_places_count_who_is_better_and_are_whole(keys):
    placed = ranks(keys)

    for key, place in zip(keys, placed, strict=True):
        assert place == (None if key is None else 1 + sum(other > key for other in keys if other is not None))
    assert is_whole([place for place in placed if place is not None])


def test_places_with_a_hole_or_without_the_gap_after_a_shared_one_are_not_whole():
    assert is_whole([1, 1, 3])
    assert is_whole([])
    assert not is_whole([1, 1, 2])
    assert not is_whole([2, 3])
    assert not is_whole([1, 3])
