"""What if: the units of last year scored by one table and by another, side by side, with who gains and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number
from thidua.figures.queries import Window
from thidua.indicators.queries import catalogue
from thidua.scoring.engine import Contender, Standing, bests, ranked, scored_each
from thidua.scoring.results import Result, UnitResults
from thidua.scoring.scheme import Criterion, External, Group, Manual, Scheme
from thidua.scoring.standing import Standings

from .figures import results_from_figures, share_of_year

NAMED_REASONS = 2
LEAST_CHANGE = Decimal("0.005")
# So many units are read, and scored, between two words about how far it is.
BATCH = 1_000
PASSES = 4
"""How often each unit is gone through: read and scored for either table."""

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit comes to under a table: its total, its class ("" for none) and its place."""

    total: Decimal
    label: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit under both tables; `why` says in one sentence where its points changed."""

    code: str
    name: str
    before: Outcome
    after: Outcome
    why: str

    @property
    def places(self) -> int:
        """How many places the unit rises; below zero it falls; 0 where it has none on either side."""
        old, new = self.before.place, self.after.place
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
    """Both tables over the same units: rows by place under the second one, spreads, and how many are in each class.

    There is one row at least. Classes are those of either table, the best first.
    """

    rows: tuple[Compared, ...]
    classes: tuple[tuple[str, int, int], ...]

    @property
    def before(self) -> Spread:
        """How totals are spread under the first table."""
        return spread([row.before.total for row in self.rows])

    @property
    def after(self) -> Spread:
        """How totals are spread under the second table."""
        return spread([row.after.total for row in self.rows])

    @property
    def risers(self) -> int:
        """How many units come to a better place."""
        return sum(row.places > 0 for row in self.rows)

    @property
    def fallers(self) -> int:
        """How many units come to a worse place."""
        return sum(row.places < 0 for row in self.rows)


def tried(
    old: Scheme,
    new: Scheme,
    unit_ids: Sequence[int],
    period: Window,
    *,
    by_hand_full: bool,
    tell: Tell = lambda _done: None,
) -> Trial | None:
    """Score units by both tables on their accepted figures; None without units. Statements: a fixed number a batch.

    What people score has no points yet: with `by_hand_full` everybody gets them all, else nobody any. In a period
    shorter than its year results are held against the part of the year's target. `tell` hears how many times a unit
    was gone through, of `PASSES` for each.
    """
    if not unit_ids:
        return None
    read = _read(old, unit_ids, period, tell)
    tell(len(read))
    read_new = read if _reads_alike(old, new) else _read(new, unit_ids, period, lambda done: tell(len(read) + done))
    before = _scored(old, read, full=by_hand_full)
    tell(3 * len(read))
    after = _scored(new, read_new, full=by_hand_full)
    tell(PASSES * len(read))
    names = _group_names(old) | _group_names(new)
    rows = [
        Compared(
            read_new[unit].unit,
            read_new[unit].name,
            before[unit].outcome,
            after[unit].outcome,
            _why(before[unit].standing, after[unit].standing, names),
        )
        for unit in after
    ]
    rows.sort(key=lambda row: (row.after.place is None, row.after.place or 0, row.name))
    return Trial(tuple(rows), _classes(old, new, rows))


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A unit under a table."""

    standing: Standing
    place: int | None

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.standing.total, self.standing.class_after, self.place)


def _read(table: Scheme, unit_ids: Sequence[int], period: Window, tell: Tell) -> dict[int, UnitResults]:
    """What units are scored from."""
    found: dict[int, UnitResults] = {}
    for start in range(0, len(unit_ids), BATCH):
        batch = unit_ids[start : start + BATCH]
        found |= results_from_figures(table, batch, period, share=share_of_year(period.span))
        tell(len(found))
    return found


def _scored(table: Scheme, read: Mapping[int, UnitResults], *, full: bool) -> dict[int, _Line]:
    """Units under a table; what people score is taken as given by hand, in full or not at all.

    Of the points of thousands of units nothing is kept but what places are shared out by.
    """
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
    sums = Standings(assumed)
    contenders = []
    for unit, scored in zip(units, scored_each(assumed, units, bests(assumed, units)), strict=True):
        points = [one.thousandths for one in scored]
        contenders.append(Contender(points, sums.of(points, unit.facts), unit.facts))
    places = ranked(assumed, contenders)
    return {
        unit: _Line(contender.standing, place.place)
        for unit, contender, place in zip(read, contenders, places, strict=True)
    }


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


def _why(before: Standing, after: Standing, names: Mapping[str, str]) -> str:
    """Where the points changed: the groups that gave or took the most, then the class."""
    changes = []
    for code in names:
        old = before.groups[code].points if code in before.groups else Decimal(0)
        new = after.groups[code].points if code in after.groups else Decimal(0)
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
    before = Counter(row.before.label for row in rows)
    after = Counter(row.after.label for row in rows)
    return tuple((label, before[label], after[label]) for label in labels if label or before[label] or after[label])
