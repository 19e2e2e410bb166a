"""Units, the catalogue, targets and figures: what a program reads is what the screens show."""

from __future__ import annotations

import pytest

from tests.api.conftest import FORM, MONTH, Api, Federation, zeros
from tests.people import person
from thidua.figures.fold import fold_marks
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.services.founding import found_unit
from thidua.targets.printing import figures_page


def test_units_are_those_that_may_be_seen(federation: Federation) -> None:
    seen = {row["code"] for row in federation.chair.get("/units")[1]["items"]}

    assert seen == {"city", "district_a", "school"}
    assert federation.chair.get("/units/hospital")[0] == 404
    assert federation.chair.get("/units/school")[1]["path"][-1] == {"code": "school", "name": "school"}
    assert federation.chair.get("/units/school")[1]["parent"] == "district_a"


def test_units_page_by_code(federation: Federation) -> None:
    codes, after = [], None
    while True:
        _status, page = federation.city.get("/units", limit=2, **({"after": after} if after else {}))
        codes += [row["code"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break

    assert codes == sorted(federation.units)


def test_children_and_search_stay_within_what_may_be_seen(federation: Federation) -> None:
    assert [row["code"] for row in federation.city.get("/units/city/children")[1]["items"]] == [
        "district_a",
        "district_b",
    ]
    assert [row["code"] for row in federation.chair.get("/units/city/children")[1]["items"]] == ["district_a"]
    assert [row["code"] for row in federation.city.get("/units", search="HOSP")[1]["items"]] == ["hospital"]
    assert federation.chair.get("/units", search="hosp")[1]["items"] == []
    assert federation.city.get("/units", as_of="2010-01-01")[1]["items"] == []


def test_the_catalogue_says_what_a_ratio_is_made_of(federation: Federation) -> None:
    _status, answer = federation.chair.get("/indicators")

    rows = {row["code"]: row for row in answer["items"]}
    assert list(rows) == [indicator.code for indicator in catalogue().indicators]
    ratios = [row for row in answer["items"] if row["kind"] == "ratio"]
    assert ratios
    assert all(row["denominator"] and row["numerator"] for row in ratios)
    assert federation.chair.get("/indicators/org21")[1] == rows["ORG21"]
    assert federation.chair.get("/indicators/NONE1")[0] == 404
    assert "slot" not in rows["ORG21"]


def test_periods_tell_their_state(federation: Federation) -> None:
    _status, answer = federation.chair.get("/periods", state="open")

    assert [row["code"] for row in answer["items"]] == [MONTH]
    assert federation.chair.get("/periods/2024-Q1")[1]["state"] == "planned"
    assert federation.chair.get("/periods/2099")[0] == 404


def test_somebody_without_a_role_reads_nothing(federation: Federation) -> None:
    nobody = Api(person("nobody"))

    assert nobody.get("/units")[1]["items"] == []
    assert nobody.get("/reports")[1]["items"] == []
    assert nobody.get("/indicators")[0] == nobody.get("/periods")[0] == 403


def test_targets_are_assigned_from_above_and_registered_by_the_unit(federation: Federation) -> None:
    path = "/targets/school/2024/ORG21"

    assert federation.chair.post(f"{path}/assign", {"amount": "40"})[0] == 403
    assert federation.stranger.post(f"{path}/assign", {"amount": "40"})[0] == 404
    assert federation.officer.post(f"{path}/adjust", {"amount": "1", "seen": "1", "reason": "x"})[0] == 404
    assert federation.officer.post(f"{path}/assign", {"amount": "40", "decision": "12/QĐ-LĐLĐ"})[0] == 200
    assert federation.chair.post(f"{path}/register", {"amount": "45"})[0] == 200
    stale = federation.officer.post(f"{path}/adjust", {"amount": "50", "seen": "39", "reason": "Thêm."})
    assert (stale[0], stale[1]["code"]) == (409, "target-changed")
    adjusted = federation.officer.post(f"{path}/adjust", {"amount": "50", "seen": "40", "reason": "Thêm."})
    assert (adjusted[1]["assigned"], adjusted[1]["registered"]) == ("50", "45")
    _status, answer = federation.chair.get("/targets/school/2024")
    assert answer["items"] == [adjusted[1]]


@pytest.mark.parametrize("amount", ["-1", "1" + "0" * 30, "0.5"])
def test_an_amount_that_is_no_target_is_refused(federation: Federation, amount: str) -> None:
    status, answer = federation.officer.post("/targets/school/2024/ORG21/assign", {"amount": amount})

    assert status == 422
    assert answer["sentence"]


def test_figures_are_the_object_of_the_command_line(federation: Federation) -> None:
    cells = zeros(federation.report) | {"ORG21": "12"}
    federation.chair.put(federation.path, {"cells": cells, "submit": True})
    fold_marks()

    period = Period.objects.get(code=MONTH)
    for basis in Basis:
        _status, answer = federation.city.get(f"/figures/district_a/{MONTH}", basis=basis.name.lower())
        assert answer == figures_page(federation.units["district_a"], period, basis)
    found = {figure["code"]: figure for figure in answer["figures"]}
    assert (found["ORG21"]["value"], found["ORG21"]["received"]) == ("12", 1)
    assert federation.stranger.get(f"/figures/school/{MONTH}")[0] == 404


def test_a_unit_founded_meanwhile_does_not_move_a_page(federation: Federation) -> None:
    first = federation.city.get("/units", limit=3)[1]
    found_unit(
        code="aaa",
        name="aaa",
        short_name="aaa",
        kind=federation.units["school"].placements.get().kind,
        parent=federation.units["district_a"],
        founded_on=federation.units["school"].founded_on,
        by=None,
    )
    rest = federation.city.get("/units", limit=200, after=first["next"])[1]

    assert {row["code"] for row in first["items"]} & {row["code"] for row in rest["items"]} == set()
    assert len(first["items"]) + len(rest["items"]) == len(federation.units)


def test_a_report_shows_its_form_in_order(federation: Federation) -> None:
    _status, answer = federation.chair.get(federation.path)

    assert (answer["unit"], answer["period"], answer["form"], answer["state"]) == ("school", MONTH, FORM, "draft")
    assert [cell["code"] for cell in answer["cells"]] == list(zeros(federation.report))
    assert all(cell["value"] is None for cell in answer["cells"])
    assert federation.chair.get(f"/reports/school/{MONTH}/nothing")[0] == 404
    assert federation.stranger.get(federation.path)[0] == 404
