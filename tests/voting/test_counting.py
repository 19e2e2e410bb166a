"""Counting against worked examples, and properties that hold for every ballot."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.voting.counting import Result, Roll, count, quorum_met
from thidua.voting.rules import Asked, Base, Kind, Marks, Outcome, Part, QuorumOn, fault

PASSED, FAILED, TIED = Outcome.PASSED, Outcome.FAILED, Outcome.TIED
HALF, TWO_THIRDS, NOTHING = Part(1, 2, strict=True), Part(2, 3), Part(0, 1)


def roll(total: int, cast: int) -> Roll:
    return Roll(total=total, present=cast, cast=cast, written=0)


def outcomes(asked: Asked, answers: list[Marks | None], total: int | None = None) -> list[Outcome]:
    result = count(asked, answers, roll(total or len(answers), len(answers)), quorate=True)
    return [option.outcome for option in result.options]


# ── Worked examples ──────────────────────────────────────────────────────────


def test_a_threshold_on_all_members_counts_those_who_stayed_away() -> None:
    """Nine on the roll, six came, five said yes: 5/6 of the votes are enough, 5/9 of all members are not two thirds."""
    answers: list[Marks | None] = [(1,)] * 5 + [(2,)]
    on = {base: outcomes(Asked(Kind.APPROVAL, 1, TWO_THIRDS, base), answers, total=9) for base in Base}
    assert on == {Base.TOTAL: [FAILED], Base.PRESENT: [PASSED], Base.VALID: [PASSED]}


def test_two_thirds_of_nine_are_six_and_of_ten_seven() -> None:
    assert [TWO_THIRDS.least(whole) for whole in (9, 10, 3, 1)] == [6, 7, 2, 1]
    assert TWO_THIRDS.met(2, 3)
    assert not TWO_THIRDS.met(6, 10)


def test_half_is_not_more_than_half() -> None:
    assert not HALF.met(5, 10)
    assert HALF.met(6, 10)
    assert (HALF.least(10), HALF.least(9), Part(1, 2).least(10)) == (6, 5, 5)


def test_written_votes_count_as_taking_part_though_their_voters_are_absent() -> None:
    with_papers = Roll(total=10, present=5, cast=7, written=2)
    asked = Asked(Kind.APPROVAL, 1, Part(1, 1), Base.PRESENT)
    result = count(asked, [(1,)] * 7, with_papers, quorate=True)
    assert (result.base, result.options[0].outcome) == (7, PASSED)


@pytest.mark.parametrize(
    ("on", "met"),
    [(QuorumOn.CAST_OF_TOTAL, False), (QuorumOn.PRESENT_OF_TOTAL, True), (QuorumOn.CAST_OF_PRESENT, True)],
)
def test_the_quorum_is_held_against_what_the_ballot_says(on: QuorumOn, met: bool) -> None:
    assert quorum_met(on, TWO_THIRDS, Roll(total=9, present=6, cast=5, written=0)) is met


def test_without_a_quorum_nothing_is_decided() -> None:
    asked = Asked(Kind.APPROVAL, 2, HALF, Base.VALID)
    result = count(asked, [(1, 2)], roll(9, 1), quorate=False)
    assert [option.outcome for option in result.options] == [Outcome.NO_QUORUM] * 2
    assert [option.voices for option in result.options] == [1, 0]


def test_choosing_fills_the_seats_and_reports_a_tie_for_the_last_one() -> None:
    """Two seats; votes 4, 3, 3, 1: the first is in, the next two are tied and neither wins."""
    answers: list[Marks | None] = [(1, 1, 0, 0)] * 3 + [(1, 0, 1, 0)] + [(0, 0, 1, 1)] + [(0, 0, 1, 0)]
    asked = Asked(Kind.CHOOSE, 4, NOTHING, Base.VALID, most=2, seats=2)
    assert outcomes(asked, answers) == [PASSED, TIED, TIED, FAILED]


def test_a_tie_below_the_last_seat_keeps_nobody_out() -> None:
    answers: list[Marks | None] = [(1, 1, 0, 0)] * 3 + [(0, 0, 1, 1)]
    asked = Asked(Kind.CHOOSE, 4, NOTHING, Base.VALID, most=2, seats=2)
    assert outcomes(asked, answers) == [PASSED, PASSED, FAILED, FAILED]


def test_who_does_not_reach_the_threshold_gets_no_seat_though_one_is_free() -> None:
    answers: list[Marks | None] = [(1, 0)] * 5 + [(1, 1)]
    asked = Asked(Kind.CHOOSE, 2, HALF, Base.VALID, most=2, seats=2)
    assert outcomes(asked, answers) == [PASSED, FAILED]


def test_ranks_are_counted_by_borda() -> None:
    """Three options, 3-2-1 points. A: 3+3+1 = 7, B: 2+2+3 = 7, C: 1+0+2 = 3."""
    answers: list[Marks | None] = [(1, 2, 3), (1, 2, 0), (3, 1, 2)]
    asked = Asked(Kind.RANK, 3, NOTHING, Base.VALID, seats=1)
    result = count(asked, answers, roll(3, 3), quorate=True)
    assert [option.points for option in result.options] == [7, 7, 3]
    assert [option.place for option in result.options] == [1, 1, 3]
    assert result.shared_places == (1,)
    assert result.tied
    assert outcomes(asked, answers) == [TIED, TIED, FAILED]


def test_blank_and_invalid_votes_are_told_apart() -> None:
    asked = Asked(Kind.CHOOSE, 2, HALF, Base.VALID, most=1)
    result = count(asked, [(0, 0), (1, 0), (1, 1), None], roll(4, 4), quorate=True)
    assert (result.cast, result.valid, result.invalid, result.blank, result.base) == (4, 2, 2, 1, 2)


@pytest.mark.parametrize(
    ("kind", "marks", "wrong"),
    [
        (Kind.APPROVAL, (1, 2, 0), False),
        (Kind.APPROVAL, (1, 3, 0), True),
        (Kind.APPROVAL, (1, 2), True),
        (Kind.CHOOSE, (1, 1, 0), False),
        (Kind.CHOOSE, (1, 1, 1), True),
        (Kind.CHOOSE, (2, 0, 0), True),
        (Kind.RANK, (2, 1, 0), False),
        (Kind.RANK, (1, 1, 0), True),
        (Kind.RANK, (1, 3, 0), True),
        (Kind.RANK, (1, 2, 3), True),
    ],
)
def test_an_answer_is_what_its_question_allows(kind: Kind, marks: Marks, wrong: bool) -> None:
    assert bool(fault(Asked(kind, 3, HALF, Base.VALID, most=2), marks)) is wrong


# ── Properties ───────────────────────────────────────────────────────────────

parts = st.builds(
    lambda above, more, strict: Part(above, above + more, strict), st.integers(0, 20), st.integers(1, 20), st.booleans()
)


@st.composite
def contests(draw: st.DrawFn) -> tuple[Asked, list[Marks | None], Roll]:
    """A question, answers of which some are not valid, and a roll that they fit."""
    options = draw(st.integers(1, 5))
    kind = draw(st.sampled_from(Kind))
    asked = Asked(
        kind,
        options,
        draw(parts),
        draw(st.sampled_from(Base)),
        most=draw(st.none() | st.integers(1, options)),
        seats=draw(st.none() | st.integers(1, options)),
    )
    marks = st.lists(st.integers(0, options if kind == Kind.RANK else 2), min_size=options, max_size=options)
    answers = draw(st.lists(st.none() | marks.map(tuple), max_size=12))
    absent = draw(st.integers(0, 6))
    return asked, answers, Roll(len(answers) + absent, len(answers), len(answers), 0)


@given(contests())
def test_every_vote_is_counted_once_as_valid_or_not(contest: tuple[Asked, list[Marks | None], Roll]) -> None:
    asked, answers, counted = contest
    result = count(asked, answers, counted, quorate=True)
    assert result.cast == len(answers) == result.valid + result.invalid
    for option in result.options:
        assert 0 <= option.voices <= result.valid
        if asked.kind == Kind.APPROVAL:
            assert option.voices + option.no + option.abstained == result.valid


@given(contests())
def test_winners_reach_the_threshold_and_fit_the_seats(contest: tuple[Asked, list[Marks | None], Roll]) -> None:
    asked, answers, counted = contest
    result = count(asked, answers, counted, quorate=True)
    won = [option for option in result.options if option.outcome == PASSED]
    tied = [option for option in result.options if option.outcome == TIED]
    for option in won + tied:
        exact = Fraction(option.voices, result.base)
        least = Fraction(asked.threshold.numerator, asked.threshold.denominator)
        assert exact > least if asked.threshold.strict else exact >= least
    if asked.seats is not None:
        assert len(won) <= asked.seats
        assert not tied or len(won) + len(tied) > asked.seats
    assert len({option.place for option in tied}) <= 1


@given(contests(), st.randoms())
def test_neither_the_order_of_votes_nor_that_of_options_matters(
    contest: tuple[Asked, list[Marks | None], Roll], chance: object
) -> None:
    asked, answers, counted = contest
    result = count(asked, answers, counted, quorate=True)
    mixed, order = list(answers), list(range(asked.options))
    chance.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis hands out a Random
    chance.shuffle(order)  # type: ignore[attr-defined]
    turned = [
        None if answer is None or len(answer) != len(order) else tuple(answer[at] for at in order) for answer in mixed
    ]
    again = count(asked, turned, counted, quorate=True)
    assert again.options == tuple(result.options[at] for at in order)


@given(contests())
def test_one_more_yes_never_harms(contest: tuple[Asked, list[Marks | None], Roll]) -> None:
    """With the threshold on all members and no limit of seats, a further voice for an option keeps it winning."""
    asked, answers, counted = contest
    free = Asked(Kind.APPROVAL, asked.options, asked.threshold, Base.TOTAL)
    valid = [answer for answer in answers if answer and not fault(free, answer)]
    total = counted.total + 1
    before = count(free, valid, roll(total, len(valid)), quorate=True)
    more: Marks = (1, *[2] * (asked.options - 1))
    after = count(free, [*valid, more], roll(total, len(valid) + 1), quorate=True)
    assert before.options[0].outcome != PASSED or after.options[0].outcome == PASSED


@given(contests())
def test_a_result_is_kept_as_data_and_read_again(contest: tuple[Asked, list[Marks | None], Roll]) -> None:
    asked, answers, counted = contest
    result = count(asked, answers, counted, quorate=True)
    assert Result.from_data(result.to_data()) == result


@given(parts, st.integers(1, 200))
def test_the_least_that_is_enough_is_enough_and_one_less_is_not(part: Part, whole: int) -> None:
    least = part.least(whole)
    assert part.met(least, whole)
    assert not part.met(least - 1, whole)
