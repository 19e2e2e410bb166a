"""The page of a unit: who sees it, what it prints, how many statements it needs, how it stays fresh."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.web.world import QUARTER, write
from thidua.figures.fold import fold_marks
from thidua.figures.models import Wording
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.workflow import accept_report

pytestmark = pytest.mark.django_db


def test_a_result_is_printed_with_plan_pace_and_last_year(units, client_of):
    page = client_of(people.officer(units["city"])).get("/don-vi/city/", {"ky": QUARTER})
    tile = page.context["tiles"][0]

    assert page.status_code == 200
    assert (tile.code, tile.tile, tile.cumulative, tile.target, tile.percent) == ("ORG21", "100", "100", "400", "25%")
    assert tile.change == 25
    assert tile.standing.words == "Đúng tiến độ"
    assert tile.coverage == "3/6"
    assert page.context["reached"].of == 1
    assert "25% của 400" in page.content.decode()


def test_one_reading_alone_is_offered_where_no_tree_changed(units, client_of):
    text = client_of(people.officer(units["city"])).get("/don-vi/city/").content.decode()

    assert "Theo cây của từng kỳ" not in text


def test_children_stand_side_by_side_and_sort_by_an_indicator(units, client_of):
    client = client_of(people.officer(units["city"]))

    by_name = client.get("/don-vi/city/", {"ky": QUARTER}).context["child_rows"]
    by_size = client.get("/don-vi/city/", {"ky": "2024-M01", "theo": "ORG21"}).context["child_rows"]

    assert [row.name for row in by_name] == ["district_a", "district_b"]
    assert [cell.value for row in by_size for cell in row.cells[:1]] == ["50", "40"]


def test_nothing_is_shown_of_units_beyond_the_readers_scope(units, client_of):
    client = client_of(people.chair(units["school"]))

    above = client.get("/don-vi/district_a/", {"ky": QUARTER})

    assert [row.name for row in above.context["child_rows"]] == ["school"]
    assert "market" not in above.content.decode()
    assert client.get("/don-vi/district_b/").status_code == 404
    assert client.get("/don-vi/no-such-unit/").status_code == 404


def test_without_asking_the_last_period_with_figures_is_shown(units, client_of):
    client = client_of(people.officer(units["city"]))

    # The quarter is over, but the books of March were never opened: its figures end in February.
    assert client.get("/don-vi/city/").context["period"].code == "2024-M02"
    assert client.get("/don-vi/city/", {"ky": "2019"}).status_code == 404
    assert client.get("/don-vi/").headers["Location"] == "/don-vi/city/"


def test_chosen_words_are_printed_only_while_they_are_true(units, client_of):
    client = client_of(people.officer(units["city"]))
    quarter, indicator = Period.objects.get(code=QUARTER), catalogue().by_code["ORG21"]
    Wording.objects.create(unit=units["city"], period=quarter, indicator=indicator, value=100, words="đúng một trăm")

    assert client.get("/don-vi/city/", {"ky": QUARTER}).context["tiles"][0].value == "đúng một trăm"

    Wording.objects.update(value=99)
    assert client.get("/don-vi/city/", {"ky": QUARTER}).context["tiles"][0].value == "100"


def test_a_submitted_report_counts_only_in_the_preliminary_reading(units, client_of):
    write(units, "2024-M02", {"clinic": {"ORG21": 7}}, ReportState.SUBMITTED)
    client = client_of(people.officer(units["city"]))

    official = client.get("/don-vi/city/", {"ky": QUARTER})
    preliminary = client.get("/don-vi/city/", {"ky": QUARTER, "co-so": "tam-tinh"})

    assert official.context["tiles"][0].value == "100"
    assert preliminary.context["tiles"][0].value == "107"


def test_the_token_changes_when_a_report_is_accepted(units, client_of):
    write(units, "2024-M02", {"clinic": {"ORG21": 7}}, ReportState.SUBMITTED)
    client = client_of(people.officer(units["city"]))
    live = client.get("/don-vi/city/", {"ky": QUARTER}).context["live"]
    asked = f"{live['url']}&da={quote(live['token'])}"

    assert client.get(asked).status_code == 204
    report = Report.objects.get(unit=units["clinic"], period__code="2024-M02", state=ReportState.SUBMITTED)
    accept_report(report_id=report.pk, by=people.person("acceptor"))
    fold_marks()

    changed = client.get(asked)
    assert changed.status_code == 200
    assert changed.content.decode() != live["token"]
    part = client.get("/don-vi/city/", {"ky": QUARTER}, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<live-figures")
    assert part.context["tiles"][0].value == "107"


def test_a_seal_serves_only_whom_it_was_given_to(units, client_of, django_assert_max_num_queries):
    mine = client_of(people.officer(units["city"]))
    live = mine.get("/don-vi/city/", {"ky": QUARTER}).context["live"]

    with django_assert_max_num_queries(3):
        assert mine.get(f"{live['url']}&da={quote(live['token'])}").status_code == 204
    assert client_of(people.chair(units["clinic"])).get(live["url"].replace("city", "district_a")).status_code == 404
    assert client_of(people.person("stranger")).get(live["url"]).status_code == 404


@pytest.mark.parametrize("count", [1, 30, 200])
def test_the_number_of_statements_is_the_same_for_any_number_of_children(
    client_of, django_assert_max_num_queries, count
):
    reports.forms()
    units = tree(*(f"province > school_{n}" for n in range(count)))
    reports.opened("2024-M01")
    write(units, "2024-M01", {f"school_{n}": {"ORG21": n} for n in range(count)})
    client = client_of(people.officer(units["province"]))
    client.get("/don-vi/province/")

    with django_assert_max_num_queries(20):
        page = client.get("/don-vi/province/", {"theo": "ORG21"})

    assert page.context["pager"]["total"] == count
    assert len(page.context["child_rows"]) == min(count, 50)
