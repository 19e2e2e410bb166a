"""Accounts: how they are opened, changed and taken out of use."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import identify_hasher

from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.core.errors import DomainError
from thidua.core.text import BadText
from thidua.people import errors
from thidua.people.models import User
from thidua.people.services import add_user, deactivate_user, set_password

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"


def add(**changes: object) -> User:
    given = {"username": "lan.nt", "password": PASSWORD, "full_name": "Nguyễn Thị Lan", "by": None}
    return add_user(**given | changes)


def test_a_new_account_can_be_found_without_accents_and_its_password_is_argon2():
    user = add(username=" Lan.NT ", email="Lan@Example.vn")

    assert (user.username, user.email) == ("lan.nt", "lan@example.vn")
    assert user.person.search == "nguyen thi lan"
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(PASSWORD)


def test_without_a_password_nobody_signs_in_by_one():
    assert not add(password=None).has_usable_password()


@pytest.mark.parametrize(
    ("changes", "error", "where"),
    [
        ({"username": "lan nt"}, errors.BadUsername, "username"),
        ({"username": "lân"}, errors.BadUsername, "username"),
        ({"username": "x"}, errors.BadUsername, "username"),
        ({"username": "x" * 81}, errors.BadUsername, "username"),
        ({"email": "không phải thư"}, errors.BadEmail, "email"),
        ({"full_name": "   "}, errors.BadName, "full_name"),
        ({"full_name": "Lan\u202e"}, BadText, ""),
        ({"full_name": "Lan\0"}, BadText, ""),
        ({"full_name": "L" * 121}, BadText, ""),
        ({"password": "ngắn"}, errors.WeakPassword, "password"),
        ({"password": "password1234"}, errors.WeakPassword, "password"),
        ({"username": "lan.nguyen", "password": "lan.nguyen1"}, errors.WeakPassword, "password"),
    ],
)
def test_what_cannot_be_an_account_changes_nothing(changes, error, where):
    with pytest.raises(error) as caught:
        add(**changes)

    assert isinstance(caught.value, DomainError)
    assert caught.value.where == where
    assert not User.objects.exists()
    assert not AuditInbox.objects.exists()


def test_a_user_name_belongs_to_one_account():
    add()

    with pytest.raises(errors.UsernameTaken):
        add(username="LAN.NT", full_name="Người khác")

    assert User.objects.count() == 1


def test_a_person_may_have_two_accounts():
    first = add()

    second = add(username="lan.second", person=first.person)

    assert second.person == first.person


def test_a_weak_new_password_leaves_the_old_one():
    user = add()

    with pytest.raises(errors.WeakPassword):
        set_password(user=user, password="12345", by=user)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_account_goes_out_of_use_once():
    user = add()

    deactivate_user(user=user, by=person("clerk"))

    user.refresh_from_db()
    assert not user.is_active
    with pytest.raises(errors.AlreadyInactive):
        deactivate_user(user=user, by=person("clerk"))
