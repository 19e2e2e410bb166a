"""Giving and ending grants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import override_settings

from tests import people
from tests.factories.tree import tree
from thidua.access import errors, gate
from thidua.access.models import Grant
from thidua.access.queries import accounts
from thidua.access.rules import Permission, Role, Scope
from thidua.access.services import end_grant, give_grant
from thidua.audit.models import AuditInbox

pytestmark = pytest.mark.django_db
TODAY = date(2024, 5, 18)
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_a_day():
    with override_settings(THIDUA_TODAY=TODAY):
        yield


@pytest.fixture
def units():
    return tree("city > district > school")


def sees(user, unit) -> bool:
    return gate.may(user, Permission.UNIT_VIEW, unit)


def test_a_grant_holds_from_its_first_day_to_the_day_before_its_end(units):
    user = people.person()
    give_grant(
        user=user,
        role=Role.LEADER,
        unit=units["district"],
        since=TODAY + ONE_DAY,
        until=TODAY + 3 * ONE_DAY,
        by=None,
    )

    held = []
    for days in range(5):
        with override_settings(THIDUA_TODAY=TODAY + days * ONE_DAY):
            held.append(sees(user, units["school"]))

    assert held == [False, True, True, False, False]


def test_a_grant_that_ends_today_no_longer_holds_and_is_kept(units):
    user = people.officer(units["district"])
    grant = user.grants.get()

    end_grant(grant_id=grant.pk, by=people.person("clerk"))

    assert not sees(user, units["school"])
    assert user.grants.get().during.upper == TODAY
    assert AuditInbox.objects.filter(event="grant.ended", about_id=user.pk, facts__role="officer").count() == 1
    with pytest.raises(errors.BadSpan):
        end_grant(grant_id=grant.pk, by=None)


def test_a_grant_that_never_held_is_taken_back(units):
    user = people.person()
    grant = give_grant(user=user, role=Role.LEADER, unit=units["city"], since=TODAY, by=None)

    end_grant(grant_id=grant.pk, on=TODAY, by=None)

    assert not user.grants.exists()


def test_the_same_role_is_not_given_twice_for_the_same_days(units):
    user = people.person()
    give_grant(user=user, role=Role.LEADER, unit=units["city"], until=TODAY + ONE_DAY, by=None)
    give_grant(user=user, role=Role.LEADER, unit=units["city"], since=TODAY + ONE_DAY, by=None)
    give_grant(user=user, role=Role.LEADER, units=[units["school"]], by=None)

    with pytest.raises(errors.AlreadyGranted):
        give_grant(user=user, role=Role.LEADER, unit=units["city"], since=TODAY + 9 * ONE_DAY, by=None)
    with pytest.raises(errors.AlreadyGranted):
        give_grant(user=user, role=Role.LEADER, units=[units["city"], units["school"]], by=None)

    assert user.grants.count() == 3


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ({}, errors.BadScope),
        ({"unit": "city", "units": ["school"]}, errors.BadScope),
        ({"units": ["school"], "areas": ["women"]}, errors.BadScope),
        ({"unit": "city", "until": TODAY}, errors.BadSpan),
    ],
)
def test_a_grant_that_cannot_be_is_refused(units, scope, error):
    named = {
        "unit": units[scope["unit"]] if "unit" in scope else None,
        "units": [units[name] for name in scope.get("units", [])],
    }
    with pytest.raises(error):
        give_grant(user=people.person(), role=Role.LEADER, by=None, **scope | named)

    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"scope": Scope.UNITS},
        {"scope": Scope.SUBTREE, "areas": ["women"]},
        {"scope": Scope.AREAS},
        {"role": "emperor"},
        {"during": DateRange(TODAY, TODAY)},
        {"during": DateRange(None, TODAY)},
        {"unit": None},
    ],
)
def test_the_database_refuses_it_too(units, columns):
    valid = {
        "user": people.person(),
        "role": Role.LEADER,
        "scope": Scope.SUBTREE,
        "unit": units["city"],
        "during": DateRange(TODAY, None),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**valid | columns)


def test_accounts_are_listed_with_their_roles_of_today(units, django_assert_num_queries):
    people.officer(units["city"], "anh")
    give_grant(user=people.person("binh"), role=Role.LEADER, units=[units["school"], units["district"]], by=None)
    people.specialist(units["city"], "women", username="anh")
    end_grant(grant_id=people.officer(units["school"], "chi").grants.get().pk, by=None)

    with django_assert_num_queries(4):
        listed = accounts()

    assert [(account.username, account.roles) for account in listed] == [
        ("anh", ("Cán bộ tổng hợp: city", "Chuyên viên ban: city (women)")),
        ("binh", ("Thường trực: school, district",)),
        ("chi", ()),
    ]
