"""Figures as a reader with pencil and paper works them out: unit by unit, from cells, trees and successions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from django.db import connection

from thidua.figures.models import PeriodUnit, Sheet
from thidua.figures.rules import Basis, carry_forward, in_order
from thidua.figures.rules import Succession as Rule
from thidua.indicators.models import Block, FormBlock, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Succession, Unit

Place = tuple[int, int]
Count = tuple[int, int]
ENDED = ""
"""The code under which what nobody carries on is kept."""


@dataclass
class Held:
    """By unit: numbers, and how many cells came and were owed."""

    numbers: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Paper:
    """Everything about one base period and basis."""

    period: Period
    basis: Basis

    @cached_property
    def codes(self) -> dict[int, str]:
        return dict(Unit.objects.values_list("pk", "code"))

    @cached_property
    def tree(self) -> dict[str, str | None]:
        """The period's own tree: each unit with the one above."""
        rows = PeriodUnit.objects.filter(period=self.period).values_list("unit", "parent")
        return {self.codes[unit]: self.codes[parent] if parent else None for unit, parent in rows}

    @cached_property
    def gone(self) -> set[str]:
        """Units that did not live to see the period's last day."""
        last = {}
        for unit, counts in Placement.objects.exclude(counts__isempty=True).values_list("unit", "counts"):
            last[unit] = max(counts.upper or date.max, last.get(unit, date.min))
        return {code for unit, code in self.codes.items() if last.get(unit, date.min) <= self.period.ends}

    @cached_property
    def sheets(self) -> list[tuple[str, Sheet, dict[tuple[int, int], tuple[list[int | None], int]]]]:
        """Each sheet with its cells that count, by block and scope."""
        found = []
        for sheet in Sheet.objects.filter(period=self.period).select_related("form_version"):
            version = sheet.official_version
            if self.basis is Basis.PRELIMINARY and sheet.submitted_version is not None:
                version = sheet.submitted_version
            found.append((self.codes[sheet.unit_id], sheet, _cells(sheet, version)))
        return found

    @cached_property
    def below(self) -> dict[str | None, list[str]]:
        """Who stands directly under each unit."""
        found: dict[str | None, list[str]] = defaultdict(list)
        for child, above in self.tree.items():
            found[above].append(child)
        return found

    @cache  # noqa: B019 - lives as long as one test
    def at(self, place: Place) -> tuple[Held, Held]:
        """Own numbers, and those stated for whole subtrees; stocks of units that ended are left out."""
        block, position = place
        last = block_of(block).over_time == "last"
        own, stated = Held(), Held()
        for code, sheet, cells in self.sheets:
            if last and code in self.gone:
                continue
            mask = masks(sheet.form_version_id).get(block)
            owed = mask is not None and mask[position - 1] and sheet.owed
            received, expected = own.counts.get(code, (0, 0))
            own.counts[code] = (received, expected + bool(owed))
            for scope, held in ((0, own), (1, stated)):
                numbers, na = cells.get((block, scope), ([None] * 64, 0))
                number = numbers[position - 1]
                if number is not None:
                    held.numbers[code] = combine(block, [held.numbers.get(code), number]) or 0
                received, expected = own.counts[code]
                own.counts[code] = (received + (number is not None or na >> (position - 1) & 1), expected)
        return own, stated

    def as_it_was(self, place: Place) -> dict[str, int | None]:
        """The total of each unit in the period's own tree."""
        own, stated = self.at(place)
        return {code: self._total(place, own, stated, code) for code in self.tree}

    def _total(self, place: Place, own: Held, stated: Held, code: str) -> int | None:
        if code in stated.numbers:
            return stated.numbers[code]
        return self._beneath(place, own, stated, code)

    def _beneath(self, place: Place, own: Held, stated: Held, code: str) -> int | None:
        below = [self._total(place, own, stated, child) for child in self.below[code]]
        return combine(place[0], [own.numbers.get(code), *below])

    def atoms(self, place: Place) -> Held:
        """What each unit adds: its own number, and by how much one for its whole subtree differs from what is there."""
        own, stated = self.at(place)
        held = Held(dict(own.numbers), dict(own.counts))
        for code, number in stated.numbers.items():
            beneath = self._beneath(place, own, stated, code) if _adds(place[0]) else None
            held.numbers[code] = combine(place[0], [held.numbers.get(code), number - (beneath or 0)]) or 0
        return held

    def carried(self, place: Place, day: date) -> Held:
        """Atoms with whoever holds them on a day; `ENDED` has what belongs to nobody any more."""
        rules = [
            Rule(s.predecessor.code, s.successor.code, s.share, s.on)
            for s in Succession.objects.filter(on__lte=day).select_related("predecessor", "successor")
            if s.counts_from > self.period.ends or s.on == s.predecessor.dissolved_on
        ]
        held, whole = self.atoms(place), _whole_of(place)
        if _adds(place[0]):
            wholes = self.atoms(whole).numbers if whole else None
            numbers = carry_forward(held.numbers, rules, wholes=wholes).values
        else:
            numbers = _to_everybody(held.numbers, rules)
        carried = Held(counts=_to_the_largest(held.counts, rules))
        living = place_on(day)
        for code, number in numbers.items():
            where = code if code in living else ENDED
            carried.numbers[where] = combine(place[0], [carried.numbers.get(where), number]) or 0
        counts: dict[str, Count] = defaultdict(lambda: (0, 0))
        for code, (received, expected) in carried.counts.items():
            where = code if code in living else ENDED
            counts[where] = (counts[where][0] + received, counts[where][1] + expected)
        return Held(carried.numbers, dict(counts))

    def as_it_is(self, place: Place, day: date) -> dict[str, tuple[int | None, int, int]]:
        """Total, received and expected of each unit in the tree of a day, and of `ENDED`."""
        held, tree = self.carried(place, day), place_on(day)
        found: dict[str, tuple[int | None, int, int]] = dict.fromkeys([*tree, ENDED], (None, 0, 0))
        for code in found.keys() & {*held.numbers, *held.counts}:
            received, expected = held.counts.get(code, (0, 0))
            for above in _upwards(tree, code):
                number, came, owed = found[above]
                more = combine(place[0], [number, held.numbers.get(code)])
                found[above] = (more, came + received, owed + expected)
        return found


def combine(block: int, numbers: Sequence[int | None]) -> int | None:
    """The sum or the largest of the numbers that there are."""
    some = [number for number in numbers if number is not None]
    if not some:
        return None
    return sum(some) if _adds(block) else max(some)


@cache
def block_of(number: int) -> Block:
    """A block of the catalogue, which no test changes."""
    return Block.objects.get(pk=number)


def masks(version: int) -> dict[int, list[int]]:
    """Which positions of each block a form collects."""
    if version not in _MASKS:
        _MASKS[version] = dict(FormBlock.objects.filter(version=version).values_list("block", "mask"))
    return _MASKS[version]


_MASKS: dict[int, dict[int, list[int]]] = {}


def place_on(day: date) -> dict[str, str | None]:
    """The tree of a day; whoever is founded later has the first place that it will have."""
    found: dict[str, str | None] = {}
    rows = Placement.objects.order_by("during").values_list("unit__code", "parent__code", "during")
    for code, above, during in rows:
        if (during.upper is None or during.upper > day) and code not in found:
            found[code] = above
    return found


def place_of(indicator: Indicator) -> Place:
    return (indicator.slot.block_id, indicator.slot.position)


def _upwards(tree: Mapping[str, str | None], code: str) -> Iterator[str]:
    at: str | None = code
    while at is not None:
        yield at
        at = tree.get(at)


def _to_everybody(numbers: Mapping[str, int], rules: Sequence[Rule]) -> dict[str, int]:
    """An extreme is every heir's."""
    held = dict(numbers)
    for group in in_order(rules):
        if (number := held.pop(group[0].predecessor, None)) is not None:
            for heir in group:
                held[heir.successor] = max(number, held.get(heir.successor, number))
    return held


def _to_the_largest(counts: Mapping[str, Count], rules: Sequence[Rule]) -> dict[str, Count]:
    held = dict(counts)
    for group in in_order(rules):
        if (count := held.pop(group[0].predecessor, None)) is not None:
            heir = min(group, key=lambda rule: (-rule.share, rule.successor)).successor
            received, expected = held.get(heir, (0, 0))
            held[heir] = (received + count[0], expected + count[1])
    return held


def _whole_of(place: Place) -> Place | None:
    indicator = catalogue().by_place.get(place)
    return place_of(catalogue().by_id[indicator.part_of_id]) if indicator and indicator.part_of_id else None


def _adds(block: int) -> bool:
    return block_of(block).combine == "sum"


def _cells(sheet: Sheet, version: int | None) -> dict[tuple[int, int], tuple[list[int | None], int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT block, scope, cells, na FROM figures_sheetcells"
            " WHERE closes = %s AND sheet_id = %s AND version = %s",
            [sheet.closes, sheet.pk, version],
        )
        return {(block, scope): (cells, na) for block, scope, cells, na in cursor.fetchall()}
