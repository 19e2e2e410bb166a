"""What the page of a unit reads: its results, its children beside each other, how far their reports are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from thidua.core import clock
from thidua.figures.history import History
from thidua.figures.models import Wording
from thidua.figures.queries import Course, ReadablePeriod, courses, figures, wordings
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Lineage, Placement, Post, Unit
from thidua.org.queries import posts_at
from thidua.people.models import User
from thidua.targets.queries import Amounts, Result, compared, standing_targets

from .addresses import Lens
from .progress import Progress, months_until, progress_by_month, progress_of

# What a federation looks at first, in this order; those that a unit has no figure for are passed over.
HEADLINES = (
    "members_admitted",
    "unions_founded",
    "worker_conferences_rate",
    "loan_disbursed",
    "cadre_conferences_rate",
    "members_total",
    "legal_consultations",
    "training_attendances",
    "party_members_admitted",
)
TILES = 4
# A page with fewer lines than this shows them all; a longer one begins with what was planned.
SHORT_TABLE = 24
COMPARED = 5
CHILDREN = 50
USUAL_PERCENT_DIGITS = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see of a unit.

    `differs`: the tree beneath the unit has changed since the shown periods, and the two readings of them differ.
    `tree_note` is the sentence that says why the reading is not the one that the address asks for.
    """

    unit: Unit
    user: User
    visible: QuerySet[Unit]
    period: ReadablePeriod
    last_year: ReadablePeriod | None
    lens: Lens
    differs: bool = False
    tree_note: str = ""
    sort_by: str = ""
    page: int = 1
    everything: bool = False

    @property
    def basis(self) -> Basis:
        """Which reports count."""
        return self.lens.basis

    @property
    def history(self) -> History:
        """In whose tree the past is read."""
        return self.lens.history

    @property
    def tree_day(self) -> date:
        """The day of the tree that the past is compared with: the chosen one, else today."""
        return self.history.on or clock.today()


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it stood at the period's end, or on the day of the tree that is read.

    `visible` when the reader may open its page; `ended_on` is the first day without it, where it had ended by then.
    """

    unit_id: int
    parent_id: int | None
    code: str
    name: str
    short_name: str
    percent_digits: int | None
    visible: bool
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A child with its results for the indicators that are compared."""

    place: Place
    results: dict[int, Result]
    progress: Progress | None
    by_month: tuple[Progress | None, ...]


@dataclass(frozen=True, slots=True)
class Children:
    """One page of the children that the reader may see; `key` is the indicator that they are sorted by."""

    compared: tuple[Indicator, ...]
    key: Indicator | None
    page: tuple[Child, ...]
    months: tuple[date, ...]
    accepted: int
    waiting: int
    owing: int
    start: int
    total: int

    @property
    def missing(self) -> int:
        """How many units have not handed in all that they owe."""
        return self.owing - self.accepted - self.waiting


@dataclass(frozen=True, slots=True)
class UnitReading:
    """Everything that the page of a unit shows."""

    asked: Asked
    path: tuple[Place, ...]
    digits: int
    results: tuple[Result, ...]
    shown: tuple[Result, ...]
    headlines: tuple[Result, ...]
    courses: dict[int, Course]
    words: dict[int, Wording]
    posts: tuple[Post, ...]
    own: Progress | None
    children: Children


def read_unit(asked: Asked) -> UnitReading:
    """Read a unit's page: at most eleven statements, however many children and indicators there are."""
    path, places = places_of(asked)
    windows = [asked.period, *([asked.last_year] if asked.last_year else [])]
    everything = catalogue().indicators
    read = figures(
        units=[asked.unit.pk],
        periods=windows,
        indicators=everything,
        basis=asked.basis,
        restatement_id=asked.history.restatement_id,
    )
    # Targets of all children are few: only what the year's plan assigns.
    targets = standing_targets(
        unit_ids=[asked.unit.pk, *(place.unit_id for place in places)],
        year=asked.period.span.whole_year(),
        restatement_id=asked.history.restatement_id,
    )
    found = compared(
        read, targets, unit_ids=[asked.unit.pk], period=asked.period, last_year=asked.last_year, indicators=everything
    )
    results = tuple(
        sorted(
            (result for result in found.values() if _says_something(result)),
            key=lambda result: (result.indicator.area.order, result.indicator.order),
        )
    )
    headlines = headlines_of(results)
    shown = results if asked.everything or len(results) <= SHORT_TABLE else _planned(results, headlines)
    children, own = _children(asked, places, targets, [result.indicator for result in headlines])
    return UnitReading(
        asked=asked,
        path=path,
        digits=digits_of(path),
        results=results,
        shown=shown,
        headlines=headlines[:TILES],
        courses=courses(
            unit_id=asked.unit.pk,
            until=asked.period.ends,
            basis=asked.basis,
            indicators=[result.indicator for result in shown],
            restatement_id=asked.history.restatement_id,
        ),
        words=wordings(asked.unit.pk, asked.period) if asked.period.worded else {},
        posts=tuple(posts_at(asked.unit, asked.period.ends)),
        own=own,
        children=children,
    )


def places_of(asked: Asked) -> tuple[tuple[Place, ...], list[Place]]:
    """The way from the root to the unit, and its visible children in Vietnamese order.

    In each period's own tree the children that ended since the year began are among them: what happened at them counts.
    """
    unit = asked.unit
    last = asked.history.on or asked.period.ends
    day = last if unit.dissolved_on is None else min(last, unit.dissolved_on - timedelta(days=1))
    day = max(day, unit.founded_on)
    visible = asked.visible
    above = Lineage.objects.filter(unit=unit, during__contains=day).values("ancestor")
    line = Placement.objects.filter(during__contains=day, unit__in=above)
    rows = _rows(line.filter(unit__in=visible), visible=True, child=False).union(
        _rows(line.exclude(unit__in=visible), visible=False, child=False),
        _rows(_placed_below(asked, day).filter(unit__in=visible), visible=True, child=True),
        all=True,
    )
    line_by_id: dict[int, Place] = {}
    children: list[tuple[str, Place]] = []
    for *fields, sort_key, child in rows:
        place = Place(*fields)
        if place.ended_on is not None and place.ended_on > last:
            place = replace(place, ended_on=None)
        if child:
            children.append((sort_key, place))
        else:
            line_by_id[place.unit_id] = place
    path = []
    at = line_by_id.get(unit.pk)
    while at is not None:
        path.append(at)
        at = line_by_id.get(at.parent_id or 0)
    return tuple(reversed(path)), [place for _key, place in sorted(children, key=lambda pair: pair[0])]


def _placed_below(asked: Asked, day: date) -> QuerySet[Placement]:
    """Where children stand: in the tree of the chosen day, else in that of the period with who ended since January."""
    below = Placement.objects.filter(parent=asked.unit)
    if asked.history.on is not None:
        return below.filter(during__contains=day)
    since = asked.period.span.whole_year().starts
    ended = Q(counts__endswith__gt=since, counts__endswith__lte=day, counts__endswith__gte=F("unit__dissolved_on"))
    return below.filter(Q(counts__contains=day) | ended)


def _rows(placements: QuerySet[Placement], *, visible: bool, child: bool) -> QuerySet[Placement, tuple[Any, ...]]:
    return placements.values_list(
        "unit_id",
        "parent_id",
        "unit__code",
        "name",
        "short_name",
        "unit__percent_digits",
        Value(visible),
        "unit__dissolved_on",
        "sort_key",
        Value(child),
    )


def digits_of(path: Iterable[Place]) -> int:
    """The federation's digits: those of the nearest unit on the way up that sets them."""
    nearest = [place.percent_digits for place in path if place.percent_digits is not None]
    return nearest[-1] if nearest else USUAL_PERCENT_DIGITS


def _says_something(result: Result) -> bool:
    return result.cumulative is not None or result.value is not None or result.target is not None


def _planned(results: Sequence[Result], headlines: Sequence[Result]) -> tuple[Result, ...]:
    """What has a target, and the headlines; everything where hardly anything was planned."""
    first = {result.indicator.pk for result in headlines}
    planned = tuple(r for r in results if r.target is not None or r.registered is not None or r.indicator.pk in first)
    return planned if len(planned) > len(headlines) else tuple(results)


def headlines_of(results: Sequence[Result]) -> tuple[Result, ...]:
    """The first things to know: what federations look at first, then what has a target, then anything."""
    with_value = [result for result in results if result.value is not None]
    order = {key: at for at, key in enumerate(HEADLINES)}
    ranked = sorted(
        with_value,
        key=lambda result: (
            order.get(result.indicator.key or "", len(order)),
            result.target is None,
            result.indicator.order,
        ),
    )
    return tuple(ranked[:COMPARED])


def _children(
    asked: Asked,
    places: Sequence[Place],
    targets: dict[tuple[int, int], Amounts],
    indicators: Sequence[Indicator],
) -> tuple[Children, Progress | None]:
    key = next((i for i in indicators if i.code == asked.sort_by), indicators[0] if indicators else None)
    months = months_until(asked.period.ends)
    now = progress_of(asked.period.pk, [asked.unit.pk, *(place.unit_id for place in places)])
    own = now.pop(asked.unit.pk, None)
    ids = [place.unit_id for place in places]
    key_results = compare(asked, ids, targets, [key]) if key and ids else {}
    # Departments and units that neither report nor have a figure have nothing to be compared by.
    known = now.keys() | {unit for unit, _indicator in (*targets, *key_results)}
    active = [place for place in places if place.unit_id in known]
    # Who has nothing to be compared by, departments for the most part, comes last.
    told = {unit for (unit, _pk), result in key_results.items() if result.value is not None or result.cumulative}
    told |= {unit for unit, _indicator in targets}
    ordered = sorted(active, key=lambda place: place.unit_id not in told)
    if key and asked.sort_by == key.code:
        ordered.sort(key=lambda place: -_size(key_results.get((place.unit_id, key.pk))))
    start = min(max(asked.page - 1, 0) * CHILDREN, max(len(ordered) - 1, 0) // CHILDREN * CHILDREN)
    page = ordered[start : start + CHILDREN]
    shown = [place.unit_id for place in page]
    by_month = progress_by_month(shown, months)
    found = compare(asked, shown, targets, indicators) if shown else {}
    children = Children(
        compared=tuple(indicators),
        key=key,
        page=tuple(
            Child(
                place,
                {i.pk: found[place.unit_id, i.pk] for i in indicators if (place.unit_id, i.pk) in found},
                now.get(place.unit_id),
                tuple(by_month.get((place.unit_id, day)) for day in months),
            )
            for place in page
        ),
        months=months,
        accepted=sum(progress.complete for progress in now.values()),
        waiting=sum(not p.complete and p.accepted + p.waiting == p.owed for p in now.values()),
        owing=len(now),
        start=start,
        total=len(active),
    )
    return children, own


def compare(
    asked: Asked,
    units: Sequence[int],
    targets: dict[tuple[int, int], Amounts],
    indicators: Sequence[Indicator],
    *,
    with_last_year: bool = False,
) -> dict[tuple[int, int], Result]:
    """Results of units for some indicators, beside last year where that is asked for. One statement."""
    last_year = asked.last_year if with_last_year else None
    windows = [asked.period, *([last_year] if last_year else [])]
    read = figures(
        units=units,
        periods=windows,
        indicators=indicators,
        basis=asked.basis,
        restatement_id=asked.history.restatement_id,
    )
    return compared(read, targets, unit_ids=units, period=asked.period, last_year=last_year, indicators=indicators)


def _size(result: Result | None) -> Fraction:
    """What a child is sorted by; those without a figure come last."""
    return Fraction(-1) if result is None or result.cumulative is None else result.cumulative
