"""Whom a table may be tried on: units below its owner. Apps above offer further choices, such as clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.org.models import Placement
from thidua.org.rules import UnitKind

MOST_UNITS = 500


@dataclass(frozen=True, slots=True)
class Population:
    """Units that are scored together; `key` names the choice in addresses."""

    key: str
    label: str
    unit_ids: tuple[int, ...]


Provider = Callable[[int, int], list[Population]]
_OFFERED: list[Provider] = []


def also_offer(provider: Provider) -> None:
    """Let an app above offer populations of an owner and a year; said once, when the app is ready."""
    if provider not in _OFFERED:
        _OFFERED.append(provider)


def populations(owner_id: int, year: int) -> list[Population]:
    """The choices for an owner: its children by kind, then what other apps offer. Those without units are left out."""
    offered = [*children_by_kind(owner_id), *(one for provider in _OFFERED for one in provider(owner_id, year))]
    return [one for one in offered if one.unit_ids]


def children_by_kind(owner_id: int) -> list[Population]:
    """The units directly below, kind by kind in the order of kinds. One statement."""
    placed = Placement.objects.filter(parent=owner_id, during__contains=clock.today()).order_by("sort_key")
    by_kind: dict[str, list[int]] = defaultdict(list)
    for unit, kind in placed.values_list("unit", "kind"):
        by_kind[kind].append(unit)
    return [
        Population(
            f"kind:{kind.value}",
            _("Trực thuộc: %(kind)s (%(n)d)") % {"kind": kind.label, "n": len(units)},
            tuple(units),
        )
        for kind in UnitKind
        if (units := by_kind.get(kind.value))
    ]
