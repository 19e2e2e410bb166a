"""The list of reports: one's own units' first, then those below."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.text import search_terms
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox as queries
from thidua.reporting.rules import ReportState
from thidua.ui.links import Link

from .access import signed_in

PAGE = 50


@dataclass(frozen=True, slots=True)
class SeenReports:
    """The reports that an address asks for, in order, and what it asked: `mine` are those that the reader fills in."""

    reports: QuerySet[Report]
    enters: bool
    mine: bool
    state: str
    words: str


def seen_reports(request: HttpRequest) -> SeenReports:
    """Reports that this person may see, the latest period first; `cua=toi` those that they fill in.

    Raises PermissionDenied for who sees none.
    """
    user = signed_in(request)
    if not gate.any_unit(user, Permission.REPORT_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được báo cáo nào."))
    enters = gate.any_unit(user, Permission.REPORT_ENTER)
    mine = enters and request.GET.get("cua", "toi") == "toi"
    units = gate.units_for(user, Permission.REPORT_ENTER if mine else Permission.REPORT_VIEW)
    state = request.GET.get("trang-thai", "")
    reports = queries.all_of(units)
    if state in ReportState.values:
        reports = reports.filter(state=state)
    words = request.GET.get("q", "")
    for term in search_terms(words):
        reports = reports.filter(unit__placements__search__contains=term).distinct()
    return SeenReports(
        reports=reports.order_by("-period__ends", "unit__code", "pk"),
        enters=enters,
        mine=mine,
        state=state if state in ReportState.values else "",
        words=words,
    )


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """A page of the reports that `seen_reports` finds."""
    seen = seen_reports(request)
    page = Paginator(seen.reports.values_list("pk", flat=True), PAGE).get_page(request.GET.get("trang"))
    kept = {key: request.GET[key] for key in ("cua", "trang-thai", "q") if request.GET.get(key)}
    context = {
        "title": _("Báo cáo"),
        "tabs": _tabs(enters=seen.enters, mine=seen.mine),
        "states": _state_links(kept, seen.state),
        "state": seen.state,
        "page": page,
        "lines": queries.named_by_id(page.object_list),
        "mine": seen.mine,
        "query": seen.words,
        "previous_url": _at(kept, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _at(kept, page.next_page_number()) if page.has_next() else "",
        "accepts": gate.any_unit(signed_in(request), Permission.REPORT_ACCEPT),
    }
    return render(request, "reporting/list.html", context)


def _tabs(*, enters: bool, mine: bool) -> list[Link]:
    if not enters:
        return []
    url = reverse("report-list")
    return [
        Link(_("Đơn vị tôi nhập"), url, current=mine),
        Link(_("Tất cả trong phạm vi"), f"{url}?cua=tat-ca", current=not mine),
    ]


def _state_links(kept: dict[str, str], state: str) -> list[Link]:
    others = {key: value for key, value in kept.items() if key != "trang-thai"}
    links = [Link(_("Mọi trạng thái"), f"?{urlencode(others)}", current=state not in ReportState.values)]
    return links + [
        Link(str(choice.label), f"?{urlencode(others | {'trang-thai': choice.value})}", current=choice == state)
        for choice in ReportState
    ]


def _at(kept: dict[str, str], number: int) -> str:
    return f"?{urlencode(kept | {'trang': number})}"
