"""What points add up to: groups, total, the class by points, and the class after floors and conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from .results import Fact
from .scheme import (
    HUNDRED,
    CapAt,
    ClassBand,
    Condition,
    Demote,
    Effect,
    Exclude,
    Floor,
    Group,
    Operator,
    Scheme,
    Test,
    from_thousandths,
    in_thousandths,
)

Points = Sequence[int | None]


class Sum(NamedTuple):
    """A group's points in thousandths: within its maximum, and what its criteria have on top of theirs."""

    content: int
    bonus: int

    @property
    def points(self) -> Decimal:
        """Both together."""
        return from_thousandths(self.content + self.bonus)


@dataclass(frozen=True, slots=True)
class Fired:
    """A condition of the scheme that holds (its code), or a floor (the code of the group or criterion)."""

    code: str
    effect: Effect
    floor: Floor | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the points of a unit come to, in thousandths.

    `content` is what the ordinary groups give, `bonus` what counts on top of it after the pool. `class_by_points` and
    `class_after` are labels; the second is empty for an excluded unit, both where the scheme has no classes.
    `unknown` are the codes of conditions that could not be judged for want of a fact.
    """

    groups: Mapping[str, Sum]
    content: int
    bonus: int
    thousandths: int
    class_by_points: str
    class_after: str
    fired: tuple[Fired, ...]
    unknown: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """The total points."""
        return from_thousandths(self.thousandths)

    @property
    def excluded(self) -> bool:
        """Whether the unit is not considered."""
        return any(isinstance(fired.effect, Exclude) for fired in self.fired)


class Standings:
    """A scheme made ready to add up the points of many units."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._positions = scheme.position_of
        self._max = [in_thousandths(criterion.max) for criterion in scheme.positions]
        self._group_max = {group.code: in_thousandths(group.max) for group in scheme.walk()}
        self._bands = sorted(scheme.classes, key=lambda band: band.least, reverse=True)
        self._pool = None if scheme.bonus_pool is None else in_thousandths(scheme.bonus_pool)
        self._cap = None if scheme.cap is None else in_thousandths(scheme.cap)
        self._floored = [group for group in scheme.walk() if group.floor]
        self._floored_lines = [(n, c.code, c.floor) for n, c in enumerate(scheme.positions) if c.floor and c.max > 0]

    def of(self, points: Points, facts: Mapping[str, Fact]) -> Standing:
        """The standing of points in the order of `Scheme.positions` (None counts as zero) under facts."""
        groups: dict[str, Sum] = {}
        sums = [self._sum(group, points, groups, bonus=False) for group in self.scheme.groups]
        content, bonus = sum(s.content for s in sums), sum(s.bonus for s in sums)
        if self._pool is not None:
            bonus = min(bonus, self._pool)
        whole = content + bonus if self._cap is None else min(content + bonus, self._cap)
        fired, unknown = self._fired(points, groups, facts)
        by_points = self._band(whole)
        excluded = any(isinstance(one.effect, Exclude) for one in fired)
        after = None if excluded or by_points is None else _moved(self._bands, by_points, fired)
        return Standing(
            groups=groups,
            content=content,
            bonus=bonus,
            thousandths=whole,
            class_by_points="" if by_points is None else self._bands[by_points].label,
            class_after="" if after is None else self._bands[after].label,
            fired=tuple(fired),
            unknown=unknown,
        )

    def _sum(self, group: Group, points: Points, groups: dict[str, Sum], *, bonus: bool) -> Sum:
        """A group's sum; in a bonus group everything is bonus, held by the group's maximum."""
        bonus = bonus or group.bonus
        groups[group.code] = Sum(0, 0)  # keeps the order of the table
        inner = [self._sum(child, points, groups, bonus=bonus) for child in group.groups]
        content, extra = sum(s.content for s in inner), sum(s.bonus for s in inner)
        for criterion in group.criteria:
            position = self._positions[criterion.code]
            given, most = points[position] or 0, self._max[position]
            content += min(given, most)
            extra += max(given - most, 0)
        if bonus:
            content, extra = 0, min(content + extra, self._group_max[group.code])
        found = Sum(min(content, self._group_max[group.code]), extra)
        groups[group.code] = found
        return found

    def _band(self, whole: int) -> int | None:
        """The place of the class for a total; what is below all thresholds is in the last class."""
        if not self._bands:
            return None
        reached = (n for n, band in enumerate(self._bands) if in_thousandths(band.least) <= whole)
        return next(reached, len(self._bands) - 1)

    def _fired(
        self, points: Points, groups: Mapping[str, Sum], facts: Mapping[str, Fact]
    ) -> tuple[list[Fired], tuple[str, ...]]:
        fired, unknown = [], []
        for condition in self.scheme.conditions:
            held = holds(condition, facts)
            if held is None:
                unknown.append(condition.code)
            elif held:
                fired.append(Fired(condition.code, condition.effect))
        for group in self._floored:
            assert group.floor is not None
            found = groups[group.code]
            if _is_below(found.content + found.bonus, self._group_max[group.code], group.floor):
                fired.append(Fired(group.code, group.floor.effect, group.floor))
        for position, code, floor in self._floored_lines:
            if _is_below(points[position] or 0, self._max[position], floor):
                fired.append(Fired(code, floor.effect, floor))
        return fired, tuple(unknown)


def _is_below(points: int, most: int, floor: Floor) -> bool:
    """Whether points are below the floor; exactly on it is not below."""
    return most > 0 and HUNDRED * points < floor.least * most


def _moved(bands: Sequence[ClassBand], at: int, fired: Sequence[Fired]) -> int:
    """The class after everything that fired: the largest demotion, then the lowest cap; never beyond the last class."""
    labels = [band.label for band in bands]
    down = max((one.effect.by for one in fired if isinstance(one.effect, Demote)), default=0)
    caps = [labels.index(e.label) for one in fired if isinstance(e := one.effect, CapAt) and e.label in labels]
    return min(max([at + down, *caps]), len(bands) - 1)


# ── Conditions ───────────────────────────────────────────────────────────────


def excludes(scheme: Scheme, facts: Mapping[str, Fact]) -> bool:
    """Whether a condition on facts leaves the unit out, whatever its points."""
    return any(isinstance(c.effect, Exclude) and holds(c, facts) for c in scheme.conditions)


def holds(condition: Condition, facts: Mapping[str, Fact]) -> bool | None:
    """Whether all tests of a condition hold; None when that hangs on a fact that is not known."""
    answers = [passes(test, facts) for test in condition.when]
    if False in answers or not answers:
        return False
    return None if None in answers else True


def passes(test: Test, facts: Mapping[str, Fact]) -> bool | None:
    """Whether facts pass a test; None when the fact is not known or is of another kind than the value."""
    if test.fact not in facts:
        return None
    fact: Fact | int = facts[test.fact]
    value: Fact | int = test.value
    if test.order:
        if value not in test.order or (fact and fact not in test.order):
            return None
        # Nothing (no discipline) is milder than the mildest word.
        fact, value = (test.order.index(fact) if fact else -1), test.order.index(value)
    elif _kind(fact) is not _kind(value):
        return None
    return _COMPARE[test.operator](fact, value)


def _kind(value: Fact) -> type:
    return bool if isinstance(value, bool) else str if isinstance(value, str) else Decimal


_COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: lambda fact, value: fact < value,
    Operator.AT_MOST: lambda fact, value: fact <= value,
    Operator.MORE: lambda fact, value: fact > value,
    Operator.AT_LEAST: lambda fact, value: fact >= value,
    Operator.IS: lambda fact, value: fact == value,
    Operator.IS_NOT: lambda fact, value: fact != value,
}
