"""Indicators: the list, what one means, and editing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.indicators.forms import NewIndicatorForm, WordsForm
from thidua.indicators.models import Indicator, WorkArea
from thidua.indicators.queries.forms import find_indicators, places_of
from thidua.indicators.rules import Kind
from thidua.indicators.services.indicators import edit_indicator, found_indicator
from thidua.people.models import User
from thidua.ui.notices import say

from .access import indicator_or_404, manager, manages, reader

INVALID = 422
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class SeenIndicators:
    """The indicators that an address asks for, what it asked, and who reads them."""

    reader: User
    found: list[Indicator]
    text: str
    area: str
    kind: str


def seen_indicators(request: HttpRequest) -> SeenIndicators:
    """The catalogue, searched without accents, by work area and kind. Raises PermissionDenied for who reads none."""
    user = reader(request)
    text = clean_line(request.GET.get("q", "")[:LONGEST_SEARCH], most=LONGEST_SEARCH)
    area, kind = request.GET.get("linh-vuc", ""), request.GET.get("loai", "")
    return SeenIndicators(user, find_indicators(text, area=area, kind=kind), text, area, kind)


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The indicators that `seen_indicators` finds."""
    seen = seen_indicators(request)
    context = {
        "title": _("Danh mục chỉ tiêu"),
        "indicators": seen.found,
        "areas": list(WorkArea.objects.all()),
        "kinds": Kind.choices,
        "text": seen.text,
        "area": seen.area,
        "kind": seen.kind,
        "manages": manages(seen.reader),
    }
    return render(request, "indicators/list.html", context)


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator means, where its numbers come from and who reports it."""
    user = reader(request)
    shown = indicator_or_404(code)
    context = {"title": shown.name, "indicator": shown, "places": places_of(shown), "manages": manages(user)}
    return render(request, "indicators/indicator.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words and limits of an indicator."""
    user = manager(request)
    shown = indicator_or_404(code)
    sent = request.POST if request.method == "POST" else None
    form = WordsForm(sent, scale=shown.decimals, initial=WordsForm.initial_of(shown))
    if form.is_valid():
        try:
            edit_indicator(indicator_id=shown.pk, words=form.words(), by=user)
        except DomainError as error:
            form.add_error(error.where or None, error.sentence)
        else:
            say(request, _("Đã lưu chỉ tiêu %(code)s.") % {"code": code})
            return redirect("catalogue-indicator", code)
    context = {"title": _("Sửa chỉ tiêu %(code)s") % {"code": code}, "form": form, "indicator": shown}
    return render(request, "indicators/edit.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an indicator."""
    user = manager(request)
    start = {"smallest": "0", "largest": "1.000.000", "print_digits": 0}
    form = NewIndicatorForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            made = found_indicator(nature=form.nature(), words=form.words(), by=user)
        except DomainError as error:
            form.add_error(error.where or None, error.sentence)
        else:
            say(request, _("Đã thêm chỉ tiêu %(code)s. Hãy đưa vào biểu mẫu để đơn vị nhập.") % {"code": made.code})
            return redirect("catalogue-indicator", made.code)
    context = {"title": _("Thêm chỉ tiêu"), "form": form, "indicator": None}
    return render(request, "indicators/edit.html", context, status=INVALID if form.errors else 200)
