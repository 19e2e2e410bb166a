"""What time it is in Việt Nam, with a day that demonstrations may pin."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_told: ContextVar[date | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant, aware, in Vietnamese time.

    When ``settings.THIDUA_TODAY`` holds a date, the day is that date and the time of
    day stays the real one, so that the order of events within a day is kept.
    """
    real = datetime.now(VIETNAM)
    pinned: date | None = _told.get() or settings.THIDUA_TODAY
    if pinned is None:
        return real
    return real.replace(year=pinned.year, month=pinned.month, day=pinned.day)


def today() -> date:
    """The present day in Việt Nam, or the pinned one."""
    return now().date()


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Let everything inside happen on a day: for telling a past that the services are to write themselves."""
    token = _told.set(day)
    try:
        yield
    finally:
        _told.reset(token)
