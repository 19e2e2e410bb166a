"""The corners of each formula, one by one: zero and missing targets, less is better, several measures, rounding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from thidua.scoring.engine import Case, Scored, UnknownAward, score
from thidua.scoring.results import Missing, Part, Result, UnitResults
from thidua.scoring.scheme import (
    Award,
    Binary,
    Bonus,
    Combine,
    Criterion,
    External,
    Formula,
    Group,
    Manual,
    Measure,
    NotApplicable,
    On,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Scheme,
    Step,
    Steps,
)

D = Decimal
STEPS = Steps((Step(D(100), D(9)), Step(D(90), D(7)), Step(D(80), D(5))))
OVER = Bonus(D(10), D("0.5"), D(2))


def line(formula: Formula, most: object = 9, **fields: object) -> Criterion:
    return replace(Criterion("C", "Tiêu chí", D(str(most)), formula), **fields)


def one(criterion: Criterion, result: Result, digits: int = 2) -> Scored:
    groups = (Group("G", "Nhóm", D(100), criteria=(criterion,)),)
    return score(Scheme("S", "Bảng", D(100), digits, groups), [UnitResults("A", {"C": result})]).rows[0].scored[0]


@pytest.mark.parametrize(
    ("result", "points", "case"),
    [
        (Result(60, 120), "4.5", Case.SHARE),
        (Result(1424, 2800), "4.58", Case.SHARE),  # 50,857143 % of 9
        (Result(855, 492), "9", Case.EXCEEDED),
        (Result(0, 120), "0", Case.NOT_MET),
        (Result(-12, 120), "0", Case.NOT_MET),
        (Result(0, 0), "9", Case.MET),  # nothing was asked for: met
        (Result(5, 0), "9", Case.MET),
        (Result(-1, 0), "0", Case.NOT_MET),
        (Result(-50, -100), "9", Case.MET),  # a target below zero is met or not
        (Result(5), "0", Case.NO_TARGET),
        (Result(target=5), "0", Case.NOT_REPORTED),
        (Result(missing=Missing.NOT_REPORTED), "0", Case.NOT_REPORTED),
        (Result(missing=Missing.NOT_APPLICABLE), "0", Case.NOT_APPLICABLE),
    ],
)
def test_proportional(result: Result, points: str, case: Case) -> None:
    found = one(line(Proportional()), result)
    assert (found.points, found.case) == (D(points), case)


@pytest.mark.parametrize(("value", "target", "points"), [(0, 0, 9), (2, 0, 0), (3, 4, 9), (4, 4, 9), (5, 4, 0)])
def test_less_is_better_is_met_or_not(value: int, target: int, points: int) -> None:
    """A limit has no per cent of plan: kept, or broken."""
    assert one(line(Proportional(), less_is_better=True), Result(value, target)).points == points


def test_the_share_of_a_limit_that_is_used() -> None:
    found = one(line(Proportional(), less_is_better=True), Result(3, 4))
    assert found.percent == 75
    steps = Steps((Step(D(100), D(9)), Step(D(150), D(4))))
    graded = [one(line(steps, less_is_better=True), Result(value, 4)).points for value in (3, 4, 5, 6, 7)]
    assert graded == [9, 9, 4, 4, 0]


@pytest.mark.parametrize(
    ("value", "points", "capped"),
    [(100, 9, False), (109, 9, False), (110, "9.5", False), (149, 11, False), (220, 11, True)],
)
def test_a_bonus_on_top(value: int, points: object, capped: bool) -> None:
    found = one(line(Proportional(OVER)), Result(value, 100))
    assert (found.points, found.capped) == (D(str(points)), capped)


@pytest.mark.parametrize(
    ("value", "points"), [("100", 9), ("99.99", 7), ("90", 7), ("89.999", 5), ("80", 5), ("79.99", 0), ("300", 9)]
)
def test_steps_hold_from_their_bound_on(value: str, points: int) -> None:
    assert one(line(STEPS), Result(D(value), 100)).points == points


def test_steps_by_value_where_less_is_better() -> None:
    by_value = line(Steps((Step(D(0), D(9)), Step(D(2), D(4))), On.VALUE), less_is_better=True)
    assert [one(by_value, Result(n)).points for n in range(4)] == [9, 4, 4, 0]


# 12 of 10 and 3 of 5.
PARTS = (Part(12, 10), Part(3, 5))
MEASURES = (Measure("M1"), Measure("M2"))


@pytest.mark.parametrize(
    ("combine", "percent", "points"),
    [(Combine.EACH, 80, 5), (Combine.SUM, 100, 9), (Combine.LOWEST, 60, 0)],
)
def test_steps_over_several_indicators(combine: Combine, percent: int, points: int) -> None:
    found = one(line(STEPS, measures=MEASURES, combine=combine), Result(parts=PARTS))
    assert (found.percent, found.points) == (percent, points)


@pytest.mark.parametrize(
    ("parts", "points"),
    [
        ((Part(10, 10), Part(None, 5)), "4.5"),  # not reported counts as zero
        ((Part(10, 10), Part(applies=False)), "9"),  # not applicable is left out
        ((Part(10, 10), Part(5)), "4.5"),  # without a target nothing is reached
        ((Part(10, 10), Part(0, 0)), "9"),  # a target of zero is met
        ((Part(None, 10), Part(None, 5)), "0"),
    ],
)
def test_parts_that_are_missing(parts: tuple[Part, ...], points: str) -> None:
    assert one(line(Proportional(), measures=MEASURES), Result(parts=parts)).points == D(points)


def test_parts_count_by_weight() -> None:
    weighted = (Measure("M1", weight=D(2)), Measure("M2", weight=D(1), target=D(5)))
    assert one(line(Proportional(), measures=weighted), Result(parts=(Part(10, 10), Part(0)))).points == 6


def test_silence_about_a_limit_is_not_zero() -> None:
    """Where less is better, an unreported part would look like the best result."""
    found = one(line(Proportional(), less_is_better=True, measures=MEASURES), Result(parts=(Part(0, 3), Part(None, 3))))
    assert (found.points, found.case) == (0, Case.NOT_REPORTED)


def test_a_ratio_counts_against_the_target_of_the_measure() -> None:
    measured = line(STEPS, measures=(Measure("FIN03", target=D(100)),))
    assert one(measured, Result(D("93.5"))).points == 7
    assert one(measured, Result(D("93.5"), D(110))).points == 5  # its own target comes first


@pytest.mark.parametrize(
    ("result", "points"), [(Result(1), 9), (Result(0), 0), (Result(9, 10), 0), (Result(10, 10), 9)]
)
def test_binary(result: Result, points: int) -> None:
    assert one(line(Binary()), result).points == points


def test_binary_where_less_is_better() -> None:
    assert [one(line(Binary(), less_is_better=True), Result(n)).points for n in (0, 1)] == [9, 0]


@pytest.mark.parametrize(
    ("count", "points", "capped"), [(0, "0", False), (7, "3.5", False), (18, "9", False), (19, "9", True)]
)
def test_per_occurrence(count: int, points: str, capped: bool) -> None:
    found = one(line(PerOccurrence(D("0.5"))), Result(count=count))
    assert (found.points, found.capped) == (D(points), capped)


@pytest.mark.parametrize(
    ("plus", "minus", "points"), [(0, 0, 5), (2, 0, 7), (9, 0, 9), (0, 3, "3.5"), (0, 99, -2), (1, 1, "5.5")]
)
def test_plus_minus(plus: int, minus: int, points: object) -> None:
    formula = PlusMinus(D(5), D(1), D("0.5"), D(-2))
    assert one(line(formula), Result(plus=plus, minus=minus)).points == D(str(points))


def test_figures_count_additions_and_deductions() -> None:
    counted = line(PlusMinus(D(5), D(1), D("0.5")), measures=(Measure("good"), Measure("late", deducts=True)))
    assert one(counted, Result(parts=(Part(2), Part(3)))).points == D("5.5")
    assert one(replace(counted, measures=(Measure("late", deducts=True),)), Result(3)).points == D("3.5")


@pytest.mark.parametrize(
    ("given", "points", "case"), [(D("8.5"), D("8.5"), Case.GIVEN), (99, 9, Case.GIVEN), (None, 0, Case.NOT_GIVEN)]
)
def test_manual(given: D | None, points: D, case: Case) -> None:
    found = one(line(Manual()), Result(points=given))
    assert (found.points, found.case, found.stored) == (points, case, None if given is None else int(points * 1000))


@pytest.mark.parametrize(
    ("best_only", "awards", "points"),
    [(True, ("city", "state"), 15), (False, ("city", "state"), 20), (True, ("city",), 10), (False, (), 0)],
)
def test_awards_from_outside(best_only: bool, awards: tuple[str, ...], points: int) -> None:
    formula = External((Award("city", "Cờ thành phố", D(10)), Award("state", "Cờ Chính phủ", D(15))), best_only)
    assert one(line(formula, most=20), Result(awards=awards)).points == points


def test_an_award_that_the_table_does_not_list_is_refused() -> None:
    with pytest.raises(UnknownAward, match="zzz"):
        one(line(External((Award("a", "A", D(1)),))), Result(awards=("zzz",)))


def test_what_does_not_apply_may_be_worth_everything() -> None:
    free = line(Proportional(), not_applicable=NotApplicable.FULL)
    assert one(free, Result(missing=Missing.NOT_APPLICABLE)).points == 9
    assert one(replace(free, measures=MEASURES), Result(parts=(Part(applies=False),) * 2)).points == 9


@pytest.mark.parametrize(
    ("value", "target", "digits", "points"),
    [(1, 8, 2, "0.13"), (1, 8, 3, "0.125"), (1, 8, 1, "0.1"), (1, 8, 0, "0"), (1, 2, 0, "1"), (2345, 1000, 2, "1")],
)
def test_points_are_rounded_half_up_once(value: int, target: int, digits: int, points: str) -> None:
    found = one(line(Proportional(), most=1), Result(value, target), digits)
    assert found.points == D(points)
    assert found.exact == min(Fraction(1), Fraction(value, target))
