"""Which accounts and units an administrator works on."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.queries import manageable
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.org.models import Unit
from thidua.org.queries import unit_by_code_or_name
from thidua.people.models import User


class UnitOutOfReach(DomainError):
    """The unit is not one that the administrator manages the accounts of."""

    status = 422


def administrator(request: HttpRequest) -> User:
    """Who asks. Raises PermissionDenied unless she administers accounts of any unit."""
    user = request.user
    if not isinstance(user, User) or not gate.any_unit(user, Permission.USER_MANAGE):
        raise PermissionDenied(_("Trang này dành cho người quản trị tài khoản."))
    return user


def account_or_404(by: User, user_id: int) -> User:
    """An account that one manages; any other does not exist for her."""
    user = manageable(by).filter(pk=user_id).first()
    if user is None:
        raise Http404(_("Không có tài khoản này trong phạm vi bạn quản trị."))
    return user


def unit_within(by: User, text: str) -> Unit:
    """The unit meant by a code or a name. Raises UnknownUnit, AmbiguousUnit or UnitOutOfReach."""
    unit = unit_by_code_or_name(text)
    if not gate.may(by, Permission.USER_MANAGE, unit):
        raise UnitOutOfReach(_("Đơn vị %(unit)s ngoài phạm vi bạn quản trị.") % {"unit": unit.code})
    return unit


def day_of(text: str) -> date | None:
    """A day of an address in ISO form; None for none, and for what is not a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
