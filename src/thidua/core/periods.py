"""Reporting periods: their codes, days, names and how they contain each other.

Calendar years run from 1 January and are cut into months, quarters, half-years and the
first nine months. School years run from 1 September to 31 August; unless
`SCHOOL_TERMS` says otherwise for later years, semester I is 1 September to 31 January
and semester II 1 February to 31 August.

A window is any span of days that somebody asks about once. It is a year of its own: nothing
contains it and cumulative figures begin with it, so that nothing in it is counted twice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_WINDOWS = 999
LONGEST_WINDOW = timedelta(days=359)
ROMAN = ("", "I", "II", "III", "IV")


class Calendar(TextChoices):
    """What a year is; periods of two calendars meet only in months."""

    CALENDAR = "C", gettext_lazy("Năm dương lịch")
    SCHOOL = "S", gettext_lazy("Năm học")
    WINDOW = "W", gettext_lazy("Đợt đột xuất")


class Frequency(TextChoices):
    """How long a period is."""

    MONTH = "M", gettext_lazy("Tháng")
    QUARTER = "Q", gettext_lazy("Quý")
    HALF = "H", gettext_lazy("6 tháng")
    NINE_MONTHS = "N", gettext_lazy("9 tháng")
    YEAR = "Y", gettext_lazy("Năm")
    SEMESTER = "S", gettext_lazy("Học kỳ")
    ONCE = "O", gettext_lazy("Đột xuất")


class BadPeriodCode(DomainError):
    """The text is not the code of a period."""

    status = 422


@dataclass(frozen=True, slots=True)
class SchoolTerms:
    """The first days (month, day) of the two semesters, from school year `since` on."""

    since: int
    first: tuple[int, int]
    second: tuple[int, int]


SCHOOL_TERMS = (SchoolTerms(since=0, first=(9, 1), second=(2, 1)),)


@dataclass(frozen=True, slots=True)
class Span:
    """One period: `ordinal` is its number within `year`, both ends are days inside it.

    `year` of a school year, and of a window, is the one in which it begins.
    """

    code: str
    calendar: Calendar
    frequency: Frequency
    year: int
    ordinal: int
    starts: date
    ends: date

    @property
    def title(self) -> str:
        """The full Vietnamese name: "Tháng 5/2024", "6 tháng đầu năm 2020"."""
        return _titles(self)[0]

    @property
    def short_title(self) -> str:
        """A name for column heads: "T5/2024", "6T đầu 2020"."""
        return _titles(self)[1]

    def __str__(self) -> str:
        return self.title

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def covers(self, other: "Span") -> bool:
        """Whether every day of `other` is a day of this period."""
        return self.starts <= other.starts and other.ends <= self.ends

    def previous(self) -> "Span":
        """The period of the same length just before; nine months go back by a year."""
        if self.frequency is Frequency.ONCE:
            days = self.ends - self.starts + timedelta(days=1)
            return window(self.starts - days, self.starts - timedelta(days=1), self.ordinal)
        if self.ordinal > 1:
            return _make(self.calendar, self.frequency, self.year, self.ordinal - 1)
        last = len(_of_frequency(self.calendar, self.frequency, self.year - 1))
        return _make(self.calendar, self.frequency, self.year - 1, last)

    def year_before(self) -> "Span":
        """The same window of the year before."""
        if self.frequency is Frequency.ONCE:
            starts, ends = _year_earlier(self.starts), _year_earlier(self.ends)
            return window(min(starts, _day_before(ends)), min(ends, starts + LONGEST_WINDOW), self.ordinal)
        return _make(self.calendar, self.frequency, self.year - 1, self.ordinal)

    def base(self, frequency: Frequency) -> "tuple[Span, ...]":
        """The periods of one length that this one is made of, in order; () when it is shorter.

        Months are the common ground of all calendars: those of a school year are
        calendar months. A window is made of itself.
        """
        if frequency is self.frequency:
            return (self,)
        if frequency is Frequency.MONTH:
            years = range(self.starts.year, self.ends.year + 1)
            candidates = [m for y in years for m in _of_frequency(Calendar.CALENDAR, frequency, y)]
        else:
            candidates = list(_of_frequency(self.calendar, frequency, self.year))
        return tuple(span for span in candidates if self.covers(span))

    def whole_year(self) -> "Span":
        """The year that this period belongs to, in its own calendar; a window itself."""
        if self.frequency is Frequency.ONCE:
            return self
        return _make(self.calendar, Frequency.YEAR, self.year, 1)

    def to_date(self) -> tuple[date, date]:
        """The window of cumulative figures: first day of its year, last day of the period."""
        return self.whole_year().starts, self.ends

    def containing(self) -> "tuple[Span, ...]":
        """The periods of the same year that contain this one, itself included, shortest first."""
        if self.frequency is Frequency.ONCE:
            return (self,)
        spans = (s for s in all_of_year(self.calendar, self.year) if s.covers(self))
        return tuple(sorted(spans, key=lambda span: span.ends - span.starts))


@lru_cache(maxsize=4096)
def parse(code: str) -> Span:
    """The period that a code stands for.

    Codes are ``2020``, ``2020-H1``, ``2024-Q1``, ``2023-M05``, ``2024-9M``,
    ``SY2019-2020`` and ``SY2019-2020-S1``, and of windows ``2024-X0510-0520-1``
    (first day, last day, number), in ASCII and exactly so.
    Raises BadPeriodCode for anything else.
    """
    if (found := _WINDOW.fullmatch(code)) and (span := _read_window(found)):
        return span
    for pattern, read in _CODES:
        if found := pattern.fullmatch(code):
            calendar, frequency, year, ordinal = read(found)
            if FIRST_YEAR < year < LAST_YEAR:
                return _make(calendar, frequency, year, ordinal)
    raise BadPeriodCode(
        _(
            "Mã kỳ «%(code)s» không đúng. Hãy viết như 2024, 2024-H1, 2024-Q1, 2024-M05, "
            "2024-9M, SY2019-2020 hoặc SY2019-2020-S1."
        )
        % {"code": "".join(c for c in code[:40] if c.isprintable())}
    )


def window(starts: date, ends: date, number: int) -> Span:
    """The window of these days, both inside it, that is the `number`-th asked about (1 to 999).

    Raises ValueError unless it has two days at least and 360 at most: a code says days without their second year.
    """
    if not (starts < ends <= starts + LONGEST_WINDOW and 1 <= number <= MOST_WINDOWS):
        raise ValueError(f"no window {starts}..{ends} number {number}")
    code = f"{starts.year:04}-X{starts:%m%d}-{ends:%m%d}-{number}"
    return Span(code, Calendar.WINDOW, Frequency.ONCE, starts.year, number, starts, ends)


def all_of_year(calendar: Calendar, year: int) -> tuple[Span, ...]:
    """Every period of one year of a calendar, from the shortest kind to the longest."""
    return tuple(s for f in _FREQUENCIES[calendar] for s in _of_frequency(calendar, f, year))


_FREQUENCIES: dict[Calendar, tuple[Frequency, ...]] = {
    Calendar.CALENDAR: (
        Frequency.MONTH,
        Frequency.QUARTER,
        Frequency.HALF,
        Frequency.NINE_MONTHS,
        Frequency.YEAR,
    ),
    Calendar.SCHOOL: (Frequency.SEMESTER, Frequency.YEAR),
    # Windows come as they are asked about, not by the year.
    Calendar.WINDOW: (),
}

# frequency -> how many in a year, how many months each
_CALENDAR_CUTS: dict[Frequency, tuple[int, int]] = {
    Frequency.MONTH: (12, 1),
    Frequency.QUARTER: (4, 3),
    Frequency.HALF: (2, 6),
    Frequency.NINE_MONTHS: (1, 9),
    Frequency.YEAR: (1, 12),
}

_Read = Callable[[re.Match[str]], tuple[Calendar, Frequency, int, int]]


def _calendar(frequency: Frequency) -> _Read:
    return lambda m: (Calendar.CALENDAR, frequency, int(m["year"]), int(m["ordinal"] or 1))


def _school(frequency: Frequency) -> _Read:
    return lambda m: (Calendar.SCHOOL, frequency, _school_year(m), int(m["ordinal"] or 1))


def _school_year(found: re.Match[str]) -> int:
    """The first of the two years of a code, or 0 (no year) when they do not follow each other."""
    first, second = int(found["year"]), int(found["next"])
    return first if second == first + 1 else 0


_YEAR = r"(?P<year>[0-9]{4})"
_SCHOOL_YEAR = rf"SY{_YEAR}-(?P<next>[0-9]{{4}})"
_CODES: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(rf"{_YEAR}(?P<ordinal>)"), _calendar(Frequency.YEAR)),
    (re.compile(rf"{_YEAR}-H(?P<ordinal>[12])"), _calendar(Frequency.HALF)),
    (re.compile(rf"{_YEAR}-Q(?P<ordinal>[1-4])"), _calendar(Frequency.QUARTER)),
    (re.compile(rf"{_YEAR}-M(?P<ordinal>0[1-9]|1[0-2])"), _calendar(Frequency.MONTH)),
    (re.compile(rf"{_YEAR}-9M(?P<ordinal>)"), _calendar(Frequency.NINE_MONTHS)),
    (re.compile(rf"{_SCHOOL_YEAR}(?P<ordinal>)"), _school(Frequency.YEAR)),
    (re.compile(rf"{_SCHOOL_YEAR}-S(?P<ordinal>[12])"), _school(Frequency.SEMESTER)),
)


_WINDOW = re.compile(r"(?P<year>[0-9]{4})-X(?P<first>[0-9]{4})-(?P<last>[0-9]{4})-(?P<number>[1-9][0-9]{0,2})")


def _read_window(found: re.Match[str]) -> Span | None:
    """The window of a code, None where its days are not in the calendar. A last day before the first is next year's."""
    year, first, last = int(found["year"]), found["first"], found["last"]
    if not FIRST_YEAR < year < LAST_YEAR:
        return None
    try:
        starts = date(year, int(first[:2]), int(first[2:]))
        ends = date(year + (last < first), int(last[:2]), int(last[2:]))
        return window(starts, ends, int(found["number"]))
    except ValueError:
        return None


@cache
def _make(calendar: Calendar, frequency: Frequency, year: int, ordinal: int) -> Span:
    starts, ends = _days(calendar, frequency, year, ordinal)
    code = _code(calendar, frequency, year, ordinal)
    return Span(code, calendar, frequency, year, ordinal, starts, ends)


@cache
def _of_frequency(calendar: Calendar, frequency: Frequency, year: int) -> tuple[Span, ...]:
    if frequency not in _FREQUENCIES[calendar]:
        return ()
    count = 2 if frequency is Frequency.SEMESTER else _CALENDAR_CUTS[frequency][0]
    return tuple(_make(calendar, frequency, year, n) for n in range(1, count + 1))


def _days(calendar: Calendar, frequency: Frequency, year: int, ordinal: int) -> tuple[date, date]:
    if calendar is Calendar.SCHOOL:
        return _school_days(frequency, year, ordinal)
    months = _CALENDAR_CUTS[frequency][1]
    starts = date(year, months * (ordinal - 1) + 1, 1)
    return starts, _day_before(_months_later(starts, months))


def _school_days(frequency: Frequency, year: int, ordinal: int) -> tuple[date, date]:
    first, second = _semester_starts(year)
    end = _day_before(_semester_starts(year + 1)[0])
    if frequency is Frequency.YEAR:
        return first, end
    return (first, _day_before(second)) if ordinal == 1 else (second, end)


def _semester_starts(year: int) -> tuple[date, date]:
    terms = max((t for t in SCHOOL_TERMS if t.since <= year), key=lambda t: t.since)
    return date(year, *terms.first), date(year + 1, *terms.second)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _year_earlier(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _code(calendar: Calendar, frequency: Frequency, year: int, ordinal: int) -> str:
    stem = f"SY{year}-{year + 1}" if calendar is Calendar.SCHOOL else f"{year}"
    tail = {
        Frequency.MONTH: f"-M{ordinal:02}",
        Frequency.QUARTER: f"-Q{ordinal}",
        Frequency.HALF: f"-H{ordinal}",
        Frequency.NINE_MONTHS: "-9M",
        Frequency.YEAR: "",
        Frequency.SEMESTER: f"-S{ordinal}",
    }
    return stem + tail[frequency]


# (full, short) names; %(n)d is the ordinal, %(roman)s the same in Roman numerals.
_TITLES = {
    (Calendar.CALENDAR, Frequency.MONTH): (
        gettext_lazy("Tháng %(n)d/%(year)d"),
        gettext_lazy("T%(n)d/%(year)d"),
    ),
    (Calendar.CALENDAR, Frequency.QUARTER): (
        gettext_lazy("Quý %(roman)s/%(year)d"),
        gettext_lazy("Q%(roman)s/%(year)d"),
    ),
    (Calendar.CALENDAR, Frequency.NINE_MONTHS): (
        gettext_lazy("9 tháng năm %(year)d"),
        gettext_lazy("9T/%(year)d"),
    ),
    (Calendar.CALENDAR, Frequency.YEAR): (gettext_lazy("Năm %(year)d"), "%(year)d"),
    (Calendar.SCHOOL, Frequency.SEMESTER): (
        gettext_lazy("Học kỳ %(roman)s năm học %(year)d-%(next)d"),
        gettext_lazy("HK%(roman)s %(year)d-%(next)d"),
    ),
    (Calendar.SCHOOL, Frequency.YEAR): (
        gettext_lazy("Năm học %(year)d-%(next)d"),
        gettext_lazy("NH %(year)d-%(next)d"),
    ),
}
_HALVES = (
    (gettext_lazy("6 tháng đầu năm %(year)d"), gettext_lazy("6T đầu %(year)d")),
    (gettext_lazy("6 tháng cuối năm %(year)d"), gettext_lazy("6T cuối %(year)d")),
)


def _titles(span: Span) -> tuple[str, str]:
    return _titles_in(span, get_language())


@lru_cache(maxsize=4096)
def _titles_in(span: Span, _language: str | None) -> tuple[str, str]:
    """A page says the same few periods hundreds of times."""
    words = {
        "n": span.ordinal,
        "roman": ROMAN[span.ordinal] if span.ordinal < len(ROMAN) else "",
        "year": span.year,
        "next": span.year + 1,
    }
    if span.frequency is Frequency.ONCE:
        return _window_titles(span)
    half = span.frequency is Frequency.HALF
    full, short = _HALVES[span.ordinal - 1] if half else _TITLES[span.calendar, span.frequency]
    return str(full) % words, str(short) % words


def _window_titles(span: Span) -> tuple[str, str]:
    """ "Đột xuất 10/5–20/5/2024 (1)" and "10/5–20/5/24"; the first day's year only where it is another."""
    first, last = span.starts, span.ends
    from_day = f"{first.day}/{first.month}"
    short = f"{from_day}–{last.day}/{last.month}/{last:%y}"
    if first.year != last.year:
        from_day += f"/{first.year}"
    days = f"{from_day}–{last.day}/{last.month}/{last.year}"
    return _("Đột xuất %(days)s (%(n)d)") % {"days": days, "n": span.ordinal}, short
