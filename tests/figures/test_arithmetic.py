"""The worked vectors of the arithmetic, each through the functions that the system itself uses.

`arithmetic.json` decides where words leave room: a vector without a check here fails.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from thidua.core.money import dong_words, print_dong, print_short
from thidua.core.numbers import Exact, print_change, print_number, print_percent
from thidua.core.periods import Frequency, Span, parse
from thidua.figures import rules
from thidua.figures.rules import NA, Cell, Succession
from thidua.indicators.rules import Direction, Kind
from thidua.targets.rules import complete, targets_reached

Vector = dict[str, Any]
Check = Callable[[Vector], None]

VECTORS: list[Vector] = json.loads(
    (Path(__file__).parent / "arithmetic.json").read_text(encoding="utf-8"), parse_float=Decimal
)["vectors"]
CHECKS: dict[str, Check] = {}
WHOLE, HALF = 1_000_000, 500_000
NEW_YEAR = date(2025, 1, 1)


def checks(*names: str) -> Callable[[Check], Check]:
    """Say which vectors a function checks."""

    def claim(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return claim


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_vector(vector: Vector) -> None:
    CHECKS[vector["id"]](vector)


def cell(value: Any) -> Cell:
    return NA if value == "NA" else value


def by_span(values: Mapping[str, Any]) -> dict[Span, Cell]:
    return {parse(code): cell(value) for code, value in values.items()}


def agrees(value: Exact | None, stated: Decimal | None) -> bool:
    """Whether a value is the one that a vector states to six places (or both are absent).

    Less than a millionth apart, not rounded alike: "change" states 3.326545 for
    4900/1473 = 3.3265444…
    """
    if value is None or stated is None:
        return value is stated
    return abs(Fraction(value) - Fraction(stated)) < Fraction(1, 10**6)


@checks("flow-over-months")
def _flow_over_months(vector: Vector) -> None:
    cells = by_span(vector["base"])
    for code, expected in vector["expect"].items():
        reading = rules.in_period(cells, parse(code), Frequency.MONTH)
        assert reading.value == expected["in_period"]
        assert rules.cumulative(cells, parse(code), Frequency.MONTH).value == expected["cumulative"]
        if "periods_expected" in expected:
            coverage = (reading.expected, reading.received)
            assert coverage == (expected["periods_expected"], expected["periods_received"])


@checks("typed-since-start")
def _typed_since_start(vector: Vector) -> None:
    derived = rules.derive_in_period(by_span(vector["typed"]))
    for code, expected in vector["expect"].items():
        found = derived[parse(code)]
        assert found.in_period == expected["in_period"]
        assert found.cumulative == expected["cumulative"]
        assert found.needs_reason is expected.get("needs_reason", False)


@checks("stock")
def _stock(vector: Vector) -> None:
    cells = by_span(vector["base"])
    for code, expected in vector["expect"].items():
        assert rules.at_end(cells, parse(code), Frequency.MONTH).value == expected["value"]


@checks("distinct")
def _distinct(vector: Vector) -> None:
    cells = by_span(vector["typed"])
    for code, expected in vector["expect"].items():
        assert rules.at_end(cells, parse(code), Frequency.QUARTER).value == expected["value"]


@checks("stock-coverage", "four-states")
def _over_children(vector: Vector) -> None:
    reading = rules.total([cell(value) for value in vector["children"].values()])
    for name, expected in vector["expect"].items():
        assert getattr(reading, name) == expected


@checks("ratio-flow-over-stock")
def _ratio_over_time(vector: Vector) -> None:
    def part(name: str, during: Span) -> Exact | None:
        values = dict(vector[name])
        kind = Kind(values.pop("kind"))
        return rules.for_ratio(kind, by_span(values), during, Frequency.QUARTER).value

    for code, expected in vector["expect"].items():
        value = rules.ratio(part("numerator", parse(code)), part("denominator", parse(code)))
        assert value is not None
        assert agrees(value, expected["value"])
        for digits, printed in expected["printed"].items():
            assert print_percent(value, int(digits)) == printed


@checks("ratio-of-sums")
def _ratio_of_sums(vector: Vector) -> None:
    numerators, denominators = zip(*vector["children"].values(), strict=True)
    value = rules.ratio(rules.total(numerators).value, rules.total(denominators).value)
    assert agrees(value, vector["expect"]["value"])


@checks("average-weighted")
def _average(vector: Vector) -> None:
    value = rules.weighted_average([tuple(pair) for pair in vector["children"].values()])
    assert value == vector["expect"]["value"]


@checks("extreme")
def _extreme(vector: Vector) -> None:
    children = list(vector["children"].values())
    assert rules.extreme(children).value == vector["expect"]["value"]
    assert rules.extreme(children, Direction.LESS).value == min(children)


@checks("completion-50", "completion-50.9", "completion-25.16", "completion-over")
def _completion(vector: Vector) -> None:
    percent = complete(vector["result"], assigned=vector["target"]).percent_of_plan
    assert percent is not None
    assert agrees(percent, vector["expect"]["percent_of_plan"])
    for digits, printed in vector["expect"]["printed"].items():
        assert print_percent(percent, int(digits)) == printed


@checks("two-denominators")
def _two_denominators(vector: Vector) -> None:
    found = complete(vector["result"], assigned=vector["assigned"], registered=vector["registered"])
    assert agrees(found.percent_of_plan, vector["expect"]["percent_of_plan"])
    assert agrees(found.percent_of_registered, vector["expect"]["percent_of_registered"])


@checks("change", "change-from-zero")
def _change(vector: Vector) -> None:
    change = rules.change_on_year_percent(vector["now"], vector["before"])
    assert agrees(change, vector["expect"]["change_on_year_percent"])
    for digits, printed in vector["expect"].get("printed", {}).items():
        assert change is not None
        assert print_change(change, int(digits)) == printed


@checks("change-of-ratio")
def _change_of_ratio(vector: Vector) -> None:
    change = rules.change_points(vector["now"], vector["before"])
    assert agrees(change, vector["expect"]["change_points"])


@checks("zero-target", "limit")
def _less_is_better(vector: Vector) -> None:
    results = vector.get("results", [vector.get("result")])
    found = [complete(r, assigned=vector["target"], direction=Direction.LESS) for r in results]
    expected = vector["expect"]
    met = [completion.met for completion in found]
    assert met == (expected["met"] if "results" in vector else [expected["met"]])
    assert all(completion.percent_of_plan is None for completion in found)
    assert agrees(found[0].limit_used_percent, expected.get("limit_used_percent"))


@checks("targets-reached")
def _targets_reached(vector: Vector) -> None:
    found = targets_reached(complete(percent, assigned=100) for percent in vector["completions"])
    assert (found.reached, found.of) == (vector["expect"]["reached"], vector["expect"]["of"])


@checks("whole-subtree")
def _whole_subtree(vector: Vector) -> None:
    found = rules.whole_subtree(vector["parent_typed_for_subtree"], vector["children_sum"])
    for name, expected in vector["expect"].items():
        assert getattr(found, name) == expected


@checks("merge")
def _merge(vector: Vector) -> None:
    as_was = vector["values_2024"]
    merge = [Succession(unit, "C", WHOLE, NEW_YEAR) for unit in ("A", "B")]
    as_is = rules.carry_forward(as_was, merge)
    assert as_is.values == vector["expect"]["as_is_2024_in_tree_of_2025"]
    assert as_was == vector["expect"]["as_was_2024"]


@checks("split")
def _split(vector: Vector) -> None:
    split = [Succession("A", unit, HALF, NEW_YEAR) for unit in ("C", "B")]
    as_is = rules.carry_forward(vector["values_2024"], split)
    assert as_is.values == vector["expect"]["as_is_2024_in_tree_of_2025"]


@checks("ended")
def _ended(vector: Vector) -> None:
    as_was = vector["values_2024"]
    as_is = rules.carry_forward(as_was, [], ended={"D"})
    assert rules.total(list(as_was.values())).value == vector["expect"]["as_was_2024"]["P"]
    assert rules.total(list(as_is.values.values())).value == (vector["expect"]["as_is_2024_in_tree_of_2026"]["P"])
    assert as_is.ended == vector["expect"]["ended"]


@checks("print-number")
def _print_number(vector: Vector) -> None:
    assert print_number(vector["value"]) == vector["expect"]


@checks("print-money")
def _print_money(vector: Vector) -> None:
    amount = vector["value"]
    assert [print_dong(amount), print_short(amount), dong_words(amount)] == vector["expect"]


@checks("half-up")
def _half_up(vector: Vector) -> None:
    printed = [print_number(value, vector["digits"]) for value in vector["values"]]
    assert printed == vector["expect"]
