"""Tables whose results are known give their published points."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scoring.conftest import EXAMPLES
from thidua.scoring.engine import Case, Row, score
from thidua.scoring.explaining import fired_sentence
from thidua.scoring.results import Result, UnitResults
from thidua.scoring.results_format import results_from
from thidua.scoring.shipped import shipped_scheme


def rows(code: str) -> dict[str, Row]:
    """The example of a shipped table, scored, by unit."""
    units = results_from(json.loads((EXAMPLES / f"{code}-results.json").read_text()))
    return {row.unit: row for row in score(shipped_scheme(code), units).rows}


def test_seven_teams_of_a_school() -> None:
    """S4: five of seven tie on 90, so they share the third place until a vote parts them."""
    found = {unit: (row.standing.total, row.standing.class_after, row.place.place) for unit, row in rows("S4").items()}
    best, good = "Vững mạnh xuất sắc", "Vững mạnh"
    assert found == {
        "Khối 1": (90, good, 3),
        "Khối 2": (97, best, 1),
        "Khối 3": (95, best, 2),
        "Khối 4": (90, good, 3),
        "Khối 5": (90, good, 3),
        "VP": (90, good, 3),
        "Bộ môn": (90, good, 3),
    }
    assert sum(row.place.shared for row in rows("S4").values()) == 5


def test_worked_example_of_the_comparison_with_the_leader() -> None:
    """S7: 31, 26, 20 and 15 of 20."""
    points = {unit: row.scored[0].points for unit, row in rows("S7").items()}
    assert points == {"A": Decimal(10), "B": Decimal("7.73"), "C": Decimal(5), "D": Decimal("3.75")}
    assert rows("S7")["A"].scored[0].case is Case.LEADER


@pytest.mark.parametrize(
    ("value", "target", "points"),
    [
        (0, 0, 5),  # a target of zero is met, not worth nothing
        (200, None, 5),  # no target: never above those that met theirs
        (1, None, Decimal("0.03")),
        (20, 20, 5),
    ],
)
def test_known_mistakes_of_the_comparison_are_not_repeated(value: int, target: int | None, points: Decimal) -> None:
    units = [UnitResults("A", {"DL": Result(31, 20)}), UnitResults("X", {"DL": Result(value, target)})]
    units.append(UnitResults("Y", {"DL": Result(200)}))
    assert score(shipped_scheme("S7"), units).rows[1].scored[0].points == points


def test_an_excluded_unit_sets_no_standard() -> None:
    """Who is not considered does not take the leader's points from anybody."""
    scheme = shipped_scheme("S11")
    assert scheme.conditions[2].code == "chua-dang-ky"
    compared = replace(shipped_scheme("S7"), conditions=scheme.conditions[2:3])
    units = [
        UnitResults("A", {"DL": Result(31, 20)}, {"registered": False}),
        UnitResults("B", {"DL": Result(26, 20)}, {"registered": True}),
    ]
    first, second = score(compared, units).rows
    assert (first.scored[0].points, first.place.place) == (10, None)
    assert (second.scored[0].points, second.place.place) == (10, 1)


def test_a_flag_carries_a_total_beyond_the_hundred() -> None:
    """S6: 97 + 10 = 107."""
    assert {unit: row.standing.total for unit, row in rows("S6").items()} == {"Quận A": 107, "Quận B": 100}


def test_eight_points_off_for_who_did_not_register() -> None:
    """S5: −8 of 1,000."""
    found = rows("S5")
    assert found["Đơn vị A"].standing.groups["C"].points == -8
    assert [row.standing.total for row in found.values()] == [932, 940]


def test_a_floor_and_a_discipline_cost_a_class() -> None:
    """S2: from 85 points, but one standard below half, or a warning: khá."""
    found = {unit: (row.standing.class_by_points, row.standing.class_after) for unit, row in rows("S2").items()}
    assert found == {
        "A": ("Vững mạnh", "Vững mạnh"),
        "B": ("Vững mạnh", "Khá"),
        "C": ("Vững mạnh", "Khá"),
        "D": ("Trung bình", "Trung bình"),
    }
    said = [fired_sentence(shipped_scheme("S2"), fired) for u in ("B", "C") for fired in rows("S2")[u].standing.fired]
    assert said == [
        "«Tiêu chuẩn 4» dưới 50% điểm tối đa: xếp loại cao nhất là «Khá».",
        "Có kỷ luật từ cảnh cáo trở lên: xếp loại cao nhất là «Khá».",
    ]


@pytest.mark.parametrize(("points", "after"), [("12.5", "Vững mạnh"), ("12.49", "Khá"), ("13", "Vững mạnh")])
def test_exactly_half_is_not_below_the_floor(points: str, after: str) -> None:
    results = {code: Result(points=25) for code in ("1.1", "2.1", "3.1")} | {"4.1": Result(points=Decimal(points))}
    [row] = score(shipped_scheme("S2"), [UnitResults("A", results, {"discipline": ""})]).rows
    assert row.standing.class_after == after


@pytest.mark.parametrize(
    ("facts", "excluded"),
    [
        ({"absent_days": Decimal(40), "maternity_leave": False}, ["vang-mat"]),
        ({"absent_days": Decimal(120), "maternity_leave": True}, []),
        ({"absent_days": Decimal(39), "maternity_leave": False}, []),
        ({"registered": False}, ["chua-dang-ky"]),
        ({"months_since_recruitment": Decimal(9)}, ["moi-tuyen"]),
        ({"months_since_recruitment": Decimal(10)}, []),
        ({"fined": True}, ["xu-phat"]),
        ({"discipline": "khiển trách"}, ["ky-luat"]),
        ({"discipline": ""}, []),
    ],
)
def test_who_is_not_considered(facts: dict[str, Decimal | bool | str], excluded: list[str]) -> None:
    """S9, condition by condition."""
    [row] = score(shipped_scheme("S9"), [UnitResults("A", {"A.1": Result(points=90)}, facts)]).rows
    assert [fired.code for fired in row.standing.fired] == excluded
    assert (row.place.place is None) is bool(excluded)


@pytest.mark.parametrize(
    ("facts", "considered"),
    [
        ({"from_merger": False, "months_since_founding": Decimal(11)}, False),
        ({"from_merger": False, "months_since_founding": Decimal(12)}, True),
        ({"from_merger": True, "months_since_founding": Decimal(7), "months_since_merger": Decimal(7)}, True),
        ({"from_merger": True, "months_since_founding": Decimal(5), "months_since_merger": Decimal(5)}, False),
    ],
)
def test_new_unions_are_not_considered(facts: dict[str, Decimal | bool | str], considered: bool) -> None:
    """S1: twelve months since founding, six after a split or a merger."""
    [row] = score(shipped_scheme("S1"), [UnitResults("A", {}, facts)]).rows
    assert row.standing.excluded is not considered
    assert not row.standing.unknown


def test_what_cannot_be_judged_is_said() -> None:
    [row] = score(shipped_scheme("S9"), [UnitResults("A", {}, {"registered": True, "fined": False})]).rows
    assert row.standing.unknown == ("vang-mat", "moi-tuyen", "ky-luat")


def test_a_composed_table_of_a_federation() -> None:
    """S11: over-achievement of 155 % adds two points at most, all bonuses together five."""
    full = {
        line.code: Result(parts=()) if len(line.measures) > 1 else Result(310, 200)
        for line in shipped_scheme("S11").positions
    }
    full |= {"F1": Result(minus=0), "T1": Result(count=4), "A5": Result(count=20)}
    [row] = score(shipped_scheme("S11"), [UnitResults("A", full)]).rows
    points = dict(zip(shipped_scheme("S11").position_of, row.scored, strict=True))
    assert (points["C1"].points, points["C1"].bonus) == (11, 2000)
    assert (points["C2"].points, points["C2"].bonus) == (10, 2000)
    assert points["T1"].points == 4
    assert row.standing.bonus == 5000  # 2 + 2 + 4, held by the pool
    assert "A" not in row.standing.class_after
