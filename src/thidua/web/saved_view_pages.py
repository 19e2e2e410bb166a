"""Pages of saved views: the list, a view's own link, and what is done with them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.org.queries import UnitName, last_names_of
from thidua.ui.notices import say

from . import saved_views
from .dashboards.asking import reader
from .models import SavedView


@require_safe
def view_list(request: HttpRequest) -> HttpResponse:
    """One's own views and those that others share."""
    user, views = reader(request), seen_views(request)
    context = {
        "title": _("Góc nhìn đã lưu"),
        "own": [(view, unit) for view, unit in views if view.owner_id == user.pk],
        "shared": [(view, unit) for view, unit in views if view.owner_id != user.pk],
    }
    return render(request, "web/saved_views.html", context)


def seen_views(request: HttpRequest) -> list[tuple[SavedView, UnitName | None]]:
    """Every view with the unit that it is shared with, one's own first."""
    user = reader(request)
    views = sorted(saved_views.views_of(user), key=lambda view: view.owner_id != user.pk)
    names = last_names_of({view.shared_with.pk for view in views if view.shared_with}, clock.today())
    return [(view, names.get(view.shared_with_id or 0)) for view in views]


@require_safe
def view_open(request: HttpRequest, view_id: int) -> HttpResponse:
    """The link of a view that can be sent: it leads to the page as it was set up."""
    view = saved_views.views_of(reader(request)).filter(pk=view_id).first()
    if view is None:
        raise Http404(_("Góc nhìn này không còn, hoặc không chia sẻ với bạn."))
    return redirect(view.path)


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the page that the form stands on; shared with one's own unit where that is ticked."""
    user = reader(request)
    unit = main_unit(user) if request.POST.get("shared") else None
    if unit is not None and not gate.may(user, Permission.FIGURES_VIEW, unit):
        unit = None
    view = saved_views.save_view(
        name=request.POST.get("name", ""), path=request.POST.get("path", ""), shared_with=unit, by=user
    )
    say(request, _("Đã lưu «%(name)s».") % {"name": view.name}, undo=reverse("view-remove", args=[view.pk]))
    return redirect(view.path)


@require_POST
def view_rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Give a view another name."""
    try:
        view = saved_views.rename_view(view_id=view_id, name=request.POST.get("name", ""), by=reader(request))
    except SavedView.DoesNotExist as missing:
        raise _gone() from missing
    say(request, _("Đã đổi tên thành «%(name)s».") % {"name": view.name})
    return redirect("view-list")


@require_POST
def view_remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view off the list; the toast brings it back."""
    try:
        view = saved_views.remove_view(view_id=view_id, by=reader(request))
    except SavedView.DoesNotExist as missing:
        raise _gone() from missing
    say(request, _("Đã bỏ «%(name)s».") % {"name": view.name}, undo=reverse("view-restore", args=[view.pk]))
    return redirect("view-list")


@require_POST
def view_restore(request: HttpRequest, view_id: int) -> HttpResponse:
    """Bring a view back."""
    try:
        view = saved_views.restore_view(view_id=view_id, by=reader(request))
    except SavedView.DoesNotExist as missing:
        raise _gone() from missing
    say(request, _("Đã lấy lại «%(name)s».") % {"name": view.name})
    return redirect("view-list")


urlpatterns = [
    path("goc-nhin/", view_list, name="view-list"),
    path("goc-nhin/luu/", view_save, name="view-save"),
    path("goc-nhin/<int:view_id>/", view_open, name="view-open"),
    path("goc-nhin/<int:view_id>/doi-ten/", view_rename, name="view-rename"),
    path("goc-nhin/<int:view_id>/bo/", view_remove, name="view-remove"),
    path("goc-nhin/<int:view_id>/lay-lai/", view_restore, name="view-restore"),
]


def _gone() -> Http404:
    return Http404(_("Góc nhìn này không còn hoặc không phải của bạn."))
