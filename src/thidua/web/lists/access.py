"""Who may import which lists, and whose lists a person sees."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from thidua.exchange.kinds import ListKind
from thidua.exchange.models import Intake
from thidua.exchange.queries import lists_of
from thidua.people.models import User

from .kinds import kind_named, kinds_for


def permitted_kinds(request: HttpRequest) -> tuple[User, list[ListKind]]:
    """Who asks, and what she may import. Raises PermissionDenied where that is nothing."""
    user = _signed_in(request)
    if kinds := kinds_for(user):
        return user, kinds
    raise PermissionDenied(_("Tài khoản không được nhập danh sách nào."))


def kind_or_404(request: HttpRequest, name: str) -> tuple[User, ListKind]:
    """Who asks, and the kind of list. Raises Http404 for none, PermissionDenied where she may not import it."""
    kind = kind_named(name)
    if kind is None:
        raise Http404(_("Không có loại danh sách này."))
    user = _signed_in(request)
    if not kind.permitted(user):
        raise PermissionDenied(_("Tài khoản không được nhập danh sách %(kind)s.") % {"kind": kind.noun or kind.title})
    return user, kind


def intake_or_404(request: HttpRequest, name: str, intake_id: int) -> tuple[User, ListKind, Intake]:
    """Who asks, the kind and the list: her own, or anybody's where she oversees the kind."""
    user, kind = kind_or_404(request, name)
    return user, kind, get_object_or_404(lists_of(user, [kind]), pk=intake_id)


def _signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
