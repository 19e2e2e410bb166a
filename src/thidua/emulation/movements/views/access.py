"""Fetching programmes and movements through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.emulation.movements.models import Movement, Programme
from thidua.emulation.movements.queries.seeing import movements_seen_by, programmes_seen_by
from thidua.emulation.movements.rules import State
from thidua.org.models import Unit
from thidua.people.asking import signed_in
from thidua.people.models import User

P = Permission


@dataclass(frozen=True, slots=True)
class Access:
    """A movement as one person sees it; `manages`: she organises it for its owner."""

    movement: Movement
    user: User
    manages: bool


@dataclass(frozen=True, slots=True)
class ProgrammeAccess:
    """A programme as one person sees it; `manages`: she keeps it for its owner."""

    programme: Programme
    user: User
    manages: bool


@dataclass(frozen=True, slots=True)
class UnitAccess:
    """A movement and one unit, as one person sees them; `manages`: she organises the movement for its owner."""

    movement: Movement
    unit: Unit
    user: User
    permissions: frozenset[Permission]
    manages: bool

    @property
    def joins(self) -> bool:
        """Whether the person registers the unit: as one of its own, or from above on its behalf."""
        return bool({P.EMULATION_JOIN, P.REPORT_BEHALF} & self.permissions)

    @property
    def behalf(self) -> bool:
        """Whether the person acts for a unit that is not her own."""
        return P.EMULATION_JOIN not in self.permissions


def seen_movements(user: User) -> QuerySet[Movement]:
    """The movements that a person sees. Raises PermissionDenied for who sees emulation nowhere."""
    if not gate.any_unit(user, P.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được phong trào nào."))
    return movements_seen_by(user)


def seen_programmes(user: User) -> QuerySet[Programme]:
    """The programmes that a person sees. Raises PermissionDenied for who sees emulation nowhere."""
    if not gate.any_unit(user, P.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được chương trình nào."))
    return programmes_seen_by(user)


def movement_or_404(request: HttpRequest, reference: str, *, deleted: bool = False) -> Access:
    """A movement that this person may see; `deleted`: a draft that was put away, for who organises it."""
    user = signed_in(request)
    movements = Movement.objects.filter(deleted_at__isnull=False) if deleted else seen_movements(user)
    movement = movements.filter(reference=reference).select_related("owner", "among", "programme").first()
    permitted = gate.standing_at(user, movement.owner_id).permissions if movement else frozenset()
    if movement is None or (deleted and P.EMULATION_VIEW not in permitted):
        raise Http404(_("Không có phong trào này."))
    return Access(movement, user, P.EMULATION_MANAGE in permitted)


def own_movement(request: HttpRequest, reference: str, *, deleted: bool = False) -> Access:
    """A movement that this person organises. Raises Http404 or PermissionDenied."""
    access = movement_or_404(request, reference, deleted=deleted)
    if not access.manages:
        raise PermissionDenied(_("Tài khoản không tổ chức được phong trào ở đơn vị này."))
    return access


def programme_or_404(request: HttpRequest, reference: str, *, deleted: bool = False) -> ProgrammeAccess:
    """A programme that this person may see; `deleted`: one that was put away, for who keeps it."""
    user = signed_in(request)
    found = Programme.objects.filter(deleted_at__isnull=False) if deleted else seen_programmes(user)
    programme = found.filter(reference=reference).select_related("owner").first()
    permitted = gate.standing_at(user, programme.owner_id).permissions if programme else frozenset()
    if programme is None or (deleted and P.EMULATION_VIEW not in permitted):
        raise Http404(_("Không có chương trình này."))
    return ProgrammeAccess(programme, user, P.EMULATION_MANAGE in permitted)


def own_programme(request: HttpRequest, reference: str, *, deleted: bool = False) -> ProgrammeAccess:
    """A programme that this person keeps. Raises Http404 or PermissionDenied."""
    access = programme_or_404(request, reference, deleted=deleted)
    if not access.manages:
        raise PermissionDenied(_("Tài khoản không sửa được chương trình của đơn vị này."))
    return access


def unit_of_movement(request: HttpRequest, reference: str, code: str, *, joins: bool = False) -> UnitAccess:
    """A unit of a movement, both visible; `joins`: only for who registers it.

    Raises Http404 or PermissionDenied.
    """
    access = movement_or_404(request, reference)
    unit = Unit.objects.filter(code=code).first()
    standing = gate.standing_at(access.user, unit.pk) if unit else gate.NOWHERE
    if unit is None or P.EMULATION_VIEW not in standing.permissions or access.movement.state == State.DRAFT:
        raise Http404(_("Không tìm thấy đơn vị này trong phong trào."))
    found = UnitAccess(access.movement, unit, access.user, standing.permissions, access.manages)
    if joins and not found.joins:
        raise PermissionDenied(_("Tài khoản không đăng ký thay đơn vị này được."))
    return found


def owner_of_new(user: User) -> Unit:
    """The unit that a person organises for: her own, else the first where she may. Raises PermissionDenied."""
    allowed = gate.units_for(user, P.EMULATION_MANAGE)
    own = main_unit(user)
    if own is not None and allowed.filter(pk=own.pk).exists():
        return own
    first = allowed.order_by("pk").first()
    if first is None:
        raise PermissionDenied(_("Tài khoản không tổ chức được phong trào."))
    return first
