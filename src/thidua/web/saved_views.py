"""Views that people save: which they find, and saving, renaming, removing and bringing them back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.org.models import Unit
from thidua.people.models import User

from .models import LONGEST_NAME, LONGEST_PATH, SavedView

KEPT = {
    "unit",
    "unit-charts",
    "area",
    "compare",
    "committee",
    "figure",
    "target-list",
    "target-board",
    "report-list",
    "inbox",
    "inbox-missing",
    "audit-log",
    "tree",
}
"""The names of the pages that can be saved: those that show something and change nothing."""
MOST_VIEWS = 100
PASSING = {"tai", "tim-don-vi", "tim-chi-tieu", "trang"}
"""What an address asks for once and is not part of a view."""


class NotAView(DomainError):
    """The address is none of a page that can be saved."""

    status = 422


class TooManyViews(DomainError):
    """A person has saved as many views as there is room for."""


def views_of(user: User) -> QuerySet[SavedView]:
    """The views that a person finds: their own, and those shared with a unit whose figures they may see."""
    shared = Q(shared_with__in=gate.units_for(user, Permission.FIGURES_VIEW))
    return SavedView.objects.filter(Q(owner=user) | shared, removed_at=None).select_related(
        "owner__person", "shared_with"
    )


def own_views(user: User) -> QuerySet[SavedView]:
    """The views that a person saved."""
    return SavedView.objects.filter(owner=user, removed_at=None)


@transaction.atomic
def save_view(*, name: str, path: str, shared_with: Unit | None, by: User) -> SavedView:
    """Keep an address of this site under a name; an empty name, NotAView and TooManyViews are refused."""
    name, path = _named(name), clean_path(path)
    User.objects.select_for_update().get(pk=by.pk)
    if own_views(by).count() >= MOST_VIEWS:
        raise TooManyViews(_("Đã lưu %(most)d góc nhìn. Hãy bỏ bớt rồi lưu lại.") % {"most": MOST_VIEWS})
    view = SavedView.objects.create(name=name, path=path, shared_with=shared_with, owner=by, created_at=clock.now())
    record("view.saved", by=by, unit=shared_with, name=name)
    return view


@transaction.atomic
def rename_view(*, view_id: int, name: str, by: User) -> SavedView:
    """Give a view of one's own another name. Raises SavedView.DoesNotExist."""
    view = own_views(by).select_for_update().get(pk=view_id)
    before, view.name = view.name, _named(name)
    view.save(update_fields=["name"])
    record("view.renamed", by=by, name=view.name, before=before)
    return view


@transaction.atomic
def remove_view(*, view_id: int, by: User) -> SavedView:
    """Take a view of one's own off the lists. Raises SavedView.DoesNotExist."""
    view = own_views(by).select_for_update().get(pk=view_id)
    view.removed_at = clock.now()
    view.save(update_fields=["removed_at"])
    record("view.removed", by=by, name=view.name)
    return view


@transaction.atomic
def restore_view(*, view_id: int, by: User) -> SavedView:
    """Bring back a view that was removed. Raises SavedView.DoesNotExist."""
    view = SavedView.objects.filter(owner=by).select_for_update().get(pk=view_id)
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    record("view.restored", by=by, name=view.name)
    return view


def clean_path(path: str) -> str:
    """The path and query of a page that can be saved, without what is asked for only once.

    Raises NotAView for another site, for pages that are not known, and for an address that is too long.
    """
    parts = urlsplit(clean_line(path, most=LONGEST_PATH))
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        raise NotAView(_("Chỉ lưu được trang của hệ thống này."))
    try:
        found = resolve(parts.path)
    except Resolver404:
        found = None
    if found is None or found.url_name not in KEPT:
        raise NotAView(_("Trang này không lưu thành góc nhìn được. Hãy mở trang số liệu, so sánh hoặc danh sách."))
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key not in PASSING]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")


def _named(name: str) -> str:
    name = clean_line(name, most=LONGEST_NAME)
    if not name:
        raise NotAView(_("Hãy đặt tên cho góc nhìn."))
    return name
