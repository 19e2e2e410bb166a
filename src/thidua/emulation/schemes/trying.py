"""What if: the units of last year scored by one table and by another, side by side, with who gains and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number
from thidua.figures.queries import Window
from thidua.indicators.queries import catalogue
from thidua.scoring.engine import Row, score
from thidua.scoring.results import Result, UnitResults
from thidua.scoring.scheme import Criterion, External, Group, Manual, Scheme

from .figures import results_from_figures

NAMED_REASONS = 2
LEAST_CHANGE = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit under both tables; `why` says in one sentence where its points changed."""

    unit_id: int
    before: Row
    after: Row
    why: str

    @property
    def name(self) -> str:
        return self.after.name

    @property
    def code(self) -> str:
        return self.after.unit

    @property
    def change(self) -> Decimal:
        return self.after.standing.total - self.before.standing.total

    @property
    def places(self) -> int:
        """How many places the unit rises; below zero it falls; 0 where it has none on either side."""
        old, new = self.before.place.place, self.after.place.place
        return 0 if old is None or new is None else old - new


@dataclass(frozen=True, slots=True)
class Spread:
    """How totals are spread: exact numbers in points, and how many units share a total with another."""

    least: Decimal
    middle: Decimal
    most: Decimal
    mean: Fraction
    deviation: Fraction
    tied: int


@dataclass(frozen=True, slots=True)
class Trial:
    """Both tables over the same units: rows by place under the second one, spreads, and how many are in each class."""

    rows: tuple[Compared, ...]
    before: Spread
    after: Spread
    classes: tuple[tuple[str, int, int], ...]

    @property
    def risers(self) -> int:
        """How many units come to a better place."""
        return sum(row.places > 0 for row in self.rows)

    @property
    def fallers(self) -> int:
        """How many units come to a worse place."""
        return sum(row.places < 0 for row in self.rows)


def tried(old: Scheme, new: Scheme, unit_ids: Sequence[int], period: Window, *, by_hand_full: bool) -> Trial | None:
    """Score units by both tables on their accepted figures; None without units. Statements: a fixed number.

    What people score has no points yet: with `by_hand_full` everybody gets them all, else nobody any.
    """
    if not unit_ids:
        return None
    read = results_from_figures(old, unit_ids, period)
    read_new = read if _reads_alike(old, new) else results_from_figures(new, unit_ids, period)
    before = _scored(old, read, full=by_hand_full)
    after = _scored(new, read_new, full=by_hand_full)
    names = _group_names(old) | _group_names(new)
    rows = [Compared(unit, before[unit], after[unit], _why(before[unit], after[unit], names)) for unit in after]
    rows.sort(key=lambda row: (row.after.place.place is None, row.after.place.place or 0, row.name))
    return Trial(
        tuple(rows),
        spread([row.before.standing.total for row in rows]),
        spread([row.after.standing.total for row in rows]),
        _classes(old, new, rows),
    )


def by_hand(table: Scheme) -> list[Criterion]:
    """The criteria that no figure decides and that everybody may get in full: those of bonus groups are left out."""
    bonus = _bonus_codes(table)
    return [one for one in table.positions if not _is_read(one) and one.code not in bonus]


def spread(totals: Sequence[Decimal]) -> Spread:
    """Least, middle, most, mean and standard deviation of totals, of which there is at least one."""
    ordered = sorted(totals)
    mean = sum(map(Fraction, ordered), Fraction(0)) / len(ordered)
    variance = sum(((Fraction(one) - mean) ** 2 for one in ordered), Fraction(0)) / len(ordered)
    shared = Counter(ordered)
    return Spread(
        least=ordered[0],
        middle=(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2,
        most=ordered[-1],
        mean=mean,
        deviation=_root(variance),
        tied=sum(count for count in shared.values() if count > 1),
    )


def _root(value: Fraction) -> Fraction:
    """A square root to four decimal places."""
    fine = 10**8
    return Fraction(isqrt(value.numerator * fine // value.denominator), 10**4)


def _is_read(criterion: Criterion) -> bool:
    return not isinstance(criterion.formula, Manual | External) and any(
        one.key in catalogue().by_code for one in criterion.measures
    )


def _reads_alike(old: Scheme, new: Scheme) -> bool:
    """Whether both tables read the same figures for the same criteria."""
    return {one.code: one.measures for one in old.positions} == {one.code: one.measures for one in new.positions}


def _scored(table: Scheme, read: Mapping[int, UnitResults], *, full: bool) -> dict[int, Row]:
    """The rows of a table over units; what people score is taken as given by hand, in full or not at all."""
    in_full = {one.code for one in by_hand(table)} if full else set()
    unread = [one for one in table.positions if not _is_read(one)]
    given = {one.code: one.max if one.code in in_full else Decimal(0) for one in unread}
    assumed = replace(table, groups=tuple(_with_manual(group, given) for group in table.groups))
    stated = {
        code: Result(points=points)
        for code, points in given.items()
        if not isinstance(table.criterion(code).formula, External)
    }
    stated |= {code: Result() for code in given if code not in stated}
    units = [replace(one, results={**one.results, **stated}) for one in read.values()]
    rows = score(assumed, units).rows
    return dict(zip(read, rows, strict=True))


def _with_manual(group: Group, given: Mapping[str, Decimal]) -> Group:
    criteria = tuple(
        replace(one, formula=Manual()) if one.code in given and not isinstance(one.formula, External) else one
        for one in group.criteria
    )
    return replace(group, groups=tuple(_with_manual(one, given) for one in group.groups), criteria=criteria)


def _bonus_codes(table: Scheme) -> set[str]:
    bonus = (inner for group in table.walk() if group.bonus for inner in group.walk())
    return {one.code for group in bonus for one in group.criteria}


def _group_names(table: Scheme) -> dict[str, str]:
    return {group.code: group.name for group in table.groups}


def _why(before: Row, after: Row, names: Mapping[str, str]) -> str:
    """Where the points changed: the groups that gave or took the most, then the class."""
    changes = []
    for code in names:
        old = before.standing.groups[code].points if code in before.standing.groups else Decimal(0)
        new = after.standing.groups[code].points if code in after.standing.groups else Decimal(0)
        if abs(new - old) >= LEAST_CHANGE:
            changes.append((new - old, names[code]))
    changes.sort(key=lambda pair: -abs(pair[0]))
    said = [
        (_("tăng %(n)s ở «%(group)s»") if change > 0 else _("giảm %(n)s ở «%(group)s»"))
        % {"n": print_number(abs(change), 2), "group": name}
        for change, name in changes[:NAMED_REASONS]
    ]
    if len(changes) > NAMED_REASONS:
        said.append(_("còn lại ở %(n)d nhóm khác") % {"n": len(changes) - NAMED_REASONS})
    text = _("Điểm không đổi.") if not said else f"{', '.join(said)}."
    return text[:1].upper() + text[1:]


def _classes(old: Scheme, new: Scheme, rows: Sequence[Compared]) -> tuple[tuple[str, int, int], ...]:
    """How many units are in each class on either side, the best first; "" stands for those that have none."""
    labels = list(dict.fromkeys([*(band.label for band in new.classes), *(band.label for band in old.classes), ""]))
    before = Counter(row.before.standing.class_after for row in rows)
    after = Counter(row.after.standing.class_after for row in rows)
    return tuple((label, before[label], after[label]) for label in labels if label or before[label] or after[label])
