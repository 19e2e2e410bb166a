"""Last days, and what they say about a unit."""

from __future__ import annotations

from datetime import date

import pytest

from thidua.core.periods import Calendar
from thidua.emulation.movements.queries.registrations import answer_to
from thidua.emulation.movements.rules import Answer, last_day

DAY = date(2024, 1, 25)


@pytest.mark.parametrize(
    ("calendar", "month", "day", "on"),
    [
        (Calendar.CALENDAR, 1, 25, date(2024, 1, 25)),
        (Calendar.SCHOOL, 10, 20, date(2024, 10, 20)),
        (Calendar.SCHOOL, 2, 15, date(2025, 2, 15)),
        (Calendar.CALENDAR, 2, 15, date(2024, 2, 15)),
    ],
)
def test_a_last_day_falls_into_its_year(calendar, month, day, on):
    assert last_day(calendar=calendar, year=2024, month=month, day=day) == on


@pytest.mark.parametrize(
    ("registered", "late", "today", "answer"),
    [
        (True, False, date(2024, 6, 1), Answer.YES),
        (True, True, date(2024, 6, 1), Answer.LATE),
        (False, False, DAY, Answer.WAITING),
        (False, True, date(2024, 1, 26), Answer.NO),
    ],
)
def test_the_last_day_itself_is_in_time(registered, late, today, answer):
    assert answer_to(registered=registered, late=late, until=DAY, today=today) == answer
