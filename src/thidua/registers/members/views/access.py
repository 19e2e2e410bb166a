"""Who reads which part of the register: units through the gate, persons through the units that they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.registers.members.models import Member, Membership
from thidua.registers.members.queries import history_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A member as somebody may read her: the spans, the last first, and whether she may be changed or only read."""

    user: User
    spans: list[Membership]
    may_manage: bool
    may_reveal: bool

    @property
    def last(self) -> Membership:
        """The span that counts today, or the last one that did."""
        return self.spans[0]

    @property
    def member(self) -> Member:
        """The member herself."""
        return self.last.member


def reader(request: HttpRequest) -> User:
    """Who asks."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def own_unit(user: User) -> Unit:
    """The unit whose members somebody sees first. Raises PermissionDenied for who sees nobody's."""
    unit = main_unit(user)
    if unit is not None and gate.may(user, Permission.MEMBER_VIEW, unit):
        return unit
    unit = gate.units_for(user, Permission.MEMBER_VIEW).order_by("pk").first()
    if unit is None:
        raise PermissionDenied(_("Tài khoản không có quyền xem sổ đoàn viên."))
    return unit


def member_or_404(request: HttpRequest, member_id: int) -> Opened:
    """A member for whoever sees a unit that she belongs to or belonged to; only the last one changes and reveals.

    Raises Http404 for everybody else: not even that somebody is a member is told.
    """
    user = reader(request)
    spans = history_of(member_id)
    units = {span.unit_id for span in spans}
    seen = gate.units_for(user, Permission.MEMBER_VIEW).filter(pk__in=units).values_list("pk", flat=True)
    within = set(seen)
    if not within:
        raise Http404(_("Không tìm thấy đoàn viên này."))
    may_manage = gate.may(user, Permission.MEMBER_MANAGE, spans[0].unit)
    return Opened(user, spans, may_manage, spans[0].unit_id in within)


def managed_or_403(request: HttpRequest, member_id: int) -> Opened:
    """The same for whoever changes the member. Raises PermissionDenied for who only reads."""
    opened = member_or_404(request, member_id)
    if not opened.may_manage:
        raise PermissionDenied(
            _("Chỉ đơn vị đang quản lý đoàn viên và cấp trên của đơn vị đó được cập nhật hồ sơ này.")
        )
    return opened
