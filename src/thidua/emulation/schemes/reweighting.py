"""Other weights for the groups of a table: everything in a group grows or shrinks with its maximum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from thidua.scoring.scheme import (
    MOST_DIGITS,
    Bonus,
    Criterion,
    External,
    Formula,
    Group,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Scheme,
    Steps,
)

FINEST = Decimal(1).scaleb(-MOST_DIGITS)


def reweighted(table: Scheme, maxima: Mapping[str, Decimal]) -> Scheme:
    """The table with other maxima for its topmost groups, by their codes; its total is their sum.

    A group without points has no proportion to keep and stays as it is.
    """
    groups = tuple(
        _scaled_group(group, maxima[group.code] / group.max)
        if maxima.get(group.code) is not None and group.max
        else group
        for group in table.groups
    )
    if groups == table.groups:
        return table
    total = sum((group.max for group in groups if not group.bonus), Decimal(0))
    return replace(table, groups=groups, total=total)


def _scaled_group(group: Group, factor: Decimal) -> Group:
    return replace(
        group,
        max=_scaled(group.max, factor),
        groups=tuple(_scaled_group(one, factor) for one in group.groups),
        criteria=tuple(_scaled_criterion(one, factor) for one in group.criteria),
    )


def _scaled_criterion(criterion: Criterion, factor: Decimal) -> Criterion:
    return replace(criterion, max=_scaled(criterion.max, factor), formula=_scaled_formula(criterion.formula, factor))


def _scaled_formula(formula: Formula, factor: Decimal) -> Formula:
    """The points that a formula states, scaled; bounds and shares stay."""
    made = formula
    match formula:
        case Proportional(bonus=Bonus() as bonus):
            made = replace(formula, bonus=_scaled_bonus(bonus, factor))
        case Bonus():
            made = _scaled_bonus(formula, factor)
        case Steps(steps):
            made = replace(formula, steps=tuple(replace(one, points=_scaled(one.points, factor)) for one in steps))
        case PerOccurrence(points):
            made = PerOccurrence(_scaled(points, factor))
        case PlusMinus(start, plus, minus, lowest):
            made = PlusMinus(*(_scaled(value, factor) for value in (start, plus, minus, lowest)))
        case External(awards):
            made = replace(formula, awards=tuple(replace(one, points=_scaled(one.points, factor)) for one in awards))
    return made


def _scaled_bonus(bonus: Bonus, factor: Decimal) -> Bonus:
    return replace(bonus, points=_scaled(bonus.points, factor), pool=_scaled(bonus.pool, factor))


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    return (value * factor).quantize(FINEST, ROUND_HALF_UP).normalize() + Decimal(0)
