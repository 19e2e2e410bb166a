"""Who is reminded of what, and how often it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from thidua.access.rules import Permission, roles_with
from thidua.core import clock, sql
from thidua.people.models import User
from thidua.reporting.models import Reminder, Report

from .inbox import with_forms

PACKAGE = "thidua.reporting"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How often a unit was reminded of a report, and when last."""

    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    id: int


@dataclass(frozen=True, slots=True)
class _Told:
    unit_id: int
    users: list[int]


def reports_due(since: datetime, until: datetime) -> list[Report]:
    """Reports not handed in that are due in a span and hold up the unit above, with what a notice names."""
    rows = sql.fetch(PACKAGE, "blocking_reports", {"from": since, "until": until}, _Due)
    return list(with_forms(Report.objects.filter(pk__in=[row.id for row in rows])).order_by("pk"))


def people_at(units: Iterable[int]) -> dict[int, list[int]]:
    """The accounts that may enter reports at units today, by unit; [] for a unit without any. One statement."""
    roles = [role.value for role in roles_with(Permission.REPORT_SUBMIT)]
    params = {"units": list(units), "roles": roles, "today": clock.today()}
    found: dict[int, list[int]] = defaultdict(list)
    for row in sql.fetch(PACKAGE, "reminded_people", params, _Told):
        found[row.unit_id] = row.users
    return found


def names_at(units: Iterable[int]) -> dict[int, list[str]]:
    """The full names of those people, by unit. Two statements."""
    told = people_at(units)
    users = {pk for some in told.values() for pk in some}
    names = dict(User.objects.filter(pk__in=users).values_list("pk", "person__full_name"))
    return {unit: sorted(names[pk] for pk in some) for unit, some in told.items()}


def reminded_of(reports: Sequence[Report]) -> dict[int, Reminded]:
    """How often units were reminded of reports, by report; those never reminded are left out."""
    rows = Reminder.objects.filter(report__in=[report.pk for report in reports]).order_by()
    counted = rows.values_list("report").annotate(count=Count("pk"), last=Max("at"))
    return {report: Reminded(count, last) for report, count, last in counted}
