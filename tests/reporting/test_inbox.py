"""The inbox: what waits, in how many questions to the database."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.reporting.forms_inbox import QUICK_REASONS
from thidua.reporting.models import Report, ReturnReason
from thidua.reporting.queries.coverage import coverage_of
from thidua.reporting.queries.waiting import Filter, inbox_of
from thidua.reporting.rules import ReportState
from thidua.reporting.services.workflow import amend_report, submit_report, withdraw_report


@pytest.fixture
def many(db, settings):
    """A district with 60 grassroots unions, May 2024 open."""
    settings.THIDUA_TODAY = None
    reports.forms()
    units = tree(*(f"city > district_a > u{number:02}" for number in range(60)))
    reports.opened()
    return units


def hand_in(units, count):
    """Hand in the first reports as a burst of SQL: it is the list that is tested, not the way."""
    chair = people.person("handy")
    rows = Report.objects.filter(unit__in=[units[f"u{number:02}"] for number in range(count)]).order_by("unit__code")
    for minute, report in enumerate(rows):
        report.state, report.submitted_by = ReportState.SUBMITTED, chair
        report.submitted_at = report.due_at - timedelta(days=1) + timedelta(minutes=minute)
        report.save()


@pytest.mark.parametrize("address", ["/hop-thu/", "/hop-thu/chua-nop/", "/", "/bao-cao/?cua=tat-ca"])
def test_a_list_asks_as_many_questions_for_one_row_as_for_a_page(many, client, address):
    client.force_login(people.officer(many["district_a"]))
    client.get(address)
    asked = []
    for count in (1, 30, 55):
        hand_in(many, count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))

    # What a form asks for is read once per process.
    assert len(set(asked[1:])) == 1, asked


def shown(user, **chosen):
    return inbox_of(gate.units_for(user, Permission.REPORT_ACCEPT), Filter(**chosen), user=user)


def test_the_oldest_come_first_within_what_the_level_above_needs(many):
    hand_in(many, 60)

    rows = shown(people.officer(many["district_a"])).rows

    assert [row.report.unit.code for row in rows] == [f"u{number:02}" for number in range(60)]


def test_what_one_s_own_report_waits_for_comes_before_what_nothing_waits_for(world):
    reports.opened("2024-M04")
    april = reports.report_of(world.units["school"], "2024-M04")
    own = Report.objects.get(unit=world.units["district_a"], period__code="2024-M04")
    Report.objects.filter(pk=own.pk).update(
        state=ReportState.ACCEPTED, accepted_at=clock.now(), accepted_by=world.officer
    )
    reports.submitted(april, world.chair)
    reports.submitted(world.report, world.chair)

    rows = shown(world.officer).rows

    assert [(row.report.period.code, row.blocks) for row in rows] == [("2024-M04", False), ("2024-M05", True)]
    assert rows[1].needed_at == rows[1].report.period.due_at - timedelta(days=6)


def test_a_line_says_what_the_checks_ask_and_whether_it_is_late(world):
    month = reports.GOOD_MONTH | {"WEL01": "99"}
    reports.submitted(world.report, world.chair, month)

    (row,) = shown(world.officer).wrong

    assert [(cell.code, cell.text, len(cell.sentences)) for cell in row.asked.cells] == [
        ("WEL01", "99", 1),
        ("ORG16", "62", 0),
    ]
    assert row.late


def test_the_filter_asks_for_period_form_and_words_without_marks(world):
    reports.submitted(world.report, world.chair)

    assert len(shown(world.officer, period="2024-M05", form="grassroots-month", words="SCHOOL").rows) == 1
    for nothing in ({"period": "2024-M04"}, {"form": "x"}, {"words": "clinic"}):
        assert (shown(world.officer, **nothing).total, shown(world.officer, **nothing).everything) == (0, 1)


def test_only_units_directly_below_are_in_the_inbox(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(people.officer(world.units["city"]))

    assert "Không có báo cáo nào chờ" in client.get("/hop-thu/").content.decode()


def test_many_are_accepted_in_one_go(world, client):
    reports.submitted(world.report, world.chair)
    clinic = reports.submitted(reports.report_of(world.units["clinic"]), people.chair(world.units["clinic"]))
    client.force_login(world.officer)

    response = client.post("/hop-thu/tiep-nhan/", {"report": [world.report.pk, clinic.pk]})

    assert response.status_code == 302
    assert {reports.fresh(r).state for r in (world.report, clinic)} == {ReportState.ACCEPTED}


def test_a_report_of_elsewhere_cannot_be_chosen(world, client):
    market = reports.submitted(reports.report_of(world.units["market"]), people.chair(world.units["market"]))
    client.force_login(world.officer)

    response = client.post("/hop-thu/tiep-nhan/", {"report": [market.pk]})

    assert response.status_code == 422
    assert "không còn trong hộp thư" in response.content.decode()
    assert reports.fresh(market).state == ReportState.SUBMITTED


def test_who_has_not_reported(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(world.officer)

    page = client.get("/hop-thu/chua-nop/?ky=2024-M05").content.decode()

    assert "/bao-cao/clinic/" in page
    assert "/bao-cao/school/" not in page
    assert "/bao-cao/market/" not in page


def test_a_report_that_came_in_anew_is_left_for_another_look(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(world.officer)

    page = client.post("/hop-thu/tiep-nhan/", {"reports": f"{world.report.pk}.7"}, follow=True).content.decode()

    assert "vừa được nộp lại" in page
    assert reports.fresh(world.report).state == ReportState.SUBMITTED


def test_one_goes_back_from_its_row_with_quick_and_typed_reasons(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    sent = {"report": f"{world.report.pk}.1", "quick-WEL01": ["so", "x"], "reason-ORG21": "Ai?", "reason-XXX9": "?"}

    assert client.post("/hop-thu/tra-lai/", {"report": world.report.pk}).status_code == 422
    assert client.post("/hop-thu/tra-lai/", {"report": "x"} | {"reason": "?"}).status_code == 422
    answer = client.post("/hop-thu/tra-lai/", sent, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "Đã trả lại báo cáo" in answer.content.decode()
    reasons = ReturnReason.objects.order_by("indicator__code").values_list("indicator__code", "sentence")
    assert list(reasons) == [("ORG21", "Ai?"), ("WEL01", str(QUICK_REASONS["so"]))]


def test_reasons_for_a_version_do_not_send_back_the_next(world, client):
    report = reports.submitted(world.report, world.chair)
    token = f"{report.pk}.{report.version}"
    withdraw_report(report_id=report.pk, by=world.chair)
    submit_report(report_id=report.pk, by=world.chair)
    client.force_login(world.officer)

    assert client.post("/hop-thu/tra-lai/", {"report": token, "reason": "Đếm lại"}).status_code == 422
    assert reports.fresh(report).state == "submitted"


def test_an_acceptance_is_undone_and_what_was_official_counts_again(world, client):
    first = reports.accepted(world.report, world.chair, world.officer)
    amend_report(report_id=first.pk, by=world.chair)
    reports.completed(first, world.chair, reports.GOOD_MONTH | {"WEL01": "13"})
    submit_report(report_id=first.pk, by=world.chair, reason="Nhầm")
    client.force_login(world.officer)
    client.post("/hop-thu/tiep-nhan/", {"report": f"{first.pk}.2"})
    assert reports.fresh(first).sheet.official_version == 2

    client.post(f"/hop-thu/hoan-tac/?bc={first.pk}")

    again = reports.fresh(first)
    assert (again.state, again.sheet.official_version, again.sheet.submitted_version) == ("submitted", 1, 2)
    assert again.accepted_by == world.officer
    assert [s.outcome for s in again.submissions.all()] == ["accepted", "waiting"]
    client.post("/hop-thu/tiep-nhan/", {"report": f"{first.pk}.2"})
    assert reports.fresh(first).sheet.official_version == 2


def test_an_acceptance_stands_once_the_level_above_has_handed_in(world, client):
    accepted = reports.accepted(world.report, world.chair, world.officer)
    above = Report.objects.filter(unit=world.units["district_a"], period__code="2024-M05")
    above.update(state=ReportState.SUBMITTED, submitted_at=clock.now(), submitted_by=world.officer)
    client.force_login(world.officer)

    assert client.post(f"/hop-thu/hoan-tac/?bc={accepted.pk}").status_code == 409
    assert reports.fresh(accepted).state == ReportState.ACCEPTED


def test_nobody_undoes_what_is_elsewhere(world, client):
    accepted = reports.accepted(world.report, world.chair, world.officer)
    client.force_login(people.officer(world.units["district_b"]))

    client.post(f"/hop-thu/hoan-tac/?bc={accepted.pk},x,9999999999999")

    assert reports.fresh(accepted).state == ReportState.ACCEPTED


def test_coverage_says_on_time_late_missing_and_not_yet(world, client, settings):
    settings.THIDUA_TODAY = date(2024, 6, 20)
    for unit, days in (("school", -1), ("clinic", 1)):
        report = reports.submitted(reports.report_of(world.units[unit]), people.chair(world.units[unit]))
        Report.objects.filter(pk=report.pk).update(submitted_at=report.due_at + timedelta(days=days))
    units = gate.units_for(people.officer(world.units["district_a"]), Permission.REPORT_ACCEPT)

    covered = coverage_of(units, Frequency.MONTH, until=date(2024, 6, 20))

    assert [(row.unit.code, row.covers[-1].timeliness.value) for row in covered.rows] == [
        ("clinic", "late"),
        ("school", "on_time"),
    ]
    assert (covered.sums[-1].handed_in, covered.sums[-1].on_time, covered.sums[-1].expected) == (2, 1, 2)
    city = gate.units_for(people.officer(world.units["city"]), Permission.REPORT_ACCEPT)
    assert {
        cover.timeliness
        for row in coverage_of(city, Frequency.MONTH, until=date(2024, 6, 20)).rows
        for cover in row.covers
    } == {"missing"}
    client.force_login(world.officer)
    assert "Nộp muộn" in client.get("/hop-thu/bao-phu/").content.decode()
