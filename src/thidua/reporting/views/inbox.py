"""The inbox of an acceptor: what waits, who has not reported; the list of one's own reports."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.reporting.forms import AcceptForm
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox as queries
from thidua.reporting.services.workflow import accept_reports
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import signed_in, small_number

INVALID = 422


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Submitted reports of the units directly below, the oldest first."""
    return _show(request, _units_below(request))


@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the chosen reports, all or none."""
    units = _units_below(request)
    form = AcceptForm(request.POST, reports=queries.waiting(units))
    if not form.is_valid():
        return _show(request, units, sentence=" ".join(str(error) for error in form.errors["report"]), status=INVALID)
    chosen = [report.pk for report in form.cleaned_data["report"]]
    try:
        count = accept_reports(report_ids=chosen, by=signed_in(request))
    except DomainError as error:
        return _show(request, units, sentence=error.sentence, status=error.status)
    say(
        request,
        ngettext("Đã tiếp nhận %(count)d báo cáo.", "Đã tiếp nhận %(count)d báo cáo.", count) % {"count": count},
    )
    return redirect("inbox")


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported for a period."""
    units = _units_below(request)
    periods = list(Period.objects.filter(state=PeriodState.OPEN, reports__unit__in=units).distinct()[:60])
    chosen = next((p for p in periods if p.code == request.GET.get("ky")), None) or _most_urgent(periods)
    page_number = small_number(request.GET.get("trang", "")) or 1
    page = queries.missing_page(queries.missing(units, chosen), page=page_number) if chosen else None
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": _tabs(units, "inbox-missing"),
        "period": chosen,
        "periods": _period_links(periods, chosen, reverse("inbox-missing")),
        "page": page,
        "number": page_number,
        "expected": Report.objects.filter(unit__in=units, period=chosen).count() if chosen else 0,
    }
    return render(request, "reporting/missing.html", context)


def _show(request: HttpRequest, units: QuerySet[Unit], *, sentence: str = "", status: int = 200) -> HttpResponse:
    waiting = queries.waiting(units)
    counts = queries.by_period(waiting)
    chosen = next((c.period for c in counts if c.period.code == request.GET.get("ky")), None)
    page = queries.waiting_page(waiting.filter(period=chosen) if chosen else waiting, after=request.GET.get("sau", ""))
    further = {"ky": chosen.code} if chosen else {}
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": _tabs(units, "inbox", sum(c.count for c in counts)),
        "periods": _period_links([c.period for c in counts], chosen, reverse("inbox"), anything=True),
        "period": chosen,
        "page": page,
        "next_url": f"?{urlencode(further | {'sau': page.next_key})}" if page.next_key else "",
        "first_url": f"?{urlencode(further)}" if request.GET.get("sau") else "",
        "user_id": signed_in(request).pk,
        "sentence": sentence,
    }
    return render(request, "reporting/inbox.html", context, status=status)


def _units_below(request: HttpRequest) -> QuerySet[Unit]:
    """The units whose reports this person accepts. Raises PermissionDenied where there can be none."""
    user = signed_in(request)
    if not gate.any_unit(user, Permission.REPORT_ACCEPT):
        raise PermissionDenied(_("Hộp thư dành cho người tiếp nhận báo cáo của đơn vị trực thuộc."))
    return gate.units_for(user, Permission.REPORT_ACCEPT)


def _tabs(units: QuerySet[Unit], current: str, count: int | None = None) -> list[Link]:
    waiting = queries.waiting(units).count() if count is None else count
    return [
        Link(_("Chờ tiếp nhận"), reverse("inbox"), current=current == "inbox", count=waiting),
        Link(_("Chưa nộp"), reverse("inbox-missing"), current=current == "inbox-missing"),
    ]


def _most_urgent(periods: list[Period]) -> Period | None:
    """The period whose reports were due, or will be, closest to now."""
    return min(periods, key=lambda period: abs(period.due_at - clock.now()), default=None)


def _period_links(periods: Iterable[Period], chosen: Period | None, url: str, *, anything: bool = False) -> list[Link]:
    links = [Link(_("Tất cả các kỳ"), url, current=chosen is None)] if anything else []
    return links + [
        Link(period.span.title, f"{url}?{urlencode({'ky': period.code})}", current=period == chosen)
        for period in periods
    ]
