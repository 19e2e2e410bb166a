"""Until when units register: what comes with the system, and what a unit sets for itself and those below."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.periods import Calendar
from thidua.core.text import clean_line
from thidua.emulation.movements.errors import BadDays
from thidua.emulation.movements.models import RegistrationDeadline
from thidua.emulation.movements.queries.deadlines import year_of
from thidua.emulation.movements.rules import A_COMMON_YEAR, LONGEST_LINE
from thidua.org.models import Unit
from thidua.people.models import User

PACKAGE = "thidua.emulation.movements"


@transaction.atomic
def install_deadlines() -> int:
    """Write the last days that come with the system where there are none yet; how many."""
    rows = json.loads((files(PACKAGE) / "data" / "deadlines.json").read_text(encoding="utf-8"))
    known = set(RegistrationDeadline.objects.filter(owner=None).values_list("calendar", flat=True))
    new = [
        RegistrationDeadline(
            calendar=row["calendar"],
            month=row["month"],
            day=row["day"],
            during=DateRange(date.fromisoformat(row["since"]), None),
            source=row["source"],
        )
        for row in rows
        if row["calendar"] not in known
    ]
    return len(RegistrationDeadline.objects.bulk_create(new))


@transaction.atomic
def set_deadline(
    *, owner: Unit, calendar: Calendar, first_year: int, month: int, day: int, source: str, by: User
) -> RegistrationDeadline:
    """Set a unit's last day from a year on; settings of later years give way. Raises BadDays or BadText.

    `first_year` of the school calendar is the one in which the school year begins.
    """
    try:
        date(A_COMMON_YEAR, month, day)
    except ValueError:
        raise BadDays(_("Không có ngày này trong mọi năm. Hãy chọn ngày khác."), where="day") from None
    words = clean_line(source, most=LONGEST_LINE)
    if not words:
        raise BadDays(_("Hãy ghi căn cứ: văn bản nào quy định hạn này."), where="source")
    since = year_of(calendar, first_year).starts
    Unit.objects.select_for_update().get(pk=owner.pk)
    own = RegistrationDeadline.objects.filter(owner=owner, calendar=calendar)
    own.filter(during__startswith__gte=since).delete()
    for one in own.filter(during__contains=since):
        one.during = DateRange(one.during.lower, since)
        one.save(update_fields=["during"])
    made = RegistrationDeadline.objects.create(
        owner=owner, calendar=calendar, month=month, day=day, during=DateRange(since, None), source=words
    )
    record(
        "registration_deadline.set",
        by=by,
        about=owner,
        unit=owner,
        day=f"{day:02}/{month:02}",
        since=f"{since:%d/%m/%Y}",
    )
    return made
