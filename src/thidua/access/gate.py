"""The one question "who may do what on which unit", always as of today.

A unit that has ended is reached through whoever holds it now (`org.Custody`). A grant at the one root of the
tree reaches every unit there is, without a filter.

The gate asks few questions of the database, however many units there are: `units_for` one for the grants and
then only the caller's own query, everything else exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.core import clock, sql
from thidua.org.models import Custody, Lineage, Placement, Unit
from thidua.people.models import User

from .models import Grant
from .rules import GRANTED, Permission, Reach, Role, Scope, permissions_at, roles_with

Someone = User | AnonymousUser


def units_for(user: Someone, permission: Permission) -> QuerySet[Unit]:
    """The units on which the user has a permission today; for lists to filter by."""
    today = clock.today()
    starts = _starting_points(user, permission, today)
    if starts.everywhere:
        return Unit.objects.all()
    if starts.nowhere:
        return Unit.objects.none()
    living = Lineage.objects.filter(during__contains=today)
    below = living.filter(
        Q(ancestor__in=starts.subtree) | Q(ancestor__in=starts.children, depth=1) | Q(ancestor__in=starts.own, depth=0)
    ).values("unit")
    reached = below.union(living.filter(unit__in=starts.above).values("ancestor"), all=True)
    held = Custody.objects.filter(holder__in=reached).values("unit")
    return Unit.objects.filter(pk__in=reached.union(held, all=True))


def everywhere(user: Someone, permission: Permission) -> bool:
    """Whether the user has a permission at the one root, and so also on what belongs to no unit."""
    return _starting_points(user, permission, clock.today()).everywhere


def may(user: Someone, permission: Permission, unit: Unit) -> bool:
    """Whether the user has a permission on a unit today."""
    return permission in allowed(user, unit)


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
    return Standing(tuple(sql.fetch("thidua.access", "standing", params, _Ground)))


def anywhere(user: Someone) -> frozenset[Permission]:
    """What the user may do somewhere: for menus."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    roles = _grants(user, clock.today()).values_list("role", flat=True).distinct()
    return frozenset().union(*(GRANTED[Role(role)].keys() for role in roles))


def any_unit(user: Someone, permission: Permission) -> bool:
    """Whether the user has a permission on any unit."""
    return permission in anywhere(user)


@dataclass(frozen=True, slots=True)
class _Ground:
    """A grant of the user and how far below its unit another stands; None when it is named outright."""

    role: str
    scope: str
    areas: list[str]
    distance: int | None

    def permissions(self) -> frozenset[Permission]:
        role = Role(self.role)
        if self.distance is None:
            return frozenset(GRANTED[role])
        return permissions_at(role, self.distance)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user's grants allow on one unit."""

    grounds: tuple[_Ground, ...]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that is allowed."""
        return frozenset().union(*(ground.permissions() for ground in self.grounds))

    def areas(self, permission: Permission) -> frozenset[str] | None:
        """The work areas to which a permission is narrowed; None: not narrowed, empty: not given."""
        carrying = [ground for ground in self.grounds if permission in ground.permissions()]
        if any(ground.scope != Scope.AREAS for ground in carrying):
            return None
        return frozenset(area for ground in carrying for area in ground.areas)


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


def _grants(user: User, today: date) -> QuerySet[Grant]:
    return Grant.objects.filter(user_id=user.pk, during__contains=today)


def _starting_points(user: Someone, permission: Permission, today: date) -> _StartingPoints:
    points = _StartingPoints()
    if not user.is_authenticated or not user.is_active:
        return points
    roots = Placement.objects.filter(during__contains=today, parent=None)
    rows = (
        _grants(user, today)
        .filter(role__in=roles_with(permission))
        .annotate(
            at_root=Exists(roots.filter(unit=OuterRef("unit"))),
            other_root=Exists(roots.exclude(unit=OuterRef("unit"))),
        )
        .values_list("role", "scope", "unit", "named_units__unit", "at_root", "other_root")
    )
    for role, scope, unit, named, at_root, other_root in rows:
        reach = GRANTED[Role(role)][permission]
        if scope == Scope.UNITS:
            points.own.append(named)
            continue
        points.add(unit, reach)
        if at_root and not other_root and reach in {Reach.SUBTREE, Reach.LINE}:
            points.everywhere = True
    return points
