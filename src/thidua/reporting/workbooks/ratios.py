"""The ratios that follow from the cells of a form: nobody types them, the sheet works them out below its rows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from thidua.figures.rules import in_dong, ratio
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind

from .filled import Filled, Line


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of lines of the form; `factor` evens out units of money."""

    indicator: Indicator
    numerators: tuple[Line, ...]
    denominator: Line
    factor: Fraction

    @property
    def value(self) -> Fraction | None:
        """Per cent, since the start of the year for flows, at the period's end for stocks."""
        parts = [_value(line) for line in self.numerators]
        if any(part is None for part in parts):
            return None
        return ratio(sum(part for part in parts if part is not None) * self.factor, _value(self.denominator))


def ratios_of(report: Filled) -> list[Ratio]:
    """The ratios of the catalogue whose parts all stand in a report, in the catalogue's order."""
    lines = {line.indicator.pk: line for line in report.lines}
    return [
        _ratio(indicator, lines)
        for indicator in catalogue().by_id.values()
        if indicator.kind == Kind.RATIO
        and indicator.denominator_id in lines
        and indicator.numerator.all()
        and all(part.pk in lines for part in indicator.numerator.all())
    ]


def _ratio(indicator: Indicator, lines: dict[int, Line]) -> Ratio:
    numerators = tuple(lines[part.pk] for part in indicator.numerator.all())
    assert indicator.denominator_id is not None
    denominator = lines[indicator.denominator_id]
    worth = in_dong(numerators[0].indicator.measure_vi), in_dong(denominator.indicator.measure_vi)
    return Ratio(indicator, numerators, denominator, Fraction(*worth))


def _value(line: Line) -> Fraction | None:
    return None if line.cumulative is None else Fraction(line.cumulative, 10**line.indicator.decimals)
