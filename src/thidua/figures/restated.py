"""Adding up the past in the tree of a restatement's day. Whoever calls holds the fold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import md5

from django.db import connection

from thidua.core import sql
from thidua.indicators.models import Period, PeriodPart

from .carrying import Atom, Handed, Ways, divided_values, handed_until, ways
from .fold import UNITS_AT_ONCE, Level, blocks_of, containing
from .models import PeriodUnit, RestatedBaseTotal, RestatedPlace, RestatedTotal, RestatedUnit, Restatement

PACKAGE = "thidua.figures"


@dataclass(frozen=True)
class Restating:
    """One run over a restatement: the successions up to its day and the tree that it stands in."""

    restatement: Restatement

    @cached_property
    def handed(self) -> list[Handed]:
        """The successions up to the day."""
        return handed_until(self.restatement.on)

    @property
    def followed(self) -> str:
        """A fingerprint of the successions."""
        return md5(repr(self.handed).encode(), usedforsecurity=False).hexdigest()

    @cached_property
    def living(self) -> frozenset[int]:
        """The successors that stand in the tree."""
        heirs = {h.successor for h in self.handed}
        places = RestatedPlace.objects.filter(restatement=self.restatement, unit__in=heirs)
        return frozenset(places.values_list("unit_id", flat=True))

    def ways(self, period: Period) -> Ways:
        """Where the values of a base period go."""
        return ways(self.handed, day=self.restatement.on, ends=period.ends, living=self.living)

    def plant(self) -> bool:
        """Write the tree of the day; the answer is whether it is another than before."""
        params: dict[str, date | int] = {"on": self.restatement.on, "restatement": self.restatement.pk}
        sql.run(PACKAGE, "place_restated", params)
        with connection.cursor() as cursor:
            cursor.execute(sql.statement(PACKAGE, "places_differ"), params)
            (differ,) = cursor.fetchone()
            if differ:
                RestatedPlace.objects.filter(restatement=self.restatement).delete()
                cursor.execute(
                    "INSERT INTO figures_restatedplace (restatement_id, unit_id, parent_id, depth)"
                    " SELECT %s, unit_id, parent_id, depth FROM fresh_places",
                    [self.restatement.pk],
                )
                _analyze("figures_restatedplace")
            cursor.execute("DROP TABLE fresh_places")
        return bool(differ)

    def restate(self, bases: Sequence[Period]) -> None:
        """Add up base periods anew, and every reading that they are part of."""
        restated = [period for period in bases if self._restate_units(period)]
        # The planner takes a table that was empty a moment ago for one that still is.
        _analyze("figures_restatedunit")
        for period in restated:
            levels = sql.fetch(PACKAGE, "restated_levels", self._params(period), Level)
            self._fold(period, self.ways(period), levels)
        _analyze("figures_restatedbasetotal")
        for of_year in by_year(bases):
            self.derive(of_year)

    def _restate_units(self, period: Period) -> bool:
        """Say anew which units are made of other values in a base period; the answer is whether there are any."""
        RestatedUnit.objects.filter(restatement=self.restatement, period=period).delete()
        RestatedBaseTotal.objects.filter(restatement=self.restatement, period=period).delete()
        if period.starts > self.restatement.on:
            return False
        predecessors, heirs = self.ways(period).pairs
        params = self._params(period) | {"from": predecessors, "to": heirs}
        return sql.run(PACKAGE, "restate_units", params) > 0

    def touches(self, period: Period) -> bool:
        """Whether the year of a base period reads otherwise in the restatement's tree, anywhere."""
        year = Period.objects.filter(calendar=period.calendar, year=period.year)
        return RestatedUnit.objects.filter(restatement=self.restatement, period__in=year).exists()

    def refold(self, period: Period, marked: Sequence[int]) -> set[int]:
        """Add up what the cells of some units flow into; the answer is every unit on the way, restated or not."""
        way = self.ways(period)
        predecessors, heirs = way.pairs
        params = self._params(period) | {"from": predecessors, "to": heirs, "units": list(marked)}
        levels = sql.fetch(PACKAGE, "stale_restated", params, _Stale)
        stale = [Level(level.depth, level.units) for level in levels if level.depth is not None]
        units = [unit for level in stale for unit in level.units]
        RestatedBaseTotal.objects.filter(restatement=self.restatement, period=period, unit__in=units).delete()
        if units:
            self._fold(period, way, stale)
        return {unit for level in levels for unit in level.units}

    def _fold(self, period: Period, way: Ways, levels: Sequence[Level]) -> None:
        """Add up units of a base period, from the deepest level up."""
        present = PeriodUnit.objects.filter(period=period, unit__in=list(way.ends))
        routed = sorted(present.values_list("unit_id", flat=True))
        whole = {unit: heir for unit, heir in way.whole.items() if unit in set(routed)}
        params = (
            self._params(period)
            | {"closes": period.ends, "routed": routed, "from": list(whole), "to": list(whole.values())}
            | _columns(divided_values(way, period, living=self.living))
        )
        sql.run(PACKAGE, "whole_sources", params)
        _analyze("whole_sources")
        for level in levels:
            for combine, blocks in blocks_of([period]).items():
                sql.run(PACKAGE, "restate", params | {"units": level.units, "blocks": blocks}, combine=combine)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE whole_sources")

    def derive(self, bases: Sequence[Period], units: Iterable[int] | None = None) -> None:
        """Derive the readings of units (None: of all) for the periods that base periods of one year are part of."""
        periods = list(containing(bases).values_list("pk", flat=True))
        parts = PeriodPart.objects.filter(period__in=periods)
        base_ids, closes = set(parts.values_list("base", flat=True)), set(parts.values_list("base__ends", flat=True))
        affected = RestatedUnit.objects.filter(restatement=self.restatement, period__in=base_ids)
        stored = RestatedTotal.objects.filter(restatement=self.restatement, period__in=periods)
        if units is not None:
            affected, stored = affected.filter(unit__in=list(units)), stored.filter(unit__in=list(units))
        stored.delete()
        some = sorted(set(affected.values_list("unit_id", flat=True)))
        year = list(Period.objects.filter(pk__in=base_ids))
        for start in range(0, len(some), UNITS_AT_ONCE):
            params = {
                "restatement": self.restatement.pk,
                "periods": periods,
                "bases": list(base_ids),
                "closes": list(closes),
                "units": some[start : start + UNITS_AT_ONCE],
            }
            for combine, blocks in blocks_of(year).items():
                sql.run(PACKAGE, "derive_restated", params | {"blocks": blocks}, combine=combine)

    def _params(self, period: Period) -> dict[str, object]:
        return {"restatement": self.restatement.pk, "period": period.pk}


@dataclass(frozen=True, slots=True)
class _Stale:
    """Units of one level of a restatement's tree; without a depth they are read from ordinary totals."""

    depth: int | None
    units: list[int]


def _analyze(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def by_year(bases: Iterable[Period]) -> list[list[Period]]:
    """Base periods grouped by the year of their calendar."""
    years: dict[tuple[str, int], list[Period]] = {}
    for period in bases:
        years.setdefault((period.calendar, period.year), []).append(period)
    return list(years.values())


def _columns(atoms: Sequence[Atom]) -> dict[str, object]:
    """Atoms as the columns of one SQL parameter each; arrays are text, because arrays of arrays must be unpacked."""
    return {
        "handed_units": [atom.unit_id for atom in atoms],
        "handed_blocks": [atom.block for atom in atoms],
        "handed_bases": [atom.basis for atom in atoms],
        "handed_sums": [_literal(atom.sums) for atom in atoms],
        "handed_with_value": [_literal(atom.with_value) for atom in atoms],
        "handed_received": [_literal(atom.received) for atom in atoms],
        "handed_expected": [_literal(atom.expected) for atom in atoms],
    }


def _literal(numbers: Sequence[int | None]) -> str:
    return "{" + ",".join("NULL" if number is None else str(number) for number in numbers) + "}"
