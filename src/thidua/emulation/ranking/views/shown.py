"""Rankings as pages show them: rows, and the slope from last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thidua.core.numbers import print_number
from thidua.core.periods import parse
from thidua.emulation.ranking.forms import PlaceForm
from thidua.emulation.ranking.models import Place
from thidua.emulation.ranking.queries import Past
from thidua.emulation.scorecards.models import Round
from thidua.scoring.scheme import from_thousandths
from thidua.ui.slopes import Climber, slope_option

MOST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's line: its place with its name, last year's place, and the form of who settles places."""

    place: Place
    name: str
    before: int | None
    form: PlaceForm | None = None

    @property
    def points(self) -> str:
        """The total as it is printed, "" for who is not considered."""
        return "" if self.place.total is None else print_number(from_thousandths(self.place.total))

    @property
    def standing(self) -> int | None:
        """The place that holds by now."""
        return self.place.final if self.place.final is not None else self.place.by_points

    @property
    def label(self) -> str:
        """The class that holds by now."""
        return self.place.final_class or self.place.conditions_class

    @property
    def demoted(self) -> bool:
        """Whether conditions left another class than points give."""
        return bool(self.place.class_by_points) and self.place.conditions_class != self.place.class_by_points

    @property
    def differs(self) -> bool:
        """Whether the council decided otherwise than the table."""
        return self.place.differs

    @property
    def moved(self) -> int:
        """How many places the unit climbed since last year; below zero it fell."""
        return 0 if self.before is None or self.standing is None else self.before - self.standing


def rows_of(
    places: Sequence[Place], names: Mapping[int, str], past: Past | None, forms: Mapping[int, PlaceForm] | None = None
) -> list[Row]:
    """Lines for places, in their order."""
    before = past.places if past else {}
    return [
        Row(place, names.get(place.unit_id, place.unit.code), before.get(place.unit_id), (forms or {}).get(place.pk))
        for place in places
    ]


def slope_of(scored: Round, rows: Sequence[Row], past: Past | None) -> dict[str, Any] | None:
    """How the best moved since last year; None where fewer than two were ranked both times."""
    if past is None:
        return None
    climbers = [
        Climber(row.name, row.before, row.standing)
        for row in rows
        if row.before is not None and row.standing is not None
    ][:MOST_DRAWN]
    if len(climbers) <= 1:
        return None
    return slope_option(climbers, (str(past.year), str(parse(scored.period).year)))
