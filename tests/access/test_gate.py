"""Who reaches which unit, by example. `test_gate_oracle.py` compares with a naive walk."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests import people
from tests.factories.tree import tree
from thidua.access import gate
from thidua.access.rules import Permission, Role
from thidua.access.services import give_grant
from thidua.org.models import Unit

pytestmark = pytest.mark.django_db
P = Permission


@pytest.fixture
def units() -> dict[str, Unit]:
    return tree("city > district_a > school > team", "city > district_a > hospital", "city > district_b > market")


def codes(user: object, permission: P) -> set[str]:
    return set(gate.units_for(user, permission).values_list("code", flat=True))


def test_a_chair_enters_only_for_the_own_unit_and_sees_the_line(units):
    chair = people.chair(units["school"])

    assert codes(chair, P.REPORT_ENTER) == {"school"}
    assert codes(chair, P.REPORT_VIEW) == {"school", "team"}
    assert codes(chair, P.FIGURES_VIEW) == {"city", "district_a", "school", "team"}
    assert codes(chair, P.REPORT_ACCEPT) == set()


def test_a_report_is_accepted_by_the_unit_directly_above(units):
    accepts = {name: codes(people.officer(units[name]), P.REPORT_ACCEPT) for name in ("city", "district_a")}

    assert accepts == {"city": {"district_a", "district_b"}, "district_a": {"school", "hospital"}}


def test_an_administrator_neither_enters_nor_accepts(units):
    allowed = gate.allowed(people.administrator(units["city"]), units["district_a"])

    assert P.UNIT_MANAGE in allowed
    assert not allowed & {P.REPORT_ENTER, P.REPORT_SUBMIT, P.REPORT_ACCEPT, P.REPORT_AMEND}


def test_a_named_set_holds_at_exactly_its_units(units):
    user = people.person()
    give_grant(user=user, role=Role.OFFICER, units=[units["school"], units["market"]], since=people.ALWAYS, by=None)

    assert codes(user, P.REPORT_ACCEPT) == codes(user, P.UNIT_VIEW) == {"school", "market"}


def test_what_is_not_visible_is_not_found_and_what_is_visible_may_still_be_forbidden(units):
    chair = people.chair(units["school"])

    assert gate.unit_or_404(chair, "district_a", P.FIGURES_VIEW) == units["district_a"]
    with pytest.raises(PermissionDenied):
        gate.unit_or_404(chair, "district_a", P.REPORT_ENTER)
    with pytest.raises(Http404):
        gate.unit_or_404(chair, "district_b", P.UNIT_VIEW)
    with pytest.raises(Http404):
        gate.unit_or_404(chair, "no-such-unit", P.UNIT_VIEW)


@pytest.mark.parametrize("who", ["anonymous", "inactive"])
def test_nobody_reaches_nothing(units, who):
    user = AnonymousUser() if who == "anonymous" else people.officer(units["city"])
    if who == "inactive":
        user.is_active = False

    assert codes(user, P.UNIT_VIEW) == set()
    assert gate.allowed(user, units["city"]) == frozenset()
    assert gate.anywhere(user) == frozenset()


def test_work_areas_narrow_a_permission_unless_another_grant_does_not(units):
    user = people.specialist(units["district_a"], "women", "legal")

    assert gate.standing_at(user, units["district_a"].pk).areas(P.REPORT_ENTER) == {"women", "legal"}
    assert gate.standing_at(user, units["school"].pk).areas(P.REPORT_ENTER) == frozenset()

    give_grant(user=user, role=Role.OFFICER, unit=units["district_a"], since=people.ALWAYS, by=None)

    assert gate.standing_at(user, units["district_a"].pk).areas(P.REPORT_ENTER) is None


def test_the_number_of_queries_does_not_grow(units, django_assert_num_queries):
    user = people.officer(units["city"])
    people.chair(units["school"], user.username)
    people.specialist(units["hospital"], "women", username=user.username)

    with django_assert_num_queries(2):
        list(gate.units_for(user, P.REPORT_ENTER))
    with django_assert_num_queries(1):
        gate.allowed(user, units["school"])
    with django_assert_num_queries(2):
        gate.unit_or_404(user, "school", P.REPORT_VIEW)
    with django_assert_num_queries(1):
        gate.any_unit(user, P.AUDIT_VIEW)


def test_the_only_root_sees_everything_without_a_filter(units):
    officer = people.officer(units["city"])

    assert "org_lineage" not in str(gate.units_for(officer, P.REPORT_VIEW).query)
    tree("city_two > district_c")
    assert codes(officer, P.REPORT_VIEW) == set(units)
