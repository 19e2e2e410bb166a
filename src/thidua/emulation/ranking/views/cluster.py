"""The rankings of a cluster over its years: who came first when."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.standing import cluster_or_404
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.queries import places_of, rankings_of
from thidua.emulation.scorecards.standing import seen_rounds
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in


@dataclass(frozen=True, slots=True)
class Years:
    """The rankings of a cluster with the names of their years, and each unit's final place in them."""

    cluster: Cluster
    rankings: list[tuple[Ranking, str]]
    rows: list[tuple[str, list[int | None]]]


def years_of(request: HttpRequest, reference: str) -> Years:
    """Years across, units down: every published place of a cluster and of those that it continues.

    Who organises, leads or inspects sees what is not published yet, too. A unit that left the cluster does not see the
    rounds that began after.
    """
    standing = cluster_or_404(request.user, reference)
    watches = Permission.AUDIT_VIEW in standing.at_owner
    everything = standing.manages or standing.concludes or standing.leads or watches
    seen = set(seen_rounds(signed_in(request)).filter(cluster=standing.cluster).values_list("pk", flat=True))
    rankings = [
        ranking
        for ranking in rankings_of(standing.cluster, everything=everything)
        if ranking.round.cluster_id != standing.cluster.pk or ranking.round_id in seen
    ]
    places = places_of([ranking.pk for ranking in rankings])
    units = {unit for found in places.values() for unit in found}
    names = last_names_of(units, clock.today())
    rows = [
        (names[unit].short_name if unit in names else str(unit), [places.get(r.pk, {}).get(unit) for r in rankings])
        for unit in units
    ]
    return Years(
        standing.cluster,
        [(ranking, parse(ranking.round.period).short_title) for ranking in rankings],
        sorted(rows, key=lambda row: ([place or len(units) + 1 for place in row[1]], row[0])),
    )


@require_safe
def cluster_ranking(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of `years_of`."""
    seen = years_of(request, reference)
    context = {
        "title": _("Xếp hạng của cụm"),
        "cluster": seen.cluster,
        "rankings": seen.rankings,
        "rows": seen.rows,
        "now": clock.now(),
        "crumbs": [
            (_("Cụm thi đua"), reverse("cluster-list")),
            (seen.cluster.name, reverse("cluster", args=[reference])),
        ],
    }
    return render(request, "ranking/cluster.html", context)
