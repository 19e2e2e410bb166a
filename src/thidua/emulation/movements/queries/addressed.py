"""For whom a movement is: units of some kinds below one, on the day that counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from thidua.access.models import Grant
from thidua.access.rules import Permission, roles_with
from thidua.core import clock
from thidua.emulation.movements.models import Movement
from thidua.org.models import Lineage, Placement
from thidua.org.rules import UnitKind


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of unit below a unit, and how many there are today."""

    kind: UnitKind
    count: int


def counting_day(movement: Movement) -> date:
    """The day whose tree says for whom a movement is: today, or its last day once that is over."""
    return min(clock.today(), movement.ends)


def places(movement: Movement) -> QuerySet[Placement]:
    """Where the units stand that a movement is for, in the order of their names."""
    day = counting_day(movement)
    below = Lineage.objects.filter(ancestor=movement.among_id, during__contains=day)
    if movement.among_id == movement.owner_id:
        below = below.filter(depth__gt=0)
    units = below.values("unit")
    placed = Placement.objects.filter(unit__in=units, kind__in=movement.kinds, during__contains=day)
    return placed.order_by("sort_key", "unit_id")


def is_addressed(movement: Movement, unit_id: int) -> bool:
    """Whether a movement is for a unit."""
    return places(movement).filter(unit=unit_id).exists()


def kinds_below(unit_id: int) -> list[KindCount]:
    """The kinds of units that stand below a unit today, in the order of kinds. Two statements."""
    today = clock.today()
    below = Lineage.objects.filter(ancestor=unit_id, depth__gt=0, during__contains=today).values("unit")
    counts: dict[str, int] = {}
    for kind in Placement.objects.filter(unit__in=below, during__contains=today).values_list("kind", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    return [KindCount(kind, counts[kind]) for kind in UnitKind if kind in counts]


def people_of(units: Collection[int]) -> list[int]:
    """The accounts that take part in emulation in the name of units. One statement."""
    grants = Grant.objects.filter(
        unit__in=units,
        role__in=roles_with(Permission.EMULATION_JOIN),
        during__contains=clock.today(),
        user__is_active=True,
    )
    return list(grants.order_by().values_list("user", flat=True).distinct())


def managers_of(unit_id: int) -> list[int]:
    """The accounts that organise emulation for a unit."""
    grants = Grant.objects.filter(
        unit=unit_id,
        role__in=roles_with(Permission.EMULATION_MANAGE),
        during__contains=clock.today(),
        user__is_active=True,
    )
    return list(grants.order_by().values_list("user", flat=True).distinct())
