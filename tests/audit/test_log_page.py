"""The page of the log: whose events are shown, filters, paging, and a constant number of queries."""

from __future__ import annotations

import pytest

from tests import people
from tests.factories.tree import tree
from thidua.audit.models import AuditEvent
from thidua.audit.services import record, seal_inbox

pytestmark = pytest.mark.django_db
LOG = "/nhat-ky/"


@pytest.fixture
def units():
    return tree("city > district_a > school", "city > district_b > market")


def happen(units, *names, by=None) -> None:
    for name in names:
        record("unit.renamed", by=by, about=units[name], unit=units[name], name=f"tên mới {name}")
    seal_inbox()


def shown(client, **query) -> list:
    answer = client.get(LOG, query)
    assert answer.status_code == 200
    return answer.context["lines"]


def test_an_inspector_of_a_district_sees_the_log_of_that_district_alone(client, units):
    client.force_login(people.inspector(units["district_a"]))
    happen(units, "school", "market", "district_a", "city")

    assert [line.unit for line in shown(client, event="unit.renamed")] == ["district_a", "school"]


def test_what_belongs_to_no_unit_is_shown_at_the_root(client, units):
    client.force_login(people.inspector(units["city"]))
    record("user.sign_in_failed", by=None, personal={"typed": "nobody"})
    seal_inbox()

    newest = shown(client)[0]

    assert (newest.sentence, newest.actor_name, newest.personal) == (
        "đăng nhập không thành công",
        "Hệ thống",
        "nobody",
    )


def test_the_log_is_narrowed_by_unit_event_and_person(client, units):
    client.force_login(people.inspector(units["city"]))
    clerk = people.person("clerk")
    happen(units, "school", "market", by=clerk)
    happen(units, "school")

    assert [line.unit for line in shown(client, unit="SCHOOL", event="unit.renamed")] == ["school", "school"]
    assert [(line.unit, line.actor_name) for line in shown(client, person=" Clerk ")] == [
        ("market", "Clerk"),
        ("school", "Clerk"),
    ]
    assert {line.sentence for line in shown(client, event="user.added")} >= {"mở tài khoản clerk"}


@pytest.mark.parametrize(
    "query", [{"unit": "market"}, {"unit": "nowhere"}, {"event": "no.such"}, {"before": "x"}, {"after": "-1"}]
)
def test_a_filter_that_cannot_be_says_so(client, units, query):
    client.force_login(people.inspector(units["district_a"]))

    answer = client.get(LOG, query)

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_pages_lead_forth_and_back_over_every_event(client, units):
    client.force_login(people.inspector(units["city"]))
    happen(units, *["school"] * 120)
    total = AuditEvent.objects.count()

    seen, address = [], LOG
    while address:
        page = client.get(address).context
        seen += [line.number for line in page["lines"]]
        last, address = page, page["older"] and LOG + page["older"]

    assert seen == list(range(total, 0, -1))
    newer = client.get(LOG + last["newer"]).context
    assert [line.number for line in newer["lines"]] == seen[-len(last["lines"]) - 50 : -len(last["lines"])]


def test_the_number_of_queries_does_not_grow(client, units, django_assert_max_num_queries):
    client.force_login(people.inspector(units["district_a"]))
    happen(units, "school", by=people.person("clerk"))
    with django_assert_max_num_queries(12) as few:
        shown(client)
    happen(units, *["school", "district_a"] * 30, by=people.person("another"))
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(shown(client)) == 50
