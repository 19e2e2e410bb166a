"""The page of the board, and the panel that shows the ledger of one of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.figures.history import PARAMETER, History, chosen_history, differs, settled, stands
from thidua.figures.trees import trees_of
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.models import Period
from thidua.org.models import Placement, Unit
from thidua.org.queries import percent_digits_of
from thidua.ui.links import Link

from .asking import assignable, board_of, latest_period, reader, unit_name, years_begun
from .board import Board, BoardRow, Page, board
from .board_shown import (
    COLUMNS,
    STATES,
    Frame,
    choice_of,
    chosen_rows,
    headings,
    shown_rows,
    summary,
)


@require_safe
def board_home(request: HttpRequest) -> HttpResponse:
    """Lead to the board of the reader's own unit; a unit without units below has its list."""
    user = reader(request)
    unit, years = main_unit(user), years_begun()
    if unit is None:
        raise Http404(_("Tài khoản chưa được giao đơn vị nào. Hãy nhờ quản trị viên giao quyền."))
    below = Placement.objects.filter(parent=unit, during__contains=clock.today()).exists()
    if years and below and Permission.TARGET_VIEW in gate.allowed(user, unit):
        return redirect("target-board", unit=unit.code, year=years[0].code)
    return redirect("target-list")


ALL_CHILDREN = 100_000


@dataclass(frozen=True, slots=True)
class SeenBoard:
    """The board that an address asks for; `rows` are those that its choice lets through, `note` speaks of the tree."""

    frame: Frame
    board: Board
    rows: list[BoardRow]
    note: str


def seen_board(request: HttpRequest, unit: str, year: str, *, whole: bool = False) -> SeenBoard:
    """A unit's year with its children: `tim`, `linh-vuc`, `tinh-trang`, `cot`, `trang`, `mo` narrow what is shown.

    The `whole` board has all children side by side, in their order. Raises Http404, PermissionDenied or BeingRestated.
    """
    user, place, when = board_of(request, unit, year)
    period = latest_period(place, when)
    history, note = settled(
        chosen_history(request.GET.get(PARAMETER, ""), user), ends=period.ends if period else when.starts, unit=place
    )
    choice = choice_of(request.GET.dict(), request.GET.getlist("cot"))
    found = board(
        unit=place,
        year=when,
        period=period,
        among=gate.units_for(user, Permission.TARGET_VIEW),
        page=1 if whole else choice.page,
        opened="" if whole else choice.opened,
        history=history,
        size=ALL_CHILDREN if whole else None,
    )
    frame = Frame(place, when, period, percent_digits_of(place), choice, history)
    return SeenBoard(frame, found, chosen_rows(found, choice), note)


@require_safe
@waits_for_restatement
def board_page(request: HttpRequest, unit: str, year: str) -> HttpResponse:
    """The board that `seen_board` finds."""
    seen, user = seen_board(request, unit, year), reader(request)
    frame, whole, rows = seen.frame, seen.board, seen.rows
    place, when, period, choice, history = frame.unit, frame.year, frame.period, frame.choice, frame.history
    allowed = gate.allowed(user, place)
    name = unit_name(place)
    toggles = {
        child.code: _address(request, mo="" if child.code == choice.opened else child.code)
        for child in whole.page.children
    }
    context: dict[str, Any] = {
        "title": _("Bảng chỉ tiêu %(year)s") % {"year": when.span.short_title},
        "unit": place,
        "unit_name": name,
        "year": when,
        "period": period,
        "years": _year_links(place, when, history),
        "tree": trees_of(
            history,
            lambda one: _board_address(place, when, one),
            differs=differs(history, units=[place.pk], periods=[(period or when).pk]),
            stands=stands(place, clock.today()),
            ends=period.ends if period else when.starts,
            note=seen.note,
        ),
        "tree_value": history.value,
        "summary": summary(whole),
        "reached": whole.reached,
        "groups": shown_rows(whole, rows, frame),
        "headings": headings(whole, frame, toggles),
        "children": whole.children,
        "choice": choice,
        "asked": request.GET.get("tim", ""),
        "areas": {row.indicator.area.code: row.indicator.area.name for row in whole.rows}.items(),
        "states": STATES.items(),
        "columns": [(code, label, code in choice.columns) for code, label in COLUMNS.items()],
        "has_targets": bool(whole.rows),
        "page": whole.page,
        "may_plan": bool(whole.children or _has_children(place)) and assignable(user, place).exists(),
        "may_register": Permission.TARGET_REGISTER in allowed,
        "list_url": f"{reverse('target-list')}?don-vi={place.code}&nam={when.code}",
        "crumbs": [(name, reverse("unit", args=[place.code]) + history.first_query)],
    }
    context |= _page_addresses(request, whole.page)
    return render(request, "targets/board.html", context)


def _has_children(unit: Unit) -> bool:
    return Placement.objects.filter(parent=unit, during__contains=clock.today()).exists()


def _page_addresses(request: HttpRequest, page: Page) -> dict[str, str]:
    number = page.number
    return {
        "previous_url": _address(request, trang=str(number - 1), mo="") if number > 1 else "",
        "next_url": _address(request, trang=str(number + 1), mo="") if number < page.of else "",
    }


def _address(request: HttpRequest, **changes: str) -> str:
    """The page's own address with some of its questions changed; an empty one is left out."""
    asked: QueryDict = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"


def _year_links(unit: Unit, year: Period, history: History) -> list[Link]:
    return [Link(other.span.title, _board_address(unit, other, history), other == year) for other in years_begun()]


def _board_address(unit: Unit, year: Period, history: History) -> str:
    return reverse("target-board", args=[unit.code, year.code]) + history.first_query
