"""The heat map of who has reported when."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.figures.history import PARAMETER, History, day_read
from thidua.figures.trees import trees_of
from thidua.org.models import Unit
from thidua.reporting.queries.coverage import Coverage, coverage_of, frequencies_below
from thidua.ui.links import Link

from .inbox import tabs, units_below


@dataclass(frozen=True, slots=True)
class SeenCoverage:
    """The heat map that an address asks for, and what it asked; None where nobody below reports."""

    units: QuerySet[Unit]
    frequencies: list[Frequency]
    chosen: Frequency | None
    history: History
    found: Coverage | None


def seen_coverage(request: HttpRequest) -> SeenCoverage:
    """Units directly below by the last twelve periods. Raises PermissionDenied for who accepts nothing.

    `loai` chooses months, quarters and so on, `cay` in whose tree the units stand.
    """
    units = units_below(request)
    frequencies = frequencies_below(units)
    chosen = next((f for f in frequencies if f == request.GET.get("loai")), None) or next(iter(frequencies), None)
    history = day_read(request.GET.get(PARAMETER, ""))
    found = coverage_of(units, chosen, until=clock.today(), history=history) if chosen else None
    return SeenCoverage(units, frequencies, chosen, history, found)


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Who has reported when, as `seen_coverage` finds it."""
    seen = seen_coverage(request)
    chosen, history, found = seen.chosen, seen.history, seen.found
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": tabs(seen.units, "inbox-coverage"),
        "frequencies": [Link(str(f.label), f"?loai={f}{history.query}", current=f == chosen) for f in seen.frequencies],
        "coverage": found,
        "tree": trees_of(
            history,
            lambda one: f"{request.path}?loai={chosen}{one.query}",
            differs=found is not None and found.changed,
            ends=clock.today(),
        ),
    }
    return render(request, "reporting/coverage.html", context)
