"""The clusters of an owner as a choice of whom a point table is tried on."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.schemes.populations import Population


def clusters_of(owner_id: int, year: int) -> list[Population]:
    """The clusters of a year and of the one before with who sits in them today; two statements."""
    clusters = Cluster.objects.filter(owner=owner_id, year__in=(year, year - 1)).order_by("-year", "name")
    seated: dict[int, list[int]] = defaultdict(list)
    seats = Seat.objects.filter(cluster__in=clusters.order_by(), during__contains=clock.today()).order_by("unit__code")
    for cluster, unit in seats.values_list("cluster", "unit"):
        seated[cluster].append(unit)
    return [
        Population(
            f"cluster:{one.reference}",
            _("%(name)s, năm %(year)s (%(n)d)") % {"name": one.name, "year": one.year, "n": len(seated[one.pk])},
            tuple(seated[one.pk]),
        )
        for one in clusters
    ]
