"""Accepted figures as what a point table is scored from, for many units at once.

Of what adds up over the year (flows, distinct counts) the result is the year so far; of stocks, rates and averages the
value at the end of the period. Targets are those of the whole year, or, of what adds up over it, the part that `share`
leaves of them. The number of statements depends neither on units nor on criteria.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from thidua.core.numbers import unscale
from thidua.core.periods import Frequency, Span
from thidua.figures.bulk import Bulk, Place, figure_of, places_of
from thidua.figures.queries import Window
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries.tree import last_names_of
from thidua.scoring.results import Missing, Part, Result, UnitResults
from thidua.scoring.scheme import Against, Criterion, Measure, Scheme
from thidua.targets.queries import Amounts, standing_targets

from .facts import known_facts

OVER_THE_YEAR = frozenset({Kind.FLOW, Kind.DISTINCT})
WHOLE = Fraction(1)
# Rates have no finite decimal form. No rate of countable things lies nearer than this to a threshold without being it.
PLACES = Decimal(1).scaleb(-12)
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
# Of each criterion so many different results are remembered.
REMEMBERED = 4_000

Numbers = Sequence[int | None]
Targets = Mapping[int, Amounts]
_NO_TARGETS: Targets = {}


def results_from_figures(
    scheme: Scheme, unit_ids: Sequence[int], period: Window, basis: Basis = Basis.OFFICIAL, *, share: Fraction = WHOLE
) -> dict[int, UnitResults]:
    """What units are scored from, by unit: the results of criteria that read indicators, and what the tree knows.

    Criteria that read none are absent. `share` is the part of a year's target that results are held against.
    """
    read = FigureReader(scheme.positions, period, basis, share=share).read(unit_ids)
    facts = known_facts(unit_ids, period.ends)
    names = last_names_of(unit_ids, period.ends)
    codes = Unit.objects.filter(pk__in=unit_ids).values_list("pk", "code")
    return {
        unit: UnitResults(code, read[unit], facts.get(unit, {}), names[unit].short_name if unit in names else code)
        for unit, code in codes
    }


@lru_cache(maxsize=256)
def share_of_year(span: Span) -> Fraction:
    """The months of its year that are over at the end of a period, of all its months: 1/2 for the first half.

    A window is a year of its own.
    """
    months = span.whole_year().base(Frequency.MONTH)
    if span.frequency is Frequency.ONCE or not months:
        return WHOLE
    return Fraction(sum(month.ends <= span.ends for month in months), len(months))


class FigureReader:
    """Criteria made ready to be read for a country, some thousand units at a time.

    Most units of a country share their results with others: the same numbers and targets of a criterion give the very
    same `Result` object, so that whoever works on results may tell by identity what was done before.
    """

    def __init__(
        self,
        criteria: Iterable[Criterion],
        period: Window,
        basis: Basis = Basis.OFFICIAL,
        *,
        share: Fraction = WHOLE,
    ) -> None:
        self._period, self._basis = period, basis
        reading = [criterion for criterion in criteria if _read_by([criterion])]
        self._indicators = _read_by(reading)
        self._bulk = Bulk(place for one in self._indicators for place in _places(one))
        self._lines = [_Line(criterion, self._bulk, share) for criterion in reading]

    def read(self, unit_ids: Sequence[int]) -> dict[int, dict[str, Result]]:
        """The results of units by unit and code, of the criteria that read indicators. Two statements."""
        rows = self._bulk.read(unit_ids, self._period, self._basis)
        targets = self._targets(unit_ids)
        lines, nothing = [(line.code, line.result) for line in self._lines], self._bulk.nothing
        found = {}
        for unit in unit_ids:
            row, aims = rows.get(unit, nothing), targets.get(unit, _NO_TARGETS)
            found[unit] = {code: result(row, aims) for code, result in lines}
        return found

    def _targets(self, unit_ids: Sequence[int]) -> dict[int, dict[int, Amounts]]:
        year = self._period.span.whole_year()
        targets: dict[int, dict[int, Amounts]] = {}
        standing = standing_targets(unit_ids=unit_ids, year=year, indicators=self._indicators)
        for (unit, indicator), amounts in standing.items():
            targets.setdefault(unit, {})[indicator] = amounts
        return targets


class _Line:
    """A criterion that reads indicators: where its numbers stand, and the results that were met so far."""

    def __init__(self, criterion: Criterion, bulk: Bulk, share: Fraction) -> None:
        self.code = criterion.code
        self._sources = [_Source.of(measure, bulk, share) for measure in criterion.measures]
        known = [source for source in self._sources if source is not None]
        self._pick = itemgetter(*(at for source in known for at in source.at))
        self._aims = [(source.indicator.pk, source.registered) for source in known]
        self._met: dict[Any, Result] = {}

    def result(self, row: Numbers, targets: Targets) -> Result:
        """What a unit is scored from: the same object for the same numbers and targets."""
        key = self._pick(row), (self._aimed(targets) if targets else None)
        result = self._met.get(key)
        if result is None:
            if len(self._met) >= REMEMBERED:
                self._met.clear()
            result = self._met[key] = self._made(row, targets)
        return result

    def _aimed(self, targets: Targets) -> tuple[int | None, ...]:
        return tuple(_amount(targets.get(pk), registered=registered) for pk, registered in self._aims)

    def _made(self, row: Numbers, targets: Targets) -> Result:
        parts = [Part() if source is None else source.part(row, targets) for source in self._sources]
        if all(part.value is None for part in parts):
            first = next(part for part, source in zip(parts, self._sources, strict=True) if source is not None)
            return Result(target=first.target, missing=Missing.NOT_REPORTED)
        return Result(value=parts[0].value, target=parts[0].target) if len(parts) == 1 else Result(parts=tuple(parts))


class _Source:
    """The indicator behind a measure, and where its numbers stand in a unit's row."""

    def __init__(self, indicator: Indicator, bulk: Bulk, measure: Measure, share: Fraction) -> None:
        self.indicator = indicator
        self.registered = measure.against == Against.REGISTERED
        self.at = [bulk.at(place) for place in _places(indicator)]
        self._share = share if indicator.kind in OVER_THE_YEAR else WHOLE
        self._usual = measure.target

    @classmethod
    def of(cls, measure: Measure, bulk: Bulk, share: Fraction) -> _Source | None:
        """None for a measure that is no indicator: its number comes from people."""
        indicator = catalogue().by_code.get(measure.key)
        if indicator is None:
            return None
        return cls(indicator, bulk, measure, share)

    def part(self, row: Numbers, targets: Targets) -> Part:
        """A unit's value and target, exact, in the indicator's unit of measure."""
        value = figure_of(self.indicator, [row[at] for at in self.at])
        amount = _amount(targets.get(self.indicator.pk), registered=self.registered)
        return Part(exact(value), self._target(None if amount is None else unscale(amount, self.indicator.decimals)))

    def _target(self, of_year: Decimal | None) -> Decimal | None:
        """What the value is held against. Where it is a part of the year's, it is also one of the table's own."""
        if self._share == WHOLE:
            return exact(of_year)
        whole = self._usual if of_year is None else of_year
        return None if whole is None else exact(Fraction(whole) * self._share)


def indicators_of(scheme: Scheme) -> list[Indicator]:
    """The indicators that a table reads, each once, in the order of the table."""
    return _read_by(scheme.positions)


def _read_by(criteria: Iterable[Criterion]) -> list[Indicator]:
    found = (catalogue().by_code.get(measure.key) for measure in measures_of(criteria))
    return list(dict.fromkeys(indicator for indicator in found if indicator is not None))


def measures_of(criteria: Iterable[Criterion]) -> list[Measure]:
    """The measures of criteria, one after the other."""
    return [measure for criterion in criteria for measure in criterion.measures]


def exact(value: Fraction | Decimal | None) -> Decimal | None:
    """A figure as a decimal; what has no end is cut far behind what any threshold could tell apart."""
    if value is None:
        return None
    above, below = value.as_integer_ratio()
    if below == 1:
        return Decimal(above)
    decimal = _WIDE.divide(Decimal(above), Decimal(below))
    return _plain(decimal.quantize(PLACES, context=_WIDE))


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent for whole numbers."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize(_WIDE)


def _places(indicator: Indicator) -> tuple[Place, ...]:
    return places_of(indicator, so_far=indicator.kind in OVER_THE_YEAR)


def _amount(amounts: Amounts | None, *, registered: bool) -> int | None:
    """The target that counts, scaled."""
    if amounts is None:
        return None
    return amounts.registered if registered else amounts.assigned
