"""Which divisions of targets over the units below no longer add up once units go elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from thidua.core import sql
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Unit
from thidua.org.plans import Consequence, Plan, Weight
from thidua.org.queries import last_names_of

from .models import Target
from .transfers import Place, Transfers

PACKAGE = "thidua.targets"
EXAMPLES = 5

# An indicator and a year at the unit that divides its target.
Division = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Below:
    parent: str
    indicator_id: int
    period_id: int
    below: int


def splits_that_break(
    plan: Plan, before: Mapping[Place, int], moving: Transfers, additive: Collection[int]
) -> list[Consequence]:
    """A warning about units whose targets were wholly divided over those below and no longer are.

    `before` has the amounts of all units that give, get or are moved. Three statements.
    """
    changes = _changes_below(plan, before, moving, additive)
    parents = sorted({parent for parent, _what, _year in changes} - plan.ended.keys())
    own = _assigned(parents, changes)
    sums = _sums_below(plan, parents, changes)
    broken = [
        division
        for division, change in sorted(changes.items())
        if division in own and _breaks(own[division], _after(own, division, moving), sums.get(division, 0), change)
    ]
    if not broken:
        return []
    ids = dict(Unit.objects.filter(code__in=[parent for parent, *_rest in broken[:EXAMPLES]]).values_list("code", "pk"))
    names = last_names_of(ids.values(), plan.on)
    shown = [
        f"{names[ids[parent]].short_name}: {catalogue().by_id[what].name}" for parent, what, _y in broken[:EXAMPLES]
    ]
    sentence = _(
        "%(count)d chỉ tiêu của đơn vị cấp trên không còn khớp với tổng đã giao xuống. Hãy điều chỉnh sau khi sắp xếp."
    )
    return [
        Consequence("targets", sentence % {"count": len(broken)}, len(broken), Weight.WARNING, examples=tuple(shown))
    ]


def _breaks(own: int, own_after: int | None, below: int, change: int) -> bool:
    return own_after is not None and own == below and own_after != below + change


def _after(own: Mapping[Division, int], division: Division, moving: Transfers) -> int | None:
    return moving.after.get(Place(*division, registered=False), own[division])


def _changes_below(
    plan: Plan, before: Mapping[Place, int], moving: Transfers, additive: Collection[int]
) -> Counter[Division]:
    """By how much what is assigned below a unit changes: its children come, go, get and give."""
    old, new = _parents(plan, {place.unit for place in (*before, *moving.after)})
    changes: Counter[Division] = Counter()
    for place in {*before, *moving.after}:
        if place.registered or place.indicator_id not in additive:
            continue
        amount = before.get(place, 0)
        after = moving.after.get(place, amount) or 0
        for parent, change in ((old.get(place.unit), -amount), (new.get(place.unit), after)):
            if parent:
                changes[parent, place.indicator_id, place.period_id] += change
    return changes


def _parents(plan: Plan, codes: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The unit above each unit before and after, by code."""
    places = Placement.objects.filter(unit__code__in=codes, during__contains=plan.on - timedelta(days=1))
    old = dict(places.exclude(parent=None).values_list("unit__code", "parent__code"))
    new = {code: parent for code, parent in old.items() if code not in plan.ended}
    return old, new | dict(plan.moved) | {unit.code: unit.parent for unit in plan.founded}


def _assigned(parents: Collection[str], divisions: Collection[Division]) -> dict[Division, int]:
    rows = Target.objects.filter(
        unit__code__in=parents,
        period__in={year for _parent, _what, year in divisions},
        indicator__in={what for _parent, what, _year in divisions},
        assigned__isnull=False,
    )
    return {
        (code, what, year): amount
        for code, what, year, amount in rows.values_list("unit__code", "indicator", "period", "assigned")
        if amount is not None
    }


def _sums_below(plan: Plan, parents: list[str], divisions: Collection[Division]) -> dict[Division, int]:
    params = {
        "parents": parents,
        "day": plan.on - timedelta(days=1),
        "periods": sorted({year for _parent, _what, year in divisions}),
        "indicators": sorted({what for _parent, what, _year in divisions}),
    }
    rows = sql.fetch(PACKAGE, "sums_below", params, _Below) if parents else []
    return {(row.parent, row.indicator_id, row.period_id): row.below for row in rows}
