"""What an acceptor is asked to look at: each kind of question, and silence where there is nothing."""

from __future__ import annotations

import pytest

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core import clock
from thidua.indicators.queries import catalogue
from thidua.reporting.models import CellNote
from thidua.reporting.queries.questions import Group, questions_about

MONTHS = ("2024-M01", "2024-M02", "2024-M03", "2024-M04")


@pytest.fixture
def told(db, settings):
    """A function that hands in months of the school and answers the questions about the last."""
    settings.THIDUA_TODAY = None
    reports.forms()
    units = tree("city > district_a > school", "city > district_a > clinic")
    chair, officer = people.chair(units["school"]), people.officer(units["district_a"])

    def hand_in(*months, unit="school"):
        codes = ("2024-M01", "2024-M02", "2024-M03", "2024-M04", "2024-M05")[-len(months) :]
        for code, values in zip(codes, months, strict=True):
            reports.opened(code)
            report = reports.report_of(units[unit], code)
            reports.submitted(report, chair if unit == "school" else people.chair(units[unit]), values)
        return reports.fresh(report)

    hand_in.officer = officer
    return hand_in


def month(**cells):
    return reports.GOOD_MONTH | {"ORG16": "62", "ORG18": "60", "ORG21": "0", "ORG24": "0"} | cells


def usual():
    return [month(WEL01=str(10 + number), WEL02=f"0,00{4 + number}") for number in range(4)]


def about(report):
    return questions_about([report])[report.pk]


def test_nothing_is_asked_about_an_ordinary_month(told):
    assert about(told(*usual(), month(WEL01="12", WEL02="0,005"))).group == Group.FINE


def test_a_number_out_of_its_range_is_asked_about_with_the_range_and_the_reason(told):
    report = told(*usual(), month(WEL01="40", WEL02="0,005"))
    CellNote.objects.create(
        report=report,
        indicator=catalogue().by_code["WEL01"],
        reason="Tháng Công nhân",
        reason_number=40,
        at=clock.now(),
        by=told.officer,
    )

    asked = about(report)

    (cell,) = asked.cells
    assert (asked.group, cell.code, cell.text, cell.previous, cell.range) == (
        Group.ASKED,
        "WEL01",
        "40",
        "13",
        "10 – 13",
    )
    assert "gấp đôi" in cell.sentences[0]
    assert cell.reason == "Tháng Công nhân"


def test_figures_that_do_not_fit_stand_before_questions(told):
    asked = about(told(*usual(), month(WEL01="99", WEL02="0,005")))

    assert asked.group == Group.WRONG


def test_an_unchanged_month_is_asked_about(told):
    same = month(ORG21="1", ORG24="1", WEL01="12", WEL02="0,005", ORG18="61")
    before = month(ORG21="1", ORG24="1", WEL01="12", WEL02="0,005")

    asked = about(told(before, same))

    assert any("giống hệt kỳ trước" in sentence for sentence in asked.general)


def test_round_numbers_are_asked_about(told):
    asked = about(told(month(ORG16="80", ORG17="50", ORG18="70", ORG19="40", WEL01="30")))

    assert any("tròn chục" in sentence for sentence in asked.general)


def test_twins_are_named(told):
    first = told(month(WEL01="11"))
    second = told(month(WEL01="11"), unit="clinic")

    found = questions_about([first, second])

    assert any("giống hệt báo cáo của clinic" in sentence for sentence in found[first.pk].general)
    assert any("giống hệt báo cáo của school" in sentence for sentence in found[second.pk].general)


def test_estimates_and_flags_are_asked_about(told):
    report = told(*usual(), month(WEL01="12", WEL02="0,005"))
    CellNote.objects.create(
        report=report,
        indicator=catalogue().by_code["WEL01"],
        estimated=True,
        flagged=True,
        at=clock.now(),
        by=told.officer,
    )

    (cell,) = about(report).cells

    assert len(cell.sentences) == 2


def test_nothing_is_asked_about_nothing(db):
    assert questions_about([]) == {}
