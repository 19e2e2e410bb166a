"""The people of the second story: those of the first, and an officer at every ward union."""

from __future__ import annotations

from functools import cache

from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.cli.demodata.merger.units import WARDS_BEGIN, wards
from thidua.cli.demodata.people import invented_name, officer_of
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import add_user

WARD_OFFICER = ("canbo.vandinh", "Nguyễn Thị Minh Tâm")
"""The officer of the ward union under which the visitor's union stands."""

CHAIRS_WARD = "HN-X-VAN-DINH"


@cache
def ward_officers() -> dict[str, tuple[str, str]]:
    """Username and name of the officer of each ward union, by unit."""
    named = {CHAIRS_WARD: WARD_OFFICER}
    codes = [ward.unit.code for ward in wards()]
    return {code: named.get(code, (f"canbo.{code.lower()}", invented_name(code))) for code in codes}


def acceptor(upper: str) -> str:
    """The username of whoever accepts the reports of the units under one."""
    return ward_officers()[upper][0] if upper in ward_officers() else officer_of(upper)


def staff_wards(by: User) -> dict[str, User]:
    """Open the accounts of the ward unions' officers and let them work there; by username."""
    units = Unit.objects.in_bulk(list(ward_officers()), field_name="code")
    users = {}
    for code, (username, name) in ward_officers().items():
        users[username] = add_user(username=username, password=None, full_name=name, by=by)
        give_grant(user=users[username], role=Role.OFFICER, unit=units[code], since=WARDS_BEGIN, by=by)
    return users
