"""Dividing what a unit holds among those who carry it on: all its numbers at once, parts with their wholes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thidua.core.shares import largest_remainder

from .rules import Succession

POSITIONS = 64
Place = tuple[int, int]
"""A block and a position (1 to 64) in it."""


@dataclass(slots=True)
class Portion:
    """What a unit holds: numbers by place, and per block how many cells have a number, came, were owed."""

    numbers: dict[Place, int] = field(default_factory=dict)
    counts: dict[int, list[list[int]]] = field(default_factory=dict)

    def add(self, place: Place, number: int) -> None:
        """Put a number on top of what is held there."""
        self.numbers[place] = self.numbers.get(place, 0) + number

    def count(self, block: int) -> list[list[int]]:
        """The three counts of a block, 64 each."""
        return self.counts.setdefault(block, [[0] * POSITIONS for _ in range(3)])


@dataclass(frozen=True, slots=True)
class Rules:
    """Which numbers are parts of which others, and the blocks of which the largest counts instead of the sum."""

    whole_of: Mapping[Place, Place]
    largest: frozenset[int]

    def rank(self, place: Place) -> int:
        """How many wholes stand above a place: wholes are divided before their parts."""
        return 1 + self.rank(self.whole_of[place]) if place in self.whole_of else 0


def carried(held: Mapping[str, Portion], groups: Sequence[Sequence[Succession]], rules: Rules) -> dict[str, Portion]:
    """What units hold after everybody has handed on, group by group: `rules.carry_forward` for all numbers at once.

    An extreme is divided by nobody: every heir gets it. Counts of cells go to the heir with the largest share.
    """
    portions = dict(held)
    for heirs in groups:
        given = portions.pop(heirs[0].predecessor, None)
        if given is not None:
            _hand_over(portions, given, heirs, rules)
    return portions


def _hand_over(portions: dict[str, Portion], given: Portion, heirs: Sequence[Succession], rules: Rules) -> None:
    parts: dict[Place, list[int]] = {}
    taking = [portions.setdefault(heir.successor, Portion()) for heir in heirs]
    for place in sorted(given.numbers, key=rules.rank):
        number = given.numbers[place]
        if place[0] in rules.largest:
            for portion in taking:
                portion.numbers[place] = max(number, portion.numbers.get(place, number))
            continue
        whole = rules.whole_of.get(place)
        # A part above its whole was never balanced: nothing can cap it.
        caps = parts[whole] if whole in parts and number <= given.numbers[whole] else None
        parts[place] = _apportion(number, heirs, caps)
        for portion, part in zip(taking, parts[place], strict=True):
            portion.add(place, part)
    main = min(zip(heirs, taking, strict=True), key=lambda pair: (-pair[0].share, pair[0].successor))[1]
    for block, counts in given.counts.items():
        for mine, more in zip(main.count(block), counts, strict=True):
            mine[:] = [a + b for a, b in zip(mine, more, strict=True)]


def _apportion(number: int, heirs: Sequence[Succession], caps: list[int] | None) -> list[int]:
    if number == 0 or len(heirs) == 1:
        return [number] + [0] * (len(heirs) - 1)
    return largest_remainder(number, [h.share for h in heirs], [h.successor for h in heirs], caps)
