"""What waits for my units to register for, and the movements that I see."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import addresses, clock
from thidua.emulation.movements.models import LateRequest, Movement
from thidua.emulation.movements.queries.registrations import Wait, counts_of, waiting
from thidua.emulation.movements.rules import STATE_TONES, LateState, State
from thidua.org.queries import UnitName, last_names_of
from thidua.people.asking import signed_in
from thidua.ui.links import Link
from thidua.ui.paging import ASKED, paged

from .access import seen_movements
from .words import days_in_words

PAGE, MOST_WAITS = 30, 20
RUNNING, OVER, DRAFTS = "dang-lam", "da-xong", "dang-soan"
FILTERS = {
    RUNNING: (State.LAUNCHED,),
    OVER: (State.REVIEWED, State.CLOSED),
    DRAFTS: (State.DRAFT,),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A movement of the list."""

    movement: Movement
    owner: UnitName
    days: str
    registered: int
    tone: str

    @property
    def open(self) -> bool:
        """Whether units may register today."""
        until = self.movement.register_until
        return self.movement.state == State.LAUNCHED and until is not None and until >= clock.today()


@require_safe
def movement_list(request: HttpRequest) -> HttpResponse:
    """Movements by state and year; above them what my units have still to register for."""
    user = signed_in(request)
    permitted = gate.anywhere(user)
    found = chosen(request)
    page = Paginator(found, PAGE).get_page(request.GET.get(ASKED))
    manages = Permission.EMULATION_MANAGE in permitted
    context = {
        "title": _("Phong trào thi đua"),
        "waits": waits_of(request, most=MOST_WAITS),
        "joins": Permission.EMULATION_JOIN in permitted,
        "manages": manages,
        "asked": _asked(request) if manages else 0,
        "tabs": _tabs(request, manages=manages),
        "years": _years(request),
        "year": request.GET.get("nam", ""),
        "rows": rows_of(list(page.object_list)),
        **paged(page, _kept(request)),
    }
    return render(request, "movements/list.html", context)


def chosen(request: HttpRequest) -> QuerySet[Movement]:
    """The movements that an address asks for, the latest first."""
    found = seen_movements(signed_in(request))
    if states := FILTERS.get(request.GET.get("loc", "")):
        found = found.filter(state__in=states)
    if (year := addresses.year(request.GET.get("nam", ""))) is not None:
        found = found.filter(year=year)
    return found.order_by("-starts", "title", "pk")


def waits_of(request: HttpRequest, most: int | None = None) -> list[Wait]:
    """What the units in whose name this person takes part have still to register for."""
    units = gate.units_for(signed_in(request), Permission.EMULATION_JOIN).values_list("pk", flat=True)
    return waiting(list(units), most=most)


def rows_of(movements: list[Movement]) -> list[Row]:
    """Movements as the list shows them. Two statements."""
    names = last_names_of({one.owner_id for one in movements}, clock.today())
    counts = counts_of(movements)
    return [
        Row(one, names[one.owner_id], days_in_words(one), counts.get(one.pk, 0), STATE_TONES[one.state])
        for one in movements
    ]


def _asked(request: HttpRequest) -> int:
    owners = gate.units_for(signed_in(request), Permission.EMULATION_MANAGE)
    return LateRequest.objects.filter(movement__owner__in=owners, state=LateState.ASKED).count()


def _tabs(request: HttpRequest, *, manages: bool) -> list[Link]:
    now = request.GET.get("loc", "")
    labels = {"": _("Tất cả"), RUNNING: _("Đang thực hiện"), OVER: _("Đã tổng kết, kết thúc")}
    if manages:
        labels[DRAFTS] = _("Đang soạn")
    known = now if now in labels else ""
    return [Link(label, _at(request, loc=key), current=key == known) for key, label in labels.items()]


def _years(request: HttpRequest) -> list[Link]:
    now = request.GET.get("nam", "")
    years = seen_movements(signed_in(request)).order_by("-year").values_list("year", flat=True).distinct()
    return [
        Link(_("Mọi năm"), _at(request, nam=""), current=not now),
        *(Link(str(year), _at(request, nam=year), current=now == str(year)) for year in years),
    ]


def _at(request: HttpRequest, **changes: object) -> str:
    """The address of the list with some of its choices changed; another choice begins at the first page."""
    said = {key: value for key, value in (_kept(request) | changes).items() if value}
    address = reverse("movement-list")
    return f"{address}?{urlencode(said)}" if said else address


def _kept(request: HttpRequest) -> dict[str, str]:
    """What the address narrows the list by."""
    return {key: request.GET.get(key, "") for key in ("loc", "nam")}
