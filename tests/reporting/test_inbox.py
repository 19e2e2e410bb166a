"""The inbox: what waits, in how many questions to the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.org.models import Unit
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox
from thidua.reporting.rules import ReportState


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

    assert len(set(asked)) == 1, asked


def test_the_oldest_come_first_and_the_next_page_goes_on_after_them(many, client):
    hand_in(many, 60)
    waiting = inbox.waiting(Unit.objects.all())

    first = inbox.waiting_page(waiting)
    second = inbox.waiting_page(waiting, after=first.next_key)

    codes = [line.report.unit.code for line in (*first.lines, *second.lines)]
    assert codes == [f"u{number:02}" for number in range(60)]
    assert (len(first.lines), second.next_key, first.total) == (inbox.PAGE, "", 60)


@pytest.mark.parametrize(
    "key", ["", "x", "2024-01-01~1", "2024-01-01T00:00:00+00:00~x", "~", "2024-01-01T00:00:00+00:00~-1"]
)
def test_a_key_that_is_none_begins_at_the_start(key):
    assert inbox.read_key(key) is None


def test_a_line_says_what_the_checks_say_and_whether_it_is_late(world):
    month = reports.GOOD_MONTH | {"WEL01": "99"}
    reports.submitted(world.report, world.chair, month)

    (line,) = inbox.waiting_page(inbox.waiting(Unit.objects.all())).lines

    assert (line.progress.errors, line.progress.questions, line.progress.filled, line.progress.total) == (0, 1, 13, 13)
    assert line.late


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
