"""«Vì sao có số này?»: what it says, to whom, in how many statements."""

from __future__ import annotations

import pytest

from tests import people
from tests.factories import reports
from tests.web.world import QUARTER, write
from thidua.figures.fold import fold_marks
from thidua.figures.rules import Basis
from thidua.reporting.rules import ReportState

pytestmark = pytest.mark.django_db
CITY = f"/so-lieu/city/{QUARTER}/ORG21/"


def test_a_total_opens_to_children_and_is_added_up_again(units, client_of):
    page = client_of(people.officer(units["city"])).get(CITY)
    rows = {row.name: row for row in page.context["rows"]}

    assert page.context["opened"].agrees
    assert {name: row.to_date for name, row in rows.items()} == {"district_a": "60", "district_b": "40"}
    assert rows["district_a"].by_base == ("50", "10")
    assert rows["district_a"].url == f"/so-lieu/district_a/{QUARTER}/ORG21/"
    assert "Cộng lại khớp" in page.content.decode()


def test_a_leaf_shows_who_typed_handed_in_and_accepted(units, client_of):
    page = client_of(people.officer(units["district_a"])).get(f"/so-lieu/school/{QUARTER}/ORG21/")
    text = page.content.decode()

    assert page.context["opened"].is_leaf
    assert [row.after for row in page.context["edits"]] == ["50"]
    assert "Typist" in text
    assert "Acceptor" in text
    assert 'href="/bao-cao/school/2024-M01/grassroots-month/"' in text


def test_units_beyond_the_readers_scope_are_one_sum_without_names(units, client_of):
    page = client_of(people.chair(units["school"])).get(CITY)

    assert [row.name for row in page.context["rows"]] == ["district_a"]
    assert page.context["hidden"] == {"count": 1, "amount": "40"}
    assert "district_b" not in page.content.decode()


def test_who_typed_what_is_for_those_who_may_read_the_report(units, client_of):
    address = "/so-lieu/district_a/2024-M01/LAW17/"
    officer = people.officer(units["district_a"])
    draft = reports.report_of(units["district_a"], "2024-M01", "upper-union-month")
    reports.typed(draft, officer, {"LAW17": "384"})

    above = client_of(officer).get(address)
    below = client_of(people.chair(units["school"])).get(address)

    assert [row.after for row in above.context["edits"]] == ["384"]
    assert below.status_code == 200
    assert below.context["edits"] == []


def test_a_ratio_opens_its_numerator_and_denominator(units, client_of):
    upper = reports.report_of(units["district_a"], "2024-M01", "upper-union-month")
    officer = people.officer(units["district_a"])
    reports.accepted(upper, officer, people.officer(units["city"]), {"LAW17": "384", "LAW18": "158"})
    fold_marks()

    page = client_of(officer).get("/so-lieu/district_a/2024-M01/LAW19/")

    assert page.context["value"]["text"] == "41,1%"
    assert [(term.role, term.value) for term in page.context["terms"]] == [("Tử số", "158"), ("Mẫu số", "384")]
    assert page.context["opened"].agrees


def test_the_preliminary_reading_is_opened_too(units, client_of):
    write(units, "2024-M02", {"clinic": {"ORG21": 7}}, ReportState.SUBMITTED)

    page = client_of(people.officer(units["city"])).get(CITY, {"co-so": "tam-tinh"})

    assert page.context["basis"] is Basis.PRELIMINARY
    assert page.context["value"]["text"] == "107"
    assert page.context["opened"].agrees


@pytest.mark.parametrize(
    "address", ["/so-lieu/city/2024-Q1/NONE99/", "/so-lieu/city/2031-Q1/ORG21/", "/so-lieu/nowhere/2024-Q1/ORG21/"]
)
def test_what_is_not_there_is_not_found(units, client_of, address):
    assert client_of(people.officer(units["city"])).get(address).status_code == 404


def test_the_number_of_statements_is_the_same_for_three_parts_and_for_thirty(
    units,
    client_of,
    django_assert_max_num_queries,
):
    client = client_of(people.officer(units["city"]))
    client.get(CITY)

    with django_assert_max_num_queries(24):
        client.get(CITY)
