"""How one point table differs from another: rows added, removed and changed, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core.text import fold
from thidua.scoring.describing import describe_floor, describe_tie_break
from thidua.scoring.scheme import Criterion, Group, Scheme

from . import wording
from .tree import Row, rows_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is not the same: what it is called, and what is said on either side."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is there on one side alone, or differs; `row` is the later one where there are both."""

    kind: str
    row: Row
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs: rows in the order of the later table, what was removed last; then the table's own."""

    rows: tuple[Difference, ...]
    whole: tuple[Fact, ...]

    @property
    def empty(self) -> bool:
        """Whether both are the same."""
        return not self.rows and not self.whole

    def count(self, kind: str) -> int:
        """How many rows were added, removed or changed."""
        return sum(row.kind == kind for row in self.rows)


def differences(before: Scheme, after: Scheme) -> Differences:
    """Rows are the same by their code or, where a code is gone, by their name; a pure change of order is none."""
    old = {row.code: row for row in rows_of(before)}
    new = rows_of(after)
    pairs = _pairs(old, new)
    areas = wording.departments()
    found = []
    for row in new:
        earlier = pairs.get(row.code)
        if earlier is None:
            found.append(Difference(ADDED, row, tuple(_stated(row, areas))))
        elif facts := tuple(_changed(earlier, row, areas)):
            found.append(Difference(CHANGED, row, facts))
    kept = {row.code for row in pairs.values()}
    found += [Difference(REMOVED, row, tuple(_stated(row, areas))) for code, row in old.items() if code not in kept]
    return Differences(tuple(found), tuple(_whole(before, after)))


def _pairs(old: dict[str, Row], new: list[Row]) -> dict[str, Row]:
    """For each new row the old one that it carries on."""
    pairs = {row.code: old[row.code] for row in new if row.code in old and type(old[row.code].item) is type(row.item)}
    left = {fold(row.item.name): row for code, row in old.items() if code not in {one.code for one in pairs.values()}}
    for row in new:
        if row.code not in pairs and (twin := left.get(fold(row.item.name))) and type(twin.item) is type(row.item):
            pairs[row.code] = left.pop(fold(row.item.name))
    return pairs


def _stated(row: Row, areas: dict[str, str]) -> list[Fact]:
    """What is worth saying of a row that the other side lacks: its maximum and how it is scored."""
    facts = [Fact(_("Điểm tối đa"), "", wording.points(row.item.max))]
    if row.criterion:
        facts.append(Fact(_("Cách chấm"), "", wording.method(row.criterion)))
        facts.append(Fact(_("Ai chấm"), "", wording.scorer(row.criterion, areas)))
    return facts


def _changed(before: Row, after: Row, areas: dict[str, str]) -> list[Fact]:
    sides = _facts(before, areas), _facts(after, areas)
    return [
        Fact(name, sides[0].get(name, ""), value) for name, value in sides[1].items() if sides[0].get(name) != value
    ]


def _facts(row: Row, areas: dict[str, str]) -> dict[str, str]:
    item: Group | Criterion = row.item
    floor = item.floor
    said = {
        _("Nội dung"): item.name,
        _("Điểm tối đa"): wording.points(item.max),
        _("Điểm liệt"): describe_floor(floor) if floor else "",
    }
    if isinstance(item, Group):
        return said | {_("Điểm thưởng"): _("có") if item.bonus else _("không")}
    return said | {
        _("Cách chấm"): wording.method(item),
        _("Nguồn số liệu"): wording.source(item),
        _("Ai chấm"): wording.scorer(item, areas),
        _("Minh chứng"): "; ".join(item.evidence),
    }


def _whole(before: Scheme, after: Scheme) -> list[Fact]:
    sides = _table(before), _table(after)
    return [Fact(name, sides[0][name], value) for name, value in sides[1].items() if sides[0][name] != value]


def _table(table: Scheme) -> dict[str, str]:
    return {
        _("Tổng điểm"): wording.points(table.total),
        _("Tổng không quá"): wording.points(table.cap) if table.cap is not None else _("không giới hạn"),
        _("Quỹ điểm thưởng"): wording.points(table.bonus_pool) if table.bonus_pool is not None else _("không giới hạn"),
        _("Làm tròn"): _("%(n)d chữ số") % {"n": table.digits},
        _("Xếp loại"): "; ".join(f"{band.label}: {wording.points(band.least)}" for band in table.classes),
        _("Điều kiện"): " ".join(wording.condition(one) for one in table.conditions),
        _("Khi bằng điểm"): "; ".join(describe_tie_break(table, one) for one in table.tie_breaks),
    }
