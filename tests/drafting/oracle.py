"""What tokens must say, worked out anew by a naive walk over cells, targets and the tree; nothing here uses totals.

Plain SQL reads rows, plain Python adds them up and prints them by rules of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from thidua.core.periods import Span, parse

NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
MONEY = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}
MILLION, BILLION = 10**6, 10**9
AHEAD, ON_TRACK, BEHIND = Fraction(11, 10), Fraction(95, 100), Fraction(75, 100)


def numbers(text: str) -> list[str]:
    """The numbers in a text, as they are printed."""
    return NUMBER.findall(text)


def vn(value: Fraction, digits: int) -> str:
    """A number in Vietnamese notation, halves away from zero, no zeros at its end."""
    exact = Decimal(abs(value).numerator) / Decimal(abs(value).denominator)
    text = f"{exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP):,f}"
    whole, _, part = text.replace(",", " ").replace(".", ",").replace(" ", ".").partition(",")
    part = part.rstrip("0")
    return f"{whole},{part}" if part else whole


def rows(query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(params))
        return cursor.fetchall()


@dataclass(frozen=True)
class What:
    """An indicator as its row in the catalogue says it."""

    pk: int
    code: str
    measure: str
    kind: str
    direction: str
    decimals: int
    digits: int
    place: tuple[int, int] | None
    above: tuple[int, ...] = ()
    below: int | None = None


@dataclass
class Sheet:
    """An owed or handed-in sheet: its unit, period, the indicators of its form, its accepted cells."""

    unit: int
    starts: date
    ends: date
    owed: bool
    accepted: bool
    asks: frozenset[int]
    cells: dict[int, list[int | None]] = field(default_factory=dict)
    na: dict[int, int] = field(default_factory=dict)


class Walk:
    """Every sheet of some units and all below them, for a period and the same window of last year."""

    def __init__(self, top: str, span: Span) -> None:
        self.span, self.year = span, span.whole_year()
        self.units = {code: pk for pk, code in rows("SELECT id, code FROM org_unit")}
        self.top = self.units[top]
        self.parents = dict(rows("SELECT unit_id, parent_id FROM org_placement WHERE counts @> %s::date", span.ends))
        self.names = dict(
            rows("SELECT name, unit_id FROM org_placement WHERE counts @> %s::date ORDER BY counts", span.ends)
        )
        self.what = {what.code: what for what in self._catalogue()}
        self.by_pk = {what.pk: what for what in self.what.values()}
        self.targets = {
            (unit, indicator): assigned
            for unit, indicator, assigned in rows(
                "SELECT t.unit_id, t.indicator_id, t.assigned FROM targets_target t JOIN indicators_period p"
                " ON p.id = t.period_id WHERE p.code = %s AND t.assigned IS NOT NULL",
                self.year.code,
            )
        }
        self.now = self._sheets(span)
        self.before = self._sheets(span.year_before())
        self.digits = self._digits()

    def _catalogue(self) -> Iterable[What]:
        above = defaultdict(list)
        for whole, part in rows("SELECT from_indicator_id, to_indicator_id FROM indicators_indicator_numerator"):
            above[whole].append(part)
        found = rows(
            "SELECT i.id, i.code, i.measure_vi, i.kind, i.direction, i.decimals, i.print_digits, i.denominator_id,"
            " s.block_id, s.position FROM indicators_indicator i LEFT JOIN indicators_slot s ON s.indicator_id = i.id"
        )
        for pk, code, measure, kind, direction, decimals, digits, below, block, position in found:
            place = None if block is None else (block, position)
            yield What(pk, code, measure, kind, direction, decimals, digits, place, tuple(above[pk]), below)

    def _sheets(self, span: Span) -> dict[int, list[Sheet]]:
        """Sheets from the start of the year to the period's end, by unit."""
        asks: dict[int, set[int]] = defaultdict(set)
        for version, indicator in rows(
            "SELECT s.version_id, r.indicator_id FROM indicators_formrow r JOIN indicators_formsection s"
            " ON s.id = r.section_id"
        ):
            asks[version].add(indicator)
        frozen = {version: frozenset(found) for version, found in asks.items()}
        sheets: dict[int, Sheet] = {}
        for pk, unit, starts, ends, owed, official, version in rows(
            "SELECT s.id, s.unit_id, p.starts, p.ends, s.owed, s.official_version, s.form_version_id"
            " FROM figures_sheet s JOIN indicators_period p ON p.id = s.period_id"
            " WHERE p.calendar = %s AND p.starts >= %s AND p.ends <= %s",
            span.calendar.value, span.whole_year().starts, span.ends,
        ):  # fmt: skip
            sheets[pk] = Sheet(unit, starts, ends, owed, official is not None, frozen.get(version, frozenset()))
        for pk, block, cells, na in rows(
            "SELECT c.sheet_id, c.block, c.cells, c.na FROM figures_sheetcells c JOIN figures_sheet s"
            " ON s.id = c.sheet_id AND s.official_version = c.version WHERE c.scope = 0 AND c.sheet_id = ANY(%s)",
            list(sheets),
        ):
            sheets[pk].cells[block], sheets[pk].na[block] = cells, na
        found: dict[int, list[Sheet]] = defaultdict(list)
        for sheet in sheets.values():
            unit: int | None = sheet.unit
            while unit is not None:
                found[unit].append(sheet)
                unit = self.parents.get(unit)
        return found

    def _digits(self) -> int:
        own = dict(rows("SELECT id, percent_digits FROM org_unit"))
        unit: int | None = self.top
        while unit is not None:
            if own[unit] is not None:
                return int(own[unit])
            unit = self.parents.get(unit)
        return 1

    # ── What figures are ─────────────────────────────────────────────────────

    def value(self, unit: int, what: What) -> Fraction | None:
        """In the period for flows, at its end for stocks, recomputed for rates."""
        return self._value(self.now, self.span, unit, what, self.span.starts)

    def since(self, unit: int, what: What) -> Fraction | None:
        return self._value(self.now, self.span, unit, what, self.year.starts)

    def last_year(self, unit: int, what: What) -> Fraction | None:
        span = self.span.year_before()
        return self._value(self.before, span, unit, what, span.whole_year().starts)

    def _value(self, sheets: Any, span: Span, unit: int, what: What, starts: date) -> Fraction | None:
        if what.kind == "ratio":
            return self._rate(sheets, span, unit, what)
        assert what.place is not None
        block, position = what.place
        if what.kind == "average":
            product = self._sum(sheets, span, unit, what, (block, position + 1), starts)
            weight = self._sum(sheets, span, unit, what, (block, position + 2), starts)
            return None if not weight or product is None else product / weight / 10**what.decimals
        total = self._sum(sheets, span, unit, what, what.place, starts)
        return None if total is None else total / 10**what.decimals

    def _rate(self, sheets: Any, span: Span, unit: int, what: What) -> Fraction | None:
        year = span.whole_year().starts
        below = self.by_pk[what.below or 0]
        parts = [self.by_pk[pk] for pk in what.above]
        tops = [self._value(sheets, span, unit, part, year) for part in parts]
        bottom = self._value(sheets, span, unit, below, year)
        if not bottom or None in tops:
            return None
        worth = Fraction(MONEY.get(parts[0].measure, 1), MONEY.get(below.measure, 1))
        return sum((top for top in tops if top is not None), Fraction(0)) * worth * 100 / bottom

    def _sum(  # noqa: PLR0917
        self, sheets: Any, span: Span, unit: int, what: What, place: tuple[int, int], starts: date
    ) -> Fraction | None:
        """Every accepted number in one position, of the last base period only where it is not added over time."""
        block, position = place
        at_end = what.kind in {"stock", "distinct"}
        found = [
            sheet.cells[block][position - 1]
            for sheet in sheets.get(unit, [])
            if block in sheet.cells and (sheet.ends == span.ends if at_end else sheet.starts >= starts)
        ]
        held = [cell for cell in found if cell is not None]
        if not held:
            return None
        return Fraction(max(held) if what.kind == "extreme" else sum(held))

    def target(self, unit: int, what: What) -> Fraction | None:
        assigned = self.targets.get((unit, what.pk))
        return None if assigned is None else Fraction(assigned, 10**what.decimals)

    def percent(self, unit: int, what: What) -> Fraction | None:
        now, target = self.since(unit, what), self.target(unit, what)
        return now * 100 / target if now is not None and target and what.direction == "more" else None

    def cover(self, unit: int, what: What) -> tuple[int, int]:
        """How many cells there are, and how many there should be."""
        asked = self.by_pk[what.below] if what.kind == "ratio" and what.below else what
        assert asked.place is not None
        block, position = asked.place
        at_end = asked.kind in {"stock", "distinct"}
        due = [
            sheet
            for sheet in self.now.get(unit, [])
            if asked.pk in sheet.asks
            and sheet.owed
            and (sheet.ends == self.span.ends if at_end else sheet.starts >= self.span.starts)
        ]
        there = sum(
            block in sheet.cells
            and (sheet.cells[block][position - 1] is not None or bool(sheet.na[block] >> (position - 1) & 1))
            for sheet in due
        )
        return there, len(due)

    # ── What is printed of them ──────────────────────────────────────────────

    def said(self, what: What, value: Fraction) -> list[str]:
        """The numbers of a value in a sentence."""
        if what.measure == "%":
            return [vn(value, self.digits)]
        if what.measure == "đồng" and abs(value) >= MILLION:
            hundredths = int(Decimal(vn(value / 10**4, 0).replace(".", "")))
            billions, rest = divmod(hundredths, 100_000)
            return [vn(Fraction(n), 2) for n in (Fraction(billions), Fraction(rest, 100)) if n]
        if what.measure in MONEY:
            worth = value * MONEY[what.measure]
            if abs(worth) >= BILLION:
                return [vn(worth / BILLION, 3)]
            return [vn(worth / MILLION, 2) if abs(worth) >= MILLION else vn(worth, 0)]
        return [vn(value, what.digits)]

    def in_table(self, what: What, value: Fraction | None) -> list[str]:
        if value is None:
            return []
        if what.measure == "đồng":
            return [vn(value / MILLION, 2)]
        return [vn(value, self.digits if what.measure == "%" else what.digits)]

    def changes(self, unit: int, what: What, *, by_then: bool) -> set[str]:
        """Every number that a change may be told by; `by_then`: it only says what there was last year."""
        now, before = self.since(unit, what), self.last_year(unit, what)
        assert now is not None
        assert before is not None
        if by_then:
            return {str(self.span.year - 1), *self.said(what, before)}
        told = {str(self.span.year - 1), *self.said(what, abs(now - before))}
        if what.measure == "%":
            return told | {vn(abs(now - before), self.digits)}
        if before > 0:
            told |= {vn(abs(now - before) * 100 / before, self.digits), vn(now / before, 1)}
        return told

    def pace(self, unit: int, what: What, last_base_end: date) -> str:
        """How a flow stands against the even pace of the year."""
        done, asked = self.since(unit, what), self.target(unit, what)
        assert done is not None
        assert asked is not None
        days = (self.year.ends - self.year.starts).days + 1
        share = Fraction((last_base_end - self.year.starts + timedelta(days=1)).days, days)
        if done >= asked:
            return "ahead" if share < 1 else "on_track"
        if share == 1:
            return "at_risk"
        projected = done / share / asked
        if projected < BEHIND:
            return "at_risk"
        if projected < ON_TRACK:
            return "behind"
        return "ahead" if projected >= AHEAD else "on_track"

    def children(self, unit: int) -> list[int]:
        return [child for child, parent in self.parents.items() if parent == unit]


def walk(top: str, code: str) -> Walk:
    return Walk(top, parse(code))
