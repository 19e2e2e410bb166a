"""Totals while the tree changes: a unit has children in one base period and none in another of the same year."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.figures.check import differences
from thidua.figures.fold import fold_marks
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Form, FormRow, FormSection, FormVersion, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import publish_form_version
from thidua.org.models import Placement, Unit
from thidua.org.rules import UnitKind
from thidua.org.services import found_unit, move_unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.services.workflow import accept_report, amend_report, submit_report

ADMITTED = "ORG21"


@dataclass(frozen=True)
class World:
    units: Mapping[str, Unit]
    chair: User
    officer: User

    def report(self, unit: str, values: Mapping[str, str | None], code: str = reports.MONTH) -> None:
        """Type, submit and accept a month of a unit; an accepted one is amended."""
        report = reports.report_of(self.units[unit], code)
        if report.state == "accepted":
            amend_report(report_id=report.pk, by=self.chair)
        month = reports.GOOD_MONTH | values
        reports.completed(report, self.chair, month)
        submit_report(report_id=report.pk, by=self.chair, reason="Đếm lại")
        accept_report(report_id=report.pk, by=self.officer)

    def reads(self, unit: str, code: str) -> Fraction | None:
        """The figure that pages show, when the marks are folded."""
        fold_marks()
        period, indicator = Period.objects.get(code=code), catalogue().by_code[ADMITTED]
        read = figures(units=[self.units[unit].pk], periods=[period], indicators=[indicator], basis=Basis.OFFICIAL)
        return read[self.units[unit].pk, period.pk, indicator.pk].value


@pytest.fixture(scope="module")
def built(module_db: None) -> World:
    reports.forms()
    units = tree("city > district_a > school", "city > district_a > clinic")
    return World(units, people.chair(units["school"]), people.officer(units["district_a"]))


@pytest.fixture
def world(built: World, db: None) -> World:
    return deepcopy(built)


def section(under: Unit, since: date) -> Unit:
    return found_unit(
        code="to-1", name="Tổ 1", short_name="Tổ 1", kind=UnitKind.SECTION, parent=under, founded_on=since, by=None
    )


def test_a_month_without_children_is_accepted_after_one_with_children(world: World) -> None:
    reports.opened("2024-M01")
    section(world.units["school"], date(2024, 2, 1))
    reports.opened("2024-M02")
    world.report("school", {ADMITTED: "5", "ORG24": "5", "ORG18": "60"}, "2024-M02")
    assert world.reads("school", "2024-Q1") == 5

    world.report("school", {ADMITTED: "7", "ORG24": "7", "ORG18": "55"}, "2024-M01")

    assert world.reads("school", "2024-M01") == 7
    assert world.reads("school", "2024-Q1") == world.reads("district_a", "2024-Q1") == 12
    assert differences() == []


def test_a_month_without_children_is_amended_between_months_with_children(world: World) -> None:
    unit = section(world.units["school"], date(2024, 1, 1))
    reports.opened("2024-M01")
    move_unit(unit=unit, under=world.units["clinic"], on=date(2024, 2, 1), by=None)
    reports.opened("2024-M02")
    world.report("school", {ADMITTED: "5", "ORG24": "5"}, "2024-M02")

    assert world.reads("school", "2024-M02") == world.reads("school", "2024-Q1") == 5
    assert differences() == []


def test_an_open_period_is_opened_again_when_a_unit_has_children_by_now(world: World) -> None:
    reports.opened()
    world.report("school", {ADMITTED: "3"})
    section(world.units["school"], date(2024, 5, 10))

    reports.opened()

    assert world.reads("school", reports.MONTH) == world.reads("city", reports.MONTH) == 3
    assert differences() == []


def test_an_open_period_is_opened_again_when_a_unit_has_no_children_any_more(world: World) -> None:
    unit = section(world.units["school"], date(2024, 5, 1))
    reports.opened()
    world.report("school", {ADMITTED: "3"})
    fold_marks()
    move_unit(unit=unit, under=world.units["clinic"], on=date(2024, 5, 20), by=None)

    reports.opened()
    assert world.reads("school", reports.MONTH) == 3
    world.report("school", {ADMITTED: "4"})

    assert world.reads("school", reports.MONTH) == world.reads("school", "2024-Q2") == 4
    assert world.reads("city", reports.MONTH) == 4
    assert differences() == []


def test_a_longer_period_begins_before_the_months_in_it(world: World) -> None:
    reports.opened()
    world.report("school", {ADMITTED: "3"})
    fold_marks()

    reports.opened("2024-H1")

    assert world.reads("city", "2024-H1") == 3
    assert differences() == []


def test_what_a_unit_reported_goes_on_counting_when_it_was_moved_out_of_the_period(world: World) -> None:
    reports.opened()
    world.report("school", {ADMITTED: "3"})
    for name in ("school", "clinic"):
        Placement.objects.filter(unit=world.units[name]).update(during=DateRange(date(2015, 1, 1), date(2024, 5, 1)))

    reports.opened()

    assert world.reads("city", reports.MONTH) == 3
    assert differences() == []


def test_a_total_that_nothing_stands_behind_is_named(world: World) -> None:
    reports.opened()
    world.report("school", {ADMITTED: "3"})
    fold_marks()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO figures_total SELECT closes, period_id, %s, block, basis, sums, to_date, with_value,"
            " received, expected, folded_at FROM figures_total WHERE unit_id = %s",
            [world.units["school"].pk, world.units["city"].pk],
        )

    assert any("school" in line for line in differences())


def test_a_figure_for_the_whole_subtree_survives_the_first_child(world: World) -> None:
    Form.objects.filter(code="grassroots-month").update(collection="subtree")
    reports.opened()
    reports.typed(reports.report_of(world.units["school"]), world.chair, {"ORG16": "62", "ORG17": "48"})
    section(world.units["school"], date(2024, 5, 10))

    reports.opened()
    report = reports.typed(reports.report_of(world.units["school"]), world.chair, {"ORG16": "63", "ORG18": "60"})

    assert reports.texts(report, "ORG16", "ORG17", "ORG18") == ["63", "48", "60"]


def test_a_form_that_changes_meanwhile_is_not_laid_out_twice(world: World) -> None:
    reports.opened()
    form = Form.objects.get(code="grassroots-month")
    version = FormVersion.objects.create(form=form, number=2, during=DateRange(date(2024, 5, 20), None))
    made = FormSection.objects.create(version=version, order=1, name_vi="I", name_en="I")
    FormRow.objects.create(section=made, order=1, indicator=catalogue().by_code[ADMITTED])
    publish_form_version(version_id=version.pk)

    reports.opened()

    assert Report.objects.filter(unit=world.units["school"]).count() == 1
