"""Reminders: only to those who hold others up, each step once, and by the officer with a preview."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests import people
from tests.factories import reports
from thidua.core.clock import VIETNAM
from thidua.notices.models import Notice
from thidua.reporting.models import Reminder, Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.reminders import remind_by_timetable, step_of

DUE = datetime(2024, 6, 5, 17, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("days", "step"),
    [(-4, None), (-3, 3), (-2, None), (-1, 1), (0, None), (1, -1), (2, None), (4, -4), (7, -7), (90, None)],
)
def test_the_steps_before_and_after(days, step):
    assert step_of(DUE, DUE + timedelta(days=days)) == step


def told():
    return sorted(Notice.objects.values_list("user__username", "kind"))


def test_the_timetable_reminds_each_step_once_and_whom_others_wait_for(world, settings):
    people.chair(world.units["clinic"])
    reports.submitted(world.report, world.chair)
    settings.THIDUA_TODAY = date(2024, 6, 4)

    assert remind_by_timetable() == 1
    assert remind_by_timetable() == 0
    assert told() == [("chair.clinic", "report.due")]
    settings.THIDUA_TODAY = date(2024, 6, 6)
    assert remind_by_timetable() == 1
    assert Reminder.objects.filter(by=None).count() == 2
    # The district has handed in: nobody waits for the clinic any more.
    Report.objects.filter(unit=world.units["district_a"], period__code="2024-M05").update(
        state=ReportState.SUBMITTED, submitted_at=DUE, submitted_by=world.officer
    )
    settings.THIDUA_TODAY = date(2024, 6, 9)
    assert remind_by_timetable() == 0


def test_the_officer_sees_who_gets_what_and_sends_it(world, client):
    people.chair(world.units["clinic"])
    client.force_login(world.officer)
    address = "/hop-thu/chua-nop/nhac/?ky=2024-M05"

    page = client.get(address).content.decode()
    assert "Chair.Clinic" in page
    assert Notice.objects.count() == 0
    assert client.post(address).status_code == 422
    elsewhere = reports.report_of(world.units["market"])
    assert client.post(address, {"report": [elsewhere.pk]}).status_code == 409

    client.post(address, {"report": [world.report.pk, elsewhere.pk]})

    assert told() == [("chair.school", "report.reminded")]
    assert "đã nhắc 1 lần" in client.get("/hop-thu/chua-nop/?ky=2024-M05").content.decode()
    assert client.get("/hop-thu/chua-nop/nhac/?ky=x").status_code == 404
