"""Opening accounts, changing passwords, taking accounts out of use."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.text import clean_line, fold, sort_key
from thidua.people.errors import (
    AlreadyActive,
    AlreadyInactive,
    BadEmail,
    BadName,
    BadUsername,
    UsernameTaken,
    WeakPassword,
)
from thidua.people.models import Person, User

from .sessions import drop_sessions

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")


@transaction.atomic
def add_person(*, full_name: str) -> Person:
    """Note a person. Raises BadName for an empty name, BadText for one that cannot be stored."""
    name = _full_name(full_name)
    return Person.objects.create(full_name=name, search=fold(name), sort_key=sort_key(name))


@transaction.atomic
def add_user(
    *,
    username: str,
    password: str | None,
    full_name: str,
    email: str = "",
    by: User | None,
    person: Person | None = None,
) -> User:
    """Open an account for a person: `person`, or a new one of this name.

    Without a password nobody can sign in by one until `set_password`. Raises BadUsername, BadEmail,
    WeakPassword, UsernameTaken, BadName.
    """
    user = User(
        username=checked_username(username),
        email=checked_email(email),
        person=person or add_person(full_name=full_name),
    )
    _give_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(
            _("Tên đăng nhập «%(username)s» đã có người dùng, hãy chọn tên khác.") % {"username": user.username},
            where="username",
        ) from None
    record("user.added", by=by, about=user, username=user.username)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Give an account a new password; every session of it elsewhere ends. Raises WeakPassword."""
    _give_password(user, password)
    user.save(update_fields=["password"])
    drop_sessions(user_id=user.pk)
    record("user.password_changed", by=by, about=user, username=user.username)


@transaction.atomic
def deactivate_user(*, user: User, by: User | None) -> None:
    """Take an account out of use: its sessions end at their next request. Raises AlreadyInactive."""
    account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not account.is_active:
        raise AlreadyInactive(_("Tài khoản «%(username)s» đã ngừng sử dụng từ trước.") % {"username": account.username})
    account.is_active = False
    account.save(update_fields=["is_active"])
    drop_sessions(user_id=account.pk)
    record("user.deactivated", by=by, about=account, username=account.username)


@transaction.atomic
def reactivate_user(*, user: User, by: User | None) -> None:
    """Bring an account back into use; what it may do is still in its grants. Raises AlreadyActive."""
    account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if account.is_active:
        raise AlreadyActive(_("Tài khoản «%(username)s» đang được sử dụng.") % {"username": account.username})
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("user.reactivated", by=by, about=account, username=account.username)


@transaction.atomic
def edit_user(*, user: User, full_name: str, email: str, by: User | None) -> None:
    """Correct a person's name and an account's e-mail address. Raises BadName, BadEmail."""
    account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    name, account.email = _full_name(full_name), checked_email(email)
    account.save(update_fields=["email"])
    Person.objects.filter(pk=account.person_id).update(full_name=name, search=fold(name), sort_key=sort_key(name))
    record("user.edited", by=by, about=account, username=account.username, personal={"name": name})


def _full_name(text: str) -> str:
    name = clean_line(text, most=120)
    if not name:
        raise BadName(_("Hãy ghi họ và tên."), where="full_name")
    return name


def checked_username(text: str) -> str:
    """A user name as it is kept. Raises BadUsername."""
    username = text.strip().lower()
    if not USERNAME.fullmatch(username):
        raise BadUsername(
            _("Tên đăng nhập gồm 3 đến 80 chữ cái không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch nối."),
            where="username",
        )
    return username


def checked_email(text: str) -> str:
    """An e-mail address as it is kept, "" for none. Raises BadEmail."""
    email = text.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadEmail(_("Địa chỉ thư điện tử không đúng."), where="email") from None
    return email


def _give_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError:
            raise WeakPassword(
                _("Mật khẩu cần ít nhất 10 ký tự, không phổ biến và không giống tên của bạn."), where="password"
            ) from None
    user.set_password(password)
