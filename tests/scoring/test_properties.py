"""What must hold of every formula, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scoring import tables
from thidua.scoring.engine import Case, Scored, bests, points_of, score, scored_each
from thidua.scoring.format import criterion_from
from thidua.scoring.results import Result, UnitResults
from thidua.scoring.results_format import result_from
from thidua.scoring.scheme import (
    Criterion,
    Group,
    PlusMinus,
    Relative,
    Scheme,
    Untargeted,
    from_thousandths,
    in_thousandths,
)

numbers = st.integers(-20, 400).map(lambda n: Decimal(n) / 4)
above_zero = st.integers(1, 200).map(Decimal)


def scheme_of(*lines: Criterion, digits: int = 2) -> Scheme:
    return Scheme("S", "Bảng", Decimal(10), digits, groups=(Group("G", "Nhóm", Decimal(1000), criteria=lines),))


def scored(line: Criterion, *many: Result, digits: int = 2) -> list[Scored]:
    """The points of units that have these results."""
    units = [UnitResults(str(n), {line.code: result}) for n, result in enumerate(many)]
    return [row.scored[0] for row in score(scheme_of(line, digits=digits), units).rows]


def line_of(data: st.DataObject, *methods: str, **fields: Any) -> Criterion:
    return criterion_from(data.draw(tables.lines(methods=methods)) | fields)


@pytest.mark.parametrize("method", tables.ALL)
@given(data=st.data())
@settings(max_examples=25)
def test_points_stay_between_their_bounds(method: str, data: st.DataObject) -> None:
    line = data.draw(tables.lines(methods=(method,)))
    criterion, result = criterion_from(line), result_from(data.draw(tables.results(line)))
    lowest = criterion.formula.lowest if isinstance(criterion.formula, PlusMinus) else Decimal(0)
    [found] = scored(criterion, result, digits=3)
    assert min(lowest, 0) <= found.points <= criterion.most


@pytest.mark.parametrize("method", [*tables.FIGURES, "per_occurrence"])
@given(data=st.data(), value=numbers, more=above_zero)
@settings(max_examples=25)
def test_a_better_result_never_gets_fewer_points(
    method: str, data: st.DataObject, value: Decimal, more: Decimal
) -> None:
    """The other units stay as they are; where less is better, less is better."""
    line = line_of(data, method)
    target = data.draw(st.none() | numbers)
    others = [Result(data.draw(numbers), data.draw(st.none() | numbers)) for _ in range(data.draw(st.integers(0, 3)))]
    less = line.less_is_better and method != "per_occurrence"
    worse, better = (value + more, value) if less else (value, value + more)
    before = scored(line, Result(worse, target), *others)[0]
    after = scored(line, Result(better, target), *others)[0]
    assert after.points >= before.points


@given(data=st.data(), plus=st.integers(0, 20), minus=st.integers(0, 20))
def test_additions_raise_and_deductions_lower(data: st.DataObject, plus: int, minus: int) -> None:
    line = line_of(data, "plus_minus")
    here, added, deducted = scored(
        line, Result(plus=plus, minus=minus), Result(plus=plus + 1, minus=minus), Result(plus=plus, minus=minus + 1)
    )
    assert deducted.points <= here.points <= added.points


@given(data=st.data(), value=numbers, target=numbers)
def test_capped_says_when_a_maximum_holds(data: st.DataObject, value: Decimal, target: Decimal) -> None:
    """Proportional without a bonus: capped exactly where the result is beyond a target above zero."""
    line = line_of(data, "proportional", less_is_better=False, formula={"method": "proportional"})
    [found] = scored(line, Result(value, target))
    assert found.capped is (target > 0 and value > target)
    assert not found.capped or found.points == line.max


@given(data=st.data(), value=numbers, target=above_zero)
def test_the_pool_limits_the_bonus(data: st.DataObject, value: Decimal, target: Decimal) -> None:
    bonus = {"step": 10, "points": 1, "pool": 2}
    line = line_of(data, "proportional", less_is_better=False, formula={"method": "proportional", "bonus": bonus})
    [found] = scored(line, Result(value, target))
    steps = int((value / target - 1) * 10) if value > target else 0
    assert found.bonus == 1000 * min(2, max(0, steps))
    assert found.capped is (steps > 2)


@pytest.mark.parametrize("method", ["binary", "proportional", "steps", "bonus", "relative"])
@given(data=st.data(), value=numbers)
@settings(max_examples=30)
def test_silence_never_pays(method: str, data: st.DataObject, value: Decimal) -> None:
    """What is not reported gets nothing, whether more or less is better."""
    line = line_of(data, method)
    silent, _other = scored(line, Result(), Result(value, Decimal(10)))
    assert (silent.points, silent.case) == (0, Case.NOT_REPORTED)


@given(target=above_zero, value=numbers, others=st.lists(st.tuples(numbers, above_zero), max_size=4))
def test_no_target_never_beats_a_target_that_is_met(
    target: Decimal, value: Decimal, others: list[tuple[Decimal, Decimal]]
) -> None:
    """The known mistake of the source: a unit without a target got full points beside units that met theirs."""
    line = Criterion("C", "c", Decimal(10), Relative())
    met, free, *_rest = scored(line, Result(target, target), Result(value), *(Result(v, t) for v, t in others))
    assert free.points <= met.points


@given(values=st.lists(above_zero, min_size=1, max_size=5))
def test_without_any_target_the_largest_result_gets_everything(values: list[Decimal]) -> None:
    found = scored(Criterion("C", "c", Decimal(10), Relative()), *(Result(value) for value in values))
    assert max(one.points for one in found) == 10


@given(values=st.lists(st.tuples(numbers, above_zero), min_size=1, max_size=6))
def test_one_who_exceeds_gets_everything_and_others_in_order(values: list[tuple[Decimal, Decimal]]) -> None:
    found = scored(Criterion("C", "c", Decimal(10), Relative()), *(Result(v, t) for v, t in values), digits=3)
    ratios = [value / target for value, target in values]
    assume(max(ratios) > 1)
    assert found[ratios.index(max(ratios))].points == 10
    for one, other in zip(range(len(values)), range(1, len(values)), strict=False):
        if ratios[one] > ratios[other]:
            assert found[one].points >= found[other].points


def test_nothing_for_units_without_a_target_when_the_table_says_so() -> None:
    line = Criterion("C", "c", Decimal(10), Relative(untargeted=Untargeted.NOTHING))
    free, _met = scored(line, Result(Decimal(7)), Result(Decimal(20), Decimal(20)))
    assert (free.points, free.case) == (0, Case.NO_TARGET)


@given(points=st.integers(-(10**9), 10**9))
def test_thousandths_come_back(points: int) -> None:
    assert in_thousandths(from_thousandths(points)) == points


def test_finer_than_thousandths_is_refused() -> None:
    with pytest.raises(ValueError, match="decimal places"):
        in_thousandths(Decimal("0.0005"))


@given(table=tables.tables())
@settings(max_examples=30)
def test_a_stream_scores_as_the_table_does(table: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    from thidua.scoring.format import scheme_from
    from thidua.scoring.results_format import results_from

    scheme, units = scheme_from(table[0]), results_from({"units": table[1]})
    compared = bests(scheme, units)
    whole = score(scheme, units)
    assert [tuple(one) for one in scored_each(scheme, units, compared)] == [row.scored for row in whole.rows]
    stored = [[one.stored for one in row.scored] for row in whole.rows]
    assert list(points_of(scheme, units, compared)) == stored
