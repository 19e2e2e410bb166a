"""The second story of the demonstration: the tree of 2025 and both readings of the year before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.factories.catalogue import installed
from thidua.access.gate import allowed
from thidua.access.rules import Permission
from thidua.cli.demodata import ensure
from thidua.cli.demodata.merger.people import CHAIRS_WARD, WARD_OFFICER
from thidua.cli.demodata.merger.units import UPPERS_END, WARDS_BEGIN, ended_by_law, wards
from thidua.figures import restating
from thidua.figures.check import differences
from thidua.figures.queries import ended_without_successor, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Jurisdiction, Placement, Unit
from thidua.org.queries import lineage_differences
from thidua.people.models import User
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Stage

pytestmark = pytest.mark.slow
PROVE = bool(os.environ.get("THIDUA_PROVE"))
TODAY, BEGINNING = date(2025, 9, 15), date(2025, 6, 1)
BEFORE = "2024" if PROVE else "2025-Q2"
"""A period before the change: with a shorter story only the quarter that precedes it, of which it tells one month."""

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Unit]:
    """The story as it is told, undone afterwards."""
    settings = pytest.MonkeyPatch()
    settings.setattr("django.conf.settings.THIDUA_TODAY", TODAY)
    if not PROVE:
        settings.setattr("thidua.cli.demodata.merger.building.BEGINNING", BEGINNING)
    with django_db_blocker.unblock(), transaction.atomic():
        installed()
        ensure("2025")
        yield Unit.objects.get(code="HN")
        transaction.set_rollback(True)
    settings.undo()


def children(parent: Unit, day: date) -> set[str]:
    below = Placement.objects.filter(parent=parent, during__contains=day)
    return set(below.values_list("unit__code", flat=True))


def grassroots(codes: set[str]) -> int:
    return Placement.objects.filter(unit__code__in=codes, kind="grassroots").values("unit").distinct().count()


def test_forty_upper_unions_end_and_the_city_takes_theirs_over(city):
    before, after = children(city, UPPERS_END - A_DAY), children(city, UPPERS_END)
    assert len(before - after) == 40
    assert grassroots(after) == 635
    assert Unit.objects.filter(dissolved_on=UPPERS_END).count() == 40 + len(ended_by_law())


def test_ward_unions_take_over_most(city):
    after = children(city, WARDS_BEGIN)
    founded = {ward.unit.code for ward in wards()}
    assert founded <= after
    assert len(founded) == 85
    assert grassroots(after) == 635 - 588
    below = Placement.objects.filter(parent__code__in=founded, during__contains=WARDS_BEGIN)
    assert below.count() == 588
    areas = Jurisdiction.objects.filter(unit__code__in=founded)
    assert areas.count() == areas.values("area").distinct().count() == 126
    assert sum(len(ward.areas) == 1 for ward in wards()) == 64


def test_a_ward_officer_works_where_the_district_did(city):
    officer = User.objects.get(username=WARD_OFFICER[0])
    district, ward = User.objects.get(username="canbo.unghoa"), Unit.objects.get(code=CHAIRS_WARD)
    for code in children(ward, TODAY):
        unit = Unit.objects.get(code=code)
        assert Permission.REPORT_ACCEPT in allowed(officer, unit)
        assert not allowed(district, unit)


def test_the_past_reads_both_ways_and_adds_up(city):
    restated = restating.current()
    year = Period.objects.get(code=BEFORE)
    flow, stock = catalogue().by_code["ORG21"], catalogue().by_code["ORG18"]
    for indicator in (flow, stock):
        asked = {"periods": [year], "indicators": [indicator], "basis": Basis.OFFICIAL}
        was = figures(units=[city.pk], **asked)[city.pk, year.pk, indicator.pk]
        now = figures(units=[city.pk], restatement_id=restated.pk, **asked)[city.pk, year.pk, indicator.pk]
        gone = ended_without_successor(restatement_id=restated.pk, **asked)[year.pk, indicator.pk]
        assert gone.to_date
        assert now.to_date + gone.to_date == was.to_date


def test_a_ward_has_a_past_in_the_tree_of_today(city):
    restated = restating.current()
    ward, year = Unit.objects.get(code=CHAIRS_WARD), Period.objects.get(code=BEFORE)
    asked = {"periods": [year], "indicators": [catalogue().by_code["ORG18"]], "basis": Basis.OFFICIAL}
    below = Unit.objects.filter(code__in=children(ward, TODAY))

    assert not figures(units=[ward.pk], **asked)
    own = figures(units=[ward.pk], restatement_id=restated.pk, **asked)
    parts = figures(units=below.values_list("pk", flat=True), **asked)
    assert [one.value for one in own.values()] == [sum(one.value or 0 for one in parts.values())]


def test_the_tree_agrees_with_a_fresh_derivation(city):
    assert lineage_differences() == []
    assert list(Reorganisation.objects.order_by("on").values_list("stage", flat=True)) == [
        Stage.COMMITTED,
        Stage.COMMITTED,
        Stage.DRAFT,
    ]


@pytest.mark.skipif(not PROVE, reason="sums every total of the story anew: make prove")
def test_the_totals_agree_with_a_fresh_sum(city):
    assert differences() == []
