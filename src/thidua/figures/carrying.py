"""Where values go by succession, and the few that have to be divided on the way.

Most units that end have one heir for everything they were: SQL adds those up at their heirs (`Ways.whole`). What
passes through a split is divided here, exactly as `rules.carry_forward` does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from thidua.core import sql
from thidua.indicators.models import Block, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Combine
from thidua.org.models import Succession as StoredSuccession

from .dividing import POSITIONS, Portion, Rules, carried
from .queries import LOST
from .rules import Succession, in_order

PACKAGE = "thidua.figures"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the values of predecessors end up on a day.

    `ends` are all units that something of a predecessor's gets to; `divided` the predecessors with values that pass
    through a split; `groups` what each unit handed on, in the order of days.
    """

    ends: Mapping[int, frozenset[int]]
    divided: frozenset[int]
    groups: Sequence[Sequence[Succession]]
    ids: Mapping[str, int]

    @property
    def whole(self) -> dict[int, int]:
        """The one heir of each predecessor whose values stay together."""
        return {unit: heir for unit, ends in self.ends.items() if unit not in self.divided for heir in ends}

    @property
    def pairs(self) -> tuple[list[int], list[int]]:
        """Predecessors and heirs, as two columns."""
        pairs = [(unit, heir) for unit, ends in self.ends.items() for heir in ends]
        return [unit for unit, _heir in pairs], [heir for _unit, heir in pairs]


@dataclass(frozen=True, slots=True)
class Handed:
    """One succession as the database has it, with the day its predecessor ended (None: it goes on)."""

    predecessor: int
    predecessor_code: str
    successor: int
    successor_code: str
    share: int
    on: date
    counts_from: date
    ended: date | None

    @property
    def rule(self) -> Succession:
        """The succession as the rules know it, by codes."""
        return Succession(self.predecessor_code, self.successor_code, self.share, self.on)


def handed_until(day: date) -> list[Handed]:
    """Every succession up to a day, that day included. One statement."""
    rows = StoredSuccession.objects.filter(on__lte=day).order_by("on", "predecessor", "successor")
    named = rows.annotate(ended=F("predecessor__dissolved_on")).values_list(
        "predecessor", "predecessor__code", "successor", "successor__code", "share", "on", "counts_from", "ended"
    )
    return [Handed(*row) for row in named]


def handed_into(units: Iterable[int], *, day: date) -> list[Handed]:
    """The successions up to a day of everybody whose values some units may have got a share of. One statement."""
    return sql.fetch(PACKAGE, "successions_into", {"units": list(units), "day": day}, Handed)


def applying(handed: Iterable[Handed], *, day: date, ends: date) -> list[Handed]:
    """The successions that values of a period follow, as they are on `day`; the period ends on `ends`.

    A succession moves what was reported for periods before it counted, and the one by which a unit ended moves
    everything: what a unit reported after it had given a part away is not divided by that part once it ends.
    """
    return [h for h in handed if h.on <= day and (h.counts_from > ends or h.on == h.ended)]


def ways(handed: Iterable[Handed], *, day: date, ends: date, living: frozenset[int] | None = None) -> Ways:
    """The ways of values of a period that ends on `ends`, as they are on `day`.

    With `living` every other end is `LOST`.
    """
    apply = applying(handed, day=day, ends=ends)
    ids = {h.predecessor_code: h.predecessor for h in apply} | {h.successor_code: h.successor for h in apply}
    groups = in_order(h.rule for h in apply)
    reached: dict[int, frozenset[int]] = {}
    divided: set[int] = set()
    # Backwards, so that whoever inherits is known when we come to who handed on.
    for group in reversed(groups):
        heirs = [ids[heir.successor] for heir in group]
        predecessor = ids[group[0].predecessor]
        if len(heirs) > 1 or heirs[0] in divided:
            divided.add(predecessor)
        else:
            divided.discard(predecessor)
        reached[predecessor] = frozenset().union(*(reached.get(heir, {heir}) for heir in heirs))
    if living is not None:
        reached = {unit: frozenset(e if e in living else LOST for e in ends) for unit, ends in reached.items()}
    return Ways(reached, frozenset(divided), groups, ids)


@dataclass(frozen=True, slots=True)
class _AtomRow:
    """A sheet's cells of one block as SQL returns them."""

    unit_id: int
    sheet_id: int
    owed: bool
    block: int
    mask: list[int]
    basis: int
    cells: list[int | None] | None
    na: int
    beneath: list[int | None] | None


@dataclass(frozen=True, slots=True)
class Atom:
    """A block of what came to a unit by shares."""

    unit_id: int
    block: int
    basis: int
    sums: list[int | None]
    with_value: list[int]
    received: list[int]
    expected: list[int]


def divided_values(way: Ways, period: Period, *, living: frozenset[int]) -> list[Atom]:
    """The values of a base period that pass through splits, at the units where they end up."""
    if not way.divided:
        return []
    params = {"period": period.pk, "closes": period.ends, "units": sorted(way.divided)}
    rows = sql.fetch(PACKAGE, "carried_atoms", params, _AtomRow)
    codes = {unit: code for code, unit in way.ids.items()}
    held: dict[int, dict[str, Portion]] = defaultdict(dict)
    seen: set[tuple[int, int, int]] = set()
    for row in rows:
        portion = held[row.basis].setdefault(codes[row.unit_id], Portion())
        once = (row.sheet_id, row.block, row.basis)
        _take_in(portion, row, owed=row.owed and once not in seen)
        seen.add(once)
    rules = catalogue_rules()
    return [
        atom
        for basis, portions in held.items()
        for code, portion in carried(portions, way.groups, rules).items()
        for atom in _atoms(way.ids[code] if way.ids[code] in living else LOST, basis, portion)
    ]


def _take_in(portion: Portion, row: _AtomRow, *, owed: bool) -> None:
    """Add a sheet's block to what its unit holds."""
    with_value, received, expected = portion.count(row.block)
    for at in range(POSITIONS):
        number = row.cells[at] if row.cells else None
        if number is not None:
            less = (row.beneath[at] or 0) if row.beneath else 0
            portion.add((row.block, at + 1), number - less)
            with_value[at] += 1
        received[at] += number is not None or row.na >> at & 1
        expected[at] += row.mask[at] if owed else 0


def catalogue_rules() -> Rules:
    """How the numbers of the catalogue's indicators are divided."""
    place = {i.pk: at for at, i in catalogue().by_place.items()}
    whole_of = {at: place[i.part_of_id] for at, i in catalogue().by_place.items() if i.part_of_id in place}
    largest = Block.objects.filter(combine=Combine.MAX).values_list("pk", flat=True)
    return Rules(whole_of, frozenset(largest))


def _atoms(unit: int, basis: int, portion: Portion) -> list[Atom]:
    blocks = {block for block, _position in portion.numbers} | set(portion.counts)
    return [
        Atom(
            unit,
            block,
            basis,
            [portion.numbers.get((block, position)) for position in range(1, POSITIONS + 1)],
            *portion.count(block),
        )
        for block in sorted(blocks)
    ]
