"""The heat map of who has reported when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.core import clock
from thidua.figures.history import PARAMETER, day_read
from thidua.figures.trees import trees_of
from thidua.reporting.queries.coverage import coverage_of, frequencies_below
from thidua.ui.links import Link

from .inbox import tabs, units_below


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Units directly below by the last twelve periods.

    `loai` chooses months, quarters and so on, `cay` in whose tree the units stand.
    """
    units = units_below(request)
    frequencies = frequencies_below(units)
    chosen = next((f for f in frequencies if f == request.GET.get("loai")), None) or next(iter(frequencies), None)
    history = day_read(request.GET.get(PARAMETER, ""))
    found = coverage_of(units, chosen, until=clock.today(), history=history) if chosen else None
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": tabs(units, "inbox-coverage"),
        "frequencies": [Link(str(f.label), f"?loai={f}{history.query}", current=f == chosen) for f in frequencies],
        "coverage": found,
        "tree": trees_of(
            history,
            lambda one: f"{request.path}?loai={chosen}{one.query}",
            differs=found is not None and found.changed,
            ends=clock.today(),
        ),
    }
    return render(request, "reporting/coverage.html", context)
