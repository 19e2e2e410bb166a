"""Reading reorganisations: those of a unit, those of a tree, those that a person may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thidua.org.models import Lineage, Unit

from .models import Involvement, Reorganisation
from .rules import Part, Stage


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A reorganisation that touched a tree: how many units of the tree it was what to.

    `on` is its legal day, `counts_from` the first day on which periods count by it.
    """

    reorganisation_id: int
    on: date
    counts_from: date
    title: str
    number: str
    counts: Mapping[Part, int] = field(default_factory=dict)


def changes_of_tree(unit: Unit, since: date, until: date) -> list[TreeChange]:
    """The reorganisations in force that touched a unit or anything that ever stood below it, the earliest first.

    `since` and `until` bound the legal day or the day from which it counts, both days included.
    """
    span = (since, until)
    rows = (
        _in_tree(unit)
        .filter(Q(reorganisation__on__range=span) | Q(reorganisation__counts_from__range=span))
        .values_list(
            "reorganisation_id",
            "reorganisation__on",
            "reorganisation__counts_from",
            "reorganisation__title",
            "reorganisation__number",
            "part",
        )
        .annotate(count=Count("pk"))
        .order_by("reorganisation__on", "reorganisation_id", "part")
    )
    found: dict[int, TreeChange] = {}
    for pk, on, counts_from, title, number, part, count in rows:
        change = found.setdefault(pk, TreeChange(pk, on, counts_from, title, number, {}))
        found[pk] = TreeChange(pk, on, counts_from, title, number, {**change.counts, Part(part): count})
    return list(found.values())


def reorganisations_of(unit: Unit) -> QuerySet[Reorganisation]:
    """The reorganisations in force in which a unit itself had a part, the latest first."""
    mine = Involvement.objects.filter(reorganisation=OuterRef("pk"), unit=unit)
    return (
        Reorganisation.objects.filter(Exists(mine), stage__in=(Stage.COMMITTED, Stage.UNDOING))
        .defer("changes", "preview", "ledger")
        .order_by("-on", "-pk")
    )


def _in_tree(unit: Unit) -> QuerySet[Involvement]:
    below = Lineage.objects.filter(ancestor=unit, unit=OuterRef("unit"))
    return Involvement.objects.filter(Exists(below))
