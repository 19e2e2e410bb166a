"""Who may see a unit, enter and accept there, and through which role at which unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.queries import Holder, Holders, holders_of
from thidua.access.rules import Permission, Role
from thidua.core import clock
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.people.models import User

# What is told of each person, beside that she may look.
_WORK = (
    Permission.REPORT_ENTER,
    Permission.REPORT_SUBMIT,
    Permission.REPORT_ACCEPT,
    Permission.TARGET_ASSIGN,
    Permission.AUDIT_VIEW,
    Permission.USER_MANAGE,
)
_NAMED = {Role.OFFICER, Role.CHAIR, Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Line:
    """One person and one reason why the unit is open to her."""

    user: User
    role: str
    why: str
    may: list[str]
    lender: User | None


@dataclass(frozen=True, slots=True)
class SeenHolders:
    """To whom a unit is open; `full`: everybody is told, not only officers."""

    unit: Unit
    name: str
    full: bool
    holders: Holders
    lines: list[Line]


def seen_holders(request: HttpRequest, code: str) -> SeenHolders:
    """Everybody with reasons for who administers or inspects; officers for everyone else. Raises Http404."""
    unit = gate.unit_or_404(request.user, code)
    permissions = gate.allowed(request.user, unit)
    holders = holders_of(unit)
    names = last_names_of({holder.at for holder in holders.reaching} | {unit.pk}, clock.today())
    name = names[unit.pk].name if unit.pk in names else unit.code
    full = bool(permissions & {Permission.USER_MANAGE, Permission.AUDIT_VIEW})
    shown = holders.reaching if full else [one for one in holders.reaching if one.role in _NAMED]
    return SeenHolders(unit, name, full, holders, [_line(holder, names) for holder in shown])


@require_safe
def who_sees(request: HttpRequest, code: str) -> HttpResponse:
    """To whom a unit is open: roles, and the people whom `seen_holders` tells of."""
    seen = seen_holders(request, code)
    context = {
        "title": _("Ai xem được %(unit)s") % {"unit": seen.name},
        "crumbs": [(seen.name, reverse("unit", args=[seen.unit.code]))],
        "unit": seen.unit,
        "full": seen.full,
        "roles": [(str(role.label), count) for role, count in seen.holders.roles()],
        "looking_up": [(str(role.label), count) for role, count in seen.holders.looking_up],
        "lines": seen.lines,
    }
    return render(request, "web/who_sees.html", context)


def _line(holder: Holder, names: dict[int, UnitName]) -> Line:
    at = names[holder.at].short_name if holder.at in names else ""
    may = [str(permission.label) for permission in _WORK if permission in holder.permissions]
    return Line(holder.user, str(holder.role.label), _why(holder.distance, at, holder.areas), may, holder.lender)


def _why(distance: int | None, at: str, areas: tuple[str, ...]) -> str:
    if distance is None:
        why = _("được giao đúng đơn vị này")
    elif distance == 0:
        why = _("tại chính đơn vị này")
    elif distance == 1:
        why = _("tại %(unit)s, đơn vị cấp trên trực tiếp") % {"unit": at}
    else:
        why = _("tại %(unit)s, nơi gồm cả đơn vị này") % {"unit": at}
    return why + (_(", chỉ lĩnh vực %(areas)s") % {"areas": ", ".join(areas)} if areas else "")
