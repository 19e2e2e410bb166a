"""Why a figure is what it is: its parts, added up anew from cells and children's totals, beside what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from thidua.core import sql
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import BLOCKS, Combine, Kind, OverTime
from thidua.org.models import Unit
from thidua.people.models import User

from .models import CellEdit
from .queries import NOTHING, Figure, figures
from .rules import Basis, Scope, in_dong, ratio

PACKAGE = "thidua.figures"
EDITS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit contributes: its own cells (`own`) or, of a child, everything beneath it.

    Numbers are exact, in the indicator's unit of measure; of an average they are value × weight. `by_base` holds
    them for each base period of the explanation, None where nothing was reported.
    """

    unit_id: int
    own: bool
    by_base: tuple[Fraction | None, ...]
    value: Fraction | None
    to_date: Fraction | None
    received: int
    expected: int
    sheets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a ratio, or the weight of an average, as a figure of its own."""

    indicator: Indicator
    figure: Figure


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure opened to its parts.

    `stored` is what every page shows, `added` what the parts add up to now. `stated` is the part of `added` that a
    figure for the whole subtree (on the sheets `stated_on`) says instead of own cells and children, who add up to
    `shown`; None where nobody stated one.
    Ratios have `above` and `below` instead of parts, averages their weights as `weighed`.
    """

    indicator: Indicator
    unit_id: int
    period: Period
    basis: Basis
    stored: Figure
    added: Figure
    bases: tuple[Period, ...] = ()
    within: tuple[bool, ...] = ()
    parts: tuple[Part, ...] = ()
    stated: Fraction | None = None
    stated_on: tuple[int, ...] = ()
    shown: Fraction | None = None
    above: tuple[Term, ...] = ()
    below: Term | None = None

    @property
    def difference(self) -> Fraction:
        """How far the stored figure is from its parts; zero unless totals are stale."""
        return Fraction(self.stored.to_date or 0) - Fraction(self.added.to_date or 0)

    @property
    def agrees(self) -> bool:
        """Whether the stored figure equals its parts, in the period and since the start of the year."""
        return (self.stored.value, self.stored.to_date) == (self.added.value, self.added.to_date)

    @property
    def is_leaf(self) -> bool:
        """Whether the figure is made of the unit's own cells alone."""
        return all(part.own for part in self.parts)


def explain(*, unit: Unit, period: Period, indicator: Indicator, basis: Basis) -> Explanation:
    """Open a figure. At most three statements, however many children the unit has."""
    if indicator.kind == Kind.RATIO:
        return _explain_ratio(unit, period, indicator, basis)
    stored = figures(units=[unit.pk], periods=[period], indicators=[indicator], basis=basis)
    rows = _rows(unit, period, indicator, basis)
    bases = _bases(rows)
    adding = _Adding(indicator, rows, bases)
    return Explanation(
        indicator=indicator,
        unit_id=unit.pk,
        period=period,
        basis=basis,
        stored=stored.get((unit.pk, period.pk, indicator.pk), NOTHING),
        added=adding.figure(),
        bases=tuple(bases),
        within=tuple(adding.within[base.pk] for base in bases),
        parts=adding.parts(),
        stated=adding.stated(),
        stated_on=tuple({row.sheet_id for row in rows if row.scope == Scope.SUBTREE and row.sheet_id}),
        shown=adding.shown(),
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """One change of the cell behind a figure, from the journal; numbers are scaled integers."""

    by: User
    at: datetime
    version: int
    sheet_id: int
    before: int | None
    after: int | None
    before_na: bool
    after_na: bool


def typed(*, sheets: Iterable[int], indicator: Indicator, most: int = EDITS_SHOWN) -> list[Typed]:
    """Who typed a figure on these sheets, newest first. One statement."""
    edits = (
        CellEdit.objects.filter(sheet__in=list(sheets), indicators__contains=[indicator.pk])
        .select_related("by__person")
        .order_by("-at", "-pk")[:most]
    )
    return [_typed(edit, edit.indicators.index(indicator.pk)) for edit in edits]


def _typed(edit: CellEdit, at: int) -> Typed:
    return Typed(
        by=edit.by,
        at=edit.at,
        version=edit.version,
        sheet_id=edit.sheet_id,
        before=edit.before[at],
        after=edit.after[at],
        before_na=edit.before_na[at],
        after_na=edit.after_na[at],
    )


def _explain_ratio(unit: Unit, period: Period, indicator: Indicator, basis: Basis) -> Explanation:
    if indicator.denominator_id is None:
        raise ValueError(f"{indicator.code} is a ratio without a denominator")
    by_id = catalogue().by_id
    above = [by_id[part.pk] for part in indicator.numerator.all()]
    below = by_id[indicator.denominator_id]
    read = figures(units=[unit.pk], periods=[period], indicators=[indicator, *above, below], basis=basis)
    terms = [Term(term, read.get((unit.pk, period.pk, term.pk), NOTHING)) for term in (*above, below)]
    numbers = [term.figure.to_date for term in terms[:-1]]
    summed = None if None in numbers else sum((n for n in numbers if n is not None), Fraction(0))
    measures = Fraction(in_dong(above[0].measure_vi), in_dong(below.measure_vi))
    rate = ratio(None if summed is None else summed * measures, terms[-1].figure.to_date)
    whole = terms[-1].figure
    return Explanation(
        indicator=indicator,
        unit_id=unit.pk,
        period=period,
        basis=basis,
        stored=read.get((unit.pk, period.pk, indicator.pk), NOTHING),
        added=Figure(rate, rate, whole.with_value, whole.received, whole.expected),
        above=tuple(terms[:-1]),
        below=terms[-1],
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A unit's numbers in one base period as SQL returns them: the figure, and for averages product and weight."""

    base_id: int
    within: bool
    last: bool
    unit_id: int
    own: bool
    scope: int
    sheet_id: int | None
    numbers: list[int | None]
    received: int
    expected: int
    na: bool


def _rows(unit: Unit, period: Period, indicator: Indicator, basis: Basis) -> list[_Row]:
    slot = indicator.slot
    further = (1, 2) if indicator.kind == Kind.AVERAGE else ()
    params = {
        "unit": unit.pk,
        "period": period.pk,
        "basis": int(basis),
        "block": slot.block_id,
        "position": slot.position,
        "positions": [slot.position, *(slot.position + step for step in further)],
    }
    return sql.fetch(PACKAGE, "parts", params, _Row)


def _bases(rows: Sequence[_Row]) -> list[Period]:
    return list(Period.objects.filter(pk__in={row.base_id for row in rows}).order_by("ends", "-starts"))


@dataclass(slots=True)
class _Adding:
    """The arithmetic of one explanation over the rows of the unit and its children."""

    indicator: Indicator
    rows: Sequence[_Row]
    bases: Sequence[Period]
    within: dict[int, bool] = field(init=False)
    last: dict[int, bool] = field(init=False)

    def __post_init__(self) -> None:
        self.within = {row.base_id: row.within for row in self.rows}
        self.last = {row.base_id: row.last for row in self.rows}

    @property
    def _how(self) -> tuple[Combine, OverTime]:
        return BLOCKS[Kind(self.indicator.kind)]

    def parts(self) -> tuple[Part, ...]:
        """The unit's own cells first, then children by size."""
        by_unit: dict[tuple[bool, int], list[_Row]] = defaultdict(list)
        for row in self.rows:
            if row.scope == Scope.OWN:
                by_unit[not row.own, row.unit_id].append(row)
        parts = [self._part(unit, not below, rows) for (below, unit), rows in by_unit.items()]
        return tuple(sorted(parts, key=lambda part: (not part.own, -(part.to_date or 0), part.unit_id)))

    def figure(self) -> Figure:
        """What the parts add up to, as the stored figure should read."""
        weights = None
        if self.indicator.kind == Kind.AVERAGE:
            weights = self._over_time(self._sums(2))
        sums = self._over_time(self._sums(1 if weights else 0))
        counted = [row for row in self.rows if self._counts_now(row)]
        now, so_far = (self._unscaled(n) for n in sums)
        if weights:
            now, so_far = (_quotient(n, w) for n, w in zip((now, so_far), weights, strict=True))
        return Figure(now, so_far, received=sum(r.received for r in counted), expected=sum(r.expected for r in counted))

    def stated(self) -> Fraction | None:
        """What figures for the whole subtree say."""
        numbers = {row.base_id: row.numbers[0] for row in self.rows if row.scope == Scope.SUBTREE}
        return self._unscaled(self._over_time(numbers)[1])

    def shown(self) -> Fraction | None:
        """What own cells and children add up to where a figure for the whole subtree stands in their place."""
        return self._unscaled(self._over_time(self._beneath(0))[1])

    def _part(self, unit: int, own: bool, rows: Sequence[_Row]) -> Part:  # noqa: FBT001  a plain fact of the part
        at = 1 if self.indicator.kind == Kind.AVERAGE else 0
        numbers = self._combined(rows, at)
        now, so_far = self._over_time(numbers)
        counted = [row for row in rows if self._counts_now(row)]
        return Part(
            unit_id=unit,
            own=own,
            by_base=tuple(self._unscaled(numbers.get(base.pk)) for base in self.bases),
            value=self._unscaled(now),
            to_date=self._unscaled(so_far),
            received=sum(row.received for row in counted),
            expected=sum(row.expected for row in counted),
            sheets=tuple(sorted({row.sheet_id for row in rows if row.sheet_id})),
        )

    def _sums(self, at: int) -> dict[int, int | None]:
        """By base period: the stated figure, else own and children."""
        sums = self._beneath(at)
        for row in self.rows:
            if row.scope == Scope.SUBTREE and row.numbers[at] is not None:
                sums[row.base_id] = row.numbers[at]
        return sums

    def _beneath(self, at: int) -> dict[int, int | None]:
        return self._combined([row for row in self.rows if row.scope == Scope.OWN], at)

    def _combined(self, rows: Iterable[_Row], at: int) -> dict[int, int | None]:
        numbers: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            if (number := row.numbers[at]) is not None:
                numbers[row.base_id].append(number)
        add = max if self._how[0] == Combine.MAX else sum
        return {base: add(some) for base, some in numbers.items()}

    def _over_time(self, numbers: dict[int, int | None]) -> tuple[int | None, int | None]:
        """A number per base period as the value in the period and since the start of the year."""
        how = self._how[1]
        if how == OverTime.LAST:
            now = so_far = [n for base, n in numbers.items() if self.last[base] and n is not None]
        else:
            now = [n for base, n in numbers.items() if self.within[base] and n is not None]
            so_far = [n for n in numbers.values() if n is not None]
        add = max if how == OverTime.MAX else sum
        return (add(now) if now else None), (add(so_far) if so_far else None)

    def _counts_now(self, row: _Row) -> bool:
        last_counts = self._how[1] == OverTime.LAST
        return row.within and (row.last or not last_counts)

    def _unscaled(self, number: int | None) -> Fraction | None:
        return None if number is None else Fraction(number, 10**self.indicator.decimals)


def _quotient(product: Fraction | None, weight: int | None) -> Fraction | None:
    return ratio(product, weight, per=1)
