"""Tables and results as JSON: there and back, and every flaw named by its path."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring import tables
from tests.scoring.conftest import EXAMPLES
from thidua.core.errors import BadEntries
from thidua.core.json_reading import parse_json
from thidua.scoring.checks import Severity, findings
from thidua.scoring.format import criterion_from, scheme_from, scheme_to, written
from thidua.scoring.results import Missing, Part, Result
from thidua.scoring.results_csv import results_from_csv
from thidua.scoring.results_format import result_from, results_from, results_to
from thidua.scoring.shipped import shipped, shipped_scheme

Json = dict[str, Any]


def good() -> Json:
    return json.loads((EXAMPLES / "scheme.json").read_text())


def paths(read: Any, data: Any) -> set[str]:
    """Where `read` finds fault."""
    with pytest.raises(BadEntries) as caught:
        read(data)
    assert all(entry.sentence.endswith(".") for entry in caught.value.entries)
    return {entry.path for entry in caught.value.entries}


@given(table=tables.tables())
@settings(max_examples=50)
def test_there_and_back(table: tuple[Json, list[Json]]) -> None:
    scheme, units = scheme_from(table[0]), results_from({"units": table[1]})
    assert scheme_from(json.loads(json.dumps(scheme_to(scheme)))) == scheme
    assert results_from(json.loads(json.dumps(results_to(units)))) == units


@pytest.mark.parametrize("scheme", shipped(), ids=lambda scheme: scheme.code)
def test_shipped_tables(scheme: Any) -> None:
    """They come back as they are, nothing forbids publishing them, and what is not verified says so."""
    assert scheme_from(scheme_to(scheme)) == scheme
    assert [f for f in findings(scheme) if f.severity is Severity.ERROR] == []
    parts = [*scheme.walk(), *scheme.positions, *scheme.classes]
    assert scheme.source or not scheme.verified or scheme.code == "S7"
    assert scheme.verified or any(not part.verified for part in parts)


def test_the_shipped_tables_are_eleven() -> None:
    codes = [scheme.code for scheme in shipped()]
    assert codes == ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S8b", "S9", "S11"]
    assert shipped_scheme("S11").positions[0].code == "A1"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": None}, "code"),
        ({"code": "a b"}, "code"),
        ({"code": "../x"}, "code"),
        ({"name": "x\u202e"}, "name"),
        ({"total": "1e400"}, "total"),
        ({"total": True}, "total"),
        ({"total": "0.0001"}, "total"),
        ({"total": "NaN"}, "total"),
        ({"digits": 4}, "digits"),
        ({"digits": True}, "digits"),
        ({"groups": {}}, "groups"),
        ({"groups": ["x"]}, "groups[0]"),
        ({"classes": [{"label": "A", "least": "x"}]}, "classes[0].least"),
        ({"tie_breaks": [{"by": "luck", "of": "x"}]}, "tie_breaks[0].by"),
        (
            {"conditions": [{"code": "c", "text": "t", "when": [], "effect": {"effect": "shout"}}]},
            "conditions[0].effect.effect",
        ),
        ({"conditions": [{"code": "c", "text": "t", "when": [], "effect": None}]}, "conditions[0].effect"),
        ({"format": "thidua-scheme-9"}, "format"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_flaws_of_a_table(change: Json, path: str) -> None:
    assert path in paths(scheme_from, good() | change)


@pytest.mark.parametrize(
    ("formula", "path"),
    [
        (None, "formula"),
        ("binary", "formula.method"),
        ({"method": "guess"}, "formula.method"),
        ({"method": ["binary"]}, "formula.method"),
        ({"method": "binary", "points": 3}, "formula.points"),
        ({"method": "steps"}, "formula.steps"),
        ({"method": "steps", "steps": [{"bound": 90}]}, "formula.steps[0].points"),
        ({"method": "proportional", "bonus": {"step": -1, "points": 1, "pool": 1}}, "formula.bonus.step"),
        ({"method": "relative", "untargeted": "full"}, "formula.untargeted"),
        ({"method": "external", "awards": [{"code": "a/b", "name": "x", "points": 1}]}, "formula.awards[0].code"),
    ],
)
def test_flaws_of_a_formula(formula: Any, path: str) -> None:
    assert path in paths(criterion_from, {"code": "C", "name": "c", "max": 1, "formula": formula})


def test_all_flaws_are_named_at_once() -> None:
    """What is nested is read even when something above it is wrong."""
    bad = good() | {"total": "x", "classes": [{"label": ""}]}
    bad["groups"][0]["criteria"][1]["formula"] = {"method": "guess"}
    bad["groups"][1]["max"] = None
    assert paths(scheme_from, bad) == {
        "total",
        "classes[0].label",
        "classes[0].least",
        "groups[0].criteria[1].formula.method",
        "groups[1].max",
    }


def test_a_tree_is_not_endless() -> None:
    deep: Json = {"code": "G", "name": "g", "max": 1}
    for _ in range(20):
        deep = deep | {"groups": [deep]}
    assert any(path.count("groups") == 7 for path in paths(scheme_from, good() | {"groups": [deep]}))


@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["code", "groups", "units", "results", "formula", "method", "x"]), inner, max_size=4
            )
        ),
        max_leaves=10,
    )
)
@settings(max_examples=100)
def test_nothing_odd_gets_through(data: Any) -> None:
    """Whatever is handed in: a table, or named flaws; never another error."""
    for read in (scheme_from, criterion_from):
        with pytest.raises(BadEntries):
            read(data)
    for read_one in (results_from, result_from):
        with suppress(BadEntries):
            read_one(data)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (12.5, Result(Decimal("12.5"))),
        ("12.5", Result(Decimal("12.5"))),
        (None, Result(missing=Missing.NOT_REPORTED)),
        ("NA", Result(missing=Missing.NOT_APPLICABLE)),
        (["a"], Result(awards=("a",))),
        ({"value": 1, "origin": {"report": 7}}, Result(Decimal(1))),
        ({"parts": [3, "NA", None]}, Result(parts=(Part(Decimal(3)), Part(applies=False), Part()))),
    ],
)
def test_short_ways_to_write_a_result(said: Any, meant: Result) -> None:
    assert result_from(said) == meant


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"units": [{"unit": "A"}, {"unit": "A"}]}, "units[1].unit"),
        ({"units": [{"unit": "A", "results": []}]}, "units[0].results"),
        ({"units": [{"unit": "A", "results": {"C": {"value": "x"}}}]}, "units[0].results.C.value"),
        ({"units": [{"unit": "A", "results": {"C": {"count": -1}}}]}, "units[0].results.C.count"),
        ({"units": [{"unit": "A", "results": {"C": {"parts": [{"x": 1}]}}}]}, "units[0].results.C.parts[0].x"),
        ({"units": [{"unit": "A", "facts": {"months": []}}]}, "units[0].facts.months"),
        ({"units": [{"unit": "A", "results": {"C": {"missing": "why"}}}]}, "units[0].results.C.missing"),
        ({}, "units"),
    ],
)
def test_flaws_of_results(data: Json, path: str) -> None:
    assert path in paths(results_from, data)


def test_numbers_stay_exact() -> None:
    raw = b'{"code": "C", "name": "c", "max": 0.125, "formula": {"method": "per_occurrence", "points": 0.1}}'
    criterion = criterion_from(parse_json(raw))
    assert criterion.max == Decimal("0.125")
    assert written(criterion)["max"] == "0.125"
    assert criterion_from(json.loads(raw)) == criterion  # a program's float is what it prints as


def test_a_spreadsheet_says_the_same_as_json() -> None:
    from_csv = results_from_csv((EXAMPLES / "results.csv").read_bytes())
    from_json = results_from(json.loads((EXAMPLES / "results.json").read_text()))
    known = [{code: r for code, r in unit.results.items() if not r.missing} for unit in from_json]
    assert [{code: r for code, r in unit.results.items() if not r.missing} for unit in from_csv] == known


@pytest.mark.parametrize(
    ("text", "path"),
    [("unit,criterion,value\nA,C,1.2.3\n", "dòng 2, value"), ("unit,criterion,value\n,C,1\n", "dòng 2")],
)
def test_flaws_of_a_spreadsheet(text: str, path: str) -> None:
    assert paths(results_from_csv, text.encode()) == {path}


def test_lines_of_one_criterion_are_its_measures() -> None:
    [unit] = results_from_csv(b"unit;criterion;value;target\nA;C;1,5;2\nA;C;NA;\nA;C;;3\n")
    parts = (Part(Decimal("1.5"), Decimal(2)), Part(applies=False), Part(None, Decimal(3)))
    assert unit.results["C"] == Result(parts=parts)


def test_the_examples_in_the_documentation() -> None:
    """What docs/scoring.md shows is read as it stands."""
    blocks = re.findall(r"```json\n(.*?)```", (EXAMPLES.parents[1] / "scoring.md").read_text(), re.DOTALL)
    table, results = (json.loads(block) for block in blocks)
    assert scheme_from(table).code == "THU"
    assert [len(unit.results) for unit in results_from(results)] == [8]
