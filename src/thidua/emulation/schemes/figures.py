"""Accepted figures as what a point table is scored from, for many units at once.

Of what adds up over the year (flows, distinct counts) the result is the year so far; of stocks, rates and averages the
value at the end of the period. The number of statements depends neither on units nor on criteria.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from thidua.figures.queries import Window
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries.tree import last_names_of
from thidua.scoring.results import Missing, Part, UnitResults
from thidua.scoring.results import Result as Scorable
from thidua.scoring.scheme import Against, Criterion, Measure, Scheme
from thidua.targets.queries import Result, results_of

from .facts import known_facts

OVER_THE_YEAR = frozenset({Kind.FLOW, Kind.DISTINCT})
# Rates have no finite decimal form. No rate of countable things lies nearer than this to a threshold without being it.
PLACES = Decimal(1).scaleb(-12)
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a measure's number came from: its indicator, value, target, and how many of the owed cells are in.

    `value` and `target` are exact, in the indicator's unit of measure; None where there is none.
    """

    indicator: Indicator
    value: Decimal | None
    target: Decimal | None
    received: int
    expected: int

    @property
    def complete(self) -> bool:
        """Whether there is a value and all that the unit and those below it owe has been received."""
        return self.value is not None and self.received >= self.expected


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What a unit is scored from, and the sources by criterion, in the order of the criterion's measures.

    A measure that is no indicator has the source None: its number comes from people.
    """

    results: UnitResults
    sources: Mapping[str, tuple[Source | None, ...]]


def results_from_figures(
    scheme: Scheme, unit_ids: Sequence[int], period: Window, basis: Basis = Basis.OFFICIAL
) -> dict[int, UnitResults]:
    """What units are scored from, by unit: the results of criteria that read indicators, and what the tree knows.

    Criteria that read none are absent.
    """
    return {unit: read.results for unit, read in read_figures(scheme, unit_ids, period, basis).items()}


def read_figures(
    scheme: Scheme, unit_ids: Sequence[int], period: Window, basis: Basis = Basis.OFFICIAL
) -> dict[int, UnitFigures]:
    """The same with the source of every number, by unit."""
    found = results_of(unit_ids=unit_ids, period=period, basis=basis, indicators=indicators_of(scheme))
    facts = known_facts(unit_ids, period.ends)
    codes = dict(Unit.objects.filter(pk__in=unit_ids).values_list("pk", "code"))
    names = last_names_of(unit_ids, period.ends)
    reading = [criterion for criterion in scheme.positions if criterion.measures]
    read = {}
    for unit, code in codes.items():
        sources = {c.code: tuple(_source(m, unit, found) for m in c.measures) for c in reading}
        results = {c.code: result for c in reading if (result := _scorable(sources[c.code])) is not None}
        name = names[unit].short_name if unit in names else code
        read[unit] = UnitFigures(UnitResults(code, results, facts.get(unit, {}), name), sources)
    return read


def indicators_of(scheme: Scheme) -> list[Indicator]:
    """The indicators that a table reads, each once, in the order of the table."""
    found = (catalogue().by_code.get(measure.key) for measure in measures_of(scheme.positions))
    return list(dict.fromkeys(indicator for indicator in found if indicator is not None))


def measures_of(criteria: Iterable[Criterion]) -> list[Measure]:
    """The measures of criteria, one after the other."""
    return [measure for criterion in criteria for measure in criterion.measures]


def exact(value: Fraction | None) -> Decimal | None:
    """A figure as a decimal; what has no end is cut far behind what any threshold could tell apart."""
    if value is None:
        return None
    decimal = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _plain(decimal.quantize(PLACES, context=_WIDE))


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent for whole numbers."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize(_WIDE)


def _source(measure: Measure, unit: int, found: Mapping[tuple[int, int], Result]) -> Source | None:
    indicator = catalogue().by_code.get(measure.key)
    if indicator is None:
        return None
    result = found.get((unit, indicator.pk))
    if result is None:
        return Source(indicator, None, None, 0, 0)
    value = result.cumulative if indicator.kind in OVER_THE_YEAR else result.value
    target = result.registered if measure.against == Against.REGISTERED else result.target
    return Source(indicator, exact(value), exact(target), result.figure.received, result.figure.expected)


def _scorable(sources: Sequence[Source | None]) -> Scorable | None:
    """What a criterion is scored from; None where none of its measures is an indicator."""
    known = [source for source in sources if source is not None]
    if not known:
        return None
    values = [source.value for source in known if source.value is not None]
    if not values:
        return Scorable(target=known[0].target, missing=Missing.NOT_REPORTED)
    if len(sources) == 1:
        return Scorable(value=known[0].value, target=known[0].target)
    return Scorable(parts=tuple(Part(source.value, source.target) if source else Part() for source in sources))
