"""The people and the states that the tables of reports speak of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.factories.uploads import upload
from thidua.access.models import Delegation
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.core import clock
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.rules import Channel, ReportState
from thidua.reporting.services.behalf import answer_link, begin_behalf, make_link
from thidua.reporting.services.evidence import attach_evidence
from thidua.reporting.services.periods import close_period
from thidua.reporting.services.workflow import (
    Reason,
    accept_report,
    amend_report,
    return_report,
    submit_report,
)

MONTH, LATER = "2024-M05", "2024-M07"
FORM = "grassroots-month"
CELL = "ORG16"


@dataclass(frozen=True)
class World:
    """The units, the people by the names of the tables with a browser each, and the school's report."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    browsers: Mapping[str, Client]
    report: Report

    def by(self, name: str) -> User:
        """The account of one of the people."""
        return self.people[name]


def world() -> World:
    """A school below a district below a city, May 2024 open, and everybody who may come by."""
    reports.forms()
    units = tree("city > district > school", "city > other_district > other_school")
    reports.opened()
    known = _people(units)
    browsers = {name: _browser(user) for name, user in known.items()}
    browsers["seeing as chair"] = _seeing(known["administrator"], known["chair"])
    return World(units, known, browsers, reports.report_of(units["school"]))


def stand_in(principal: User, deputy: User, *, days: tuple[int, int] = (0, 10)) -> Delegation:
    """Let somebody stand in from so many days after today until so many days after it."""
    first, until = (clock.today() + timedelta(days=day) for day in days)
    return Delegation.objects.create(
        from_user=principal, to_user=deputy, during=DateRange(first, until), reason="Nghỉ phép", given_at=clock.now()
    )


def _people(units: Mapping[str, Unit]) -> dict[str, User]:
    school, district, city = units["school"], units["district"], units["city"]
    chair, officer = people.chair(school), people.officer(district)
    found = {
        "stranger": people.chair(units["other_school"]),
        "neighbour": people.officer(units["other_district"]),
        "former deputy": people.person("former"),
        "chair": chair,
        "deputy": people.person("deputy"),
        "specialist": people.specialist(school, username="specialist"),
        "of the area": people.specialist(school, "ORG", username="of.the.area"),
        "of another area": people.specialist(school, "WEL", username="of.another.area"),
        "officer": officer,
        "colleague": people.officer(district, "colleague"),
        "officer's deputy": people.person("officers.deputy"),
        "leader": people.leader(district),
        "second": people.person("second"),
        "city officer": people.officer(city),
        "city leader": people.leader(city),
        "inspector": people.inspector(city),
        "administrator": people.administrator(city),
        "chair and second": people.chair(school, "chair.and.second"),
        "deputy of both": people.person("deputy.of.both"),
        "officer as deputy": people.officer(district, "officer.as.deputy"),
        "by name": people.person("by.name"),
    }
    for name in ("second", "chair and second"):
        give_grant(user=found[name], role=Role.SECOND, unit=district, since=people.ALWAYS, by=officer)
    give_grant(user=found["by name"], role=Role.OFFICER, units=[school], since=people.ALWAYS, by=None)
    stand_in(chair, found["former deputy"], days=(-10, 0))
    stand_in(chair, found["deputy"])
    stand_in(officer, found["officer's deputy"])
    stand_in(chair, found["deputy of both"])
    stand_in(officer, found["deputy of both"])
    stand_in(chair, found["officer as deputy"])
    return found


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _seeing(administrator: User, other: User) -> Client:
    client = _browser(administrator)
    answer = client.post(reverse("see-as-begin", args=[other.pk]), {"ly-do": "Giúp nhập báo cáo"})
    assert answer.status_code == 302
    return client


# ── How a report comes into each state ───────────────────────────────────────


def _draft(world: World, by: str = "chair") -> Report:
    reports.completed(world.report, world.by(by))
    indicator = catalogue().by_code[CELL]
    attach_evidence(report_id=world.report.pk, indicator_id=indicator.pk, upload=upload(), by=world.by(by))
    return world.report


def _begun(world: World) -> Report:
    begin_behalf(report_id=world.report.pk, channel=Channel.PHONE, by=world.by("officer"))
    return _draft(world, "officer")


def _submitted(world: World, by: str = "chair") -> Report:
    _draft(world)
    return submit_report(report_id=world.report.pk, by=world.by(by), reason="Sửa số")


def _waiting(world: World) -> Report:
    _begun(world)
    return submit_report(report_id=world.report.pk, by=world.by("officer"))


def _answered(world: World, objection: str = "") -> Report:
    report = _waiting(world)
    secret = make_link(report_id=report.pk, by=world.by("officer"))
    answer_link(secret=secret, name="Bà Hoa", objection=objection)
    return report


def _own_hand(world: World) -> Report:
    _begun(world)
    return submit_report(report_id=world.report.pk, by=world.by("chair and second"))


def _returned(world: World) -> Report:
    report = _submitted(world)
    return return_report(report_id=report.pk, reasons=[Reason("Sai số đoàn viên")], by=world.by("leader"))


def _accepted(world: World) -> Report:
    report = _submitted(world)
    accept_report(report_id=report.pk, by=world.by("leader"))
    return report


def _accepted_waiting(world: World) -> Report:
    report = _waiting(world)
    accept_report(report_id=report.pk, by=world.by("leader"))
    return report


def _built_upon(world: World) -> Report:
    report = _accepted(world)
    above = Report.objects.filter(unit=world.units["district"], period=report.period)
    handed_in = above.update(state=ReportState.SUBMITTED, submitted_at=clock.now(), submitted_by=world.by("officer"))
    assert handed_in
    return report


def _amending(world: World) -> Report:
    return amend_report(report_id=_accepted(world).pk, by=world.by("chair"))


def _amended(world: World) -> Report:
    return submit_report(report_id=_amending(world).pk, by=world.by("chair"), reason="Bổ sung")


def _planned(world: World) -> Report:
    Period.objects.get(code=LATER)
    return world.report


def _closed(make: Callable[[World], Report]) -> Callable[[World], Report]:
    def closed(world: World) -> Report:
        report = make(world)
        close_period(period=Period.objects.get(code=MONTH), by=world.by("administrator"))
        return report

    return closed


MADE: Mapping[str, Callable[[World], Report]] = {
    "draft": _draft,
    "begun on behalf": _begun,
    "submitted": _submitted,
    "submitted by the deputy": lambda world: _submitted(world, "officer as deputy"),
    "on behalf, waiting": _waiting,
    "on behalf, confirmed": _answered,
    "on behalf, objected": lambda world: _answered(world, "Số đoàn viên là 61"),
    "on behalf, own hand": _own_hand,
    "returned": _returned,
    "accepted": _accepted,
    "accepted, waiting": _accepted_waiting,
    "accepted, built upon": _built_upon,
    "amending": _amending,
    "amendment submitted": _amended,
    "planned": _planned,
    "closed": _closed(_accepted),
    "closed on a draft": _closed(_draft),
    "closed on an amendment": _closed(_amending),
    "closed, answer waiting": _closed(_accepted_waiting),
}
