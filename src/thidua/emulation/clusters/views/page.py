"""The page of a cluster: who sits in it, what is due, what waits for whoever reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.ballot_models import Election
from thidua.emulation.clusters.queries.calendar import Entry, entries, waiting
from thidua.emulation.clusters.queries.talk import last_posts
from thidua.emulation.clusters.rules import NextLead, size_warning
from thidua.emulation.clusters.standing import ClusterStanding, left_on
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in

from .common import frame, opened

NEXT_DUTIES, LAST_POSTS = 5, 3


@require_safe
def cluster_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The overview of a cluster."""
    standing = opened(request, reference)
    cluster = standing.cluster
    calendar = entries(cluster, standing.seats)
    open_ones = [entry for entry in calendar if not entry.over]
    context = frame(standing, "overview") | {
        "owner_name": last_names_of([cluster.owner_id], clock.today())[cluster.owner_id],
        "waiting": [one for one in waiting(signed_in(request)) if one.cluster.pk == cluster.pk],
        "duties": _nearest(open_ones),
        "duties_total": len(calendar),
        "duties_over": len(calendar) - len(open_ones),
        "posts": last_posts(cluster, left_on(signed_in(request), cluster))[:LAST_POSTS],
        "warning": size_warning(len(standing.seats)) if standing.manages and not cluster.dissolved_on else "",
        "opens": _openable(request, standing),
        "election": Election.objects.select_related("ballot").filter(cluster=cluster).first(),
        "elects": cluster.next_lead == NextLead.ELECTION,
        "before": cluster.continues,
        "after": getattr(cluster, "continued_by", None),
    }
    return render(request, "clusters/cluster.html", context)


def _openable(request: HttpRequest, standing: ClusterStanding) -> set[int]:
    """The ids of the members whose own pages the reader may open."""
    seen = gate.units_for(signed_in(request), Permission.FIGURES_VIEW)
    return set(seen.filter(pk__in=[seat.unit_id for seat in standing.seats]).values_list("pk", flat=True))


def _nearest(calendar: list[Entry]) -> list[Entry]:
    """The late ones first, then what comes next."""
    return sorted(calendar, key=lambda entry: entry.duty.due_on)[:NEXT_DUTIES]
