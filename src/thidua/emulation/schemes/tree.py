"""The tree of a point table under an editor's hands: find, add, move, copy and remove rows. Tables are immutable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from thidua.scoring.format import NAME
from thidua.scoring.scheme import Criterion, Group, Manual, Scheme, Scorer, TieBreakBy

from .errors import BadRow

MOST_ROWS = 400
DEEPEST = 5
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: `label` is its number on paper, `depth` 0 for the topmost groups, `within` the group above.

    `given` is what the rows of a group add up to; None for criteria and for groups without rows.
    """

    item: Group | Criterion
    label: str
    depth: int
    within: str = ""
    given: Decimal | None = None
    first: bool = False
    last: bool = False

    @property
    def code(self) -> str:
        """The code of the group or criterion."""
        return self.item.code

    @property
    def group(self) -> Group | None:
        """The group, None on the row of a criterion."""
        return self.item if isinstance(self.item, Group) else None

    @property
    def criterion(self) -> Criterion | None:
        """The criterion, None on the row of a group."""
        return self.item if isinstance(self.item, Criterion) else None

    @property
    def differs(self) -> bool:
        """Whether the rows of a group add up to something else than its maximum."""
        return self.given is not None and self.given != self.item.max


def rows_of(table: Scheme) -> list[Row]:
    """Every line in the order of the table, numbered as people do: I, then 1, then 1.1."""
    return list(_rows(table.groups, (), "", 0))


def _rows(items: tuple[Group | Criterion, ...], above: tuple[int, ...], within: str, depth: int) -> Iterator[Row]:
    for number, item in enumerate(items, start=1):
        first, last = number == 1, number == len(items)
        path = (*above, number) if depth else ()
        label = ".".join(map(str, path)) if depth else roman(number)
        below = _items(item) if isinstance(item, Group) else ()
        given = sum((one.max for one in below), Decimal(0)) if below else None
        yield Row(item, label, depth, within, given, first=first, last=last)
        yield from _rows(below, path, item.code, depth + 1)


def total_of(table: Scheme) -> Decimal:
    """What the ordinary groups add up to."""
    return sum((group.max for group in table.groups if not group.bonus), Decimal(0))


def roman(number: int) -> str:
    """A number in Roman figures."""
    text = ""
    for worth, sign in _ROMAN:
        text, number = text + sign * (number // worth), number % worth
    return text


def find(table: Scheme, code: str) -> Row:
    """The row with a code. Raises BadRow."""
    row = next((row for row in rows_of(table) if row.code == code), None)
    if row is None:
        raise BadRow(_("Bảng điểm không còn dòng này. Có thể người khác vừa xóa nó; hãy tải lại trang."))
    return row


def put(table: Scheme, item: Group | Criterion) -> Scheme:
    """The table with `item` in the place of the row that has its code. Raises BadRow."""
    find(table, item.code)
    return replace(table, groups=_changed(table.groups, item.code, lambda _old: (item,)))


def add_group(table: Scheme, within: str = "") -> tuple[Scheme, str]:
    """A new group at the end of a group, or of the table; with its code. Raises BadRow."""
    _refuse_large(table)
    group = Group(code=_free(table, within), name=_("Nhóm mới"), max=Decimal(0))
    if not within:
        return replace(table, groups=(*table.groups, group)), group.code
    row = _group(table, within)
    if row.depth + 1 >= DEEPEST:
        raise BadRow(_("Bảng điểm có nhiều nhất %(n)d bậc. Hãy đặt nhóm này ở bậc cao hơn.") % {"n": DEEPEST})
    parent = row.item
    assert isinstance(parent, Group)  # _group found it
    return put(table, replace(parent, groups=(*parent.groups, group))), group.code


def add_criterion(table: Scheme, within: str) -> tuple[Scheme, str]:
    """A new criterion at the end of a group, scored by hand until somebody chooses; with its code. Raises BadRow."""
    _refuse_large(table)
    parent = _group(table, within).item
    assert isinstance(parent, Group)  # _group found it
    code = _free(table, within)
    criterion = Criterion(code, _("Tiêu chí mới"), Decimal(0), formula=Manual(), scorer=Scorer.UNIT)
    return put(table, replace(parent, criteria=(*parent.criteria, criterion))), criterion.code


def remove(table: Scheme, code: str) -> Scheme:
    """The table without a row, all that is below it, and the tie-breaks that asked for them. Raises BadRow."""
    gone = _codes(find(table, code).item)
    kept = tuple(one for one in table.tie_breaks if one.by == TieBreakBy.FACT or one.of not in gone)
    return replace(table, groups=_changed(table.groups, code, lambda _old: ()), tie_breaks=kept)


def duplicate(table: Scheme, code: str) -> tuple[Scheme, str]:
    """The table with a copy of a row right below it, under codes of their own; with the copy's code. Raises BadRow."""
    _refuse_large(table)
    row = find(table, code)
    copy = _with_new_codes(row.item, row.within, _all_codes(table))
    copy = replace(copy, name=(_("%(name)s (bản sao)") % {"name": copy.name})[:NAME])
    return replace(table, groups=_changed(table.groups, code, lambda old: (old, copy))), copy.code


def move(table: Scheme, code: str, by: int) -> Scheme:
    """A row one place up (-1) or down (1); a criterion at the edge of its group goes into the next. Raises BadRow."""
    row = find(table, code)
    siblings = _siblings(table, row)
    at = next(place for place, one in enumerate(siblings) if one.code == code)
    if 0 <= at + by < len(siblings):
        order = list(siblings)
        order[at], order[at + by] = order[at + by], order[at]
        return _with_siblings(table, row, tuple(order))
    if isinstance(row.item, Group):
        raise BadRow(_("Nhóm này đã ở đầu hoặc cuối. Muốn đổi bậc, hãy dùng «Lùi vào» hoặc «Lùi ra»."))
    groups = list(table.walk())
    there = next(place for place, group in enumerate(groups) if group.code == row.within) + by
    if not 0 <= there < len(groups):
        raise BadRow(_("Tiêu chí này đã ở đầu hoặc cuối bảng."))
    return _carry(table, row.item, groups[there].code, at_end=by < 0)


def indent(table: Scheme, code: str) -> Scheme:
    """A group into the group before it, a criterion into the last group beside it. Raises BadRow."""
    row = find(table, code)
    if isinstance(row.item, Criterion):
        beside = _group(table, row.within).group
        if beside is None or not beside.groups:
            raise BadRow(_("Bên cạnh tiêu chí này không có nhóm nhỏ nào để đưa vào."))
        return _carry(table, row.item, beside.groups[-1].code, at_end=True)
    siblings = _siblings(table, row)
    at = next(place for place, one in enumerate(siblings) if one.code == code)
    if at == 0:
        raise BadRow(_("Phía trên không có nhóm cùng bậc nào để đưa nhóm này vào."))
    if row.depth + _height(row.item) >= DEEPEST:
        raise BadRow(_("Bảng điểm có nhiều nhất %(n)d bậc.") % {"n": DEEPEST})
    return _carry(table, row.item, siblings[at - 1].code, at_end=True)


def outdent(table: Scheme, code: str) -> Scheme:
    """A row out of its group: a group right behind it, a criterion to the end of the group above. Raises BadRow."""
    row = find(table, code)
    if not row.within:
        raise BadRow(_("Nhóm này đã ở bậc cao nhất."))
    parent = find(table, row.within)
    if isinstance(row.item, Criterion):
        if not parent.within:
            raise BadRow(_("Mỗi tiêu chí phải nằm trong một nhóm."))
        return _carry(table, row.item, parent.within, at_end=True)
    item = row.item
    without = _changed(table.groups, code, lambda _old: ())
    return replace(table, groups=_changed(without, parent.code, lambda old: (old, item)))


# ── Inside ───────────────────────────────────────────────────────────────────


def _items(group: Group) -> tuple[Group | Criterion, ...]:
    return (*group.groups, *group.criteria)


Change = Callable[[Group | Criterion], tuple[Group | Criterion, ...]]


def _changed(groups: tuple[Group, ...], code: str, change: Change) -> tuple[Group, ...]:
    """The groups with what `change` makes of the row that has this code in its place."""
    made: list[Group] = []
    for group in groups:
        if group.code == code:
            made += [one for one in change(group) if isinstance(one, Group)]
            continue
        criteria = [
            one
            for old in group.criteria
            for one in (change(old) if old.code == code else (old,))
            if isinstance(one, Criterion)
        ]
        made.append(replace(group, groups=_changed(group.groups, code, change), criteria=tuple(criteria)))
    return tuple(made)


def _carry(table: Scheme, item: Group | Criterion, into: str, *, at_end: bool) -> Scheme:
    """A row out of its place and into a group, at its end or its beginning."""
    table = replace(table, groups=_changed(table.groups, item.code, lambda _old: ()))
    group = find(table, into).item
    assert isinstance(group, Group)  # callers name groups
    if isinstance(item, Group):
        return put(table, replace(group, groups=(*group.groups, item)))
    criteria = (*group.criteria, item) if at_end else (item, *group.criteria)
    return put(table, replace(group, criteria=criteria))


def _siblings(table: Scheme, row: Row) -> tuple[Group | Criterion, ...]:
    """The rows of the same sort in the same group."""
    parent = find(table, row.within).group if row.within else None
    if isinstance(row.item, Criterion):
        assert parent is not None  # every criterion stands in a group
        return parent.criteria
    return parent.groups if parent else table.groups


def _with_siblings(table: Scheme, row: Row, order: tuple[Group | Criterion, ...]) -> Scheme:
    groups = tuple(one for one in order if isinstance(one, Group))
    criteria = tuple(one for one in order if isinstance(one, Criterion))
    if not row.within:
        return replace(table, groups=groups)
    parent = find(table, row.within).item
    assert isinstance(parent, Group)  # criteria have no rows
    return put(table, replace(parent, criteria=criteria) if criteria else replace(parent, groups=groups))


def _group(table: Scheme, code: str) -> Row:
    row = find(table, code)
    if row.group is None:
        raise BadRow(_("Chỉ thêm dòng vào một nhóm."))
    return row


def _height(item: Group | Criterion) -> int:
    """How many levels of groups a group has, itself included."""
    return 1 + max((_height(group) for group in item.groups), default=0) if isinstance(item, Group) else 0


def _codes(item: Group | Criterion) -> set[str]:
    found = {item.code}
    return found.union(*map(_codes, _items(item))) if isinstance(item, Group) else found


def _all_codes(table: Scheme) -> set[str]:
    return {code for group in table.groups for code in _codes(group)}


def _free(table: Scheme, within: str) -> str:
    return _next_code(within, _all_codes(table))


def _next_code(within: str, taken: set[str]) -> str:
    """A code that is not taken: a letter for a topmost group, else that of the group with a number."""
    if not within:
        free = next((letter for letter in _LETTERS if letter not in taken), "")
        return free or _next_code("Z", taken)
    stem = f"{within}." if re.search(r"[0-9]$", within) else within
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _with_new_codes(item: Group | Criterion, within: str, taken: set[str]) -> Group | Criterion:
    code = _next_code(within, taken)
    taken.add(code)
    if isinstance(item, Criterion):
        return replace(item, code=code)
    groups = tuple(one for old in item.groups if isinstance(one := _with_new_codes(old, code, taken), Group))
    criteria = tuple(one for old in item.criteria if isinstance(one := _with_new_codes(old, code, taken), Criterion))
    return replace(item, code=code, groups=groups, criteria=criteria)


def _refuse_large(table: Scheme) -> None:
    if len(_all_codes(table)) >= MOST_ROWS:
        raise BadRow(_("Một bảng điểm có nhiều nhất %(n)d dòng.") % {"n": MOST_ROWS})
