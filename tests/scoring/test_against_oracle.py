"""The engine beside a naive scorer that was written apart from it, over tables by chance."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring import oracle, tables
from thidua.scoring.engine import score
from thidua.scoring.format import scheme_from
from thidua.scoring.results_format import results_from

Json = dict[str, Any]


def both(scheme: Json, units: list[Json]) -> None:
    """Every point, total, class and place is the same."""
    table = score(scheme_from(scheme), results_from({"units": units}))
    codes = [line.code for line in table.scheme.positions]
    for row, expected in zip(table.rows, oracle.scored(scheme, units), strict=True):
        points = {code: Fraction(scored.points) for code, scored in zip(codes, row.scored, strict=True)}
        assert points == expected["points"]
        assert Fraction(row.standing.total) == expected["total"]
        assert (row.standing.class_by_points, row.standing.class_after) == (expected["by_points"], expected["class"])
        assert row.standing.excluded is (expected["class"] == "")
        if not row.standing.excluded:
            assert row.place.place == expected["place"]


@pytest.mark.parametrize("method", tables.ALL)
@given(data=st.data())
@settings(max_examples=40)
def test_each_method(method: str, data: st.DataObject) -> None:
    line = data.draw(tables.lines(methods=(method,)))
    scheme = {
        "code": "S",
        "name": "Bảng",
        "total": line["max"],
        "digits": data.draw(st.integers(0, 3)),
        "groups": [{"code": "G", "name": "Nhóm", "max": 100, "criteria": [line]}],
        "classes": [{"label": "A", "least": 0}],
        "conditions": [],
    }
    many = data.draw(st.lists(tables.results(line), min_size=1, max_size=6))
    both(scheme, [{"unit": f"U{n}", "results": {"C": result}} for n, result in enumerate(many)])


@given(table=tables.tables())
@settings(max_examples=100)
def test_whole_tables(table: tuple[Json, list[Json]]) -> None:
    both(*table)


@given(table=tables.tables(methods=("relative",)))
@settings(max_examples=40)
def test_comparisons_with_the_best(table: tuple[Json, list[Json]]) -> None:
    both(*table)
