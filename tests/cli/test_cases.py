"""The published figures come out of the demonstration as sums of what units reported, to the printed digit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.factories.catalogue import installed
from thidua.cli.demodata.building import federation
from thidua.cli.demodata.people import open_accounts
from thidua.cli.demodata.units import OLD_TREES
from thidua.cli.federation.loading import load_federation
from thidua.cli.federation.shape import Federation
from thidua.cli.main import main
from thidua.org.rules import UnitKind

CASES = json.loads((Path(__file__).parents[1] / "cases" / "real-figures.json").read_text(encoding="utf-8"))["cases"][:3]
FIGURES = [(case, figure) for case in CASES for figure in case["figures"]]


def reduced(whole: Federation) -> Federation:
    """The demonstration with the grassroots unions of two districts only: the cases need no others."""
    units = [u for u in whole.units if u.kind != UnitKind.GRASSROOTS or u.parent in OLD_TREES]
    kept = {unit.code for unit in units}
    return replace(
        whole,
        units=tuple(units),
        unit_paths=tuple(f"units[{index}]" for index in range(len(units))),
        reports=tuple(row for row in whole.reports if row.unit in kept),
        targets=tuple(row for row in whole.targets if row.unit in kept),
    )


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, dict[str, Any]]]:
    """What `thidua figures --json` prints for each case; the demonstration is undone afterwards."""
    capture, environment = pytest.MonkeyPatch(), pytest.MonkeyPatch()
    environment.setenv("DATABASE_URL", "postgresql:///test")
    with django_db_blocker.unblock(), transaction.atomic():
        installed()
        users = open_accounts()
        load_federation(reduced(federation()), by=users["quantri"])
        printed: list[str] = []
        capture.setattr("builtins.print", lambda *words, **_: printed.append(" ".join(map(str, words))))
        for case in CASES:
            assert main(["figures", "--unit", case["unit"]["name"], "--period", case["period"], "--json"]) == 0
        capture.undo()
        yield {case["id"]: json.loads(text) for case, text in zip(CASES, printed, strict=True)}
        transaction.set_rollback(True)
    environment.undo()


def told(pages: dict[str, dict[str, Any]], case: dict[str, Any], indicator: str) -> dict[str, Any]:
    return next(figure for figure in pages[case["id"]]["figures"] if figure["indicator"] == indicator)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_page_says_whose_and_of_when(pages: Any, case: dict[str, Any]) -> None:
    page = pages[case["id"]]

    assert (page["unit"], page["period"], page["basis"]) == (case["unit"]["name"], case["period"], "official")
    days = {figure["of"]["as_of"] for figure in case["figures"] if "of" in figure}
    assert page["as_of"] in (days or {"2020-06-30", "2020-12-31"})


@pytest.mark.parametrize(("case", "figure"), FIGURES, ids=[f"{c['id']}-{f['indicator']}" for c, f in FIGURES])
def test_a_published_figure_comes_out(pages: Any, case: dict[str, Any], figure: dict[str, Any]) -> None:
    found = told(pages, case, figure["indicator"])
    digits = case.get("percent_digits", 2)

    published = Decimal(str(figure.get("stored", figure["value"])))
    assert round(Decimal(found["value"]), digits) == published
    assert found["expected"] == found["received"] > 0
    if "printed" in figure:
        assert found["printed"]["value"] == figure["printed"]
    if "percent_of_plan" in figure:
        assert round(Decimal(found["percent_of_plan"]), digits) == Decimal(str(figure["percent_of_plan"]))
        assert found["printed"]["percent_of_plan"] == comma(figure["percent_of_plan"]) + "%"
        assert Decimal(found["target"]) == figure["implied_target"]
    if "change_on_year_percent" in figure:
        change = figure["change_on_year_percent"]
        assert found["printed"]["change_on_year_percent"] == f"tăng {comma(change)}%"
        assert Decimal(found["previous_year"]) == figure["implied_previous_year"]


@pytest.mark.parametrize(
    ("indicator", "held", "required"),
    [("cadre_conferences", 46, 46), ("worker_conferences", 158, 384)],
)
def test_rates_divide_what_the_upper_unions_held_by_what_they_had_to(
    pages: Any, indicator: str, held: int, required: int
) -> None:
    city = CASES[2]

    assert told(pages, city, f"{indicator}_held")["value"] == str(held)
    assert told(pages, city, f"{indicator}_required")["value"] == str(required)
    assert told(pages, city, f"{indicator}_rate")["received"] == 46


def comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")
