"""Drafting a movement, changing it, launching it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.movements.forms import LaunchForm, MovementForm
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.queries.addressed import KindCount, kinds_below, people_of, places
from thidua.emulation.movements.queries.deadlines import deadline_for
from thidua.emulation.movements.queries.registrations import by_kind
from thidua.emulation.movements.queries.seeing import programmes_for, scopes_of
from thidua.emulation.movements.services import movements as services
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.org.rules import UnitKind
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say

from .access import own_movement, owner_of_new
from .words import days_in_words

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@safe_or_post
def movement_new(request: HttpRequest) -> HttpResponse:
    """Draft a movement of one's own unit."""
    user = signed_in(request)
    owner = owner_of_new(user)
    kinds = kinds_below(owner.pk)
    form = _form(request, owner, kinds, _usual(kinds))
    made, status = submitted(form, lambda: services.draft_movement(owner=owner, setting=form.setting, by=user))
    if made is None:
        return _show(request, owner, form, reverse("movement-list"), status)
    say(request, _("Đã lưu bản soạn. Xem lại rồi phát động."))
    return redirect("movement", made.reference)


@safe_or_post
def movement_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a movement."""
    access = own_movement(request, reference)
    movement = access.movement
    form = _form(request, movement.owner, kinds_below(movement.owner_id), MovementForm.shown(movement))
    edited, status = submitted(
        form, lambda: services.edit_movement(movement_id=movement.pk, setting=form.setting, by=access.user)
    )
    if edited is None:
        return _show(request, movement.owner, form, reverse("movement", args=[reference]), status)
    say(request, _("Đã ghi thay đổi."))
    return redirect("movement", reference)


@require_POST
def movement_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a draft away."""
    access = own_movement(request, reference)
    services.delete_draft(movement_id=access.movement.pk, by=access.user)
    say(request, _("Đã xóa bản soạn."), undo=reverse("movement-restore", args=[reference]))
    return redirect("movement-list")


@require_POST
def movement_restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a draft out again."""
    access = own_movement(request, reference, deleted=True)
    services.restore_draft(movement_id=access.movement.pk, by=access.user)
    say(request, _("Đã lấy lại bản soạn."))
    return redirect("movement", reference)


@safe_or_post
def movement_launch(request: HttpRequest, reference: str) -> HttpResponse:
    """See how many units a launch reaches, then launch."""
    access = own_movement(request, reference)
    movement = access.movement
    form = LaunchForm(posted(request), initial={"launched_on": clock.today(), "number": movement.number})
    launched, status = submitted(
        form, lambda: services.launch_movement(movement_id=movement.pk, by=access.user, **form.cleaned_data)
    )
    if launched is None:
        return _show_launch(request, movement, form, status)
    sentence = ngettext("Đã phát động tới %(count)d đơn vị.", "Đã phát động tới %(count)d đơn vị.", launched.addressed)
    undo = reverse("movement-launch-undo", args=[reference])
    say(request, sentence % {"count": launched.addressed}, undo=undo)
    return redirect("movement", reference)


@require_POST
def movement_launch_undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a movement a draft again."""
    access = own_movement(request, reference)
    services.undo_launch(movement_id=access.movement.pk, by=access.user)
    say(request, _("Đã thu hồi phát động; phong trào trở lại bản soạn."))
    return redirect("movement", reference)


def _show_launch(request: HttpRequest, movement: Movement, form: LaunchForm, status: int) -> HttpResponse:
    kinds = by_kind(movement)
    context = {
        "title": _("Phát động «%(title)s»") % {"title": movement.title},
        "movement": movement,
        "form": form,
        "by_kind": kinds,
        "count": sum(one.addressed for one in kinds),
        "people": len(people_of(list(places(movement).order_by().values_list("unit", flat=True)))),
        "days": days_in_words(movement),
        "over": movement.register_until is not None and movement.register_until < clock.today(),
    }
    return render(request, "movements/launch.html", context, status=status)


def _show(request: HttpRequest, owner: Unit, form: MovementForm, back: str, status: int) -> HttpResponse:
    today = clock.today()
    new = back == reverse("movement-list")
    context = {
        "title": _("Soạn phong trào thi đua") if new else _("Sửa phong trào thi đua"),
        "owner": last_names_of([owner.pk], today)[owner.pk],
        "form": form,
        "back": back,
        "usual": [(one.label, deadline_for(owner.pk, one, today.year)) for one in (Calendar.CALENDAR, Calendar.SCHOOL)],
    }
    return render(request, "movements/form.html", context, status=status)


def _form(request: HttpRequest, owner: Unit, kinds: list[KindCount], initial: dict[str, Any]) -> MovementForm:
    return MovementForm(
        posted(request),
        owner=owner,
        places=[(str(unit_id), name) for unit_id, name in scopes_of(owner)],
        kinds=kinds,
        programmes=programmes_for(owner),
        initial=initial,
    )


def _usual(kinds: list[KindCount]) -> dict[str, Any]:
    return {
        "calendar": Calendar.CALENDAR.value,
        "year": clock.today().year,
        "registers": True,
        "decides": True,
        "kinds": [one.kind.value for one in kinds if one.kind == UnitKind.GRASSROOTS],
    }
