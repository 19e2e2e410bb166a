"""Many units in one table: who sees and types what, in a number of statements that no unit adds to."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.indicators.models import Form, Period
from thidua.indicators.queries import catalogue
from thidua.reporting.models import BehalfEntry
from thidua.reporting.queries.many import many_units
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf

URL = "/bao-cao/nhieu-don-vi/2024-M05/grassroots-month/"


def ask(client, user, query="", url=URL):
    client.force_login(user)
    return client.get(url + query)


def table(client, user, query=""):
    return ask(client, user, query).context["table"]


def test_the_officer_reads_the_units_below_with_the_month_before(world, client):
    reports.opened("2024-M04")
    reports.accepted(reports.report_of(world.units["school"], "2024-M04"), world.chair, world.officer)
    reports.typed(world.report, world.chair, {"ORG16": "64", "ORG17": "x"})

    shown = table(client, world.officer, "?don-vi=district_a&chi-tieu=ORG16,ORG17")

    assert [line.report.unit.code for line in shown.lines] == ["clinic", "school"]
    school = shown.lines[1]
    assert [(cell.text, cell.previous) for cell in school.cells] == [("64", "62"), ("không có", "48")]
    assert all(cell.locked for cell in school.cells)
    assert [(column.total, column.reported) for column in shown.columns] == [("64", 1), (None, 1)]


def test_totals_and_the_empty_ones_follow_what_is_shown(world, client):
    clinic = reports.report_of(world.units["clinic"])
    reports.typed(world.report, world.chair, {"ORG16": "1064"})
    reports.typed(clinic, people.person("helper"), {"ORG16": "36", "ORG17": "20"})

    whole = table(client, world.officer, "?don-vi=district_a&chi-tieu=ORG16,ORG17")
    missing = table(client, world.officer, "?don-vi=district_a&chi-tieu=ORG16,ORG17&thieu=1")
    named = table(client, world.officer, "?don-vi=district_a&chi-tieu=ORG16,ORG17&q=clin")

    assert [column.total for column in whole.columns] == ["1.100", "20"]
    assert [line.report.unit.code for line in missing.lines] == ["school"]
    assert [column.total for column in missing.columns] == ["1.064", None]
    assert [line.report.unit.code for line in named.lines] == ["clinic"]


def test_a_chair_of_several_unions_types_for_her_own_only(world, client):
    people.inspector(world.units["district_a"], world.chair.username)

    shown = table(client, world.chair, "?don-vi=district_a")

    assert [(line.report.unit.code, line.entering) for line in shown.lines] == [("clinic", False), ("school", True)]


def test_what_was_begun_on_behalf_is_open_to_the_officer(world, client):
    begin_behalf(report_id=world.report.pk, channel=Channel.PHONE, by=world.officer)

    shown = table(client, world.officer, "?don-vi=district_a")

    assert [(line.entering, line.startable) for line in shown.lines] == [(False, True), (True, False)]


def test_entry_on_behalf_begins_for_the_chosen_units(world, client):
    clinic = reports.report_of(world.units["clinic"])
    client.force_login(world.officer)
    sent = {"don-vi": "district_a", "chi-tieu": "ORG16", "channel": "phone", "report": [world.report.pk, clinic.pk]}

    answer = client.post(f"{URL}nhap-thay/", sent)

    assert answer.status_code == 302
    assert answer.url == f"{URL}?don-vi=district_a&chi-tieu=ORG16"
    assert set(BehalfEntry.objects.values_list("report", "channel")) == {
        (world.report.pk, "phone"),
        (clinic.pk, "phone"),
    }


@pytest.mark.parametrize(
    "sent",
    [
        {"channel": "phone"},
        {"channel": "smoke", "report": ["1"]},
        {"channel": "phone", "report": ["x"]},
        {"channel": "phone", "report": ["999999999"]},
    ],
)
def test_a_choice_that_cannot_be_begins_nothing(world, client, sent):
    client.force_login(world.officer)

    answer = client.post(f"{URL}nhap-thay/", {"don-vi": "district_a", **sent})

    assert answer.status_code == 422
    assert "Chưa làm được" in answer.content.decode()
    assert not BehalfEntry.objects.exists()


def test_what_is_handed_in_is_not_begun_on_behalf(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    sent = {"don-vi": "district_a", "channel": "phone", "report": [world.report.pk]}

    assert client.post(f"{URL}nhap-thay/", sent).status_code == 422


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{URL}?don-vi=district_b", 404),
        (f"{URL}?don-vi=no-such-unit", 404),
        ("/bao-cao/nhieu-don-vi/2024-M99/grassroots-month/", 404),
        ("/bao-cao/nhieu-don-vi/2024-M05/no-such-form/", 404),
        (URL, 200),
    ],
)
def test_an_address_names_what_is_there_and_visible(world, client, url, status):
    assert ask(client, world.officer, url=url).status_code == status


def test_columns_that_the_form_does_not_have_are_named_and_left_out(world, client):
    page = ask(client, world.officer, "?chi-tieu=ORG16,NONE,,ORG16").content.decode()

    assert "Không hiện NONE" in page
    assert page.count('data-column="') == 1


def test_no_more_than_eight_columns_are_shown(world, client):
    codes = [row.code for row in ask(client, world.officer).context["offered"]]

    response = ask(client, world.officer, "?" + "&".join(f"chi-tieu={code}" for code in codes))

    assert len(response.context["table"].columns) == 8
    assert response.context["left_out"] == codes[8:]


def test_a_period_that_nobody_reports_for_says_so(world, client):
    page = ask(client, world.officer, url="/bao-cao/nhieu-don-vi/2024-M06/grassroots-month/")

    assert page.status_code == 200
    assert "xuất hiện ở đây khi kỳ này được mở" in page.content.decode()


def test_no_unit_adds_a_statement(db, settings):
    settings.THIDUA_TODAY = None
    reports.forms()
    units = tree(*(f"province > district > union_{number:02}" for number in range(12)))
    reports.opened()
    officer = people.officer(units["district"])
    indicators = [catalogue().by_code[code] for code in ("ORG16", "ORG17", "WEL01")]
    place = {"period": Period.objects.get(code="2024-M05"), "form": Form.objects.get(code="grassroots-month")}

    def statements(name):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown = many_units(parent=units["district"], indicators=indicators, viewer=officer, name=name, **place)
        return len(shown.lines), len(captured)

    statements("")
    few, many = statements("union_01"), statements("")

    assert (few[0], many[0]) == (1, 12)
    assert few[1] == many[1]
