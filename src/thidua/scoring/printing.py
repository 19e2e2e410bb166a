"""A result as sentences and pages print it: the Vietnamese way, percentages with one decimal place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import Exact, print_number, print_percent

from .gauging import Ratio, targeted
from .methods import Scored
from .results import Part, Result
from .scheme import Criterion, Measure

PERCENT_DIGITS = 1
# Points before rounding, when they have no end.
EXACT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it was read: its name, the result, the target, the percentage, each as printed ("" for none)."""

    key: str
    name: str
    value: str
    target: str
    percent: str


def figures_of(criterion: Criterion, result: Result) -> tuple[Figure, ...]:
    """The measures as they were read; parts that do not apply are left out."""
    if result.parts:
        return tuple(_figure(criterion, part, measure) for part, measure in targeted(criterion, result.parts))
    if result.value is None:
        return ()
    measure = criterion.measures[0] if criterion.measures else Measure(key="")
    target = measure.target if result.target is None else result.target
    return (_figure(criterion, Part(result.value, target), measure),)


def _figure(criterion: Criterion, part: Part, measure: Measure) -> Figure:
    percent = ""
    if part.value is not None and part.target is not None and part.target > 0:
        percent = percent_of(Fraction(part.value) / Fraction(part.target))
    return Figure(
        key=measure.key,
        name=measure.name or measure.key or criterion.name,
        value=_("chưa báo cáo") if part.value is None else printed(Fraction(part.value)),
        target="" if part.target is None else printed(Fraction(part.target)),
        percent=percent,
    )


def value_of(scored: Scored) -> Fraction:
    """What was read of the figures, 0 where nothing was."""
    value: Ratio = scored.gauge.value if scored.gauge else (0, 1)
    return Fraction(*value)


def printed(value: Exact) -> str:
    """A number; one without end is cut to four places."""
    return print_number(value, EXACT_DIGITS)


def percent_of(ratio: Fraction, digits: int = PERCENT_DIGITS) -> str:
    """A ratio in per cent: "124%"."""
    return print_percent(ratio * 100, digits)
