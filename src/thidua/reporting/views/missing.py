"""Who has not handed in, and reminding them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox as queries
from thidua.reporting.queries.reminders import names_at, reminded_of
from thidua.reporting.services.reminders import remind
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import signed_in, small_number
from .inbox import tabs, units_below

MOST_REMINDED = 500


@dataclass(frozen=True, slots=True)
class SeenPeriod:
    """The open period that an address asks for, without one the most urgent, and all that could be asked for."""

    units: QuerySet[Unit]
    periods: list[Period]
    chosen: Period | None


def seen_period(request: HttpRequest) -> SeenPeriod:
    """Whose reports are missing for which period. Raises PermissionDenied for who accepts nothing."""
    units = units_below(request)
    periods = list(Period.objects.filter(state=PeriodState.OPEN, reports__unit__in=units).distinct()[:60])
    chosen = next((p for p in periods if p.code == request.GET.get("ky")), None) or _most_urgent(units, periods)
    return SeenPeriod(units, periods, chosen)


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported for a period."""
    seen = seen_period(request)
    units, chosen = seen.units, seen.chosen
    page_number = small_number(request.GET.get("trang", "")) or 1
    page = queries.missing_page(queries.missing(units, chosen), page=page_number) if chosen else None
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": tabs(units, "inbox-missing"),
        "period": chosen,
        "periods": _period_links(seen.periods, chosen, reverse("inbox-missing")),
        "page": page,
        "number": page_number,
        "reminded": reminded_of([line.report for line in page.lines]) if page else {},
        "expected": Report.objects.filter(unit__in=units, period=chosen).count() if chosen else 0,
    }
    return render(request, "reporting/missing.html", context)


@require_http_methods(["GET", "POST"])
def remind_many(request: HttpRequest) -> HttpResponse:
    """Who would be told of which reports, then telling them."""
    units = units_below(request)
    period = get_object_or_404(Period, code=request.GET.get("ky", ""), state=PeriodState.OPEN)
    reports = queries.missing(units, period)
    if request.method == "POST":
        chosen = [pk for text in request.POST.getlist("report") if (pk := small_number(text))]
        if not chosen:
            return _preview(request, period, reports, sentence=_("Hãy chọn ít nhất một đơn vị để nhắc."), status=422)
        mine = list(reports.filter(pk__in=chosen).values_list("pk", flat=True))
        try:
            count = remind(report_ids=mine, by=signed_in(request))
        except DomainError as error:
            return _preview(request, period, reports, sentence=error.sentence, status=error.status)
        said = ngettext("Đã nhắc về %(count)d báo cáo.", "Đã nhắc về %(count)d báo cáo.", count)
        say(request, said % {"count": count})
        return redirect(f"{reverse('inbox-missing')}?{urlencode({'ky': period.code})}")
    return _preview(request, period, reports)


def _preview(
    request: HttpRequest, period: Period, reports: QuerySet[Report], *, sentence: str = "", status: int = 200
) -> HttpResponse:
    lines = queries.named(queries.with_forms(reports).order_by("unit__code", "pk")[:MOST_REMINDED])
    context = {
        "title": _("Nhắc nộp báo cáo"),
        "period": period,
        "lines": lines,
        "people": names_at({line.report.unit_id for line in lines}),
        "reminded": reminded_of([line.report for line in lines]),
        "chosen": set(request.POST.getlist("report")),
        "sentence": sentence,
    }
    return render(request, "reporting/remind.html", context, status=status)


def _most_urgent(units: QuerySet[Unit], periods: list[Period]) -> Period | None:
    """The period whose missing reports were due, or will be, closest to now; any period where nothing is missing."""
    absent = Report.objects.filter(unit__in=units, period__in=periods, state__in=queries.NEVER_HANDED_IN)
    counts = queries.by_period(absent)
    nearest = min(counts, key=lambda count: abs(count.due_at - clock.now()), default=None)
    return nearest.period if nearest else next(iter(periods), None)


def _period_links(periods: Iterable[Period], chosen: Period | None, url: str) -> list[Link]:
    return [
        Link(period.span.title, f"{url}?{urlencode({'ky': period.code})}", current=period == chosen)
        for period in periods
    ]
