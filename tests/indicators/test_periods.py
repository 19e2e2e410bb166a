"""Periods of a year and their parts, against what `core.periods` says of spans."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from thidua.audit.models import AuditInbox
from thidua.core.periods import Calendar, Frequency, all_of_year
from thidua.indicators.models import Period, PeriodPart
from thidua.indicators.services import ensure_periods, set_cut_off
from thidua.indicators.services.periods import CutOffOutsidePeriod

pytestmark = pytest.mark.django_db

BASES = {
    Calendar.CALENDAR: [Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.YEAR],
    Calendar.SCHOOL: [Frequency.SEMESTER, Frequency.YEAR],
}


@pytest.mark.parametrize("calendar", list(Calendar))
def test_the_parts_of_every_period_are_its_bases_and_those_before(calendar: Calendar) -> None:
    ensure_periods(calendar=calendar, year=2023)

    for span in all_of_year(calendar, 2023):
        year_starts, until = span.to_date()
        expected = {
            base.code: (span.covers(base), base.ends == span.ends)
            for base in all_of_year(calendar, 2023)
            if base.frequency in BASES[calendar] and year_starts <= base.starts and base.ends <= until
        }
        rows = PeriodPart.objects.filter(period__code=span.code).values_list("base__code", "within", "last")
        assert {code: (within, last) for code, within, last in rows} == expected, span.code


def test_in_period_parts_of_one_length_are_those_that_the_period_is_made_of() -> None:
    ensure_periods(calendar=Calendar.CALENDAR, year=2024)

    for span in all_of_year(Calendar.CALENDAR, 2024):
        for frequency in BASES[Calendar.CALENDAR]:
            rows = PeriodPart.objects.filter(period__code=span.code, base__frequency=frequency, within=True)
            assert list(rows.order_by("base__starts").values_list("base__code", flat=True)) == [
                base.code for base in span.base(frequency)
            ]


def test_making_them_again_changes_nothing() -> None:
    first = ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    parts = PeriodPart.objects.count()

    assert ensure_periods(calendar=Calendar.CALENDAR, year=2024) == first
    assert (Period.objects.count(), PeriodPart.objects.count()) == (20, parts)


def test_the_last_reports_are_due_fifteen_days_after_the_end_at_five_in_the_afternoon() -> None:
    periods = ensure_periods(calendar=Calendar.CALENDAR, year=2024)

    assert periods["2024-M05"].due_at == datetime(2024, 6, 15, 10, 0, tzinfo=UTC)


def test_a_cut_off_moves_the_window_and_the_due_instant() -> None:
    period = ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024-Q1"]

    set_cut_off(period=period, until=date(2024, 3, 30), by=None)

    assert AuditInbox.objects.get().event == "period.cut_off_set"

    stored = Period.objects.get(code="2024-Q1")
    assert (stored.as_of, stored.data_from) == (date(2024, 3, 30), date(2024, 1, 1))
    assert stored.due_at == datetime(2024, 4, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("until", [date(2023, 12, 31), date(2024, 5, 2)])
def test_a_cut_off_far_away_is_a_mistake(until: date) -> None:
    period = ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024-Q1"]

    with pytest.raises(CutOffOutsidePeriod):
        set_cut_off(period=period, until=until, by=None)
