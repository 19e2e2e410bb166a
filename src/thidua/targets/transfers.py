"""Where the targets of units go that end or give a part of themselves away. Pure: amounts in, amounts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from thidua.core.shares import largest_remainder
from thidua.org.plans import OpenTargets, Plan


class Place(NamedTuple):
    """One standing amount: the assigned or the registered one of a unit, by its code, for an indicator and a year."""

    unit: str
    indicator_id: int
    period_id: int
    registered: bool


@dataclass(slots=True)
class Transfers:
    """The amounts that change, as they stand afterwards (None: no target), and who gave what to whom, by unit."""

    after: dict[Place, int | None] = field(default_factory=dict)
    sent: dict[Place, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    received: dict[Place, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def giving(plan: Plan) -> tuple[str, ...]:
    """The units whose targets go elsewhere or end: those that end, and with `FOLLOW` those that are divided."""
    divided = plan.divided if plan.open_targets == OpenTargets.FOLLOW else ()
    return tuple(sorted({*plan.ended, *divided}))


def transfers(plan: Plan, before: Mapping[Place, int], additive: Collection[int]) -> Transfers:
    """What becomes of the amounts `before`; `additive` are the indicators whose targets add up.

    An amount that adds up is divided over the heirs by their shares exactly and added to what they have. A rate goes
    to each heir that has none, of several rates the one of the smaller code; a divided unit keeps its own.
    """
    givers = set(giving(plan))
    given = sorted(place for place in before if place.unit in givers)
    result = Transfers(after=dict.fromkeys(given))
    for place in given:
        heirs = plan.heirs_of(place.unit) if plan.open_targets == OpenTargets.FOLLOW else ()
        if place.indicator_id in additive:
            parts = dict(_parts(before[place], heirs))
        else:
            free = [heir for heir, _share in heirs if heir == place.unit or _has_none(result, before, place, heir)]
            parts = dict.fromkeys(free, before[place])
        _hand_on(result, before, place, parts)
    changed = {place: amount for place, amount in result.after.items() if amount != before.get(place)}
    return Transfers(changed, result.sent, result.received)


def _parts(whole: int, heirs: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, int]]:
    if len(heirs) == 1:
        yield heirs[0][0], whole
    elif heirs:
        codes = [code for code, _share in heirs]
        yield from zip(codes, largest_remainder(whole, [share for _code, share in heirs], codes), strict=True)


def _has_none(result: Transfers, before: Mapping[Place, int], place: Place, heir: str) -> bool:
    there = place._replace(unit=heir)
    return there not in before and result.after.get(there) is None


def _hand_on(result: Transfers, before: Mapping[Place, int], place: Place, parts: Mapping[str, int]) -> None:
    """Give the parts of an amount that was taken away to units, the unit itself perhaps among them."""
    for heir, part in parts.items():
        there = place._replace(unit=heir)
        result.after[there] = (result.after.get(there, before.get(there)) or 0) + part
        if heir != place.unit:
            result.sent[place][heir] = part
            result.received[there][place.unit] = part
