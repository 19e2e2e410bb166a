"""What became of units, and which areas they look after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thidua.org.models import Area, Succession, Unit


@dataclass(frozen=True, slots=True)
class Inheritance:
    """`share` millionths of a unit went to another on a day; periods that end before `counts_from` follow it."""

    predecessor_id: int
    successor_id: int
    share: int
    on: date
    counts_from: date


def successions_until(on: date) -> list[Inheritance]:
    """Every succession that had happened by a day, the earliest first."""
    rows = Succession.objects.filter(on__lte=on).order_by("on", "predecessor__code", "successor__code")
    return [Inheritance(*row) for row in rows.values_list(*_COLUMNS)]


def heirs_of(unit_ids: Iterable[int], on: date) -> dict[int, tuple[Inheritance, ...]]:
    """By predecessor, what each of these units gave away by a day; those that gave nothing are absent."""
    rows = Succession.objects.filter(predecessor__in=set(unit_ids), on__lte=on).order_by("on", "successor__code")
    found: dict[int, tuple[Inheritance, ...]] = {}
    for row in rows.values_list(*_COLUMNS):
        inheritance = Inheritance(*row)
        found[inheritance.predecessor_id] = (*found.get(inheritance.predecessor_id, ()), inheritance)
    return found


_COLUMNS = ("predecessor_id", "successor_id", "share", "on", "counts_from")


def areas_of(unit: Unit, as_of: date) -> list[Area]:
    """The areas that a unit looked after on a day, in Vietnamese order."""
    held = Area.objects.filter(jurisdictions__unit=unit, jurisdictions__during__contains=as_of)
    return list(held.order_by("sort_key", "code"))
