"""Dividing a whole: the parts always add up."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thidua.core.shares import NothingToShareBy, SharesAreFull, largest_remainder

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


def codes_for(weights):
    return [f"U{n:02}" for n in range(len(weights))]


@given(st.integers(-(10**13), 10**13), WEIGHTS)
def test_parts_add_up_and_stay_within_one_of_their_quota(whole, weights):
    parts = largest_remainder(whole, weights, codes_for(weights))

    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(whole * weight, sum(weights))) < 1


@given(st.integers(0, 10**6), WEIGHTS, st.data())
def test_capped_parts_add_up_and_none_is_over_its_cap(whole, weights, data):
    caps = data.draw(st.lists(st.integers(0, 10**6), min_size=len(weights), max_size=len(weights)))
    assume(sum(cap for cap, weight in zip(caps, weights, strict=True) if weight) >= whole)

    parts = largest_remainder(whole, weights, codes_for(weights), caps)

    assert sum(parts) == whole
    assert all(0 <= part <= cap for part, cap in zip(parts, caps, strict=True))


def test_a_tie_goes_to_the_smaller_code_wherever_it_stands():
    assert largest_remainder(101, [1, 1], ["C", "B"]) == [50, 51]


def test_the_excess_over_a_cap_is_passed_on_by_weight():
    assert largest_remainder(10, [2, 1, 1], ["A", "B", "C"], [2, 9, 9]) == [2, 4, 4]


def test_nothing_to_share_by():
    for weights in ([0, 0], [], [1, -1]):
        with pytest.raises(NothingToShareBy, match="trọng số"):
            largest_remainder(5, weights, codes_for(weights))


def test_caps_below_the_whole():
    with pytest.raises(SharesAreFull, match="còn dư 2"):
        largest_remainder(5, [1, 1], ["A", "B"], [1, 2])
