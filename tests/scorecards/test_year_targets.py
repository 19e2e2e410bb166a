"""A round over a part of the year: what of the year's target results are held against, and how the point says so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.reports import opened
from tests.scorecards.world import SCHEME, World, target, world
from tests.web.world import write
from thidua.core.periods import parse
from thidua.emulation.schemes.figures import FigureReader, share_of_year
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import YearTarget
from thidua.emulation.scorecards.services.computing import compute_now
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import Criterion
from thidua.targets.models import Target

OWN = "district_b"
HALF = "2024-H1"


@pytest.fixture
def found(db: None) -> World:
    made = world()
    opened("2024-M05")
    target(made.units[OWN], 1000)
    write(made.units, "2024-M05", {"school_district_b": {"ORG21": 240}})
    fold_marks()
    return made


def half_year(found: World, year_target: YearTarget = YearTarget.PART, period: str = HALF) -> Round:
    """A round of the cluster over six months."""
    opening = Opening(
        found.units["city"],
        found.scheme,
        Period.objects.get(code=period),
        "Sơ kết",
        cluster=found.cluster,
        year_target=year_target,
    )
    return open_round(opening=opening, by=found.officer)


def card_of(round_: Round, found: World) -> Card:
    return Card.objects.get(round=round_, unit=found.units[OWN])


@pytest.mark.parametrize(
    ("code", "share"),
    [
        ("2024", Fraction(1)),
        ("2024-H1", Fraction(1, 2)),
        ("2024-H2", Fraction(1)),
        ("2024-Q1", Fraction(1, 4)),
        ("2024-Q2", Fraction(1, 2)),
        ("2024-9M", Fraction(3, 4)),
        ("2024-M05", Fraction(5, 12)),
        ("SY2023-2024-S1", Fraction(5, 12)),
        ("SY2023-2024-S2", Fraction(1)),
        ("2024-X0501-0531-1", Fraction(1)),
    ],
)
def test_the_share_is_that_of_the_months_gone(code: str, share: Fraction) -> None:
    assert share_of_year(parse(code)) == share


def test_six_months_are_held_against_half_of_the_year(found: World) -> None:
    round_ = half_year(found)
    card = card_of(round_, found)

    assert card.inputs["A1"] == {"value": 240, "target": 500}
    assert card.computed[found.position("A1")] == 9_600
    client = Client()
    client.force_login(found.officer)
    page = client.get(reverse("point", args=[round_.reference, OWN, "A1"])).content.decode()
    assert "240 trên chỉ tiêu 500" in page
    assert "Chỉ tiêu 6 tháng 500 = 50% chỉ tiêu năm 1.000." in page
    assert "So với 50% chỉ tiêu năm" in client.get(reverse("round", args=[round_.reference])).content.decode()


def test_the_whole_target_counts_where_the_round_says_so(found: World) -> None:
    round_ = half_year(found, YearTarget.WHOLE)

    assert card_of(round_, found).inputs["A1"] == {"value": 240, "target": 1000}
    client = Client()
    client.force_login(found.officer)
    assert "= 50%" not in client.get(reverse("point", args=[round_.reference, OWN, "A1"])).content.decode()


def test_a_year_has_one_target(found: World) -> None:
    assert found.round.year_target == YearTarget.WHOLE
    compute_now(found.round)
    assert card_of(found.round, found).inputs["A1"] == {"value": 240, "target": 1000}


def test_a_round_that_stands_keeps_its_targets(found: World) -> None:
    """What was opened before rounds could say it was held against the whole year, and stays so."""
    assert Round(period=HALF).year_target == YearTarget.WHOLE


def test_only_what_adds_up_over_the_year_is_divided(found: World) -> None:
    unit, by_code = found.units[OWN], catalogue().by_code
    year = Period.objects.get(code="2024")
    codes = {one.kind: one.code for one in by_code.values()}
    criteria = [_criterion(kind, codes[kind]) for kind in codes]
    for code in codes.values():
        Target.objects.update_or_create(unit=unit, period=year, indicator=by_code[code], defaults={"assigned": 1200})

    whole, half = (
        FigureReader(criteria, Period.objects.get(code=HALF), share=share).read([unit.pk])[unit.pk]
        for share in (Fraction(1), Fraction(1, 2))
    )

    divided = {kind for kind in codes if half[kind].target != whole[kind].target}
    assert divided == {"flow", "distinct"} & set(codes)
    assert {"flow", "stock", "ratio"} <= set(codes)
    assert all(half[kind].target * 2 == whole[kind].target for kind in divided)


def test_the_target_of_the_table_is_divided_too(found: World) -> None:
    other = found.units["district_c"]
    criterion = _criterion("own", "ORG21", target=90)
    period = Period.objects.get(code="2024-9M")

    [read] = FigureReader([criterion], period, share=Fraction(3, 4)).read([other.pk]).values()

    assert read["own"].target == Decimal("67.5")


def test_the_form_keeps_what_was_chosen(found: World) -> None:
    client = Client()
    client.force_login(found.officer)
    typed = {
        "name": "Quý II",
        "who": f"cum:{found.cluster.reference}",
        "scheme": found.scheme.pk,
        "period": "2024-Q2",
        "year_target": "part",
    }
    page = client.post(reverse("round-new"), typed | {"preview": "1"}).content.decode()
    assert "Kết quả được so với 50% chỉ tiêu năm." in page
    assert (
        "so với 50%"
        not in client.post(reverse("round-new"), typed | {"preview": "1", "year_target": "whole"}).content.decode()
    )
    assert client.post(reverse("round-new"), typed | {"open": "1", "year_target": "half"}).status_code == 422
    client.post(reverse("round-new"), typed | {"open": "1", "year_target": "whole"})
    assert Round.objects.get(name="Quý II").year_target == YearTarget.WHOLE


def _criterion(code: str, key: str, **measure: Any) -> Criterion:
    line = {
        "code": code,
        "name": code,
        "max": 10,
        "formula": {"method": "proportional"},
        "measures": [{"key": key, **measure}],
    }
    group = {"code": "G", "name": "G", "max": 10, "criteria": [line]}
    return scheme_from({**SCHEME, "total": 10, "groups": [group], "tie_breaks": []}).positions[0]
