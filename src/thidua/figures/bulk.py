"""Figures of very many units at once: the numbers alone, one row for each block of a unit.

`queries.figures` says more of each figure and takes many times as long; of the numbers both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from thidua.core import sql
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind

from .cells import POSITIONS
from .queries import PACKAGE, Position, Window, figure_from, slots_of
from .rules import Basis


class Place(NamedTuple):
    """A number of a unit: since the start of the year when `so_far`, else within the period or at its end."""

    block: int
    position: int
    so_far: bool


def places_of(indicator: Indicator, *, so_far: bool) -> tuple[Place, ...]:
    """The numbers that a figure is made of. Parts of a ratio are always read since the start of the year."""
    so_far = so_far or indicator.kind == Kind.RATIO
    return tuple(Place(block, position, so_far) for block, position in slots_of(indicator))


def figure_of(indicator: Indicator, numbers: Sequence[int | None]) -> Fraction | None:
    """The figure that numbers make, exact, in the unit of measure; they run as `places_of`."""
    read = zip(slots_of(indicator), numbers, strict=True)
    positions = {
        (0, 0, block, position): Position(0, 0, block, position, number, number, 0, 0, 0)
        for (block, position), number in read
    }
    figure = figure_from(indicator, 0, 0, positions)
    return None if figure is None else figure.value


class Bulk:
    """Chosen numbers of units, read into one row for each unit; `at` says where in the row a number stands."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._blocks = tuple(dict.fromkeys((place.block, place.so_far) for place in places))
        self._starts = {block: POSITIONS * at for at, block in enumerate(self._blocks)}
        self.nothing: list[int | None] = [None] * (POSITIONS * len(self._blocks))

    def at(self, place: Place) -> int:
        """Where a number that was chosen stands in every row."""
        return self._starts[place.block, place.so_far] + place.position - 1

    def read(self, unit_ids: Sequence[int], period: Window, basis: Basis) -> Mapping[int, list[int | None]]:
        """The rows of units by unit, scaled integers; units without any number are left out. One statement."""
        rows: dict[int, list[int | None]] = {}
        if not self._blocks:
            return rows
        params: dict[str, Any] = {
            "units": list(unit_ids),
            "period": period.pk,
            "closes": period.ends,
            "basis": int(basis),
            "blocks": [block for block, _so_far in self._blocks],
            "so_far": [so_far for _block, so_far in self._blocks],
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.statement(PACKAGE, "bulk_readings"), params)
            for unit, block, so_far, numbers in cursor.fetchall():
                row = rows.get(unit)
                if row is None:
                    row = rows[unit] = self.nothing.copy()
                start = self._starts[block, so_far]
                row[start : start + POSITIONS] = numbers
        return rows
