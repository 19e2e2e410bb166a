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
    """A unit with a cover for each column; None where nothing was expected."""

    unit: UnitName
    covers: tuple[Cover | None, ...]

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
    """The heat map: columns are periods, oldest first; rows are units in Vietnamese order."""

    periods: tuple[Period, ...]
    rows: tuple[CoverRow, ...]
    sums: tuple[CoverSum, ...]


def frequencies_below(units: QuerySet[Unit]) -> list[Frequency]:
    """How often these units report, the shortest first."""
    forms = Form.objects.filter(versions__in=_form_versions(units)).exclude(code__startswith=PAST)
    used = set(forms.values_list("frequency", flat=True))
    return [frequency for frequency in Frequency if frequency in used]


def coverage_of(units: QuerySet[Unit], frequency: Frequency, *, until: date) -> Coverage:
    """The last twelve opened periods of a frequency that ended by a day or run on it. Three statements."""
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
        there = covers[unit].get(period)
        if there is None or _WORST.index(how) < _WORST.index(there.timeliness):
            covers[unit][period] = Cover(how, unit_code, codes[period], form_code)
    names = last_names_of(covers, clock.today())
    unordered = [CoverRow(names[pk], tuple(found.get(p.pk) for p in periods)) for pk, found in covers.items()]
    ordered = tuple(sorted(unordered, key=lambda row: sort_key(row.unit.name)))
    return Coverage(periods, ordered, _sums(ordered, len(periods)))


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
