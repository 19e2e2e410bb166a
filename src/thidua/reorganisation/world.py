"""The units that a list of changes names, as they stand: read in a few statements however long the list is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.db.models.functions import Lower

from thidua.org.checks import Known, key
from thidua.org.models import Placement, Unit

from .rules import ENDING, Change


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's last place and name; `parent` is a code, `ends` the first day without the unit."""

    unit_id: int
    code: str
    name: str
    short_name: str
    parent: str
    begins: date
    ends: date | None

    @property
    def known(self) -> Known:
        """What founding others asks of it."""
        return Known(self.code, self.begins, self.ends)


@dataclass(frozen=True, slots=True)
class World:
    """The units that a list names, by `checks.key` of the code, and those that stand below units that are to end.

    `reached` are the keys of what the person may manage, None: everything, and roots may be founded too.
    """

    units: Mapping[str, Standing] = field(default_factory=dict)
    children: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    reached: frozenset[str] | None = None

    def unit(self, code: str) -> Standing | None:
        """The unit with a code, when the person manages it."""
        code_key = key(code)
        return self.units.get(code_key) if self.manages(code_key) else None

    def manages(self, code_key: str) -> bool:
        """Whether the unit with this key is within the person's reach."""
        return self.reached is None or code_key in self.reached


def world_of(changes: Sequence[Change], on: date, within: QuerySet[Unit] | None) -> World:
    """What judging these changes must know. `within` are the units that the person manages; None: all."""
    named = {
        key(code)
        for change in changes
        for code in (change.code, change.under, *(heir for heir, _share in change.heirs))
        # What is not printable is nobody's code, and NUL may not even be asked for.
        if code and code.isprintable()
    }
    units = _standings(Placement.objects.annotate(key=Lower("unit__code")).filter(key__in=named))
    ending = {key(change.code) for change in changes if change.kind in ENDING}
    parents = {unit.unit_id: code_key for code_key, unit in units.items() if code_key in ending}
    children = _children(parents, on)
    reached = None
    if within is not None:
        above = {key(unit.parent) for unit in units.values() if unit.parent}
        wanted = [unit.unit_id for unit in (*units.values(), *(one for some in children.values() for one in some))]
        codes = within.filter(pk__in=wanted).values_list("code", flat=True)
        more = within.annotate(key=Lower("code")).filter(key__in=above).values_list("code", flat=True)
        reached = frozenset(map(key, (*codes, *more)))
    return World(units, children, reached)


def _children(parents: Mapping[int, str], on: date) -> dict[str, tuple[Standing, ...]]:
    """The units that on some day from `on` stand directly under these, by the key of the parent."""
    if not parents:
        return {}
    below = Placement.objects.filter(parent__in=list(parents), during__overlap=DateRange(on, None))
    pairs = list(below.order_by("sort_key").values_list("parent_id", "unit_id"))
    standings = _standings(Placement.objects.filter(unit__in={unit for _parent, unit in pairs}))
    by_id = {unit.unit_id: unit for unit in standings.values()}
    found: defaultdict[str, list[Standing]] = defaultdict(list)
    for parent, unit in pairs:
        if parent is not None:
            found[parents[parent]].append(by_id[unit])
    return {code_key: tuple(dict.fromkeys(some)) for code_key, some in found.items()}


def _standings(placements: QuerySet[Placement]) -> dict[str, Standing]:
    """By key, units with the last of these places and the first day of all."""
    rows: Iterable[tuple[int, str, str, str, str | None, DateRange, date | None]] = placements.order_by(
        "unit_id", "during"
    ).values_list("unit_id", "unit__code", "name", "short_name", "parent__code", "during", "unit__dissolved_on")
    found: dict[str, Standing] = {}
    for unit_id, code, name, short_name, parent, during, ends in rows:
        before = found.get(key(code))
        begins = before.begins if before else during.lower
        found[key(code)] = Standing(unit_id, code, name, short_name, parent or "", begins, ends)
    return found
