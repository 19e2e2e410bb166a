"""How far a result is from its target, over one measure or several, as whole numbers above and below a fraction's line.

Whole numbers are several times as fast as `Fraction`, and a country has millions of points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from .results import Missing, Part, Result
from .scheme import Combine, Criterion, Measure

Ratio = tuple[int, int]
NOTHING: Ratio = (0, 1)
WHOLE: Ratio = (1, 1)
_NO_MEASURE = Measure(key="")


class Gauge(NamedTuple):
    """A result against its target.

    `value` is the result of all measures together. `ratio` is value / target, where less is better the share of the
    limit that is used; None without a target above zero. `met` is None without a target. `reached` is what counts in
    proportion, from 0 to 1.
    """

    value: Ratio
    ratio: Ratio | None
    met: bool | None
    reached: Ratio


def gauge(criterion: Criterion, result: Result) -> Gauge | Missing:
    """The result of a criterion against its target, or why there is none.

    Parts that do not apply are left out. A part that is not reported counts as zero; where less is better the whole is
    then not reported, for silence must not pay.
    """
    if result.missing:
        return result.missing
    if result.parts:
        return _over_parts(criterion, result.parts)
    if result.value is None:
        return Missing.NOT_REPORTED
    target = result.target
    if target is None and criterion.measures:
        target = criterion.measures[0].target
    of_target = None if target is None else target.as_integer_ratio()
    return _single(result.value.as_integer_ratio(), of_target, less=criterion.less_is_better)


def _single(value: Ratio, target: Ratio | None, *, less: bool) -> Gauge:
    if target is None:
        return Gauge(value, None, None, NOTHING)
    above, below = value[0] * target[1], value[1] * target[0]
    met = above <= below if less else above >= below
    if below <= 0:
        # A target of zero, or below, has no percentage: it is met or not.
        return Gauge(value, None, met, WHOLE if met else NOTHING)
    if met or less:
        return Gauge(value, (above, below), met, WHOLE if met else NOTHING)
    return Gauge(value, (above, below), met, (above, below) if above > 0 else NOTHING)


def _over_parts(criterion: Criterion, given: Sequence[Part]) -> Gauge | Missing:
    parts = targeted(criterion, given)
    less = criterion.less_is_better
    if not parts:
        return Missing.NOT_APPLICABLE
    reported = [part.value is not None for part, _measure in parts]
    if not any(reported) or (less and not all(reported)):
        return Missing.NOT_REPORTED
    values = [(part.value or 0).as_integer_ratio() for part, _measure in parts]
    targets = [None if part.target is None else part.target.as_integer_ratio() for part, _measure in parts]
    if len(parts) == 1:
        return _single(values[0], targets[0], less=less)
    if criterion.combine is Combine.SUM:
        return _sum(values, targets, less=less)
    gauges = [_single(value, target, less=less) for value, target in zip(values, targets, strict=True)]
    if criterion.combine is Combine.EACH:
        return _each(gauges, [measure.weight.as_integer_ratio() for _part, measure in parts], less=less)
    return _lowest(gauges, less=less)


def targeted(criterion: Criterion, parts: Sequence[Part]) -> list[tuple[Part, Measure]]:
    """The parts that apply with their measures, each with the target that counts: its own, or that of the measure."""
    measures = [*criterion.measures, *[_NO_MEASURE] * (len(parts) - len(criterion.measures))]
    return [
        (part if part.target is not None else Part(part.value, measure.target), measure)
        for part, measure in zip(parts, measures, strict=False)
        if part.applies
    ]


def _sum(values: Sequence[Ratio], targets: Sequence[Ratio | None], *, less: bool) -> Gauge:
    """Results together against targets together; a part without a target counts in the value only."""
    aimed = [(value, target) for value, target in zip(values, targets, strict=True) if target is not None]
    if not aimed:
        return Gauge(total(values), None, None, NOTHING)
    together = _single(total(value for value, _ in aimed), total(target for _, target in aimed), less=less)
    return together._replace(value=total(values))


def _each(gauges: Sequence[Gauge], weights: Sequence[Ratio], *, less: bool) -> Gauge:
    """Each measure is judged by itself and counts by its weight; a measure without a target has reached nothing."""
    whole = total(weights)
    if whole[0] == 0:
        weights, whole = [WHOLE] * len(gauges), (len(gauges), 1)
    value = over(total(times(g.value, w) for g, w in zip(gauges, weights, strict=True)), whole)
    reached = over(total(times(g.reached, w) for g, w in zip(gauges, weights, strict=True)), whole)
    return Gauge(value, _worst(gauges) if less else _mean_ratio(gauges, reached), _all_met(gauges), reached)


def _mean_ratio(gauges: Sequence[Gauge], reached: Ratio) -> Ratio | None:
    """What is reached on the average; no percentage when no measure has a target."""
    return None if all(g.met is None for g in gauges) else reached


def _lowest(gauges: Sequence[Gauge], *, less: bool) -> Gauge:
    """The measure that is furthest from its target speaks for all; one without a target has reached nothing."""
    values = sorted((g.value for g in gauges), key=_size)
    value = values[-1] if less else values[0]
    reached = min((g.reached for g in gauges), key=_size)
    return Gauge(value, _worst(gauges) if less else _least(gauges), _all_met(gauges), reached)


def _all_met(gauges: Sequence[Gauge]) -> bool | None:
    """Whether every target is met; None when there is none at all."""
    return None if all(g.met is None for g in gauges) else all(g.met for g in gauges)


def _worst(gauges: Sequence[Gauge]) -> Ratio | None:
    """The largest share of a limit that is used; none when a limit of zero is broken."""
    if any(g.ratio is None and g.met is False for g in gauges):
        return None
    return max((g.ratio for g in gauges if g.ratio is not None), key=_size, default=None)


def _least(gauges: Sequence[Gauge]) -> Ratio | None:
    """The smallest ratio; a measure that has none counts as met (1) or not (0)."""
    if all(g.ratio is None for g in gauges):
        return None
    return min((g.ratio or g.reached for g in gauges), key=_size)


def _size(ratio: Ratio) -> Fraction:
    return Fraction(*ratio)


def total(ratios: Iterable[Ratio]) -> Ratio:
    """The sum."""
    above, below = 0, 1
    for more, under in ratios:
        above, below = (above + more, below) if below == under else (above * under + more * below, below * under)
    return above, below


def times(one: Ratio, other: Ratio) -> Ratio:
    """The product."""
    return one[0] * other[0], one[1] * other[1]


def over(one: Ratio, other: Ratio) -> Ratio:
    """The quotient by a ratio above zero."""
    return one[0] * other[1], one[1] * other[0]
