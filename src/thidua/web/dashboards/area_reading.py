"""What the page of a work area reads: its indicators for a unit and for every unit below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from thidua.indicators.models import Indicator, WorkArea
from thidua.indicators.queries import catalogue
from thidua.targets.queries import Amounts, Result, standing_targets

from .progress import Progress, progress_of
from .unit_reading import Asked, Place, compare, digits_of, places_of

MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class AreaReading:
    """A unit's results in an area, and those of its visible children for the indicators that have any.

    `columns` are at most eight of them: first those that most have targets for.
    """

    asked: Asked
    area: WorkArea
    path: tuple[Place, ...]
    digits: int
    results: tuple[Result, ...]
    columns: tuple[Indicator, ...]
    children: tuple[Place, ...]
    found: dict[tuple[int, int], Result]
    progress: dict[int, Progress]

    @property
    def missing(self) -> int:
        """How many of the children have not handed in all that they owe."""
        return sum(progress.accepted + progress.waiting < progress.owed for progress in self.progress.values())

    @property
    def coverage(self) -> str:
        """Children whose reports are accepted, of those that owe any."""
        complete = sum(progress.complete for progress in self.progress.values())
        return f"{complete}/{len(self.progress)}" if self.progress else ""


def read_area(asked: Asked, area: WorkArea) -> AreaReading:
    """Five statements, however many units and indicators there are."""
    path, places = places_of(asked)
    wanted = [indicator for indicator in catalogue().indicators if indicator.area_id == area.pk]
    below = [place.unit_id for place in places]
    targets = standing_targets(
        unit_ids=[asked.unit.pk, *below],
        year=asked.period.span.whole_year(),
        indicators=wanted,
        restatement_id=asked.history.restatement_id,
    )
    own = compare(asked, [asked.unit.pk], targets, wanted, with_last_year=True)
    results = tuple(
        result
        for indicator in wanted
        if (result := own.get((asked.unit.pk, indicator.pk))) is not None and _says_something(result)
    )
    columns = _columns(results, targets)
    found = compare(asked, below, targets, columns, with_last_year=True) if columns and below else {}
    progress = progress_of(asked.period.pk, below)
    told = {unit for (unit, _pk), result in found.items() if _says_something(result)} | progress.keys()
    children = [place for place in places if place.unit_id in told]
    return AreaReading(
        asked=asked,
        area=area,
        path=path,
        digits=digits_of(path),
        results=results,
        columns=columns,
        children=tuple(_sorted(asked, children, columns, found)),
        found=found,
        progress=progress,
    )


def _says_something(result: Result) -> bool:
    return result.cumulative is not None or result.target is not None


def _columns(results: tuple[Result, ...], targets: dict[tuple[int, int], Amounts]) -> tuple[Indicator, ...]:
    """What is compared over the units: what most of them have a target for, then what the unit itself reports."""
    planned = Counter(indicator for _unit, indicator in targets)
    heaviest = sorted(results, key=lambda result: -planned[result.indicator.pk])[:MOST_COLUMNS]
    return tuple(sorted((result.indicator for result in heaviest), key=lambda indicator: indicator.order))


def _sorted(
    asked: Asked, children: list[Place], columns: tuple[Indicator, ...], found: dict[tuple[int, int], Result]
) -> list[Place]:
    """In the order of the alphabet, or the largest of the indicator first; who has no figure comes last."""
    key = next((indicator for indicator in columns if indicator.code == asked.sort_by), None)
    if key is None:
        told = {unit for (unit, _pk), result in found.items() if _says_something(result)}
        return sorted(children, key=lambda place: place.unit_id not in told)

    def size(place: Place) -> tuple[bool, Fraction]:
        result = found.get((place.unit_id, key.pk))
        known = result is not None and result.cumulative is not None
        return not known, -((result.cumulative if result else None) or Fraction(0))

    return sorted(children, key=size)
