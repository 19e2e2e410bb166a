"""Who has reported when: units directly below by base periods, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.utils.translation import gettext_lazy as _

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.core.text import sort_key
from thidua.figures.carrying import handed_until, ways
from thidua.figures.history import AS_IT_WAS, History
from thidua.figures.trees import ended_words
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState

from .inbox import NEVER_HANDED_IN
from .past import PAST

COLUMNS = 12


class Timeliness(StrEnum):
    """How a report stands against the day that it was due."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Timeliness.ON_TIME: _("Đúng hạn"),
    Timeliness.LATE: _("Nộp muộn"),
    Timeliness.MISSING: _("Thiếu"),
    Timeliness.NOT_YET: _("Chưa đến hạn"),
}


@dataclass(frozen=True, slots=True)
class Cover:
    """What a unit's reports of a period come to: the worst of them, with the codes of one report to open."""

    timeliness: Timeliness
    unit: str
    period: str
    form: str


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A unit with a cover for each column; None where nothing was expected.

    `ended` says until when the unit was; "" while it goes on.
    """

    unit: UnitName
    covers: tuple[Cover | None, ...]
    ended: str = ""

    @property
    def on_time(self) -> int:
        return sum(cover is not None and cover.timeliness is Timeliness.ON_TIME for cover in self.covers)

    @property
    def expected(self) -> int:
        """Reports whose day has come."""
        return sum(cover is not None and cover.timeliness is not Timeliness.NOT_YET for cover in self.covers)


@dataclass(frozen=True, slots=True)
class CoverSum:
    """A column's counts."""

    counted: Mapping[Timeliness, int]

    @property
    def handed_in(self) -> int:
        return self.counted.get(Timeliness.ON_TIME, 0) + self.counted.get(Timeliness.LATE, 0)

    @property
    def on_time(self) -> int:
        return self.counted.get(Timeliness.ON_TIME, 0)

    @property
    def expected(self) -> int:
        return sum(self.counted.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """The heat map: columns are periods, oldest first; rows are units in Vietnamese order.

    `changed`: some of the units have ended by now, so that it reads otherwise in today's tree. In the tree of a day
    reports of ended units stand with whoever carries them on; those of `left_out` units with nobody.
    """

    periods: tuple[Period, ...]
    rows: tuple[CoverRow, ...]
    sums: tuple[CoverSum, ...]
    changed: bool = False
    left_out: int = 0


def frequencies_below(units: QuerySet[Unit]) -> list[Frequency]:
    """How often these units report, the shortest first."""
    forms = Form.objects.filter(versions__in=_form_versions(units)).exclude(code__startswith=PAST)
    used = set(forms.values_list("frequency", flat=True))
    return [frequency for frequency in Frequency if frequency in used]


def coverage_of(units: QuerySet[Unit], frequency: Frequency, *, until: date, history: History = AS_IT_WAS) -> Coverage:
    """The last twelve opened periods of a frequency that ended by a day or run on it. At most six statements."""
    opened = Period.objects.filter(frequency=frequency, starts__lte=until).exclude(state=PeriodState.PLANNED)
    owed = Report.objects.filter(period=OuterRef("pk")).exclude(sheet__form_version__form__code__startswith=PAST)
    # As a case it is asked of the latest periods only; a bare EXISTS is joined with the reports of all periods.
    opened = opened.alias(owed=Case(When(Exists(owed), then=True), default=False)).filter(owed=True)
    periods = tuple(reversed(opened.order_by("-ends", "starts")[:COLUMNS]))
    # Past totals were owed by nobody. There are hundreds of reports, so only what is asked of them is read.
    reports = Report.objects.filter(unit__in=units, period__in=periods, sheet__owed=True).exclude(
        sheet__form_version__form__code__startswith=PAST
    )
    rows = reports.order_by("pk").values_list(
        "unit", "period", "state", "submitted_at", "due_at", "unit__code", "sheet__form_version__form__code"
    )
    codes, now = {period.pk: period.code for period in periods}, clock.now()
    covers: dict[int, dict[int, Cover]] = defaultdict(dict)
    for unit, period, state, submitted_at, due_at, unit_code, form_code in rows:
        how = timeliness(state, submitted_at, due_at, now)
        _keep_worst(covers[unit], period, Cover(how, unit_code, codes[period], form_code))
    ended = _ended(covers, history.on or clock.today())
    left_out = 0
    if history.on and ended:
        covers, left_out = _carried(covers, ended, history.on, units)
    names = last_names_of(covers, history.on or clock.today())
    unordered = [
        CoverRow(names[pk], tuple(found.get(p.pk) for p in periods), ended_words(ended.get(pk)))
        for pk, found in covers.items()
    ]
    ordered = tuple(sorted(unordered, key=lambda row: sort_key(row.unit.name)))
    return Coverage(periods, ordered, _sums(ordered, len(periods)), changed=bool(ended), left_out=left_out)


Covers = dict[int, dict[int, Cover]]


def _keep_worst(found: dict[int, Cover], period: int, cover: Cover) -> None:
    there = found.get(period)
    if there is None or _WORST.index(cover.timeliness) < _WORST.index(there.timeliness):
        found[period] = cover


def _ended(covers: Covers, on: date) -> dict[int, date]:
    """The units among these that a day finds ended, with the first day without each."""
    rows = Unit.objects.filter(pk__in=list(covers), dissolved_on__lte=on).values_list("pk", "dissolved_on")
    return {pk: day for pk, day in rows if day is not None}


def _carried(covers: Covers, ended: Mapping[int, date], on: date, among: QuerySet[Unit]) -> tuple[Covers, int]:
    """Covers with whoever carries ended units on, each the worst of all that come together; of how many nobody does."""
    ends = ways(handed_until(on), day=on, ends=on).ends
    heirs = {pk: ends.get(pk, frozenset()) for pk in ended}
    beyond = {heir for found in heirs.values() for heir in found} - covers.keys()
    known = {*covers, *among.filter(pk__in=beyond).values_list("pk", flat=True)} - ended.keys()
    carried: Covers = {pk: dict(found) for pk, found in covers.items() if pk not in ended}
    for pk, found in heirs.items():
        for heir in found & known:
            row = carried.setdefault(heir, {})
            for period, cover in covers[pk].items():
                _keep_worst(row, period, cover)
    return carried, sum(not found for found in heirs.values())


def timeliness(state: str, submitted_at: datetime | None, due_at: datetime, now: datetime) -> Timeliness:
    """How a report stands against its day; what was handed in late stays late."""
    if state in NEVER_HANDED_IN and submitted_at is None:
        return Timeliness.MISSING if due_at < now else Timeliness.NOT_YET
    if state == ReportState.RETURNED and due_at < now:
        return Timeliness.MISSING
    return Timeliness.LATE if submitted_at is not None and submitted_at > due_at else Timeliness.ON_TIME


_WORST = (Timeliness.MISSING, Timeliness.LATE, Timeliness.NOT_YET, Timeliness.ON_TIME)


def _sums(rows: Sequence[CoverRow], columns: int) -> tuple[CoverSum, ...]:
    by_column = [[row.covers[at] for row in rows] for at in range(columns)]
    return tuple(CoverSum(Counter(cover.timeliness for cover in column if cover)) for column in by_column)


def _form_versions(units: QuerySet[Unit]) -> QuerySet[Report, Any]:
    return Report.objects.filter(unit__in=units).order_by().values("sheet__form_version").distinct()
