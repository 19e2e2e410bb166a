"""The page of a movement: what it wants, its papers, who registered and who did not; and its steps."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.movements.forms import MoveForm, PaperForm
from thidua.emulation.movements.models import LateRequest, Movement, Registration
from thidua.emulation.movements.queries.addressed import places
from thidua.emulation.movements.queries.registrations import ByKind, Line, by_kind, lines_of
from thidua.emulation.movements.rules import STATE_TONES, LateState, State
from thidua.emulation.movements.services import movements as services
from thidua.emulation.movements.services.telling import remind_missing
from thidua.org.models import Placement
from thidua.org.queries import last_names_of
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import INVALID, Access, issued_documents, movement_or_404, own_movement, signed_in
from .words import days_in_words, kinds_in_words

PAGE, MOST_OWN = 50, 12
REGISTERED, MISSING, LATE, ASKED = "da", "chua", "bo-sung", "de-nghi"


@require_safe
def movement_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A movement; `loc` narrows the list of units."""
    return show(request, movement_or_404(request, reference))


def show(
    request: HttpRequest,
    access: Access,
    *,
    paper_form: PaperForm | None = None,
    move_form: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was refused."""
    movement = access.movement
    today = clock.today()
    names = last_names_of({movement.owner_id, movement.among_id}, today)
    context: dict[str, Any] = {
        "title": movement.title,
        "movement": movement,
        "owner": names[movement.owner_id],
        "among": names[movement.among_id],
        "days": days_in_words(movement),
        "kinds": kinds_in_words(movement),
        "tone": STATE_TONES[movement.state],
        "manages": access.manages,
        "registering": registering(movement),
        "left": (movement.register_until - today).days if movement.register_until else None,
        "papers": list(movement.papers.filter(removed_at=None).select_related("file", "document")),
        "paper_form": paper_form or _paper_form(access),
        "move_form": move_form,
        "telling": movement.state == State.LAUNCHED and movement.told < movement.addressed,
        "own": own_lines(request, movement),
    }
    if movement.state != State.DRAFT and movement.registers:
        context |= _registrations(request, movement)
    return render(request, "movements/movement.html", context, status=status)


def registering(movement: Movement) -> bool:
    """Whether units may register today without asking."""
    until = movement.register_until
    return movement.state == State.LAUNCHED and until is not None and until >= clock.today()


def own_lines(request: HttpRequest, movement: Movement) -> list[Line]:
    """How the units in whose name this person takes part stand to a movement."""
    if movement.state == State.DRAFT or not movement.registers:
        return []
    joins = gate.units_for(signed_in(request), Permission.EMULATION_JOIN)
    return lines_of(movement, list(places(movement).filter(unit__in=joins).values_list("unit", flat=True)[:MOST_OWN]))


def seen_roster(request: HttpRequest, movement: Movement) -> tuple[QuerySet[Placement], str]:
    """The units of a movement that this person sees, as an address narrows them, and how it does."""
    units = gate.units_for(signed_in(request), Permission.EMULATION_VIEW)
    rows = places(movement).filter(unit__in=units.values("pk"))
    chosen = request.GET.get("loc", "")
    done = Registration.objects.filter(movement=movement, registered=True)
    if chosen == REGISTERED:
        return rows.filter(unit__in=done.values("unit")), chosen
    if chosen == MISSING:
        return rows.exclude(unit__in=done.values("unit")), chosen
    if chosen == LATE:
        return rows.filter(unit__in=done.filter(late=True).values("unit")), chosen
    if chosen == ASKED:
        asked = LateRequest.objects.filter(movement=movement, state=LateState.ASKED)
        return rows.filter(unit__in=asked.values("unit")), chosen
    return rows, ""


def _registrations(request: HttpRequest, movement: Movement) -> dict[str, Any]:
    kinds = by_kind(movement)
    rows, chosen = seen_roster(request, movement)
    page = Paginator(rows.values_list("unit", flat=True), PAGE).get_page(request.GET.get("trang"))
    total = _total(kinds)
    return {
        "by_kind": kinds,
        "total": total,
        "lines": lines_of(movement, list(page.object_list)),
        "page": page,
        "chosen": chosen,
        "tabs": _tabs(movement, chosen),
        "previous_url": _at(chosen, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _at(chosen, page.next_page_number()) if page.has_next() else "",
    }


def _total(kinds: list[ByKind]) -> dict[str, int]:
    addressed, done = sum(one.addressed for one in kinds), sum(one.registered for one in kinds)
    return {
        "addressed": addressed,
        "registered": done,
        "late": sum(one.late for one in kinds),
        "missing": addressed - done,
    }


def _tabs(movement: Movement, chosen: str) -> list[Link]:
    url = reverse("movement", args=[movement.reference])
    labels = {
        "": _("Tất cả"),
        REGISTERED: _("Đã đăng ký"),
        MISSING: _("Chưa đăng ký"),
        LATE: _("Đăng ký bổ sung"),
        ASKED: _("Đang đề nghị"),
    }
    return [
        Link(label, f"{url}?loc={key}#danh-sach" if key else f"{url}#danh-sach", current=key == chosen)
        for key, label in labels.items()
    ]


def _at(chosen: str, number: int) -> str:
    return f"?loc={chosen}&trang={number}#danh-sach" if chosen else f"?trang={number}#danh-sach"


def _paper_form(access: Access) -> PaperForm | None:
    return PaperForm(documents=issued_documents(access.movement.owner_id)) if access.manages else None


@require_safe
def movement_progress(request: HttpRequest, reference: str) -> HttpResponse:
    """How many units have been told of the launch by now: a fragment that asks again until all are."""
    movement = movement_or_404(request, reference).movement
    telling = movement.state == State.LAUNCHED and movement.told < movement.addressed
    return render(request, "movements/telling.html", {"movement": movement, "telling": telling})


@require_POST
def movement_move(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a movement forward or back; the toast takes it back."""
    access = own_movement(request, reference)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return show(request, access, move_form=form, status=INVALID)
    data = form.cleaned_data
    try:
        moved = services.move_movement(
            movement_id=access.movement.pk,
            to=State(data["to"]),
            seen=State(data["seen"]),
            review=data["review"],
            by=access.user,
        )
    except DomainError as error:
        form.add_error(error.where if error.where in form.fields else None, error.sentence)
        return show(request, access, move_form=form, status=error.status)
    undo = reverse("movement-move-undo", args=[reference, data["seen"], data["to"]])
    say(request, _("Phong trào đã chuyển sang «%(state)s».") % {"state": moved.get_state_display()}, undo=undo)
    return redirect("movement", reference)


@require_POST
def movement_move_undo(request: HttpRequest, reference: str, back: str, seen: str) -> HttpResponse:
    """Bring a movement back to where it was."""
    access = own_movement(request, reference)
    form = MoveForm({"to": back, "seen": seen, "review": access.movement.review})
    if not form.is_valid():
        return show(request, access, move_form=form, status=INVALID)
    services.move_movement(
        movement_id=access.movement.pk,
        to=State(back),
        seen=State(seen),
        review=access.movement.review,
        by=access.user,
    )
    say(request, _("Đã hoàn tác."))
    return redirect("movement", reference)


@require_POST
def movement_remind(request: HttpRequest, reference: str) -> HttpResponse:
    """Remind the units that have not registered."""
    access = own_movement(request, reference)
    count = remind_missing(movement_id=access.movement.pk, by=access.user)
    say(request, ngettext("Đã nhắc %(count)d đơn vị.", "Đã nhắc %(count)d đơn vị.", count) % {"count": count})
    return redirect("movement", reference)
