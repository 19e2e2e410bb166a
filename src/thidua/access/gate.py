"""The one question "who may do what on which unit", always as of today.

A unit that has ended is reached through whoever holds it now (`org.Custody`). A grant at the one root of the
tree reaches every unit there is, without a filter.

Whoever stands in for somebody today (`Delegation`) has the other's grants too, but for what is not lent.

The gate asks few questions of the database, however many units there are: `units_for` one for the grants and
then only the caller's own query, everything else exactly one. While a request is answered that changes nothing, the
grants are asked for once, see `read_once`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.audit.services import note_stand_in
from thidua.core import clock, sql
from thidua.org.models import Unit
from thidua.people.models import User

from .came_by import NEEDED_FOR
from .models import Delegation
from .rules import (
    GRANTED,
    NOT_LENT,
    Permission,
    Reach,
    Role,
    Scope,
    permissions_at,
    roles_lending,
    roles_with,
)

Someone = User | AnonymousUser
# Stands for what belongs to no unit, where units are named by their ids.
EVERYWHERE = 0


def units_for(user: Someone, permission: Permission) -> QuerySet[Unit]:
    """The units on which the user has a permission today; for lists to filter by."""
    today = clock.today()
    return _reached_from(_starting_points(user, permission, today), today)


def _reached_from(starts: _StartingPoints, today: date) -> QuerySet[Unit]:
    if starts.everywhere:
        return Unit.objects.all()
    if starts.nowhere:
        return Unit.objects.none()
    # A statement of its own: what the mapper takes to build it is most of what a page's question costs.
    params = (today, starts.subtree, today, starts.children, today, starts.own, today, starts.above)
    return Unit.objects.filter(pk__in=RawSQL(sql.statement("thidua.access", "reached"), params))  # noqa: S611


def own_units(user: Someone, permission: Permission) -> frozenset[int]:
    """The ids of the units on which the user has a permission that reaches no further than where it is granted.

    Of these there are as many as grants, so that they can be named in a statement. Raises ValueError for a permission
    that some role carries further.
    """
    if any(granted.get(permission, Reach.OWN) != Reach.OWN for granted in GRANTED.values()):
        raise ValueError(f"{permission} reaches further than the unit of a grant")
    today = clock.today()
    starts = _starting_points(user, permission, today).own
    reached = _reached_from_grants(user, today) if starts else {}
    return frozenset(unit for start in starts for unit in reached.get(start, ()))


def everywhere(user: Someone, permission: Permission) -> bool:
    """Whether the user has a permission at the one root, and so also on what belongs to no unit."""
    return _starting_points(user, permission, clock.today()).everywhere


def may(user: Someone, permission: Permission, unit: Unit) -> bool:
    """Whether the user has a permission on a unit today."""
    return permission in allowed(user, unit)


def reaches_all(user: Someone, permission: Permission, unit_ids: Collection[int]) -> bool:
    """Whether the user has a permission today on every one of these units; asks as often for many as for one."""
    wanted = set(unit_ids)
    return units_for(user, permission).filter(pk__in=wanted).count() == len(wanted)


def unit_or_404(user: Someone, code: str, permission: Permission = Permission.UNIT_VIEW) -> Unit:
    """The unit with a code, on which the user has the permission.

    Raises Http404 when the user may not even see it, PermissionDenied when it is seen but not permitted.
    """
    unit = Unit.objects.filter(code=code).first()
    require(standing_at(user, unit.pk) if unit else NOWHERE, permission)
    assert unit is not None  # nowhere, nothing may be seen
    return unit


def require(standing: Standing, permission: Permission) -> None:
    """Raise Http404 where the unit may not even be seen, PermissionDenied where only the permission is missing."""
    if Permission.UNIT_VIEW not in standing.permissions:
        raise Http404(_("Không tìm thấy đơn vị này."))
    if permission not in standing.permissions:
        raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))


def allowed(user: Someone, unit: Unit) -> frozenset[Permission]:
    """Everything that the user may do on a unit today; views turn it into booleans for their templates."""
    return standing_at(user, unit.pk).permissions


def standing_at(user: Someone, unit_id: int) -> Standing:
    """How the user stands to a unit today, by all grants: for who asks more than one thing of it."""
    if not user.is_authenticated or not user.is_active:
        return NOWHERE
    params = {"user": user.pk, "unit": unit_id, "today": clock.today()}
    standing = Standing(tuple(sql.fetch("thidua.access", "standing", params, _Ground)))
    if any(ground.lender is not None for ground in standing.grounds):
        note_stand_in(user.pk, stood_in_for)
    return standing


def anywhere(user: Someone) -> frozenset[Permission]:
    """What the user may do somewhere: for menus."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = _held(user, clock.today())
    return frozenset().union(*(_carried(Role(one.role), lent=one.holder != user.pk) for one in held))


def any_unit(user: Someone, permission: Permission) -> bool:
    """Whether the user has a permission on any unit."""
    return permission in anywhere(user)


def stood_in_for(actor_id: int, event: str, unit_ids: Collection[int]) -> dict[int, str]:
    """For whom a user did something at units, by unit: the user name of whoever lent the permission.

    Without units it was done to what belongs to none, under the key 0. Units where the user may do it by herself are
    left out. Asks a few questions, and one more for each person that she stands in for, whatever the number of units.
    """
    permissions = NEEDED_FOR.get(event, ())
    user = User.objects.filter(pk=actor_id).first() if permissions else None
    if user is None:
        return {}
    found: dict[int, str] = {}
    left = set(unit_ids) or {EVERYWHERE}
    for permission in permissions:
        left -= _reached(user, permission, left)
        for lender in _lenders(actor_id, clock.today()) if left and permission not in NOT_LENT else ():
            theirs = _reached(lender, permission, left)
            found |= dict.fromkeys(theirs, lender.username)
            left -= theirs
    return found


def _reached(user: User, permission: Permission, unit_ids: set[int]) -> set[int]:
    """Those of some units, or `EVERYWHERE`, where a user has a permission by grants of her own."""
    today = clock.today()
    points = _starting_points(user, permission, today, lent=False)
    if points.everywhere:
        return set(unit_ids)
    reached = _reached_from(points, today).filter(pk__in=unit_ids)
    return set(reached.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _Ground:
    """A grant and how far below its unit another stands; None when it is named outright.

    `lender` is whose grant it is, when the user only stands in for its holder.
    """

    role: str
    scope: str
    areas: list[str]
    distance: int | None
    lender: int | None

    def permissions(self) -> frozenset[Permission]:
        role = Role(self.role)
        carried = frozenset(GRANTED[role]) if self.distance is None else permissions_at(role, self.distance)
        return carried if self.lender is None else carried - NOT_LENT


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user's grants allow on one unit."""

    grounds: tuple[_Ground, ...]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that is allowed."""
        return frozenset().union(*(ground.permissions() for ground in self.grounds))

    def spreading(self) -> frozenset[Permission]:
        """What holds here and on everything below by grants of the user's own that are not narrowed."""
        return frozenset(
            permission
            for ground in self.grounds
            if ground.distance is not None and ground.scope == Scope.SUBTREE and ground.lender is None
            for permission in ground.permissions()
            if GRANTED[Role(ground.role)][permission] in {Reach.SUBTREE, Reach.LINE}
        )

    def areas(self, permission: Permission) -> frozenset[str] | None:
        """The work areas to which a permission is narrowed; None: not narrowed, empty: not given."""
        carrying = [ground for ground in self.grounds if permission in ground.permissions()]
        if any(ground.scope != Scope.AREAS for ground in carrying):
            return None
        return frozenset(area for ground in carrying for area in ground.areas)

    def lender(self, permission: Permission) -> int | None:
        """Who lent a permission, when no grant of the user's own gives it."""
        carrying = [ground.lender for ground in self.grounds if permission in ground.permissions()]
        return None if None in carrying else next(iter(carrying), None)


NOWHERE = Standing(())


@dataclass(slots=True)
class _StartingPoints:
    """The units at which the user's grants carry one permission, by how it spreads from there."""

    everywhere: bool = False
    own: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    subtree: list[int] = field(default_factory=list)
    above: list[int] = field(default_factory=list)

    @property
    def nowhere(self) -> bool:
        return not (self.own or self.children or self.subtree)

    def add(self, unit: int, reach: Reach) -> None:
        match reach:
            case Reach.OWN:
                self.own.append(unit)
            case Reach.CHILDREN:
                self.children.append(unit)
            case Reach.SUBTREE:
                self.subtree.append(unit)
            case Reach.LINE:
                self.subtree.append(unit)
                self.above.append(unit)


@dataclass(frozen=True, slots=True)
class _Held:
    """A grant, once for each unit that it names."""

    holder: int
    role: str
    scope: str
    unit: int | None
    named: int | None
    only_root: bool


@dataclass(frozen=True, slots=True)
class _Reached:
    """A unit that is reached from the unit of a grant: itself while it stands, and the ended ones that it holds."""

    start: int
    unit: int


@dataclass(slots=True)
class _Read:
    """What was read of grants while one request is answered, by user and day."""

    held: dict[tuple[int | None, date], tuple[_Held, ...]] = field(default_factory=dict)
    reached: dict[tuple[int | None, date], dict[int, list[int]]] = field(default_factory=dict)


_read: ContextVar[_Read | None] = ContextVar("read_grants", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block read each user's grants once: for requests that change nothing, grants least of all."""
    token = _read.set(_Read())
    try:
        yield
    finally:
        _read.reset(token)


def _held(user: Someone, today: date) -> tuple[_Held, ...]:
    """The user's own grants, and those of whoever she stands in for."""
    read = _read.get() or _Read()
    if (user.pk, today) not in read.held:
        params = {"user": user.pk, "today": today}
        read.held[user.pk, today] = tuple(sql.fetch("thidua.access", "held", params, _Held))
    return read.held[user.pk, today]


def _reached_from_grants(user: Someone, today: date) -> dict[int, list[int]]:
    """What is reached from the unit of each grant of the user, and from each unit that they name."""
    read = _read.get() or _Read()
    if (user.pk, today) not in read.reached:
        starts = {unit for held in _held(user, today) for unit in (held.unit, held.named) if unit is not None}
        found: dict[int, list[int]] = {}
        for row in sql.fetch("thidua.access", "reached_here", {"starts": [*starts], "today": today}, _Reached):
            found.setdefault(row.start, []).append(row.unit)
        read.reached[user.pk, today] = found
    return read.reached[user.pk, today]


def _lenders(user_id: int, today: date) -> QuerySet[User]:
    """Whom a user stands in for today."""
    borrowed = Delegation.objects.filter(to_user=user_id, during__contains=today)
    return User.objects.filter(pk__in=borrowed.values("from_user"), is_active=True).order_by("pk")


def _carried(role: Role, *, lent: bool) -> frozenset[Permission]:
    return frozenset(GRANTED[role]) - NOT_LENT if lent else frozenset(GRANTED[role])


def _starting_points(user: Someone, permission: Permission, today: date, *, lent: bool = True) -> _StartingPoints:
    """Where the grants of a user carry a permission; with `lent` also those of whoever she stands in for."""
    points = _StartingPoints()
    if not user.is_authenticated or not user.is_active:
        return points
    carrying = roles_with(permission)
    lending = roles_lending(permission) if lent else ()
    for held in _held(user, today):
        if held.role not in (carrying if held.holder == user.pk else lending):
            continue
        if held.holder != user.pk:
            note_stand_in(user.pk, stood_in_for)
        reach = GRANTED[Role(held.role)][permission]
        if held.unit is None:
            if held.named is not None:
                points.own.append(held.named)
            continue
        points.add(held.unit, reach)
        if held.only_root and reach in {Reach.SUBTREE, Reach.LINE}:
            points.everywhere = True
    return points
