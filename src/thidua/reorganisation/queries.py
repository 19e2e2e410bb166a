"""Reading reorganisations: those of a unit, those of a tree, those that a person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.figures.models import PeriodUnit
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Lineage, Unit
from thidua.people.models import User

from . import order
from .models import Involvement, Reorganisation
from .rules import EARLIEST, Part, Stage
from .stored import read_plan

IN_FORCE = (Stage.COMMITTED, Stage.UNDOING)


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
    return changes_of_trees([unit.pk], since, until)


def changes_of_trees(units: Sequence[int], since: date, until: date) -> list[TreeChange]:
    """The same for several units, by id: what touched any of them. One statement."""
    span = (since, until)
    rows = (
        _in_trees(units)
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
        Reorganisation.objects.filter(Exists(mine), stage__in=IN_FORCE)
        .defer("changes", "preview", "ledger")
        .order_by("-on", "-pk")
    )


def readable_by(user: User) -> QuerySet[Reorganisation]:
    """What somebody may read, the latest first: what she may work on, and what was carried out where she sees it."""
    seen = gate.units_for(user, Permission.UNIT_VIEW)
    touched = Exists(Involvement.objects.filter(reorganisation=OuterRef("pk"), unit__in=seen))
    carried_out = Q(committed_at__isnull=False) & (Q(issuer__in=seen) | touched)
    mine = Q(issuer__in=gate.units_for(user, Permission.UNIT_MANAGE))
    return (
        Reorganisation.objects.filter(mine | carried_out).defer("changes", "preview", "ledger").order_by("-on", "-pk")
    )


def first_open_day() -> date:
    """The first day after the last base period that is closed: from then on periods may count by another tree."""
    frozen = PeriodUnit.objects.filter(period=OuterRef("pk"))
    closed = Period.objects.filter(Exists(frozen), state=PeriodState.CLOSED).aggregate(last=Max("ends"))["last"]
    return closed + timedelta(days=1) if closed else EARLIEST


def obstacles_to_undo(reorganisation: Reorganisation) -> list[str]:
    """What stands on a reorganisation in force by now, each in a few words: later ones, then what each part says."""
    ledger = reorganisation.ledger
    units = Involvement.objects.filter(reorganisation=reorganisation).values("unit")
    later = (
        Reorganisation.objects.filter(
            involvements__unit__in=units, committed_at__gt=reorganisation.committed_at, stage__in=IN_FORCE
        )
        .distinct()
        .order_by("-committed_at")
        .values_list("number", flat=True)
    )
    found = [_("quyết định %(number)s sắp xếp tiếp các đơn vị này") % {"number": number} for number in later]
    return found + order.obstacles(read_plan(ledger["plan"]), ledger["parts"])


def _in_trees(units: Sequence[int]) -> QuerySet[Involvement]:
    below = Lineage.objects.filter(ancestor__in=units, unit=OuterRef("unit"))
    return Involvement.objects.filter(Exists(below))
