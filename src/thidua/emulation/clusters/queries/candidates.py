"""Which units may sit in a cluster: any below its owner, those directly below first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thidua.emulation.clusters.models import Cluster, Seat
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import find_units, last_names_of

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may sit in a cluster.

    `under` is the short name of the unit that it belongs to, "" directly below the owner; `sits_in` the name of the
    cluster of that year that it sits in already.
    """

    unit_id: int
    code: str
    name: str
    under: str
    sits_in: str


def candidates(
    owner_id: int,
    year: int,
    on: date,
    *,
    words: str = "",
    chosen: Collection[str] = (),
    but: Cluster | None = None,
) -> list[Candidate]:
    """The units directly below an owner on a day, or of all levels those that `words` find; and those that are chosen.

    `chosen` are codes. Whoever is directly below comes first. Five statements at most, however many units there are.
    """
    below = Lineage.objects.filter(ancestor=owner_id, depth__gt=0, during__contains=on).values("unit")
    shown = Q(parent=owner_id)
    if words.strip():
        found = find_units(words, within=Unit.objects.filter(pk__in=below), as_of=on, most=MOST_FOUND)
        shown = Q(unit__in=[one.unit_id for one in found])
    places = Placement.objects.filter(shown | Q(unit__code__in=chosen), unit__in=below, during__contains=on)
    rows = list(places.order_by("sort_key").values_list("unit", "unit__code", "name", "parent"))
    rows.sort(key=lambda row: row[3] != owner_id)
    seats = Seat.objects.filter(cluster__owner=owner_id, cluster__year=year, during__endswith=None)
    sits = dict(seats.exclude(cluster=but).values_list("unit", "cluster__name"))
    uppers = last_names_of({parent for _unit, _code, _name, parent in rows if parent not in {None, owner_id}}, on)
    return [
        Candidate(unit, code, name, uppers[parent].short_name if parent in uppers else "", sits.get(unit, ""))
        for unit, code, name, parent in rows
    ]
