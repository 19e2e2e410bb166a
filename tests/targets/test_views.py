"""Pages of targets: who may do what there, what is printed, what a form refuses."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core.periods import Calendar
from thidua.figures.cells import Cell
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.targets.models import Target
from thidua.targets.services import Grounds, assign_target

pytestmark = pytest.mark.django_db
CITY = "/chi-tieu/city/2024/ORG21/"
DISTRICT = "/chi-tieu/district_a/2024/ORG21/"
DECISION = {"on": "2024-01-15", "decision": "05/QĐ-LĐLĐ"}


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """A city with a target of 7 and two districts, whose schools have 60 and 20 members."""
    with override_settings(THIDUA_TODAY=date(2024, 5, 18)):
        reports.forms()
        units = tree("city > district_a > school", "city > district_b > clinic")
        month = reports.opened("2024-M01")
        members, admitted = catalogue().by_code["ORG18"], catalogue().by_code["ORG21"]
        record_reports(
            arriving=[
                Arriving(
                    unit_id=units[name].pk,
                    period_id=month.pk,
                    cells={members.pk: Cell(number), admitted.pk: Cell(2)},
                    state=ReportState.ACCEPTED,
                    typed_by=people.person("typist"),
                    accepted_by=people.person("acceptor"),
                )
                for name, number in {"school": 60, "clinic": 20}.items()
            ],
            by=None,
        )
        assign_target(
            unit=units["city"],
            indicator=admitted,
            period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
            amount=7,
            grounds=Grounds(on=date(2024, 1, 2), decision="01/QĐ-TLĐ"),
            by=people.person("confederation"),
        )
        yield units


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def standing() -> dict[str, tuple[int | None, int | None]]:
    rows = Target.objects.values_list("unit__code", "assigned", "registered")
    return {code: (assigned, registered) for code, assigned, registered in rows}


def amounts(units: dict[str, Unit], **values: str) -> dict[str, str]:
    return {f"unit-{units[name].pk}": text for name, text in values.items()}


def test_the_year_of_ones_own_unit_is_listed_with_results(units):
    page = signed_in(people.officer(units["city"])).get("/chi-tieu/")
    [(area, [row])] = page.context["groups"]

    assert area == "Tổ chức, cán bộ"
    assert (row.assigned, row.result, row.percent) == ("7", "4", "57,1%")
    assert page.context["period"].code == "2024-M01"


def test_a_split_is_proposed_by_members_and_written(units):
    client = signed_in(people.officer(units["city"]))

    proposal = client.get(f"{CITY}giao/", {"theo": "doan-vien"})
    assert [(line["heir"].code, line["field"].value()) for line in proposal.context["lines"]] == [
        ("district_a", "5"),
        ("district_b", "2"),
    ]
    assert proposal.context["left"] == "0"

    written = client.post(f"{CITY}giao/", DECISION | amounts(units, district_a="5", district_b="2") | {"save": "1"})
    assert written.status_code == 302
    assert standing() == {"city": (7, None), "district_a": (5, None), "district_b": (2, None)}


def test_what_is_left_over_is_counted_by_the_server_and_must_be_explained(units):
    client = signed_in(people.officer(units["city"]))
    parts = DECISION | amounts(units, district_a="5", district_b="1")

    counted = client.post(f"{CITY}giao/", parts | {"check": "1"})
    refused = client.post(f"{CITY}giao/", parts | {"save": "1"})

    assert (counted.status_code, counted.context["left"]) == (200, "1")
    assert refused.status_code == 422
    assert "lệch 1" in refused.content.decode()
    assert set(standing()) == {"city"}

    assert client.post(f"{CITY}giao/", parts | {"save": "1", "reason": "Dự phòng"}).status_code == 302


def test_the_unit_above_adjusts_with_a_reason_and_sees_who_was_faster(units):
    client = signed_in(people.officer(units["city"]))
    client.post(f"{DISTRICT}dieu-chinh/", DECISION | {"amount": "1.000"})
    assert standing()["district_a"] == (1000, None)

    change = DECISION | {"amount": "900", "seen": "1000"}
    assert client.post(f"{DISTRICT}dieu-chinh/", change).status_code == 422
    assert client.post(f"{DISTRICT}dieu-chinh/", change | {"reason": "Sáp nhập"}).status_code == 302
    assert client.post(f"{DISTRICT}dieu-chinh/", change | {"reason": "Sáp nhập"}).status_code == 409

    lines = client.get(DISTRICT).context["entries"]
    assert [(line.kind, line.before, line.after) for line in lines] == [
        ("Điều chỉnh", "1.000", "900"),
        ("Giao", "–", "1.000"),
    ]


def test_cancelling_is_a_line_of_the_ledger(units):
    client = signed_in(people.officer(units["city"]))
    client.post(f"{DISTRICT}dieu-chinh/", DECISION | {"amount": "10"})

    client.post(f"{DISTRICT}dieu-chinh/", DECISION | {"cancel": "on", "seen": "10", "reason": "Không còn đối tượng"})

    assert standing()["district_a"] == (None, None)
    assert client.get(DISTRICT).context["entries"][0].kind == "Hủy"


def test_a_unit_registers_for_itself_only(units):
    own = signed_in(people.officer(units["district_a"]))

    assert own.post(f"{DISTRICT}dang-ky/", DECISION | {"amount": "6"}).status_code == 302
    assert standing()["district_a"] == (None, 6)
    assert own.post(f"{CITY}dang-ky/", DECISION | {"amount": "6"}).status_code in {403, 404}
    assert own.post(f"{DISTRICT}dieu-chinh/", DECISION | {"amount": "6"}).status_code == 403


@pytest.mark.parametrize("typed", ["", "abc", "1.42", "5,5", "-3", "1e5", "9" * 40, "\u202e5"])
def test_what_is_no_target_is_refused_in_its_field(units, typed):
    client = signed_in(people.officer(units["district_a"]))

    answer = client.post(f"{DISTRICT}dang-ky/", DECISION | {"amount": typed})

    assert answer.status_code == 422
    assert "district_a" not in standing()


@pytest.mark.parametrize(
    "address", ["/chi-tieu/city/2024-Q1/ORG21/", "/chi-tieu/city/2024/NONE1/", "/chi-tieu/x/2024/ORG21/"]
)
def test_what_is_not_there_is_not_found(units, address):
    assert signed_in(people.officer(units["city"])).get(address).status_code == 404


def test_the_number_of_statements_does_not_grow_with_targets(units, django_assert_max_num_queries):
    year = Period.objects.get(code="2024")
    for code in ("ORG18", "ORG07", "WEL01", "LAW19"):
        assign_target(
            unit=units["city"],
            indicator=catalogue().by_code[code],
            period=year,
            amount=5,
            grounds=Grounds(on=date(2024, 1, 2)),
            by=people.person("confederation"),
        )
    client = signed_in(people.officer(units["city"]))
    client.get("/chi-tieu/", {"don-vi": "city"})

    with django_assert_max_num_queries(15):
        client.get("/chi-tieu/", {"don-vi": "city"})
