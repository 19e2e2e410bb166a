"""Who may read a reorganisation, and who may work on it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.people.models import User
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Stage

P = Permission


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def manager(request: HttpRequest) -> User:
    """Who asks. Raises PermissionDenied unless she manages a part of the tree."""
    user = signed_in(request)
    if not gate.any_unit(user, P.UNIT_MANAGE):
        raise PermissionDenied(_("Sắp xếp tổ chức dành cho người quản trị cây đơn vị."))
    return user


def managed_or_404(request: HttpRequest, reorganisation_id: int) -> Reorganisation:
    """A reorganisation that the person may work on: she manages the unit that issued it.

    Raises Http404 where she may not even see that unit, PermissionDenied where she only sees it.
    """
    found = _found(reorganisation_id)
    gate.require(gate.standing_at(signed_in(request), found.issuer_id), P.UNIT_MANAGE)
    return found


def readable_or_404(request: HttpRequest, reorganisation_id: int) -> tuple[Reorganisation, bool]:
    """A reorganisation that the person may read, and whether she may work on it.

    A draft is for its authors; once carried out it is for whoever sees the unit that issued it or one that it touched.
    """
    found = _found(reorganisation_id)
    user = signed_in(request)
    standing = gate.standing_at(user, found.issuer_id)
    if P.UNIT_MANAGE in standing.permissions:
        return found, True
    if found.committed_at is None:
        gate.require(standing, P.UNIT_MANAGE)
    if P.UNIT_VIEW not in standing.permissions and not _touched(user, found):
        raise Http404(_("Không có quyết định này."))
    return found, False


def is_draft(reorganisation: Reorganisation) -> bool:
    """Whether it may still be edited."""
    return reorganisation.stage == Stage.DRAFT


def _touched(user: User, reorganisation: Reorganisation) -> bool:
    ids = reorganisation.ledger["plan"]["ids"].values()
    return gate.units_for(user, P.UNIT_VIEW).filter(pk__in=list(ids)).exists()


def _found(reorganisation_id: int) -> Reorganisation:
    rows = Reorganisation.objects.select_related(
        "issuer", "document", "made_by__person", "committed_by__person", "undone_by__person"
    )
    # Of a long list each is megabytes, and most steps need none of them.
    return get_object_or_404(rows.defer("changes", "preview", "ledger"), pk=reorganisation_id)
