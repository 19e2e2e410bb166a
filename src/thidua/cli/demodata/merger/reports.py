"""What was reported in 2024 and 2025: to the upper unions, from July to the city, from August to the ward unions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from random import Random

from thidua.cli.demodata.bodies import FORM_STEMS, body_story, upper_story
from thidua.cli.demodata.merger.people import CHAIRS_WARD, acceptor
from thidua.cli.demodata.merger.units import (
    CITY,
    KEPT_UPPERS,
    UPPERS_END,
    WARDS_BEGIN,
    reporting_bodies,
    upper_on,
    wards,
)
from thidua.cli.demodata.reports import Reporter, row_of
from thidua.cli.demodata.stories import Story, number, story_of
from thidua.cli.demodata.units import unions, uppers
from thidua.cli.federation.shape import ReportRow
from thidua.core.periods import Frequency, Span, parse

OPEN = parse("2025-M09")
FIRST_YEAR = 2024
CHAIR_UNION = "HN-UH-07"
"""The visitor's union: its open report is begun."""


@dataclass(frozen=True, slots=True)
class _Teller:
    """A unit with everything that it reports, and above which unit it stood when."""

    code: str
    upper_on: Callable[[date], str]
    story: Story


def reports_of(periods: list[Span]) -> tuple[ReportRow, ...]:
    """Every report of some periods that has been begun, in the order of periods."""
    wanted = set(periods)
    told = [
        row_of(Reporter(teller.code, acceptor(upper)), span, cells, lot, open_span=OPEN)
        for teller in _tellers()
        for span, cells in teller.story.items()
        if span in wanted
        and (upper := teller.upper_on(span.ends))
        and (lot := _lot(teller.code, upper, span)) != "none"
    ]
    ordered = sorted(told, key=lambda row: (row.period.ends, row.period.code, row.unit))
    return tuple(replace(row, path=f"reports[{index}]") for index, row in enumerate(ordered))


@cache
def year_so_far(year: int) -> dict[tuple[str, str], float]:
    """What units reported over a year, by unit and code of the indicator: the measure of the next year's targets."""
    sums: dict[tuple[str, str], float] = {}
    for teller in _tellers():
        for span, cells in teller.story.items():
            if span.year == year:
                for indicator, value in cells.items():
                    key = teller.code, indicator
                    sums[key] = sums.get(key, 0) + number(value)
    return sums


@cache
def _tellers() -> tuple[_Teller, ...]:
    return tuple(_all_tellers())


def _all_tellers() -> Iterator[_Teller]:
    whole = spans(date(FIRST_YEAR, 1, 1), date(OPEN.year + 1, 1, 1))
    for union in (union for union in unions() if union.upper.startswith("HN-")):
        yield _Teller(union.code, partial(upper_on, union), story_of(union, whole))
    for unit in uppers(CITY):
        goes_on = unit.code in KEPT_UPPERS
        told = [span for span in whole if goes_on or span.ends < UPPERS_END]
        yield _Teller(unit.code, _under_the_city, upper_story(unit, told))
    for ward in wards():
        yield _Teller(ward.unit.code, _under_the_city, upper_story(ward.unit, _months(WARDS_BEGIN)))
    for unit in (unit for unit in reporting_bodies() if unit.kind in FORM_STEMS):
        yield _Teller(unit.code, _under_the_city, body_story(unit, whole))


def _under_the_city(day: date) -> str:  # noqa: ARG001 - as every teller answers
    return CITY


def _months(first: date) -> list[Span]:
    """A ward union's first quarter had begun before it: nothing is told of that."""
    return [span for span in spans(first, date(OPEN.year + 1, 1, 1)) if span.frequency == Frequency.MONTH]


def spans(first: date, until: date) -> list[Span]:
    """The months and quarters that end from a day on and before another, up to the open month."""
    years = range(FIRST_YEAR, OPEN.year + 1)
    months = [parse(f"{year}-M{month:02}") for year in years for month in range(1, 13)]
    quarters = [parse(f"{year}-Q{quarter}") for year in years for quarter in range(1, 5)]
    # The quarter that ends with the open month is not over.
    told = [m for m in months if m.ends <= OPEN.ends] + [q for q in quarters if q.ends < OPEN.ends]
    return [span for span in told if first <= span.ends < until]


def _lot(code: str, upper: str, span: Span) -> str:
    """What has become of a unit's report: none, draft, submitted, returned or accepted."""
    rng = Random(f"{code} {span.code} state")
    if span != OPEN:
        return "accepted" if code.count("-") < 2 or rng.random() > 0.025 else "none"
    if code in (CHAIR_UNION, CHAIRS_WARD):
        return "draft"
    if upper == CHAIRS_WARD:
        return rng.choices(["none", "draft", "submitted", "accepted"], [1, 1, 5, 2])[0]
    return rng.choices(["none", "draft", "submitted", "accepted"], [40, 20, 20, 20])[0]
