"""The past as it was and as it is: small histories whose figures everybody can add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core import clock
from thidua.figures import restating
from thidua.figures.cells import Cell
from thidua.figures.check import differences
from thidua.figures.explain import explain
from thidua.figures.fold import fold_marks, rebuild
from thidua.figures.models import Mark, Restatement, Sheet
from thidua.figures.queries import courses, ended_without_successor, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.services import end_unit, move_unit
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.targets.models import Target
from thidua.targets.queries import standing_targets

ADMITTED, MEMBERS = "ORG21", "ORG18"
WHOLE, HALF = 1_000_000, 500_000
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2024, 5, 18))


class Past:
    """Two months of some grassroots unions."""

    def __init__(self, *paths: str) -> None:
        reports.forms()
        self.units = tree(*paths)

    def report(self, code: str, values: Mapping[str, Mapping[str, int]]) -> None:
        """Open a month; everybody named has handed in these numbers, and they were accepted."""
        period = reports.opened(code)
        clerk, officer = people.person("clerk"), people.person("officer")
        arriving = [
            Arriving(
                unit_id=self.units[name].pk,
                period_id=period.pk,
                cells={catalogue().by_code[one].pk: Cell(number) for one, number in numbers.items()},
                state=ReportState.ACCEPTED,
                typed_by=clerk,
                accepted_by=officer,
            )
            for name, numbers in values.items()
        ]
        record_reports(arriving=arriving, by=clerk)

    def reads(
        self, name: str, code: str, indicator: str = MEMBERS, restatement: Restatement | None = None
    ) -> Fraction | None:
        """The figure of a unit, as it was or in the tree of a restatement."""
        period, one = Period.objects.get(code=code), catalogue().by_code[indicator]
        unit = self.units[name].pk
        read = figures(
            units=[unit],
            periods=[period],
            indicators=[one],
            basis=Basis.OFFICIAL,
            restatement_id=restatement.pk if restatement else None,
        )
        found = read.get((unit, period.pk, one.pk))
        return found.value if found else None


def as_it_is() -> Restatement:
    restating.refresh_current()
    current = restating.current()
    assert current is not None
    return current


@pytest.fixture(scope="module")
def vectors() -> dict[str, dict[str, Any]]:
    """The worked examples of reorganisations, by id."""
    read = json.loads(Path(__file__).with_name("arithmetic.json").read_text(encoding="utf-8"))
    return {vector["id"]: vector for vector in read["vectors"]}


def test_the_merge_of_the_vectors(vectors: dict[str, dict[str, Any]]) -> None:
    values, expected = vectors["merge"]["values_2024"], vectors["merge"]["expect"]
    past = Past("city > A", "city > B", "city > C")
    past.report("2024-M02", {name: {MEMBERS: number} for name, number in values.items()})
    for name in values:
        end_unit(unit=past.units[name], on=MARCH, reason="", successors=[(past.units["C"], WHOLE)], by=None)

    now = as_it_is()

    assert {name: past.reads(name, "2024-M02") for name in values} == expected["as_was_2024"]
    assert {"C": past.reads("C", "2024-M02", restatement=now)} == expected["as_is_2024_in_tree_of_2025"]
    assert [past.reads(name, "2024-M02", restatement=now) for name in values] == [None, None]


def test_the_split_of_the_vectors(vectors: dict[str, dict[str, Any]]) -> None:
    past = Past("city > A", "city > B", "city > C")
    past.report("2024-M02", {"A": {MEMBERS: vectors["split"]["values_2024"]["A"]}})
    heirs = [(past.units["B"], HALF), (past.units["C"], HALF)]
    end_unit(unit=past.units["A"], on=MARCH, reason="", successors=heirs, by=None)

    now = as_it_is()

    found = {name: past.reads(name, "2024-M02", restatement=now) for name in ("B", "C")}
    assert found == vectors["split"]["expect"]["as_is_2024_in_tree_of_2025"]


def test_the_end_of_the_vectors(vectors: dict[str, dict[str, Any]]) -> None:
    values, expected = vectors["ended"]["values_2024"], vectors["ended"]["expect"]
    past = Past("P > D", "P > E")
    past.report("2024-M02", {name: {MEMBERS: number} for name, number in values.items()})
    end_unit(unit=past.units["D"], on=MARCH, reason="Giải thể", by=None)

    now = as_it_is()

    assert {"P": past.reads("P", "2024-M02")} == expected["as_was_2024"]
    assert {"P": past.reads("P", "2024-M02", restatement=now)} == expected["as_is_2024_in_tree_of_2026"]
    period, members = Period.objects.get(code="2024-M02"), catalogue().by_code[MEMBERS]
    lost = ended_without_successor(restatement_id=now.pk, periods=[period], indicators=[members], basis=Basis.OFFICIAL)
    assert lost[period.pk, members.pk].value == expected["ended"]


def test_a_merge_shows_both_together_as_it_is_and_each_as_it_was() -> None:
    past = Past("city > school", "city > clinic", "city > ward_a")
    past.report("2024-M02", {"school": {MEMBERS: 120, ADMITTED: 3}, "clinic": {MEMBERS: 80, ADMITTED: 2}})
    for name in ("school", "clinic"):
        end_unit(unit=past.units[name], on=MARCH, reason="", successors=[(past.units["ward_a"], WHOLE)], by=None)

    now = as_it_is()

    assert past.reads("ward_a", "2024-M02", restatement=now) == 200
    assert past.reads("ward_a", "2024-Q1", ADMITTED, now) == 5
    assert (past.reads("school", "2024-M02"), past.reads("clinic", "2024-M02")) == (120, 80)
    assert past.reads("ward_a", "2024-M02") is None
    assert past.reads("school", "2024-M02", restatement=now) is None
    assert past.reads("city", "2024-M02", restatement=now) == past.reads("city", "2024-M02") == 200
    assert differences() == []


def test_who_moved_is_counted_where_it_stands_today() -> None:
    past = Past("city > district_a > school", "city > district_a > clinic", "city > district_b > mill")
    past.report("2024-M02", {"school": {MEMBERS: 50}, "clinic": {MEMBERS: 7}, "mill": {MEMBERS: 3}})
    move_unit(unit=past.units["school"], under=past.units["district_b"], on=APRIL, by=None)

    now = as_it_is()

    assert (past.reads("district_a", "2024-M02"), past.reads("district_b", "2024-M02")) == (57, 3)
    assert past.reads("district_a", "2024-M02", restatement=now) == 7
    assert past.reads("district_b", "2024-M02", restatement=now) == 53
    assert past.reads("school", "2024-M02", restatement=now) == 50


def test_the_flow_of_who_ended_within_the_period_stays_and_its_stock_does_not() -> None:
    past = Past("city > school", "city > clinic")
    end_unit(
        unit=past.units["school"],
        on=date(2024, 2, 10),
        reason="Sáp nhập",
        successors=[(past.units["clinic"], WHOLE)],
        by=None,
    )
    past.report("2024-M02", {"school": {MEMBERS: 120, ADMITTED: 3}, "clinic": {MEMBERS: 200, ADMITTED: 4}})

    now = as_it_is()

    assert (past.reads("city", "2024-M02"), past.reads("city", "2024-M02", ADMITTED)) == (200, 7)
    assert (past.reads("school", "2024-M02"), past.reads("school", "2024-M02", ADMITTED)) == (None, 3)
    assert past.reads("clinic", "2024-M02", restatement=now) == 200
    assert past.reads("clinic", "2024-M02", ADMITTED, now) == 7
    assert past.reads("school", "2024-M02", ADMITTED, now) is None
    assert differences() == []


def test_nobody_waits_for_a_sheet_that_is_not_owed_but_what_it_holds_counts() -> None:
    past = Past("city > school", "city > clinic")
    past.report("2024-M02", {"school": {MEMBERS: 10}, "clinic": {MEMBERS: 20}})
    period, members = Period.objects.get(code="2024-M02"), catalogue().by_code[MEMBERS]
    Sheet.objects.filter(unit=past.units["school"], period=period).update(owed=False)
    rebuild(period)

    units = {past.units[name].pk: name for name in ("city", "school")}
    read = figures(units=units, periods=[period], indicators=[members], basis=Basis.OFFICIAL)

    found = {units[unit]: (figure.value, figure.expected) for (unit, _p, _i), figure in read.items()}
    assert found == {"city": (30, 1), "school": (10, 0)}
    why = explain(unit=past.units["city"], period=period, indicator=members, basis=Basis.OFFICIAL)
    assert (why.agrees, why.added.expected) == (True, 1)


def test_a_course_follows_whoever_carried_the_unit_on() -> None:
    past = Past("city > school", "city > clinic")
    past.report("2024-M01", {"school": {ADMITTED: 1}, "clinic": {ADMITTED: 10}})
    past.report("2024-M02", {"school": {ADMITTED: 2}, "clinic": {ADMITTED: 20}})
    heirs = [(past.units["clinic"], WHOLE)]
    end_unit(unit=past.units["school"], on=MARCH, reason="", successors=heirs, by=None)
    past.report("2024-M03", {"clinic": {ADMITTED: 33}})

    now = as_it_is()

    admitted = catalogue().by_code[ADMITTED]
    course = courses(
        unit_id=past.units["clinic"].pk,
        until=date(2024, 3, 31),
        indicators=[admitted],
        basis=Basis.OFFICIAL,
        restatement_id=now.pk,
    )[admitted.pk]
    assert course.values[-3:] == (11, 22, 33)
    assert course.to_date[-3:] == (11, 33, 66)


def test_what_is_amended_later_is_restated_soon() -> None:
    past = Past("city > school", "city > clinic")
    past.report("2024-M02", {"school": {MEMBERS: 120}, "clinic": {MEMBERS: 80}})
    heirs = [(past.units["clinic"], WHOLE)]
    end_unit(unit=past.units["school"], on=MARCH, reason="", successors=heirs, by=None)
    now = as_it_is()
    sheet = Sheet.objects.get(unit=past.units["school"], period__code="2024-M02", form_version__form__frequency="M")
    Sheet.objects.filter(pk=sheet.pk).update(official_version=None)
    Mark.objects.create(period_id=sheet.period_id, unit_id=sheet.unit_id, at=timezone.now())
    fold_marks()
    assert past.reads("clinic", "2024-M02", restatement=now) == 200

    restating.refresh_stale()

    assert past.reads("clinic", "2024-M02", restatement=now) == 80
    assert past.reads("city", "2024-Q1", restatement=now) is None


def test_targets_go_with_the_units_that_they_were_set_for() -> None:
    past = Past("city > school", "city > clinic")
    past.report("2024-M02", {"school": {MEMBERS: 120}, "clinic": {MEMBERS: 80}})
    year = Period.objects.get(code="2024")
    members = catalogue().by_code[MEMBERS]
    rate = next(i for i in catalogue().indicators if i.kind == Kind.RATIO)
    for name, amount in (("school", 130), ("clinic", 90)):
        for indicator in (members, rate):
            Target.objects.create(unit=past.units[name], indicator=indicator, period=year, assigned=amount)
    heirs = [(past.units["clinic"], WHOLE)]
    end_unit(unit=past.units["school"], on=MARCH, reason="", successors=heirs, by=None)
    now = as_it_is()
    units = [past.units[name].pk for name in ("school", "clinic")]

    was = standing_targets(unit_ids=units, year=year.span)
    found = standing_targets(unit_ids=units, year=year.span, restatement_id=now.pk)

    clinic = past.units["clinic"].pk
    assert {key: amounts.assigned for key, amounts in was.items() if key[1] == members.pk} == {
        (units[0], members.pk): 130,
        (units[1], members.pk): 90,
    }
    assert found[clinic, members.pk].assigned == 220
    assert found[clinic, rate.pk].assigned == 90
    assert (units[0], members.pk) not in found


def test_only_so_many_other_days_are_in_hand_and_kept() -> None:
    days = [date(2024, 3, day) for day in range(1, restating.MOST_DAYS + 4)]
    for day in days[: restating.MOST_IN_HAND]:
        restating.ask_for(day, None)
    with pytest.raises(restating.TooManyDays):
        restating.ask_for(days[-1], None)
    assert restating.ask_for(days[0], None).on == days[0]

    for day in days:
        asked = Restatement.objects.filter(ready_at=None)
        restating.compute((asked.first() or restating.ask_for(day, None)).pk)
        restating.ask_for(day, None)
    restating.refresh_current()
    assert Restatement.objects.filter(today=False).count() == restating.MOST_DAYS


def test_a_tree_that_never_changed_has_one_reading() -> None:
    past = Past("city > school")
    past.report("2024-M02", {"school": {MEMBERS: 120}})

    restating.refresh_current()

    assert restating.current() is None


def test_a_change_dated_ahead_is_restated_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    past = Past("city > district_a > school", "city > district_b > mill")
    past.report("2024-M02", {"school": {MEMBERS: 50}, "mill": {MEMBERS: 3}})
    move_unit(unit=past.units["school"], under=past.units["district_b"], on=date(2024, 6, 1), by=None)
    restating.refresh_current()
    assert restating.current() is None

    monkeypatch.setattr(clock, "today", lambda: date(2024, 6, 1))

    assert past.reads("district_b", "2024-M02", restatement=as_it_is()) == 53


def test_reading_the_past_again_costs_no_further_statement() -> None:
    past = Past("city > school", "city > clinic")
    past.report("2024-M02", {"school": {MEMBERS: 120}, "clinic": {MEMBERS: 80}})
    heirs = [(past.units["clinic"], WHOLE)]
    end_unit(unit=past.units["school"], on=MARCH, reason="", successors=heirs, by=None)
    now = as_it_is()
    period, members = Period.objects.get(code="2024-M02"), catalogue().by_code[MEMBERS]

    with CaptureQueriesContext(connection) as asked:
        figures(
            units=[unit.pk for unit in past.units.values()],
            periods=[period],
            indicators=[members],
            basis=Basis.OFFICIAL,
            restatement_id=now.pk,
        )

    assert len(asked) == 1
