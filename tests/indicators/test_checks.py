"""Balance checks: reading sums, adding up cells, and what a failed check says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from thidua.indicators.rules import BadSum, Cell, Term, add_up, failed, findings, parse_sum


@dataclass
class Check:
    left: str
    operator: str
    right: str
    severity: str = "error"
    sentence: str = "Sai rồi."


BALANCE = Check("ORG18@previous + ORG21 - ORG23", "=", "ORG18", "question")


def test_a_sum_is_read_term_by_term() -> None:
    assert parse_sum("ORG18@previous + ORG21 - ORG23") == (
        Term(1, "ORG18", previous=True),
        Term(1, "ORG21", previous=False),
        Term(-1, "ORG23", previous=False),
    )


@pytest.mark.parametrize("text", ["-ORG21+ORG22", " ORG21 ", "ORG21-ORG22"])
def test_blanks_and_a_leading_sign_are_fine(text: str) -> None:
    assert parse_sum(text)[0].code == "ORG21"


@pytest.mark.parametrize(
    "text",
    ["", "ORG21 +", "ORG21 ORG22", "org21", "ORG21 * 2", "ORG21@before", "12", "ORG21 ++ ORG22", "ORG21; DROP"],
)
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
    cells: dict[str, Cell], before: dict[str, Cell], value: int | None
) -> None:
    assert add_up(parse_sum(BALANCE.left), cells, before) == value


def test_a_check_that_holds_says_nothing() -> None:
    assert failed(BALANCE, {"ORG21": 3, "ORG23": 1, "ORG18": 62}, {"ORG18": 60}) is None


def test_a_check_that_cannot_be_decided_says_nothing() -> None:
    assert failed(BALANCE, {"ORG21": 3, "ORG23": None, "ORG18": 1}, {"ORG18": 60}) is None
    assert failed(Check("ORG17", "<=", "ORG16"), {"ORG17": 9}, {}) is None


def test_a_failed_check_names_both_sides_and_its_cells() -> None:
    finding = failed(BALANCE, {"ORG21": 3, "ORG23": 1, "ORG18": 61}, {"ORG18": 60})

    assert finding is not None
    assert (finding.left, finding.right, finding.severity) == (62, 61, "question")
    assert finding.codes == ("ORG21", "ORG23", "ORG18")


@pytest.mark.parametrize(("women", "fails"), [(47, False), (48, False), (49, True)])
def test_a_part_may_equal_its_whole(women: int, fails: bool) -> None:
    found = findings([Check("ORG17", "<=", "ORG16")], {"ORG17": women, "ORG16": 48}, {})

    assert bool(found) == fails
