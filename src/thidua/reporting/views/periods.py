"""Opening, closing and reopening periods."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import Frequency
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.reporting.forms import ReopenForm
from thidua.reporting.queries.periods import PeriodRow, closing_of, period_rows, years
from thidua.reporting.services.periods import close_period, open_period, reopen_period
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import signed_in, small_number

INVALID = 422


@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    """The periods of a year with how far their reports are."""
    return _show(request)


@require_POST
def open_one(request: HttpRequest, code: str) -> HttpResponse:
    """Open a period."""
    user, period = manager(request), period_or_404(code)
    try:
        count = open_period(period=period, by=user)
    except DomainError as error:
        return _show(request, year=period.year, sentence=error.sentence, status=error.status)
    say(request, _("Đã mở kỳ %(period)s: lập %(count)d báo cáo phải nộp.") % {"period": period, "count": count})
    return _back(period)


@require_GET
def preview_close(request: HttpRequest, code: str) -> HttpResponse:
    """What closing a period would shut: what still waits stops it, what is missing stays out of the books."""
    manager(request)
    period = period_or_404(code)
    standing = closing_of(period)
    context = {
        "title": _("Khóa %(period)s") % {"period": period.span.title},
        "period": period,
        "standing": standing,
    }
    return render(request, "reporting/close.html", context)


@require_POST
def close_one(request: HttpRequest, code: str) -> HttpResponse:
    """Close a period; refused while submitted reports wait."""
    user, period = manager(request), period_or_404(code)
    try:
        close_period(period=period, by=user)
    except DomainError as error:
        return _show(request, year=period.year, sentence=error.sentence, status=error.status)
    reason = urlencode({"ly-do": _("Hoàn tác khóa kỳ")})
    undo = f"{reverse('period-reopen', args=[period.code])}?{reason}"
    say(request, _("Đã khóa kỳ %(period)s.") % {"period": period}, undo=undo)
    return _back(period)


@require_POST
def reopen_one(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed period again, with a reason."""
    user, period = manager(request), period_or_404(code)
    # The undo of closing brings its reason in the address.
    form = ReopenForm({"reason": request.POST.get("reason") or request.GET.get("ly-do", "")})
    if not form.is_valid():
        return _show(
            request, year=period.year, sentence=" ".join(str(error) for error in form.errors["reason"]), status=INVALID
        )
    try:
        reopen_period(period=period, reason=form.cleaned_data["reason"], by=user)
    except DomainError as error:
        return _show(request, year=period.year, sentence=error.sentence, status=error.status)
    say(request, _("Đã mở lại kỳ %(period)s.") % {"period": period})
    return _back(period)


def manager(request: HttpRequest) -> User:
    """A period belongs to every unit: only who manages them all opens and closes it."""
    user = signed_in(request)
    if not gate.everywhere(user, Permission.PERIOD_MANAGE):
        raise PermissionDenied(_("Chỉ người quản trị của toàn hệ thống mở và khóa kỳ báo cáo."))
    return user


def period_or_404(code: str) -> Period:
    """A regular period; the window of a request is opened and closed with its request."""
    return get_object_or_404(Period.objects.exclude(frequency=Frequency.ONCE), code=code)


@dataclass(frozen=True, slots=True)
class SeenPeriods:
    """The periods of the year that an address asks for, and the years that could be."""

    year: int
    years: list[int]
    rows: list[PeriodRow]


def seen_periods(request: HttpRequest, *, year: int | None = None) -> SeenPeriods:
    """The periods of a year, `nam` unless one is given. Raises PermissionDenied for who does not manage them."""
    manager(request)
    known = years()
    asked = small_number(request.GET.get("nam", ""))
    chosen = year or (asked if asked in known else clock.today().year)
    return SeenPeriods(chosen, known, period_rows(chosen))


def _show(request: HttpRequest, *, year: int | None = None, sentence: str = "", status: int = 200) -> HttpResponse:
    seen = seen_periods(request, year=year)
    context = {
        "title": _("Kỳ báo cáo"),
        "year": seen.year,
        "years": [Link(str(y), f"?nam={y}", current=y == seen.year) for y in seen.years],
        "rows": seen.rows,
        "sentence": sentence,
    }
    return render(request, "reporting/periods.html", context, status=status)


def _back(period: Period) -> HttpResponse:
    response = redirect("period-list")
    response["Location"] += f"?nam={period.year}"
    return response
