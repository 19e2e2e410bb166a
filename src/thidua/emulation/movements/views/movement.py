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
from thidua.emulation.movements.forms import MoveForm, PaperForm
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.queries.addressed import places
from thidua.emulation.movements.queries.registrations import ByKind, Line, by_kind, lines_of, roster
from thidua.emulation.movements.queries.seeing import issued_documents
from thidua.emulation.movements.rules import STATE_TONES, RosterPart, State
from thidua.emulation.movements.services import movements as services
from thidua.emulation.movements.services.telling import remind_missing
from thidua.org.models import Placement
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, submitted
from thidua.ui.links import Link
from thidua.ui.notices import say
from thidua.ui.paging import ASKED, paged

from .access import Access, movement_or_404, own_movement
from .words import days_in_words, kinds_in_words

PAGE, MOST_OWN = 50, 12
# The id of the list on the page.
ROSTER = "danh-sach"


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


def seen_roster(request: HttpRequest, movement: Movement) -> tuple[QuerySet[Placement], RosterPart]:
    """The units of a movement that this person sees, as an address narrows them, and to which part."""
    units = gate.units_for(signed_in(request), Permission.EMULATION_VIEW)
    asked = request.GET.get("loc", "")
    part = RosterPart(asked) if asked in RosterPart.values else RosterPart.ALL
    return roster(movement, part).filter(unit__in=units.values("pk")), part


def _registrations(request: HttpRequest, movement: Movement) -> dict[str, Any]:
    kinds = by_kind(movement)
    rows, part = seen_roster(request, movement)
    page = Paginator(rows.values_list("unit", flat=True), PAGE).get_page(request.GET.get(ASKED))
    url = reverse("movement", args=[movement.reference])
    return {
        "by_kind": kinds,
        "total": _total(kinds),
        "lines": lines_of(movement, list(page.object_list)),
        "chosen": part.value,
        "tabs": [
            Link(str(one.label), f"{url}?loc={one}#{ROSTER}" if one else f"{url}#{ROSTER}", current=one is part)
            for one in RosterPart
        ],
        **paged(page, {"loc": part.value}, anchor=ROSTER),
    }


def _total(kinds: list[ByKind]) -> dict[str, int]:
    addressed, done = sum(one.addressed for one in kinds), sum(one.registered for one in kinds)
    return {
        "addressed": addressed,
        "registered": done,
        "late": sum(one.late for one in kinds),
        "missing": addressed - done,
    }


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
    moved, status = submitted(form, lambda: _move(access, form))
    if moved is None:
        return show(request, access, move_form=form, status=status)
    data = form.cleaned_data
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
    _move(access, form)
    say(request, _("Đã hoàn tác."))
    return redirect("movement", reference)


def _move(access: Access, form: MoveForm) -> Movement:
    data = form.cleaned_data
    to, seen = State(data["to"]), State(data["seen"])
    return services.move_movement(
        movement_id=access.movement.pk, to=to, seen=seen, review=data["review"], by=access.user
    )


@require_POST
def movement_remind(request: HttpRequest, reference: str) -> HttpResponse:
    """Remind the units that have not registered."""
    access = own_movement(request, reference)
    count = remind_missing(movement_id=access.movement.pk, by=access.user)
    say(request, ngettext("Đã nhắc %(count)d đơn vị.", "Đã nhắc %(count)d đơn vị.", count) % {"count": count})
    return redirect("movement", reference)
