"""From what an organiser types to accounts: user names, full names, the people who have a role at units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission, Role, Scope
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.org.models import Unit
from thidua.org.queries import last_names_of, unit_by_code_or_name
from thidua.people.models import User

from .services.setup import NewVoter


@dataclass(frozen=True, slots=True)
class Found:
    """The people that lines name, and a sentence for each line that names nobody, or more than one."""

    voters: tuple[NewVoter, ...]
    unknown: tuple[str, ...]


def find_people(lines: Sequence[str]) -> Found:
    """The open accounts that lines name by user name or by full name; two statements and one for names of units."""
    accounts = User.objects.filter(is_active=True)
    wanted = {" ".join(line.split()) for line in lines}
    by_username = {user.username.lower(): user for user in accounts.filter(username__in=_spellings(wanted))}
    by_name: defaultdict[str, list[User]] = defaultdict(list)
    for user in accounts.filter(person__full_name__in=wanted):
        by_name[user.person.full_name].append(user)
    found: dict[int, User] = {}
    unknown: list[str] = []
    for line in dict.fromkeys(" ".join(line.split()) for line in lines):
        named = by_name.get(line, [])
        exact = by_username.get(line.lower())
        one = [exact] if exact else named
        if len(one) == 1:
            found[one[0].pk] = one[0]
        elif named:
            names = ", ".join(sorted(one.username for one in named))
            unknown.append(
                _("Có nhiều người tên «%(line)s». Hãy ghi tên đăng nhập: %(names)s.") % {"line": line, "names": names}
            )
        else:
            unknown.append(
                _("Không có tài khoản nào là «%(line)s». Hãy kiểm tra tên đăng nhập hoặc họ tên.") % {"line": line}
            )
    return Found(_as_voters(found.values()), tuple(unknown))


def find_in_units(lines: Sequence[str], role: Role | None, *, by: User) -> Found:
    """The people with a role (None: any) at the units that lines name, among units that `by` may see."""
    units, unknown = _units(lines, by)
    grants = Grant.objects.filter(unit__in=units, during__contains=clock.today(), user__is_active=True)
    grants = grants.exclude(scope=Scope.UNITS).select_related("user__person")
    if role is not None:
        grants = grants.filter(role=role)
    held: defaultdict[int, dict[int, User]] = defaultdict(dict)
    for grant in grants.order_by("user__person__sort_key", "user"):
        held[grant.unit_id or 0][grant.user_id] = grant.user
    names = last_names_of(list(units), clock.today())
    voters = []
    for unit_id, code in units.items():
        body = names[unit_id].short_name if unit_id in names else code
        voters += [NewVoter(user, str(user), body) for user in held[unit_id].values()]
        if not held[unit_id]:
            what = role.label if role else _("người có vai trò")
            unknown.append(
                _("%(unit)s (%(code)s): chưa có tài khoản nào là %(role)s.")
                % {"unit": body, "code": code, "role": what}
            )
    return Found(tuple(voters), tuple(unknown))


def suggested(unit: Unit, most: int = 200) -> list[tuple[str, str]]:
    """User names and names of those who have a role at a unit: whom an organiser will usually name."""
    held = Grant.objects.filter(unit=unit, during__contains=clock.today()).values("user")
    people = User.objects.filter(pk__in=held, is_active=True).order_by("person__sort_key")[:most]
    return [(user.username, str(user)) for user in people]


def _spellings(wanted: Iterable[str]) -> set[str]:
    """User names are kept in lower case, as a rule; both spellings are looked for."""
    return {*wanted, *(line.lower() for line in wanted)}


def _as_voters(users: Iterable[User]) -> tuple[NewVoter, ...]:
    """Accounts with the unit that each has her role at; one statement for all."""
    people = list(users)
    grants = Grant.objects.filter(user__in=people, during__contains=clock.today()).order_by("-pk")
    at = {user_id: unit_id for user_id, unit_id in grants.values_list("user_id", "unit_id") if unit_id}
    names = last_names_of(list(set(at.values())), clock.today())
    bodies = {user_id: names[unit_id].short_name for user_id, unit_id in at.items() if unit_id in names}
    return tuple(NewVoter(user, str(user), bodies.get(user.pk, "")) for user in people)


def _units(lines: Sequence[str], by: User) -> tuple[dict[int, str], list[str]]:
    """Units by id with their codes, in the order of the lines, and what is wrong with the others."""
    seen: QuerySet[Unit] = gate.units_for(by, Permission.UNIT_VIEW)
    by_code = {unit.code.lower(): unit for unit in seen.filter(code__in=_codes(lines))}
    found: dict[int, str] = {}
    unknown = []
    for line in dict.fromkeys(lines):
        unit = by_code.get(line.lower())
        if unit is None:
            try:
                unit = unit_by_code_or_name(line)
            except DomainError as error:
                unknown.append(error.sentence)
                continue
            if not seen.filter(pk=unit.pk).exists():
                unknown.append(_("Không tìm thấy đơn vị «%(line)s» trong phạm vi của bạn.") % {"line": line})
                continue
        found[unit.pk] = unit.code
    return found, unknown


def _codes(lines: Iterable[str]) -> set[str]:
    return {spelling for line in lines for spelling in (line, line.upper(), line.lower())}
