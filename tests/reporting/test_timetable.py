"""The backward timetable: who is due when, changed by data with a preview; closing a period with a preview."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import people
from tests.factories import reports
from thidua.audit.models import AuditInbox
from thidua.indicators.models import LevelDeadline, Period

CHANGE = {"kind": "grassroots", "frequency": "M", "days": "12", "since": "2024-05-01"}


def due(world, unit="school"):
    report = reports.report_of(world.units[unit])
    return (report.period.due_at - report.due_at).days


@pytest.fixture
def administrator(world, client):
    client.force_login(people.administrator(world.units["city"]))
    return client


def test_each_level_is_due_before_the_one_above(world):
    assert (due(world), due(world, "district_a")) == (10, 6)


def test_a_change_is_previewed_moves_open_reports_and_is_undone(world, administrator):
    preview = administrator.get("/ky-bao-cao/lich-nop/", CHANGE).content.decode()
    assert "3 báo cáo" in preview
    assert due(world) == 10

    page = administrator.post("/ky-bao-cao/lich-nop/", CHANGE, follow=True).content.decode()
    assert due(world) == 12
    assert due(world, "district_a") == 6
    assert AuditInbox.objects.filter(event="deadline.set").count() == 1
    reports.opened("2024-M06")
    later = reports.report_of(world.units["school"], "2024-M06")
    assert later.period.due_at - later.due_at == timedelta(days=12)

    undo = page.split('action="/ky-bao-cao/lich-nop/hoan-tac/')[1].split('"')[0].replace("&amp;", "&")
    administrator.post(f"/ky-bao-cao/lich-nop/hoan-tac/{undo}")
    assert due(world) == 10


def test_reports_that_are_handed_in_keep_their_day(world, administrator):
    reports.submitted(world.report, world.chair)

    administrator.post("/ky-bao-cao/lich-nop/", CHANGE)

    assert (due(world), due(world, "clinic")) == (10, 12)


def test_a_change_for_later_periods_leaves_this_one(world, administrator):
    administrator.post("/ky-bao-cao/lich-nop/", CHANGE | {"since": "2024-06-01"})

    assert due(world) == 10
    rows = LevelDeadline.objects.filter(unit_kind="grassroots", frequency="M").order_by("during")
    assert [(row.days_before, row.during.upper is None) for row in rows] == [(10, False), (12, True)]


@pytest.mark.parametrize(
    "bad", [{"days": "61"}, {"days": "-1"}, {"days": "x"}, {"kind": "x"}, {"since": "32/13/2024"}, {"frequency": ""}]
)
def test_bad_changes_change_nothing(world, administrator, bad):
    answer = administrator.post("/ky-bao-cao/lich-nop/", CHANGE | bad)

    assert answer.status_code == 422
    assert due(world) == 10


def test_closing_is_previewed_stopped_by_what_waits_and_undone(world, administrator):
    submitted = reports.submitted(world.report, world.chair)
    page = administrator.get("/ky-bao-cao/2024-M05/xem-truoc-khoa/").content.decode()
    assert "Chưa khóa được" in page
    assert "district_a" in page
    administrator.force_login(world.officer)
    administrator.post("/hop-thu/tiep-nhan/", {"report": submitted.pk})
    administrator.force_login(people.administrator(world.units["city"]))
    assert "chưa nộp sẽ đứng ngoài" in administrator.get("/ky-bao-cao/2024-M05/xem-truoc-khoa/").content.decode()

    page = administrator.post("/ky-bao-cao/2024-M05/khoa/", follow=True).content.decode()

    assert Period.objects.get(code="2024-M05").state == "closed"
    undo = page.split('action="/ky-bao-cao/2024-M05/mo-lai/?')[1].split('"')[0].replace("&amp;", "&")
    administrator.post(f"/ky-bao-cao/2024-M05/mo-lai/?{undo}")
    assert Period.objects.get(code="2024-M05").state == "open"
