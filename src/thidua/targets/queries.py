"""Figures beside their targets and last year: what every page, export and the command line show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.db.models import Q

from thidua.core.periods import Frequency, Span
from thidua.figures.carrying import Handed, applying, handed_into
from thidua.figures.models import Restatement
from thidua.figures.queries import NOTHING, Figure, Key, Window, figures
from thidua.figures.rules import Basis, Succession, carry_forward, change_on_year_percent, change_points
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Direction, Kind

from .models import Target
from .rules import Completion, Pace, complete, pace

ADDITIVE = frozenset({Kind.FLOW, Kind.STOCK, Kind.DISTINCT})
"""The kinds of indicators whose targets add up over units."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The standing amounts of a target, scaled as the indicator's numbers are; a page reads hundreds of them."""

    assigned: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A figure of a unit and period with everything that it is compared with; exact, in the unit of measure.

    `value` is the value in the period (flows), at its end (stocks) or recomputed (ratios); `cumulative` and
    `previous_year` run from the start of the year to the period's end. Targets are for the full year.
    """

    unit_id: int
    indicator: Indicator
    figure: Figure
    cumulative: Fraction | None
    previous_year: Fraction | None
    target: Fraction | None
    registered: Fraction | None
    completion: Completion
    span: Span

    @property
    def pace(self) -> Pace | None:
        """Where the result stands on its way to the year's target, where it has a way to go."""
        return _pace(self.indicator, self.cumulative, self.target, self.span)

    @property
    def value(self) -> Fraction | None:
        """The figure itself."""
        return self.figure.value

    @property
    def in_period(self) -> Fraction | None:
        """What happened in the period; only flows happen in periods."""
        return self.figure.value if self.indicator.kind == Kind.FLOW else None

    @property
    def change_on_year_percent(self) -> Fraction | None:
        """The change on the same window of last year; ratios change in points instead."""
        if self.indicator.kind == Kind.RATIO:
            return None
        return change_on_year_percent(self.cumulative, self.previous_year)

    @property
    def change_points(self) -> Fraction | None:
        """The change of a ratio in percentage points."""
        if self.indicator.kind != Kind.RATIO:
            return None
        return change_points(self.cumulative, self.previous_year)


def results(
    *,
    unit_id: int,
    period: Window,
    basis: Basis,
    indicators: Iterable[Indicator] | None = None,
    restatement_id: int | None = None,
) -> list[Result]:
    """A unit's results in the order of the catalogue, of all indicators that it has a figure or a target for.

    With a restatement they read as they are in its tree.
    """
    wanted = tuple(indicators) if indicators is not None else catalogue().indicators
    found = results_of(unit_ids=[unit_id], period=period, basis=basis, indicators=wanted, restatement_id=restatement_id)
    return [found[unit_id, indicator.pk] for indicator in wanted if (unit_id, indicator.pk) in found]


def aimed_results(*, unit_id: int, period: Window, basis: Basis) -> list[Result]:
    """A unit's results of which a target is assigned, in the order of the catalogue, without last year.

    Two statements: only what is aimed at is read.
    """
    targets = standing_targets(unit_ids=[unit_id], year=period.span.whole_year())
    aimed = [one for one in catalogue().indicators if (at := targets.get((unit_id, one.pk))) and at.assigned]
    read = figures(units=[unit_id], periods=[period], indicators=aimed, basis=basis)
    found = compared(read, targets, unit_ids=[unit_id], period=period, last_year=None, indicators=aimed)
    return list(found.values())


def results_of(
    *,
    unit_ids: Sequence[int],
    period: Window,
    basis: Basis,
    indicators: Sequence[Indicator],
    restatement_id: int | None = None,
) -> dict[tuple[int, int], Result]:
    """The same for several units, by (unit, indicator). Three statements, two more with a restatement."""
    last_year = Period.objects.filter(code=period.span.year_before().code).first()
    read = figures(
        units=unit_ids,
        periods=[period, *([last_year] if last_year else [])],
        indicators=indicators,
        basis=basis,
        restatement_id=restatement_id,
    )
    targets = standing_targets(
        unit_ids=unit_ids, year=period.span.whole_year(), indicators=indicators, restatement_id=restatement_id
    )
    return compared(read, targets, unit_ids=unit_ids, period=period, last_year=last_year, indicators=indicators)


def compared(
    read: Mapping[Key, Figure],
    targets: Mapping[tuple[int, int], Amounts],
    *,
    unit_ids: Iterable[int],
    period: Window,
    last_year: Window | None,
    indicators: Sequence[Indicator],
) -> dict[tuple[int, int], Result]:
    """Figures that were read beside their targets and last year, by (unit, indicator)."""
    # A model answers for its key by three calls: of many units with many indicators that is felt.
    keys = [(indicator, indicator.pk) for indicator in indicators]
    now, before, span = period.pk, last_year.pk if last_year else None, period.span
    return {
        (unit, key): _result(
            unit=unit,
            indicator=indicator,
            now=read.get((unit, now, key), NOTHING),
            before=read.get((unit, before, key), NOTHING) if before is not None else NOTHING,
            target=targets.get((unit, key)),
            span=span,
        )
        for unit in unit_ids
        for indicator, key in keys
        if (unit, now, key) in read or (unit, key) in targets
    }


def standing_targets(
    *,
    unit_ids: Sequence[int],
    year: Span,
    indicators: Iterable[Indicator] | None = None,
    restatement_id: int | None = None,
) -> dict[tuple[int, int], Amounts]:
    """The targets of units for a year, of all indicators or some, by (unit, indicator).

    With a restatement whoever carries a unit on has its targets too, by the shares of its figures; of what does not
    add up over units (rates, averages, extremes) everybody has only its own.
    """
    wanted = list(indicators) if indicators is not None else None
    if restatement_id is None:
        return _standing(unit_ids, year, wanted)
    on = Restatement.objects.values_list("on", flat=True).get(pk=restatement_id)
    handed = applying(handed_into(unit_ids, day=on), day=on, ends=year.ends)
    standing = _standing({*unit_ids, *(h.predecessor for h in handed)}, year, wanted)
    return _carried(standing, handed, set(unit_ids)) if handed else standing


def _carried(
    standing: Mapping[tuple[int, int], Amounts], handed: Sequence[Handed], units: set[int]
) -> dict[tuple[int, int], Amounts]:
    """Targets with whoever carries on the units that they were set for."""
    codes = {h.predecessor: h.predecessor_code for h in handed} | {h.successor: h.successor_code for h in handed}
    ids = {code: unit for unit, code in codes.items()}
    rules = [h.rule for h in handed]
    found: dict[tuple[int, int], Amounts] = {}
    for indicator in {indicator for _unit, indicator in standing}:
        own = {unit: amounts for (unit, one), amounts in standing.items() if one == indicator}
        # Whoever has no part in any succession has no code here.
        found |= {(unit, indicator): amounts for unit, amounts in own.items() if unit not in codes}
        of_heirs = {codes[unit]: amounts for unit, amounts in own.items() if unit in codes}
        if catalogue().by_id[indicator].kind in ADDITIVE:
            of_heirs = _carry(of_heirs, rules)
        found |= {(ids[code], indicator): amounts for code, amounts in of_heirs.items()}
    return {key: amounts for key, amounts in found.items() if key[0] in units}


def _carry(amounts: Mapping[str, Amounts], rules: Sequence[Succession]) -> dict[str, Amounts]:
    assigned = {code: pair.assigned for code, pair in amounts.items() if pair.assigned is not None}
    registered = {code: pair.registered for code, pair in amounts.items() if pair.registered is not None}
    given, pledged = carry_forward(assigned, rules).values, carry_forward(registered, rules).values
    return {code: Amounts(given.get(code), pledged.get(code)) for code in {*given, *pledged}}


def _standing(
    unit_ids: Iterable[int], year: Span, indicators: Sequence[Indicator] | None
) -> dict[tuple[int, int], Amounts]:
    rows = Target.objects.filter(
        Q(assigned__isnull=False) | Q(registered__isnull=False), period__code=year.code, unit__in=list(unit_ids)
    )
    if indicators is not None:
        rows = rows.filter(indicator__in=[indicator.pk for indicator in indicators])
    return {
        (unit, indicator): Amounts(assigned, registered)
        for unit, indicator, assigned, registered in rows.values_list("unit", "indicator", "assigned", "registered")
    }


def _result(
    *, unit: int, indicator: Indicator, now: Figure, before: Figure, target: Amounts | None, span: Span
) -> Result:
    one = 10**indicator.decimals
    assigned = _scaled(target.assigned, one) if target else None
    registered = _scaled(target.registered, one) if target else None
    direction = Direction(indicator.direction)
    return Result(
        unit_id=unit,
        indicator=indicator,
        figure=now,
        cumulative=now.to_date,
        previous_year=before.to_date,
        target=assigned,
        registered=registered,
        completion=complete(now.to_date, assigned=assigned, registered=registered, direction=direction),
        span=span,
    )


def _pace(indicator: Indicator, result: Fraction | None, target: Fraction | None, span: Span) -> Pace | None:
    """Only flows have a pace: a stock or a ratio does not grow evenly over the year.

    It is measured at the end of the last base period that is over: a quarterly figure is not late in April.
    """
    if result is None or target is None or indicator.kind not in {Kind.FLOW, Kind.DISTINCT}:
        return None
    day = judged_on(indicator, span)
    if day is None:
        return None
    return pace(result, target, year=span.whole_year(), day=day, direction=Direction(indicator.direction))


def judged_on(indicator: Indicator, span: Span) -> date | None:
    """The day that a result of a period is judged on: the end of the last base period that is over."""
    return _last_over(span, catalogue().frequencies.get(indicator.pk, span.frequency))


@lru_cache(maxsize=256)
def _last_over(span: Span, frequency: Frequency) -> date | None:
    over = [base for base in span.whole_year().base(frequency) if base.ends <= span.ends]
    return over[-1].ends if over else None


def _scaled(amount: int | None, one: int) -> Fraction | None:
    if amount is None:
        return None
    return Fraction(amount) if one == 1 else Fraction(amount, one)
