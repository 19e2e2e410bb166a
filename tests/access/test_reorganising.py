"""What a reorganisation does to grants: ended, followed, never come about, and given back exactly."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import people
from tests.factories.tree import tree
from thidua.access.models import Grant
from thidua.access.reorganising import apply, obstacles, preview, undo
from thidua.access.rules import Role
from thidua.access.services import end_grant, give_grant
from thidua.audit.models import AuditInbox
from thidua.org.models import Unit
from thidua.org.plans import End, People, Plan, Weight

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)
HALF = 500_000


@pytest.fixture
def units(settings) -> dict[str, Unit]:
    settings.THIDUA_TODAY = date(2024, 5, 18)
    return tree("city > district_a > school", "city > district_b > clinic", "city > district_c")


def plan(units: dict[str, Unit], **changes: object) -> Plan:
    facts = {
        "ended": {"district_a": End("Sáp nhập", (("district_b", 1_000_000),))},
        "moved": {"school": "district_b"},
        "people": People.FOLLOW,
        "ids": {name: unit.pk for name, unit in units.items()},
    }
    return Plan(on=ON, counts_from=ON, decision="12/QĐ-LĐLĐ", **(facts | changes))


def held() -> set[tuple]:
    """Every grant there is, with all that it says."""
    named = {g.pk: sorted(g.named_units.values_list("unit__code", flat=True)) for g in Grant.objects.all()}
    return {
        (*row, *named[row[0]])
        for row in Grant.objects.values_list("pk", "user__username", "role", "scope", "unit__code", "during")
    }


def spans(username: str) -> set[tuple]:
    grants = Grant.objects.filter(user__username=username).select_related("unit")
    return {(g.role, g.unit and g.unit.code, g.during.lower, g.during.upper) for g in grants}


def test_roles_follow_to_the_heir_with_their_scope_areas_and_end(units):
    people.officer(units["district_a"], "lan")
    expert = people.specialist(units["district_a"], "WEL", username="mai")
    Grant.objects.filter(user=expert).update(during=DateRange(people.ALWAYS, date(2025, 1, 1)))

    apply(plan(units), people.person())

    assert spans("lan") == {("officer", "district_a", people.ALWAYS, ON), ("officer", "district_b", ON, None)}
    assert spans("mai") == {
        ("specialist", "district_a", people.ALWAYS, ON),
        ("specialist", "district_b", ON, date(2025, 1, 1)),
    }
    assert Grant.objects.get(user=expert, unit=units["district_b"]).areas == ["WEL"]
    assert set(AuditInbox.objects.values_list("event", flat=True)) >= {"grant.ended", "grant.given"}


def test_roles_end_with_the_unit_when_people_do_not_follow(units):
    people.officer(units["district_a"], "lan")
    people.officer(units["city"], "hoa")
    before = spans("hoa")

    apply(plan(units, people=People.END), people.person())

    assert spans("lan") == {("officer", "district_a", people.ALWAYS, ON)}
    assert spans("hoa") == before


def test_a_split_hands_a_role_to_every_heir_and_doubles_none(units):
    people.officer(units["district_a"], "lan")
    people.officer(units["district_b"], "lan")
    shares = (("district_b", HALF), ("district_c", HALF))

    apply(plan(units, ended={"district_a": End("Chia", shares)}), people.person())

    assert spans("lan") == {
        ("officer", "district_a", people.ALWAYS, ON),
        ("officer", "district_b", people.ALWAYS, None),
        ("officer", "district_c", ON, None),
    }


def test_two_merged_units_give_one_role_to_who_had_it_at_both(units):
    for name in ("district_a", "district_c"):
        people.officer(units[name], "lan")
    whole = End("Sáp nhập", (("district_b", 1_000_000),))

    apply(plan(units, ended={"district_a": whole, "district_c": whole}), people.person())

    assert Grant.objects.filter(user__username="lan", unit=units["district_b"]).count() == 1


@pytest.mark.parametrize("choice", People)
def test_everything_is_given_back_exactly(units, choice):
    lan = people.officer(units["district_a"], "lan")
    people.inspector(units["district_a"], "tra")
    give_grant(user=lan, role=Role.LEADER, unit=units["district_a"], since=date(2024, 9, 1), by=None)
    give_grant(
        user=lan, role=Role.INSPECTOR, units=[units["district_a"], units["clinic"]], since=people.ALWAYS, by=None
    )
    give_grant(user=lan, role=Role.SECOND, units=[units["district_a"]], since=ON, by=None)
    give_grant(
        user=lan, role=Role.CHAIR, unit=units["district_a"], since=people.ALWAYS, until=date(2024, 3, 1), by=None
    )
    before = held()

    ledger = apply(plan(units, people=choice), people.person())
    assert held() != before
    assert obstacles(plan(units, people=choice), ledger) == []
    undo(plan(units, people=choice), ledger, people.person())

    assert held() == before


def test_a_role_that_was_to_begin_later_never_comes_about(units):
    lan = people.person("lan")
    give_grant(user=lan, role=Role.LEADER, unit=units["district_a"], since=date(2024, 9, 1), by=None)

    apply(plan(units, people=People.END), people.person())

    assert not spans("lan")


def test_a_role_at_named_units_goes_on_for_those_that_go_on(units):
    lan = people.person("lan")
    named = [units["district_a"], units["clinic"]]
    give_grant(user=lan, role=Role.INSPECTOR, units=named, since=people.ALWAYS, by=None)

    apply(plan(units, people=People.END), people.person())
    assert len(spans("lan")) == 1

    apply(plan(units), people.person())
    new = Grant.objects.get(user=lan, during__startswith=ON)
    assert set(new.named_units.values_list("unit__code", flat=True)) == {"clinic", "district_b"}


def test_what_somebody_changed_since_stands_in_the_way(units):
    people.officer(units["district_a"], "lan")
    ledger = apply(plan(units), people.person())
    given = Grant.objects.get(user__username="lan", unit=units["district_b"])

    end_grant(grant_id=given.pk, on=date(2024, 8, 1), by=None)

    assert obstacles(plan(units), ledger) == ["1 vai trò đã được sửa sau khi sắp xếp"]


def test_the_preview_names_people_and_units_without_them(units):
    people.officer(units["district_a"], "lan")
    before = held()

    found = preview(plan(units, people=People.END))

    assert held() == before
    lost, silent, deaf = found
    assert (lost.count, lost.examples) == (1, ("Lan (Cán bộ tổng hợp, district_a)",))
    assert (silent.weight, silent.examples) == (Weight.WARNING, ("district_b",))
    assert (deaf.weight, deaf.examples) == (Weight.WARNING, ("district_b",))
    [followed] = preview(plan(units))
    assert "kế tục" in followed.sentence


def test_statements_do_not_grow_with_the_grants(units, django_assert_max_num_queries):
    for number in range(30):
        people.officer(units["district_a"], f"officer_{number}")
    with django_assert_max_num_queries(20):
        preview(plan(units))
    with django_assert_max_num_queries(24):
        ledger = apply(plan(units), people.person())
    with django_assert_max_num_queries(24):
        undo(plan(units), ledger, people.person())
