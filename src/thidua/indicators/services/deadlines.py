"""The backward timetable: how long before a period's last instant the units of a kind hand in."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.errors import DomainError
from thidua.core.periods import Frequency
from thidua.indicators.models import LevelDeadline
from thidua.org.rules import UnitKind
from thidua.people.models import User

MOST_DAYS = 60


class DeadlineTooEarly(DomainError):
    """A deadline lies so far before the last instant that it must be a mistake."""

    status = 422


@transaction.atomic
def set_level_deadline(
    *, unit_kind: UnitKind, frequency: Frequency, days_before: int, since: date, by: User | None
) -> LevelDeadline:
    """From the periods that end on `since` or later, units of a kind hand in so many days before the last instant.

    What was in force ends the day before; what was to come later is replaced. Reports that are laid out already
    keep their instants. Raises DeadlineTooEarly beyond 60 days.
    """
    if not 0 <= days_before <= MOST_DAYS:
        raise DeadlineTooEarly(
            _("Hạn của một cấp chỉ được sớm hơn hạn chung từ 0 đến %(most)d ngày. Hãy nhập lại số ngày.")
            % {"most": MOST_DAYS}
        )
    rows = LevelDeadline.objects.select_for_update().filter(unit_kind=unit_kind, frequency=frequency)
    rows.filter(during__startswith__gte=since).delete()
    for row in rows.filter(during__contains=since):
        row.during = DateRange(row.during.lower, since)
        row.save(update_fields=["during"])
    deadline = LevelDeadline.objects.create(
        unit_kind=unit_kind, frequency=frequency, days_before=days_before, during=DateRange(since, None)
    )
    record(
        "deadline.set",
        by=by,
        about=deadline,
        kind=str(unit_kind.label),
        frequency=str(frequency.label),
        days=days_before,
        since=f"{since:%d/%m/%Y}",
    )
    return deadline
