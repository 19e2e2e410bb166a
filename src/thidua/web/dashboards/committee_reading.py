"""What a standing committee meets over: targets by how they stand, what moved most, who needs attention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from thidua.figures.models import Wording
from thidua.figures.queries import wordings
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.targets.queries import Result, standing_targets
from thidua.targets.standing import tone_of
from thidua.ui.tones import Tone

from .progress import Progress, progress_of
from .unit_reading import Asked, Place, compare, digits_of, places_of

MOST_MOVES = 5
MOST_ATTENTION = 8
NOTABLE = 5
"""Per cent, or points of a ratio, from which a change is worth a line without a target."""
SMALL = 10
"""Below so many of anything a change in per cent says nothing."""


@dataclass(frozen=True, slots=True)
class Attention:
    """A unit that needs attention: its targets at risk and behind, and the reports that it owes."""

    place: Place
    at_risk: tuple[Result, ...]
    behind: tuple[Result, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class CommitteeReading:
    """A unit's results by how they stand; `unclear` have a target and no result that can be judged."""

    asked: Asked
    path: tuple[Place, ...]
    digits: int
    words: dict[int, Wording]
    aimed: tuple[Result, ...]
    ahead: tuple[Result, ...]
    behind: tuple[Result, ...]
    at_risk: tuple[Result, ...]
    unclear: tuple[Result, ...]
    rising: tuple[Result, ...]
    falling: tuple[Result, ...]
    attention: tuple[Attention, ...]
    progress: dict[int, Progress]

    @property
    def accepted(self) -> int:
        """How many of the units below have all reports accepted."""
        return sum(progress.complete for progress in self.progress.values())


def read_committee(asked: Asked) -> CommitteeReading:
    """Six statements, however many units there are."""
    path, places = places_of(asked)
    below = [place.unit_id for place in places]
    targets = standing_targets(
        unit_ids=[asked.unit.pk, *below],
        year=asked.period.span.whole_year(),
        restatement_id=asked.history.restatement_id,
    )
    everything = catalogue().indicators
    found = compare(asked, [asked.unit.pk], targets, everything, with_last_year=True)
    results = sorted(found.values(), key=lambda one: (one.indicator.area.order, one.indicator.order))
    aimed = tuple(result for result in results if result.target is not None)
    planned = [result.indicator for result in aimed]
    of_children = compare(asked, below, targets, planned) if planned and below else {}
    progress = progress_of(asked.period.pk, below)
    by_tone = _by_tone(aimed)
    free = [result for result in results if result.target is None and result.indicator.part_of_id is None]
    return CommitteeReading(
        asked=asked,
        path=path,
        digits=digits_of(path),
        words=wordings(asked.unit.pk, asked.period) if asked.period.worded else {},
        aimed=aimed,
        ahead=(*by_tone[Tone.GOOD], *by_tone[Tone.INFO]),
        behind=by_tone[Tone.WARN],
        at_risk=by_tone[Tone.BAD],
        unclear=by_tone[Tone.QUIET],
        rising=_moved(free, rising=True),
        falling=_moved(free, rising=False),
        attention=_attention(places, of_children, progress),
        progress=progress,
    )


def _by_tone(results: Iterable[Result]) -> dict[Tone, tuple[Result, ...]]:
    """Results by how they stand; a tone that none has is an empty tuple."""
    found: dict[Tone, list[Result]] = {tone: [] for tone in Tone}
    for result in results:
        found[tone_of(result)].append(result)
    return {tone: tuple(some) for tone, some in found.items()}


def change_of(result: Result) -> Fraction | None:
    """The change on last year in per cent, of ratios in points."""
    return result.change_points if result.indicator.kind == Kind.RATIO else result.change_on_year_percent


def _moved(results: Iterable[Result], *, rising: bool) -> tuple[Result, ...]:
    """What moved most among figures without a target."""
    moved = [
        (change, result)
        for result in results
        if (change := change_of(result)) is not None
        and (change >= NOTABLE if rising else change <= -NOTABLE)
        and (result.indicator.kind == Kind.RATIO or max(result.cumulative or 0, result.previous_year or 0) >= SMALL)
    ]
    moved.sort(key=lambda pair: -abs(pair[0]))
    return tuple(result for _change, result in moved[:MOST_MOVES])


def _attention(
    places: Iterable[Place], found: dict[tuple[int, int], Result], progress: dict[int, Progress]
) -> tuple[Attention, ...]:
    by_unit: dict[int, list[Result]] = {}
    for (unit, _indicator), result in found.items():
        by_unit.setdefault(unit, []).append(result)
    units = []
    for place in places:
        by_tone = _by_tone(result for result in by_unit.get(place.unit_id, []) if result.target is not None)
        reports = progress.get(place.unit_id)
        missing = reports.owed - reports.accepted - reports.waiting if reports else 0
        units.append(Attention(place, by_tone[Tone.BAD], by_tone[Tone.WARN], missing))
    worrying = [unit for unit in units if unit.at_risk or unit.behind or unit.missing]
    worrying.sort(key=lambda unit: (-len(unit.at_risk), -unit.missing, -len(unit.behind)))
    return tuple(worrying[:MOST_ATTENTION])
