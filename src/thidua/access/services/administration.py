"""What an administrator does to accounts: nothing outside her units, and nobody gets more than she may give.

`USER_MANAGE` reaches a unit and everything below it. She manages an account whose posts and grants all lie there
(`queries.manageable`), gives roles there, and a role that governs others only where she holds all that it carries.
Nobody changes her own roles: one administrator is always the work of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.errors import NotYourAccount, NotYours
from thidua.access.models import Grant
from thidua.access.queries import manageable
from thidua.access.rules import GOVERNING, GRANTED, Permission, Role, Scope
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import add_user

from .grants import end_grant, give_grant, resume_grant


@transaction.atomic
def open_account(
    *,
    username: str,
    full_name: str,
    email: str,
    role: Role,
    unit: Unit,
    areas: Sequence[str] = (),
    by: User,
) -> User:
    """Open an account with its first role. It has no password until its holder uses a one-time code.

    Raises NotYours, and whatever `add_user` and `give_grant` raise.
    """
    _refuse_ungivable(by, role, [unit], named=False, areas=areas)
    user = add_user(username=username, password=None, full_name=full_name, email=email, by=by)
    give_grant(user=user, role=role, unit=unit, areas=areas, by=by)
    return user


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    unit: Unit | None = None,
    units: Sequence[Unit] = (),
    areas: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    by: User,
) -> Grant:
    """Give an account that one manages a role in one's units. Raises NotYourAccount, NotYours, and as `give_grant`."""
    refuse_unmanaged(by, user)
    _refuse_oneself(by, user)
    _refuse_ungivable(by, role, [unit] if unit else units, named=unit is None, areas=areas)
    return give_grant(user=user, role=role, unit=unit, units=units, areas=areas, since=since, until=until, by=by)


@transaction.atomic
def end_role(*, user: User, grant_id: int, whole: bool = False, by: User) -> Grant:
    """End a role of an account that one manages from today on; with `whole` as if it had never been given."""
    grant = _managed_grant(user, grant_id, by)
    return end_grant(grant_id=grant.pk, on=grant.during.lower if whole else None, by=by)


@transaction.atomic
def resume_role(*, user: User, grant_id: int, until: date | None, by: User) -> Grant:
    """Take the end of a role back; as much a gift as giving it."""
    grant = _managed_grant(user, grant_id, by)
    units = [grant.unit] if grant.unit else [named.unit for named in grant.named_units.select_related("unit")]
    _refuse_ungivable(by, Role(grant.role), units, named=grant.scope == Scope.UNITS, areas=grant.areas)
    return resume_grant(grant_id=grant.pk, until=until, by=by)


def refuse_unmanaged(by: User, user: User, permission: Permission = Permission.USER_MANAGE) -> None:
    """Raise NotYourAccount for an account that is not wholly inside one's units."""
    if not manageable(by, permission).filter(pk=user.pk).exists():
        raise NotYourAccount(
            _("Tài khoản này có chức vụ hoặc quyền ngoài phạm vi bạn quản trị. Hãy nhờ quản trị viên cấp trên.")
        )


def _refuse_oneself(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise NotYours(_("Không ai tự thay đổi quyền của mình. Hãy nhờ một quản trị viên khác."))


def _managed_grant(user: User, grant_id: int, by: User) -> Grant:
    refuse_unmanaged(by, user)
    _refuse_oneself(by, user)
    grant = Grant.objects.filter(pk=grant_id, user=user).select_related("unit", "user__person").first()
    if grant is None:
        raise NotYours(_("Quyền này không còn nữa. Hãy tải lại trang."))
    return grant


def _refuse_ungivable(by: User, role: Role, units: Sequence[Unit], *, named: bool, areas: Sequence[str]) -> None:
    """Raise NotYours for a role that the giver may not give at these units."""
    governs = GRANTED[role].keys() & GOVERNING
    if governs and areas:
        raise NotYours(_("Vai trò quản trị không giới hạn theo lĩnh vực. Hãy bỏ chọn lĩnh vực."), where="areas")
    for unit in units:
        standing = gate.standing_at(by, unit.pk)
        held = standing.permissions if named else standing.spreading()
        if not {Permission.USER_MANAGE, *governs} <= held:
            raise NotYours(
                _("Bạn không được giao vai trò «%(role)s» tại %(unit)s: đơn vị này ngoài phạm vi bạn quản trị.")
                % {"role": role.label, "unit": unit.code},
                where="unit",
            )
