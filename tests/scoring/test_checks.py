"""What stands against publishing a table, one change of a good table at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.scoring.conftest import EXAMPLES
from thidua.scoring.checks import Severity, findings
from thidua.scoring.format import scheme_from

Json = dict[str, Any]
A1, A2, B1, B2 = "groups.0.criteria.0", "groups.0.criteria.1", "groups.1.criteria.0", "groups.1.criteria.1"
OVER = {"step": 10, "points": 1, "pool": 2}
AWARDS = [{"code": "a", "name": "A", "points": 2}, {"code": "a", "name": "B", "points": 0}]
TEST = {"fact": "registered", "operator": "=", "value": False}


def table() -> Json:
    return json.loads((EXAMPLES / "scheme.json").read_text())


def changed(path: str, value: Any) -> Json:
    """The good table with one place changed."""
    data = place = table()
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return data


def found(data: Json) -> set[tuple[str, Severity]]:
    return {(finding.path, finding.severity) for finding in findings(scheme_from(data))}


def test_the_good_table_may_be_published() -> None:
    assert not any(severity is Severity.ERROR for _path, severity in found(table()))
    assert all(severity is Severity.WARNING for _path, severity in found(table()))


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("total", 21, "total"),
        ("groups.0.max", 13, "groups[0].max"),
        ("groups.0.max", 11, "groups[0].max"),
        ("groups.0.criteria", [], "groups[0]"),
        (f"{A2}.code", "A1", "groups[0].criteria[1].code"),
        (f"{A2}.code", "B", "groups[0].criteria[1].code"),
        (f"{A1}.max", "9.005", "groups[0].criteria[0].max"),
        (f"{A1}.max", 0, "groups[0].criteria[0].max"),
        (f"{A1}.measures", [], "groups[0].criteria[0].measures"),
        (f"{A1}.formula.bonus.step", 0, "groups[0].criteria[0].formula.bonus.step"),
        (f"{A1}.formula.bonus.points", 3, "groups[0].criteria[0].formula.bonus.pool"),
        (f"{A2}.formula.steps", [], "groups[0].criteria[1].formula.steps"),
        (f"{A2}.formula.steps.0.points", 4, "groups[0].criteria[1].formula.steps"),
        (f"{A2}.formula.steps.0.points", "2.9", "groups[0].criteria[1].formula"),
        (f"{A2}.formula.steps.1.bound", 100, "groups[0].criteria[1].formula.steps"),
        (f"{A2}.measures", [{"key": "x"}, {"key": "x"}], "groups[0].criteria[1].measures[1].key"),
        (f"{A1}.measures", [{"key": "x"}, {"key": "y"}], "groups[0].criteria[0].combine"),
        (f"{A2}.measures", [{"key": "x", "weight": 0}, {"key": "y", "weight": 0}], "groups[0].criteria[1].measures"),
        (f"{B1}.area", "", "groups[1].criteria[0].area"),
        (f"{B1}.formula.start", 6, "groups[1].criteria[0].formula.start"),
        (f"{B1}.formula.start", 4, "groups[1].criteria[0].formula"),
        (f"{B1}.formula.minus", -1, "groups[1].criteria[0].formula"),
        (f"{B1}.formula.minus", 0, "groups[1].criteria[0].formula"),
        (f"{B2}.formula", {"method": "manual"}, "groups[1].criteria[1].scorer"),
        (f"{B2}.formula", {"method": "per_occurrence", "points": 0}, "groups[1].criteria[1].formula.points"),
        (f"{B2}.formula", {"method": "bonus", **OVER}, "groups[1].criteria[1].formula"),
        (f"{B2}.formula", {"method": "relative", "met": 100}, "groups[1].criteria[1].formula.met"),
        (f"{B2}.formula", {"method": "external", "awards": []}, "groups[1].criteria[1].formula.awards"),
        (f"{B2}.formula", {"method": "external", "awards": AWARDS}, "groups[1].criteria[1].formula.awards"),
        ("groups.0.floor.least", 101, "groups[0].floor.least"),
        ("groups.0.floor.effect.label", "Khá", "groups[0].floor.effect.label"),
        ("classes", [], "groups[0].floor.effect"),
        ("classes.1.least", 18, "classes[1].least"),
        ("classes.1.label", "Xuất sắc", "classes[1].label"),
        ("classes.2.least", 1, "classes[2].least"),
        ("classes.0.least", 23, "classes[0].least"),
        ("cap", 17, "classes[0].least"),
        ("conditions.0.when", [], "conditions[0].when"),
        ("conditions.0.when.0.operator", ">=", "conditions[0].when[0].operator"),
        ("conditions.0.when.0", TEST | {"value": "nặng", "order": ["nhẹ"]}, "conditions[0].when[0].value"),
        ("conditions.0.when.0", TEST | {"value": "nặng", "operator": ">="}, "conditions[0].when[0].order"),
        ("conditions.0.effect", {"effect": "cap", "label": "Nhất"}, "conditions[0].effect.label"),
        ("tie_breaks.0.of", "Z9", "tie_breaks[0].of"),
    ],
)
def test_errors(path: str, value: Any, where: str) -> None:
    data = changed(path, value)
    assert (where, Severity.ERROR) in found(data)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("bonus_pool", 3, "bonus_pool"),
        ("cap", 19, "cap"),
        (f"{A2}.formula.steps.1.points", "1.0", "groups[0].criteria[1].formula.steps"),
        (f"{B1}.measures", [], "groups[1].criteria[0].evidence"),
        ("conditions.0.effect", {"effect": "demote", "by": 3}, "conditions[0].effect.by"),
        ("tie_breaks", [], "tie_breaks"),
    ],
)
def test_warnings(path: str, value: Any, where: str) -> None:
    assert (where, Severity.WARNING) in found(changed(path, value))


def test_a_pool_without_any_bonus() -> None:
    data = changed(f"{A1}.formula", {"method": "proportional"})
    assert ("bonus_pool", Severity.ERROR) in found(data)


def test_an_empty_table() -> None:
    assert ("groups", Severity.ERROR) in found(table() | {"groups": [], "total": 0})


def test_conditions_with_one_code() -> None:
    data = table()
    data["conditions"] *= 2
    assert ("conditions[1].code", Severity.ERROR) in found(data)


def test_sentences_say_what_to_do() -> None:
    for finding in findings(scheme_from(changed(f"{A2}.formula.steps", []))):
        assert finding.sentence[0].isupper()
        assert finding.sentence.endswith(".")
