"""Who takes part in a round, and who is not eligible by which condition."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.org.models import Lineage, Placement, Unit


def taking_part(owner_id: int, cluster: Cluster | None, unit_kind: str, ends: date) -> QuerySet[Unit]:
    """The members of a cluster, or the units of a kind below the owner, on the last day of the period or today.

    Of a cluster that was dissolved meanwhile those who sat in it on its last day.
    """
    day = min(ends, clock.today())
    if cluster is not None:
        seats = Seat.objects.filter(cluster=cluster, during__contains=_last_day(cluster, day))
        return Unit.objects.filter(pk__in=seats.values("unit"))
    below = Lineage.objects.filter(ancestor=owner_id, depth__gt=0, during__contains=day, unit=OuterRef("pk"))
    kinds = Placement.objects.filter(unit=OuterRef("pk"), during__contains=day, kind=unit_kind)
    return Unit.objects.filter(Exists(below), Exists(kinds))


def _last_day(cluster: Cluster, day: date) -> date:
    """A day on which the cluster sat: its seats may begin after the period, or have ended before."""
    spans = list(Seat.objects.filter(cluster=cluster).values_list("during", flat=True))
    starts: list[date] = [span.lower for span in spans if span.lower is not None]
    if starts and day < min(starts):
        return min(starts)
    ends: list[date] = [span.upper for span in spans if span.upper is not None]
    if ends and len(ends) == len(spans) and day >= max(ends):
        return max(ends) - timedelta(days=1)
    return day
