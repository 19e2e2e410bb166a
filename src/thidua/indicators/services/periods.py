"""Periods of a year and the base periods that each of them is made of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.errors import DomainError
from thidua.core.periods import MOST_WINDOWS, Calendar, Frequency, Span, all_of_year, window
from thidua.indicators.models import Period, PeriodPart
from thidua.indicators.rules import due_at
from thidua.people.models import User

BASES = {
    Calendar.CALENDAR: (Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.YEAR),
    Calendar.SCHOOL: (Frequency.SEMESTER, Frequency.YEAR),
    Calendar.WINDOW: (),
}
"""What a regular form may be made for, by calendar. Nine months are only ever derived, windows only asked about."""

LATEST_CUT_OFF = timedelta(days=31)


# The number of the advisory lock of those who make windows; any constant of our own would do.
WINDOWS_LOCK = 7_447_014


class TooManyWindows(DomainError):
    """The days have been asked about as often as their codes can count."""


class CutOffOutsidePeriod(DomainError):
    """A cut-off day lies so far from its period that it must be a mistake."""

    status = 422


@transaction.atomic
def ensure_periods(*, calendar: Calendar, year: int) -> dict[str, Period]:
    """Every period of a year of a calendar, by code; those that are missing are made. Idempotent."""
    spans = all_of_year(calendar, year)
    Period.objects.bulk_create([_period(span) for span in spans], ignore_conflicts=True)
    periods = {period.code: period for period in Period.objects.filter(code__in=[s.code for s in spans])}
    bases = [span for span in spans if span.frequency in BASES[calendar]]
    PeriodPart.objects.bulk_create(
        [
            PeriodPart(
                period=periods[span.code],
                base=periods[base.code],
                within=base.starts >= span.starts,
                last=base.ends == span.ends,
            )
            for span in spans
            for base in bases
            if base.ends <= span.ends
        ],
        ignore_conflicts=True,
    )
    return periods


def _period(span: Span) -> Period:
    return Period(
        code=span.code,
        calendar=span.calendar,
        frequency=span.frequency,
        year=span.year,
        starts=span.starts,
        ends=span.ends,
        data_from=span.starts,
        data_until=span.ends,
        due_at=due_at(span.ends),
    )


@transaction.atomic
def make_window(*, starts: date, ends: date, due_at: datetime) -> Period:
    """A period of its own for something that is asked once about these days: the next free number of that window.

    Raises TooManyWindows when the days have been asked about 999 times.
    """
    # Two askers of the same days queue up here, so that each gets a number.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WINDOWS_LOCK])
    same = Period.objects.filter(calendar=Calendar.WINDOW, starts=starts, ends=ends)
    number = same.count() + 1
    if number > MOST_WINDOWS:
        raise TooManyWindows(_("Những ngày này đã được hỏi quá nhiều lần. Hãy chọn khoảng ngày khác."))
    period = _period(window(starts, ends, number))
    period.due_at = due_at
    period.save(force_insert=True)
    PeriodPart.objects.create(period=period, base=period, within=True, last=True)
    return period


@transaction.atomic
def set_cut_off(*, period: Period, until: date, by: User | None) -> Period:
    """Shift the end of a period's data window, the day that its figures are "as of", and with it the due instant.

    Reports that are laid out already keep their due instants. The day must lie inside the period or at most
    31 days after it: CutOffOutsidePeriod otherwise.
    """
    if not period.starts <= until <= period.ends + LATEST_CUT_OFF:
        raise CutOffOutsidePeriod(
            _("Ngày chốt số liệu %(day)s nằm ngoài kỳ %(period)s. Hãy chọn một ngày trong kỳ.")
            % {"day": f"{until:%d/%m/%Y}", "period": period}
        )
    period.data_until, period.due_at = until, due_at(until)
    period.save(update_fields=["data_until", "due_at"])
    record("period.cut_off_set", by=by, about=period, until=until)
    return period
