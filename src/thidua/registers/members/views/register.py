"""The list of a unit's members, its own and those of all units below."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.registers.members.forms import FilterForm
from thidua.registers.members.models import Membership
from thidua.registers.members.queries import COUNTED, Listed, Wanted, counted, memberships, page_of
from thidua.registers.members.rules import HOLDERS, Ended
from thidua.ui.links import Link

from .access import own_unit, reader


@dataclass(frozen=True, slots=True)
class Seen:
    """The memberships that somebody sees of a unit, and what narrows them."""

    unit: Unit
    name: UnitName
    form: FilterForm
    wanted: Wanted
    found: QuerySet[Membership]


@dataclass(frozen=True, slots=True)
class Line:
    """A membership of the list, with the unit's name; `left` says why it ended, "" while it goes on."""

    span: Membership
    unit: UnitName
    left: str


@require_safe
def member_home(request: HttpRequest) -> HttpResponse:
    """The list of the reader's own unit."""
    return redirect("member-list", own_unit(reader(request)).code)


@require_safe
def member_list(request: HttpRequest, code: str) -> HttpResponse:
    """A page of members by name; narrowed by words, state, sex and days of admission."""
    user = reader(request)
    form = FilterForm(request.GET)
    if not form.is_valid():
        unit = gate.unit_or_404(user, code, Permission.MEMBER_VIEW)
        context = _frame(request, unit) | {"form": form, "lines": [], "narrowed": True}
        return render(request, "members/list.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen = seen_members(request, code)
    page = page_of(seen.found, after=form.cleaned_data["sau"], before=form.cleaned_data["truoc"])
    total = counted(seen.found)
    context = _frame(request, seen.unit) | {
        "form": form,
        "lines": lines_of(page.spans),
        "count": _("hơn %(n)s") % {"n": print_number(COUNTED)} if total > COUNTED else print_number(total),
        "narrowed": seen.wanted != Wanted(),
        "with_state": seen.wanted.state != "current",
        **_ways(request, page),
    }
    return render(request, "members/list.html", context)


def seen_members(request: HttpRequest, code: str) -> Seen:
    """What the reader sees of a unit's members at an address. Raises BadRequest for a filter that cannot be."""
    unit = gate.unit_or_404(reader(request), code, Permission.MEMBER_VIEW)
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("Bộ lọc không đúng. Hãy mở lại danh sách đoàn viên."))
    wanted = form.wanted()
    name = last_names_of([unit.pk], clock.today())[unit.pk]
    return Seen(unit, name, form, wanted, memberships(unit, wanted))


def lines_of(spans: list[Membership]) -> list[Line]:
    """Memberships as lines, with the names of their units asked for once."""
    names = last_names_of({span.unit_id for span in spans}, clock.today())
    return [Line(span, names[span.unit_id], str(Ended(span.ended).label) if span.ended else "") for span in spans]


def tabs_of(unit: Unit, current: str) -> list[Link]:
    """The pages of a unit's register."""
    pages = {"member-list": _("Danh sách"), "member-figures": _("Đối chiếu báo cáo")}
    return [Link(label, reverse(name, args=[unit.code]), name == current) for name, label in pages.items()]


def _frame(request: HttpRequest, unit: Unit) -> dict[str, object]:
    """What the list says around its lines."""
    name = last_names_of([unit.pk], clock.today())[unit.pk]
    may_manage = gate.may(reader(request), Permission.MEMBER_MANAGE, unit)
    return {
        "title": _("Đoàn viên"),
        "unit": unit,
        "unit_name": name,
        "tabs": tabs_of(unit, "member-list"),
        "holds": name.kind in HOLDERS,
        "may_manage": may_manage,
        "may_admit": may_manage and name.kind in HOLDERS and unit.dissolved_on is None,
    }


def _ways(request: HttpRequest, page: Listed) -> dict[str, str]:
    """Addresses of the pages around this one."""
    return {
        "previous": _address(request, "truoc", page.before),
        "next": _address(request, "sau", page.after),
    }


def _address(request: HttpRequest, name: str, key: int | None) -> str:
    if key is None:
        return ""
    query = request.GET.copy()
    for one in ("sau", "truoc"):
        query.pop(one, None)
    query[name] = str(key)
    return f"?{query.urlencode()}"
