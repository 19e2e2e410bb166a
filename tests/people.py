"""Named people for tests: an account by name, and what it may do where."""

from __future__ import annotations

from datetime import date

from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import add_user

# Grants of test people hold on every day that a test may stand on.
ALWAYS = date(2000, 1, 1)


def person(username: str = "clerk", password: str | None = None) -> User:
    """The account with this name; opened at its first mention."""
    return User.objects.filter(username=username).first() or add_user(
        username=username, password=password, full_name=username.title(), by=None
    )


def chair(unit: Unit, username: str = "") -> User:
    """The chair of a grassroots union."""
    return _with(Role.CHAIR, unit, username)


def officer(unit: Unit, username: str = "") -> User:
    """The officer who enters the reports of a unit and accepts those of the units below."""
    return _with(Role.OFFICER, unit, username)


def leader(unit: Unit, username: str = "") -> User:
    """A member of a unit's standing committee."""
    return _with(Role.LEADER, unit, username)


def inspector(unit: Unit, username: str = "") -> User:
    """One who sees everything below a unit, its log too, and changes nothing."""
    return _with(Role.INSPECTOR, unit, username)


def administrator(unit: Unit, username: str = "") -> User:
    """One who keeps tree, periods and accounts and has no part in reports."""
    return _with(Role.ADMINISTRATOR, unit, username)


def specialist(unit: Unit, *areas: str, username: str = "") -> User:
    """A department's specialist, narrowed to work areas when some are named."""
    user = person(username or f"specialist.{unit.code}".lower())
    give_grant(user=user, role=Role.SPECIALIST, unit=unit, areas=areas, since=ALWAYS, by=None)
    return user


def _with(role: Role, unit: Unit, username: str) -> User:
    user = person(username or f"{role.value}.{unit.code}".lower())
    if not user.grants.filter(role=role, unit=unit).exists():
        give_grant(user=user, role=role, unit=unit, since=ALWAYS, by=None)
    return user
