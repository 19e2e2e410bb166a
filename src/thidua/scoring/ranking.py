"""Places by total, with the tie-breaks that a scheme declares; what they leave equal shares a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from .results import Fact
from .scheme import Scheme, TieBreak, TieBreakBy
from .standing import Points, Standing


class Contender(NamedTuple):
    """A unit to be ranked: its points in the order of the table, what they come to, facts for the tie-breaks."""

    points: Points
    standing: Standing
    facts: Mapping[str, Fact]


class Place(NamedTuple):
    """The place of a unit: 1, 1, 3 …; None for one that is not considered.

    `shared`: others have the same place, and only a vote can part them. `broken_by` is the tie-break that parted the
    unit from another one with the same total.
    """

    place: int | None
    shared: bool = False
    broken_by: TieBreak | None = None


def ranked(scheme: Scheme, contenders: Sequence[Contender]) -> list[Place]:
    """The places of units, in the order in which they were given."""
    considered = [n for n, contender in enumerate(contenders) if not contender.standing.excluded]
    keys = {n: _key(scheme, contenders[n]) for n in considered}
    order = considered
    # Stable sorts from the last tie-break to the total: the first one that differs decides.
    for depth in reversed(range(len(scheme.tie_breaks) + 1)):
        order = sorted(order, key=lambda n, at=depth: keys[n][at], reverse=True)  # type: ignore[misc]
    runs = [list(equal) for _key, equal in groupby(order, key=lambda n: keys[n])]
    places = [Place(None)] * len(contenders)
    place = 1
    for at, equal in enumerate(runs):
        neighbours = [keys[run[0]] for run in runs[max(at - 1, 0) : at] + runs[at + 1 : at + 2]]
        parted = _parting(scheme, keys[equal[0]], neighbours)
        for unit in equal:
            places[unit] = Place(place, len(equal) > 1, parted)
        place += len(equal)
    return places


def _key(scheme: Scheme, contender: Contender) -> tuple[Any, ...]:
    """What is compared, in order; a larger part is better."""
    return (contender.standing.thousandths, *(_part(scheme, tie, contender) for tie in scheme.tie_breaks))


def _part(scheme: Scheme, tie: TieBreak, contender: Contender) -> tuple[Any, ...]:
    if tie.by is TieBreakBy.FACT:
        return _fact_part(contender.facts.get(tie.of), less_first=tie.less_first)
    points = _points_of(scheme, tie, contender)
    return (-points if tie.less_first else points,)


def _points_of(scheme: Scheme, tie: TieBreak, contender: Contender) -> int:
    if tie.by is TieBreakBy.CRITERION:
        position = scheme.position_of.get(tie.of)
        return 0 if position is None else contender.points[position] or 0
    found = contender.standing.groups.get(tie.of)
    return found.content + found.bonus if found else 0


def _fact_part(fact: Fact | None, *, less_first: bool) -> tuple[Any, ...]:
    """A fact for comparing; one that is not known comes last. Words run in the order of characters, as dates do."""
    if fact is None:
        return (0,)
    if isinstance(fact, str):
        return (1, _Backwards(fact) if less_first else fact)
    number = Decimal(fact)
    return (2, -number if less_first else number)


class _Backwards(str):
    """Words of which the earlier are better."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)


def _parting(scheme: Scheme, own: tuple[Any, ...], neighbours: Sequence[tuple[Any, ...]]) -> TieBreak | None:
    """The first tie-break by which a unit differs from a neighbour with the same total."""
    for other in neighbours:
        if other[0] == own[0]:
            parts = zip(scheme.tie_breaks, own[1:], other[1:], strict=True)
            return next(tie for tie, mine, theirs in parts if mine != theirs)
    return None
