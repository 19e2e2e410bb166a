"""Reminding units of reports that they have not handed in: by the timetable, or by the officer above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import clock
from thidua.indicators.rules import PeriodState
from thidua.notices.services import notify
from thidua.org.queries import UnitName, last_names_of
from thidua.people.models import User
from thidua.reporting.errors import NobodyToRemind
from thidua.reporting.models import Reminder, Report
from thidua.reporting.queries.inbox import NEVER_HANDED_IN, with_forms
from thidua.reporting.queries.reminders import people_at, reports_due

# Days before (+) and after (-) the day that a report is due; afterwards every third day.
BEFORE, FIRST_AFTER, EVERY = (3, 1), 1, 3
LAST_AFTER = 60


def step_of(due_at: datetime, today: datetime) -> int | None:
    """The step of the timetable that falls on a day: days until the report is due, negative after; None for none."""
    days = (due_at.astimezone(clock.VIETNAM).date() - today.date()).days
    if days in BEFORE:
        return days
    late = -days
    on_step = late >= FIRST_AFTER and (late - FIRST_AFTER) % EVERY == 0 and late <= LAST_AFTER
    return days if on_step else None


@transaction.atomic
def remind_by_timetable() -> int:
    """Remind of today's steps the units that hold others up, each step once; the answer is how many notices went."""
    now = clock.now()
    begins = datetime.combine(now.date(), time(), tzinfo=clock.VIETNAM)
    span = (begins - timedelta(days=LAST_AFTER), begins + timedelta(days=max(BEFORE) + 1))
    due = [report for report in reports_due(*span) if step_of(report.due_at, now) is not None]
    told = _told(due)
    names = last_names_of([report.unit_id for report in due], now.date())
    sent = 0
    for report in due:
        step = step_of(report.due_at, now)
        key = f"due:{report.pk}:{report.due_at:%Y%m%d}:{step}"
        facts = _facts(report, names[report.unit_id])
        if step is not None and step >= 0:
            new = notify(users=told[report.unit_id], kind="report.due", link=_link(report), key=key, **facts)
        else:
            new = notify(users=told[report.unit_id], kind="report.overdue", link=_link(report), key=key, **facts)
        if new:
            Reminder.objects.create(report=report, at=now, by=None)
        sent += new
    return sent


@transaction.atomic
def remind(*, report_ids: Sequence[int], by: User) -> int:
    """Remind units of reports now; the answer is how many reports.

    Reports that were handed in meanwhile are left out, and those of periods that take no more.

    Raises NobodyToRemind when nobody has an account at any of the units.
    """
    now = clock.now()
    open_still = Report.objects.filter(pk__in=report_ids, state__in=NEVER_HANDED_IN, period__state=PeriodState.OPEN)
    reports = list(with_forms(open_still).order_by("pk"))
    told = _told(reports)
    names = last_names_of([report.unit_id for report in reports], now.date())
    reached = [report for report in reports if told[report.unit_id]]
    if not reached:
        raise NobodyToRemind(
            _("Các đơn vị được chọn chưa có ai nhận nhắc: đã nộp rồi, hoặc chưa có tài khoản. Hãy tải lại danh sách.")
        )
    for report in reached:
        notify(
            users=told[report.unit_id],
            kind="report.reminded",
            link=_link(report),
            key=f"reminded:{report.pk}:{now:%Y%m%d%H%M}",
            by=str(by),
            **_facts(report, names[report.unit_id]),
        )
    Reminder.objects.bulk_create(Reminder(report=report, at=now, by=by) for report in reached)
    record_each("report.reminded", by=by, subjects=[Subject(report, report.unit_id, {}) for report in reached])
    return len(reached)


def _told(reports: Iterable[Report]) -> dict[int, list[int]]:
    """The accounts to remind, by unit."""
    return people_at({report.unit_id for report in reports})


def _facts(report: Report, unit: UnitName) -> dict[str, str]:
    return {
        "unit": unit.short_name,
        "report": str(report.period),
        "due": f"{report.due_at.astimezone(clock.VIETNAM):%d/%m/%Y}",
    }


def _link(report: Report) -> str:
    form = report.sheet.form_version.form.code
    return reverse("report", args=[report.unit.code, report.period.code, form])
