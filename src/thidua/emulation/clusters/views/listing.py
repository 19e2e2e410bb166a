"""The clusters that a person sees."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.queries.listing import Listed, listed, years_of
from thidua.people.asking import signed_in
from thidua.ui.links import Link


@dataclass(frozen=True, slots=True)
class SeenClusters:
    """The clusters of a year; `years` are those that there are any of."""

    year: int
    years: list[int]
    clusters: list[Listed]


def seen_clusters(request: HttpRequest) -> SeenClusters:
    """The clusters of the year that the address asks for (`nam`), else of this one or the last that has any."""
    user, today = signed_in(request), clock.today()
    years = years_of(user)
    begun = [year for year in years if year <= today.year]
    usual = next(iter(begun or years), today.year)
    asked = request.GET.get("nam", "")
    year = next((year for year in years if str(year) == asked), usual)
    return SeenClusters(year, years, listed(user, year=year))


@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    """The clusters of a year (`nam`), one's own first."""
    seen = seen_clusters(request)
    context = {
        "title": _("Cụm thi đua"),
        "year": seen.year,
        "years": [Link(str(year), f"?nam={year}", year == seen.year) for year in seen.years],
        "mine": [one for one in seen.clusters if one.mine],
        "others": [one for one in seen.clusters if not one.mine],
        "clusters": seen.clusters,
        "may_form": gate.any_unit(request.user, Permission.EMULATION_MANAGE),
    }
    return render(request, "clusters/list.html", context)
