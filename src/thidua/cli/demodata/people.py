"""The people of the demonstration, all of them fictitious, and what they may do."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.cli.demodata.emulation.members import seated
from thidua.cli.demodata.files import document
from thidua.cli.demodata.units import federations, unions
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.people.services import add_user

SINCE = date(2019, 1, 1)
_ROLES = {
    "officers": Role.OFFICER,
    "chairs": Role.CHAIR,
    "leaders": Role.LEADER,
    "inspectors": Role.INSPECTOR,
    "administrators": Role.ADMINISTRATOR,
    "specialists": Role.SPECIALIST,
}


@cache
def officers() -> dict[str, tuple[str, str]]:
    """Username and name of the officer of each unit that accepts reports, by unit."""
    named = document("people.json")["officers"]
    accepting = {union.upper for union in unions()} | {unit.parent for unit in federations() if unit.parent}
    accepting |= {unit.code for unit in federations() if unit.code.startswith("HN-") and unit.kind != UnitKind.COMPANY}
    return {
        code: tuple(named[code]) if code in named else (f"canbo.{code.lower()}", invented_name(code))
        for code in sorted(accepting)
    }


@cache
def leaders() -> dict[str, tuple[str, str]]:
    """Username and name of the leader of each unit that has one: those who sign, vote and settle for it."""
    named = {code: (username, name) for code, (username, name) in document("people.json")["leaders"].items()}
    invented = {code: (_leader_name(code), invented_name(code, "leader")) for code in seated()}
    return invented | named


def leader_of(unit: str) -> str:
    """The username of a unit's leader."""
    return leaders()[unit][0]


def officer_of(unit: str) -> str:
    """The username of a unit's officer."""
    return officers()[unit][0]


def typist_of(unit: str) -> str:
    """Who types a unit's reports: its chair or officer, else the common office of the demonstration."""
    chairs = document("people.json")["chairs"]
    if unit in chairs:
        return str(chairs[unit][0])
    return officer_of(unit) if unit in officers() else str(document("people.json")["typist"][0])


def open_accounts() -> dict[str, User]:
    """Make every account, by username. None has a password: the demonstration signs in by one click."""
    accounts = dict(officers().values()) | dict(leaders().values())
    for role in ("chairs", "inspectors", "administrators", "specialists"):
        accounts |= dict(document("people.json")[role].values())
    accounts |= dict([document("people.json")["typist"]])
    return {
        username: add_user(username=username, password=None, full_name=name, by=None)
        for username, name in accounts.items()
    }


def give_roles(users: dict[str, User]) -> None:
    """Let everybody do their work at their unit."""
    people = document("people.json") | {"officers": officers(), "leaders": leaders()}
    units = Unit.objects.in_bulk([code for role in _ROLES for code in people[role]], field_name="code")
    for role, granted in _ROLES.items():
        for code, (username, _name) in people[role].items():
            areas = people["areas"].get(username, ())
            give_grant(user=users[username], role=granted, unit=units[code], areas=areas, since=SINCE, by=None)


def invented_name(code: str, post: str = "officer") -> str:
    """The name of who holds a post at a unit, the same every time."""
    rng, parts = Random(f"{code} {post}"), document("names.json")
    return " ".join(rng.choice(parts[part]) for part in ("surnames", "middles", "given"))


def _leader_name(code: str) -> str:
    return f"thuongtruc.{code.removeprefix('HN-').lower()}"
