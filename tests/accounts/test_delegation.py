"""Standing in for somebody: what it gives, what is recorded, what it never allows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import people
from tests.factories.reports import completed, forms, opened, report_of
from thidua.access import gate
from thidua.access.came_by import NEEDED_FOR
from thidua.access.errors import BadDelegation, BadSpan
from thidua.access.models import Delegation
from thidua.access.queries import holders_of, stands_in_for
from thidua.access.rules import GRANTED, NOT_LENT, Permission, Role
from thidua.access.services import delegate, end_delegation
from thidua.audit.models import AuditInbox
from thidua.audit.sentences import declared, sentence
from thidua.audit.services import record
from thidua.core import clock
from thidua.notices.models import Notice
from thidua.people.models import User
from thidua.reporting.errors import OwnReport
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf
from thidua.reporting.services.periods import close_period
from thidua.reporting.services.workflow import accept_report, submit_report

PAGE = "/tai-khoan/uy-quyen/"


def lent(from_user: User, to_user: User, days: int = 1) -> Delegation:
    today = clock.today()
    last = today + timedelta(days=days - 1)
    return delegate(from_user=from_user, to_user=to_user, first=today, last=last, reason="nghỉ phép", by=from_user)


@pytest.fixture
def deputy(federation) -> User:
    """A colleague in the northern district who may only look there."""
    return people.leader(federation.units["district_north"], "deputy")


def test_a_stand_in_may_what_the_other_may_and_only_that(federation, deputy):
    school = federation.units["school"]
    assert Permission.TARGET_ASSIGN not in gate.allowed(deputy, school)
    lent(federation.officer, deputy)

    standing = gate.standing_at(deputy, school.pk)
    assert gate.allowed(federation.officer, school) <= standing.permissions
    assert standing.lender(Permission.TARGET_ASSIGN) == federation.officer.pk
    assert standing.lender(Permission.REPORT_ACCEPT) is None, "a leader accepts by herself"
    assert stands_in_for(deputy) == {federation.officer.pk}
    assert stands_in_for(federation.officer) == frozenset()


def test_what_governs_others_is_not_lent(federation, deputy):
    lent(federation.north, deputy)

    assert not gate.anywhere(deputy) & NOT_LENT
    assert Permission.UNIT_MANAGE in gate.anywhere(deputy)


def test_the_other_does_not_lend_on_what_was_lent(federation, deputy):
    third = people.person("third")
    lent(federation.officer, deputy)
    lent(deputy, third)

    assert Permission.TARGET_ASSIGN not in gate.anywhere(third)


@pytest.mark.parametrize("way", ["by hand", "by date", "account out of use"])
def test_it_ends(federation, deputy, way, time_machine_at):
    given = lent(federation.officer, deputy, days=3)
    if way == "by hand":
        end_delegation(delegation_id=given.pk, by=deputy)
    elif way == "by date":
        time_machine_at(clock.today() + timedelta(days=3))
    else:
        User.objects.filter(pk=federation.officer.pk).update(is_active=False)

    assert Permission.TARGET_ASSIGN not in gate.anywhere(deputy)


@pytest.fixture
def time_machine_at(settings):
    def stand(day):
        settings.THIDUA_TODAY = day

    return stand


def test_days_and_people_are_checked(federation, deputy):
    today, officer = clock.today(), federation.officer
    day = timedelta(days=1)
    for first, last in ((today, today - day), (today - 9 * day, today - day), (today, today + 400 * day)):
        with pytest.raises(BadSpan):
            delegate(from_user=officer, to_user=deputy, first=first, last=last, reason="x", by=officer)
    with pytest.raises(BadDelegation):
        lent(officer, officer)
    with pytest.raises(BadDelegation):
        lent(people.person("holds nothing".replace(" ", ".")), deputy)
    lent(officer, deputy)
    with pytest.raises(BadDelegation):
        lent(officer, deputy)


class TestReports:
    @pytest.fixture
    def report(self, federation, settings):
        settings.THIDUA_TODAY = date(2024, 5, 18)
        forms()
        opened()
        return report_of(federation.units["school"])

    def test_nobody_accepts_what_the_one_she_stands_in_for_has_handed_in(self, federation, deputy, report):
        completed(report, federation.chair)
        submit_report(report_id=report.pk, by=federation.officer)
        lent(federation.officer, deputy)

        with pytest.raises(OwnReport):
            accept_report(report_id=report.pk, by=deputy)
        accept_report(report_id=report.pk, by=people.leader(federation.units["district_north"], "other"))

    def test_what_is_done_is_recorded_as_done_for_the_other(self, federation, report):
        clerk = people.specialist(federation.units["district_north"], username="clerk.north")
        completed(report, federation.chair)
        submit_report(report_id=report.pk, by=federation.chair)
        lent(federation.officer, clerk)
        assert gate.may(clerk, Permission.REPORT_ACCEPT, report.unit)

        accept_report(report_id=report.pk, by=clerk)

        told = AuditInbox.objects.get(event="report.accepted")
        assert (told.actor_id, told.facts["acting_for"]) == (clerk.pk, "officer.north")
        assert sentence(told).endswith(", thay officer.north")

    def test_so_is_what_comes_after_and_what_is_done_to_units_of_ones_own(self, federation, report):
        clerk = people.specialist(federation.units["district_north"], username="clerk.north")
        completed(report, federation.chair)
        lent(federation.officer, clerk)
        assert gate.may(clerk, Permission.REPORT_BEHALF, report.unit)

        begin_behalf(report_id=report.pk, channel=Channel.PHONE, by=clerk)
        submit_report(report_id=report.pk, by=clerk)
        record("target.planned", by=clerk, unit=federation.units["district_north"])

        recorded = AuditInbox.objects.filter(actor_id=clerk.pk).exclude(event="report.started")
        assert {row.event: row.facts.get("acting_for") for row in recorded} == dict.fromkeys(
            ("behalf.begun", "report.submitted", "target.planned"), "officer.north"
        )

    def test_and_what_belongs_to_no_unit(self, federation, report):
        clerk = people.specialist(federation.units["city"], username="clerk.city")
        administrator = people.administrator(federation.units["city"], "first")
        lent(administrator, clerk)
        assert gate.everywhere(clerk, Permission.PERIOD_MANAGE)

        close_period(period=report.period, by=clerk)
        close = AuditInbox.objects.get(event="period.closed")

        assert close.facts["acting_for"] == "first"

    def test_what_she_may_do_by_herself_is_not(self, federation, deputy, report):
        completed(report, federation.chair)
        submit_report(report_id=report.pk, by=federation.chair)
        lent(federation.officer, deputy)
        assert gate.may(deputy, Permission.REPORT_ACCEPT, report.unit)

        accept_report(report_id=report.pk, by=deputy)

        assert "acting_for" not in AuditInbox.objects.get(event="report.accepted").facts


def test_events_that_are_recorded_for_another_exist():
    assert NEEDED_FOR.keys() <= declared().keys()
    assert not {permission for permissions in NEEDED_FOR.values() for permission in permissions} & NOT_LENT


class TestPages:
    def test_both_see_it_and_either_ends_it(self, federation, deputy):
        client = federation.page(federation.officer)
        today = clock.today().isoformat()
        form = {"to_user": deputy.pk, "first": today, "last": today, "reason": "nghỉ phép"}

        assert client.post(PAGE, form | {"to_user": federation.south.pk}).status_code == 422
        assert client.post(PAGE, form | {"to_user": federation.chair.pk}).status_code == 422, "she accepts from him"
        assert client.post(PAGE, form).status_code == 302
        given = Delegation.objects.get()
        other = federation.page(deputy)
        assert "Bạn thay Officer.North" in other.get(PAGE).content.decode()
        assert federation.page(federation.chair).post(f"{PAGE}{given.pk}/ket-thuc/").status_code == 404
        assert Notice.objects.get(user=deputy).kind == "delegation.given"
        assert other.post(f"{PAGE}{given.pk}/ket-thuc/").status_code == 302
        assert Notice.objects.get(user=federation.officer).kind == "delegation.ended"
        assert not Delegation.objects.exists()


class TestWhoSees:
    def test_everybody_that_the_gate_lets_look_is_named(self, federation, deputy):
        lent(federation.officer, people.person("outsider"))
        for unit in federation.units.values():
            holders = holders_of(unit)
            for permission in (Permission.UNIT_VIEW, Permission.REPORT_ENTER, Permission.REPORT_ACCEPT):
                named = {h.user for h in holders.reaching if permission in h.permissions}
                let_in = {user for user in User.objects.all() if gate.may(user, permission, unit)}
                below = {user for user in let_in - named if permission is Permission.UNIT_VIEW}
                assert named | below == let_in, (unit, permission)
                assert all(
                    GRANTED[Role(grant.role)][permission].value == "line" for u in below for grant in u.grants.all()
                )

    def test_reasons_are_for_administrators_and_inspectors(self, federation):
        page = "/ai-xem-duoc/school/"
        assert "chair.school" in federation.page(federation.north).get(page).content.decode()
        short = federation.page(federation.chair).get(page)
        assert (short.status_code, short.context["full"]) == (200, False)
        assert federation.page(federation.south).get(page).status_code == 404
