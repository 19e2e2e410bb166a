"""Fetching programmes and movements through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.documents.models import Document
from thidua.documents.rules import State as DocumentState
from thidua.emulation.movements.models import Movement, Programme
from thidua.emulation.movements.rules import State
from thidua.org.models import Lineage, Unit
from thidua.people.models import User

P = Permission
MOST_DIGITS, MOST_DOCUMENTS = 6, 100
INVALID = 422


@dataclass(frozen=True, slots=True)
class Access:
    """A movement as one person sees it; `at_owner` is what she may do at its owner."""

    movement: Movement
    user: User
    at_owner: frozenset[Permission]

    @property
    def manages(self) -> bool:
        """Whether the person organises the movement."""
        return P.EMULATION_MANAGE in self.at_owner


@dataclass(frozen=True, slots=True)
class UnitAccess:
    """A movement and one unit, as one person sees them."""

    access: Access
    unit: Unit
    permissions: frozenset[Permission]

    @property
    def joins(self) -> bool:
        """Whether the person registers the unit: as one of its own, or from above on its behalf."""
        return bool({P.EMULATION_JOIN, P.REPORT_BEHALF} & self.permissions)

    @property
    def behalf(self) -> bool:
        """Whether the person acts for a unit that is not her own."""
        return P.EMULATION_JOIN not in self.permissions


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def small_number(text: str) -> int:
    """A whole number of an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def seen_movements(user: User) -> QuerySet[Movement]:
    """What a person sees: movements of units where she sees emulation, and launched ones that reach such units."""
    if not gate.any_unit(user, P.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được phong trào nào."))
    units = gate.units_for(user, P.EMULATION_VIEW).values("pk")
    reaches = Lineage.objects.filter(ancestor=OuterRef("among"), unit__in=units, during__contains=clock.today())
    seen = Q(owner__in=units) | (~Q(state=State.DRAFT) & Q(Exists(reaches)))
    return Movement.objects.filter(seen, deleted_at=None).select_related("owner", "programme")


def seen_programmes(user: User) -> QuerySet[Programme]:
    """Programmes of units where a person sees emulation, and of those above these."""
    if not gate.any_unit(user, P.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được chương trình nào."))
    units = gate.units_for(user, P.EMULATION_VIEW).values("pk")
    reaches = Lineage.objects.filter(ancestor=OuterRef("owner"), unit__in=units, during__contains=clock.today())
    seen = Q(owner__in=units) | Q(Exists(reaches))
    return Programme.objects.filter(seen, deleted_at=None).select_related("owner")


def movement_or_404(request: HttpRequest, reference: str, *, deleted: bool = False) -> Access:
    """A movement that this person may see; `deleted`: a draft that was put away, for who organises it."""
    user = signed_in(request)
    movements = Movement.objects.filter(deleted_at__isnull=False) if deleted else seen_movements(user)
    movement = movements.filter(reference=reference).select_related("owner", "among", "programme").first()
    standing = gate.standing_at(user, movement.owner_id) if movement else gate.NOWHERE
    if movement is None or (deleted and P.EMULATION_VIEW not in standing.permissions):
        raise Http404(_("Không có phong trào này."))
    return Access(movement, user, standing.permissions)


def own_movement(request: HttpRequest, reference: str, *, deleted: bool = False) -> Access:
    """A movement that this person organises. Raises Http404 or PermissionDenied."""
    access = movement_or_404(request, reference, deleted=deleted)
    if not access.manages:
        raise PermissionDenied(_("Tài khoản không tổ chức được phong trào ở đơn vị này."))
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
    found = UnitAccess(access, unit, standing.permissions)
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


def issued_documents(owner_id: int) -> QuerySet[Document]:
    """The documents that a unit has issued, the latest first."""
    issued = Document.objects.filter(unit=owner_id, state=DocumentState.ISSUED, deleted_at=None)
    latest = issued.order_by("-issued_at").values_list("pk", flat=True)[:MOST_DOCUMENTS]
    return Document.objects.filter(pk__in=list(latest)).order_by("-issued_at")
