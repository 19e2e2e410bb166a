"""Balance checks: reading sums, adding up figures, and what a failed check says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from thidua.indicators.rules import BadSum, Readings, Reads, Term, Value, add_up, failed, findings, parse_sum


@dataclass
class Check:
    left: str
    operator: str
    right: str
    severity: str = "error"
    sentence: str = "Sai rồi."


BALANCE = Check("ORG18@previous + ORG21 - ORG23", "=", "ORG18", "question")


def reads(now: dict[str, Value], previous: dict[str, Value] | None = None, **year: Value) -> Readings:
    return {Reads.NOW: now, Reads.PREVIOUS: previous or {}, Reads.YEAR: year}


def test_a_sum_is_read_term_by_term() -> None:
    assert parse_sum("ORG18@previous + 2*ORG21 - ORG23@year - 0,5") == (
        Term(Fraction(1), "ORG18", Reads.PREVIOUS),
        Term(Fraction(2), "ORG21"),
        Term(Fraction(-1), "ORG23", Reads.YEAR),
        Term(Fraction(-1, 2)),
    )


@pytest.mark.parametrize("text", ["-ORG21+ORG22", " ORG21 ", "ORG21-ORG22", "3 * ORG21"])
def test_blanks_and_a_leading_sign_are_fine(text: str) -> None:
    assert parse_sum(text)[0].code == "ORG21"


@pytest.mark.parametrize(
    "text",
    [
        "", "ORG21 +", "ORG21 ORG22", "org21", "ORG21 * 2", "ORG21@before", "ORG21 ++ ORG22", "ORG21; DROP",
        "2**ORG21", "2*3", "ORG21/2", "(ORG21)", "__import__('os')", "ORG２１", "1e9", "9" * 40,
    ],
)  # fmt: skip
def test_anything_else_is_no_sum(text: str) -> None:
    with pytest.raises(BadSum):
        parse_sum(text)


@pytest.mark.parametrize(
    ("cells", "before", "value"),
    [
        ({"ORG21": 3, "ORG23": 1, "ORG18": 62}, {"ORG18": 60}, 62),
        ({"ORG21": 3, "ORG23": "NA", "ORG18": 62}, {"ORG18": 60}, 63),
        ({"ORG21": 3, "ORG23": None}, {"ORG18": 60}, None),
        ({"ORG21": 3, "ORG23": 1}, {}, None),
    ],
)
def test_not_applicable_counts_nothing_and_empty_says_nothing(
    cells: dict[str, Value], before: dict[str, Value], value: int | None
) -> None:
    assert add_up(parse_sum(BALANCE.left), reads(cells, before)) == value


def test_numbers_multiples_and_the_year_add_up() -> None:
    readings = reads({"ORG21": Fraction(5, 2)}, {}, ORG21=Fraction(30))

    assert add_up(parse_sum("2*ORG21 + ORG21@year - 1"), readings) == 34


def test_a_check_that_holds_says_nothing() -> None:
    assert failed(BALANCE, reads({"ORG21": 3, "ORG23": 1, "ORG18": 62}, {"ORG18": 60})) is None


def test_a_check_that_cannot_be_decided_says_nothing() -> None:
    assert failed(BALANCE, reads({"ORG21": 3, "ORG23": None, "ORG18": 1}, {"ORG18": 60})) is None
    assert failed(Check("ORG17", "<=", "ORG16"), reads({"ORG17": 9})) is None


def test_a_failed_check_names_both_sides_and_its_cells() -> None:
    finding = failed(BALANCE, reads({"ORG21": 3, "ORG23": 1, "ORG18": 61}, {"ORG18": 60}))

    assert finding is not None
    assert (finding.left, finding.right, finding.severity) == (62, 61, "question")
    assert finding.codes == ("ORG21", "ORG23", "ORG18")


@pytest.mark.parametrize(
    ("operator", "holding"),
    [("<=", (1, 2)), ("=", (2,)), ("<", (1,)), (">=", (2, 3)), (">", (3,)), ("!=", (1, 3))],
)
def test_every_comparison_means_what_it_says(operator: str, holding: tuple[int, ...]) -> None:
    check = Check("ORG17", operator, "2")

    assert tuple(n for n in (1, 2, 3) if failed(check, reads({"ORG17": n})) is None) == holding


@pytest.mark.parametrize(("women", "fails"), [(47, False), (48, False), (49, True)])
def test_a_part_may_equal_its_whole(women: int, fails: bool) -> None:
    found = findings([Check("ORG17", "<=", "ORG16")], reads({"ORG17": women, "ORG16": 48}))

    assert bool(found) == fails
