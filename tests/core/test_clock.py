"""The clock: Vietnamese days, and a day that demonstrations pin."""

from datetime import date, timedelta

import time_machine

from thidua.core import clock

LATE_EVENING_IN_LONDON = "2024-05-17T20:30:00+00:00"


def test_a_day_begins_at_midnight_in_viet_nam(settings):
    settings.THIDUA_TODAY = None
    with time_machine.travel(LATE_EVENING_IN_LONDON, tick=False):
        assert clock.today() == date(2024, 5, 18)
        assert clock.now().isoformat() == "2024-05-18T03:30:00+07:00"


def test_a_pinned_day_keeps_the_real_time(settings):
    settings.THIDUA_TODAY = date(2020, 6, 30)
    with time_machine.travel(LATE_EVENING_IN_LONDON, tick=False):
        assert clock.today() == date(2020, 6, 30)
        assert clock.now().isoformat() == "2020-06-30T03:30:00+07:00"
        assert clock.now().utcoffset() == timedelta(hours=7)


def test_a_past_that_is_told_has_its_own_day_and_only_inside(settings):
    settings.THIDUA_TODAY = date(2024, 5, 18)

    with clock.on_day(date(2022, 12, 13)):
        assert clock.today() == date(2022, 12, 13)

    assert clock.today() == date(2024, 5, 18)
