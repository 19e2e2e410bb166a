"""Who has not handed in, and reminding them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.core import clock
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox as queries
from thidua.ui.links import Link

from .access import small_number
from .inbox import tabs, units_below


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported for a period."""
    units = units_below(request)
    periods = list(Period.objects.filter(state=PeriodState.OPEN, reports__unit__in=units).distinct()[:60])
    chosen = next((p for p in periods if p.code == request.GET.get("ky")), None) or _most_urgent(periods)
    page_number = small_number(request.GET.get("trang", "")) or 1
    page = queries.missing_page(queries.missing(units, chosen), page=page_number) if chosen else None
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": tabs(units, "inbox-missing"),
        "period": chosen,
        "periods": _period_links(periods, chosen, reverse("inbox-missing")),
        "page": page,
        "number": page_number,
        "expected": Report.objects.filter(unit__in=units, period=chosen).count() if chosen else 0,
    }
    return render(request, "reporting/missing.html", context)


def _most_urgent(periods: list[Period]) -> Period | None:
    """The period whose reports were due, or will be, closest to now."""
    return min(periods, key=lambda period: abs(period.due_at - clock.now()), default=None)


def _period_links(periods: Iterable[Period], chosen: Period | None, url: str) -> list[Link]:
    return [
        Link(period.span.title, f"{url}?{urlencode({'ky': period.code})}", current=period == chosen)
        for period in periods
    ]
