"""Admission, transfer, leaving, correction: the course of a member, and what nobody may read."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.registers.conftest import IDENTITY, JOINED, TODAY, admitted, course
from thidua.audit.models import AuditEvent, AuditInbox, AuditPersonal
from thidua.audit.services import seal_inbox
from thidua.org.services import end_unit
from thidua.people.models import Person
from thidua.registers.members.errors import (
    AlreadyMember,
    DayDoesNotFit,
    HoldsNoMembers,
    IdentityTaken,
    LooksLikeAnother,
    MemberChanged,
    NotAMember,
    SameUnit,
    TooLateToUndo,
)
from thidua.registers.members.models import Member
from thidua.registers.members.rules import BadDetail, Details, Ended
from thidua.registers.members.services import (
    admit_member,
    correct_member,
    end_membership,
    reveal,
    take_back,
    transfer_member,
)

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
LATER = date(2023, 3, 1)


def clerk():
    return people.person("clerk")


class TestAdmission:
    def test_a_member_belongs_to_the_unit_from_the_day_on(self, city):
        span = admitted(city["school"], birth_date=date(1988, 3, 26), identity=IDENTITY, phone=PHONE)

        assert course(span) == [("school", "2020-09-01", "admitted", "", "")]
        assert span.member.identity_tail == "345"
        assert span.member.person.search == "nguyen thi minh an"

    def test_nobody_belongs_to_two_units(self, city):
        admitted(city["school"], identity=IDENTITY)

        with pytest.raises(AlreadyMember):
            admitted(city["mill"], "Nguyễn Thị An", identity=IDENTITY)

    def test_the_database_itself_refuses_two_units_at_once(self, city):
        span = admitted(city["school"])
        span.pk, span.unit = None, city["mill"]

        with pytest.raises(IntegrityError), transaction.atomic():
            span.save(force_insert=True)

    def test_whoever_looks_like_a_member_is_asked_about(self, city):
        born = date(1988, 3, 26)
        admitted(city["school"], birth_date=born)

        with pytest.raises(LooksLikeAnother):
            admitted(city["school"], "NGUYỄN thị Minh  An", birth_date=born)
        admitted(city["clinic"], birth_date=born)
        other = Details("Nguyễn Thị Minh An", birth_date=born)
        admit_member(unit=city["school"], details=other, on=JOINED, another=True, by=clerk())

        assert Member.objects.count() == 3

    def test_who_left_comes_back_as_the_same_member(self, city):
        span = admitted(city["school"], identity=IDENTITY)
        end_membership(member_id=span.member_id, on=LATER, reason=Ended.STOPPED_WORK, by=clerk())

        with pytest.raises(DayDoesNotFit):
            admitted(city["mill"], on=date(2022, 1, 1), identity=IDENTITY)
        again = admitted(city["mill"], on=date(2024, 1, 1), identity=IDENTITY)

        assert again.member_id == span.member_id
        assert course(span) == [
            ("school", "2020-09-01", "admitted", "2023-03-01", "stopped_work"),
            ("mill", "2024-01-01", "admitted", "", ""),
        ]

    def test_who_was_transferred_away_is_transferred_in(self, city):
        span = admitted(city["school"], identity=IDENTITY)
        end_membership(member_id=span.member_id, on=LATER, reason=Ended.TRANSFERRED, by=clerk())

        assert admitted(city["mill"], on=LATER, identity=IDENTITY).began == "transferred"

    def test_only_grassroots_unions_that_exist_have_members(self, city):
        with pytest.raises(HoldsNoMembers):
            admitted(city["district"])
        end_unit(unit=city["clinic"], on=TODAY, reason="Giải thể", by=None)
        with pytest.raises(HoldsNoMembers):
            admitted(city["clinic"])

    def test_days_to_come_and_children_are_refused(self, city):
        with pytest.raises(BadDetail):
            admitted(city["school"], on=TODAY + timedelta(days=1))
        with pytest.raises(BadDetail):
            admitted(city["school"], birth_date=date(2008, 1, 1))


class TestCourse:
    def test_a_transfer_closes_one_span_and_begins_another(self, city):
        span = admitted(city["school"])
        transfer_member(member_id=span.member_id, to=city["mill"], on=LATER, decision="12/QĐ", by=clerk())

        assert course(span) == [
            ("school", "2020-09-01", "admitted", "2023-03-01", "transferred"),
            ("mill", "2023-03-01", "transferred", "", ""),
        ]
        with pytest.raises(SameUnit):
            transfer_member(member_id=span.member_id, to=city["mill"], on=TODAY, by=clerk())

    def test_a_day_must_follow_the_one_before(self, city):
        span = admitted(city["school"])

        with pytest.raises(DayDoesNotFit):
            end_membership(member_id=span.member_id, on=JOINED, reason=Ended.RETIRED, by=clerk())

    def test_who_has_left_cannot_leave_again(self, city):
        span = admitted(city["school"])
        end_membership(member_id=span.member_id, on=LATER, reason=Ended.RETIRED, by=clerk())

        with pytest.raises(NotAMember):
            end_membership(member_id=span.member_id, on=TODAY, reason=Ended.RETIRED, by=clerk())
        with pytest.raises(NotAMember):
            transfer_member(member_id=span.member_id, to=city["mill"], on=TODAY, by=clerk())


class TestTakingBack:
    def test_every_step_is_taken_back(self, city):
        span = admitted(city["school"])
        moved = transfer_member(member_id=span.member_id, to=city["mill"], on=LATER, by=clerk())
        ended = end_membership(member_id=span.member_id, on=TODAY, reason=Ended.RETIRED, by=clerk())

        take_back(membership_id=ended.pk, by=clerk())
        assert course(span)[-1] == ("mill", "2023-03-01", "transferred", "", "")
        with pytest.raises(TooLateToUndo):
            take_back(membership_id=span.pk, by=clerk())
        take_back(membership_id=moved.pk, by=clerk())
        assert course(span) == [("school", "2020-09-01", "admitted", "", "")]
        assert take_back(membership_id=span.pk, by=clerk()) is None
        assert (Member.objects.count(), Person.objects.filter(full_name="Nguyễn Thị Minh An").count()) == (0, 0)

    def test_what_was_recorded_long_ago_is_corrected_instead(self, city, settings):
        span = admitted(city["school"])
        settings.THIDUA_TODAY = TODAY + timedelta(days=3)

        with pytest.raises(TooLateToUndo):
            take_back(membership_id=span.pk, by=clerk())


class TestCorrection:
    def corrected(self, span, details, **more):
        given = {"joined": span.during.lower, "seen": span.member.version, "by": clerk()} | more
        return correct_member(member_id=span.member_id, details=details, **given)

    def test_what_is_said_is_written_and_what_is_empty_stays(self, city):
        span = admitted(city["school"], identity=IDENTITY, phone=PHONE, occupation="Giáo viên")
        self.corrected(span, Details("Nguyễn Minh An", sex="female"), joined=date(2019, 9, 1))

        shown = reveal(member_id=span.member_id, by=clerk())
        assert (shown.identity, shown.phone) == (IDENTITY, PHONE)
        member = Member.objects.get()
        assert (member.person.full_name, member.sex, member.occupation) == ("Nguyễn Minh An", "female", "Giáo viên")
        assert course(span) == [("school", "2019-09-01", "admitted", "", "")]

    def test_numbers_are_erased_when_asked(self, city):
        span = admitted(city["school"], identity=IDENTITY, phone=PHONE)
        self.corrected(span, Details("Nguyễn Thị Minh An"), forget=True)

        shown = reveal(member_id=span.member_id, by=clerk())
        assert (shown.identity, shown.phone) == ("", "")
        assert Member.objects.get().identity_digest is None

    def test_an_older_page_corrects_nothing(self, city):
        span = admitted(city["school"])
        self.corrected(span, Details("Nguyễn Minh An"))

        with pytest.raises(MemberChanged):
            self.corrected(span, Details("Nguyễn Thị An"), seen=1)

    def test_the_number_of_another_member_is_refused(self, city):
        admitted(city["school"], identity=IDENTITY)
        other = admitted(city["mill"], "Trần Văn Ba")

        with pytest.raises(IdentityTaken):
            self.corrected(other, Details("Trần Văn Ba", identity=IDENTITY))

    def test_a_beginning_does_not_move_into_an_earlier_span(self, city):
        span = admitted(city["school"])
        moved = transfer_member(member_id=span.member_id, to=city["mill"], on=LATER, by=clerk())

        with pytest.raises(DayDoesNotFit):
            self.corrected(moved, Details("Nguyễn Thị Minh An"), joined=date(2021, 1, 1))


class TestPrivacy:
    def test_no_number_stands_anywhere_in_the_clear(self, city):
        span = admitted(city["school"], identity=IDENTITY, phone=PHONE)
        reveal(member_id=span.member_id, by=clerk())
        seal_inbox()
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [row[0] for row in cursor.fetchall()]
            dumped = ""
            for table in tables:
                cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t")
                dumped += cursor.fetchone()[0]

        assert "Nguyễn Thị Minh An" in dumped
        assert IDENTITY not in dumped
        assert PHONE not in dumped

    def test_the_chain_names_nobody_and_reading_is_in_it(self, city):
        span = admitted(city["school"], identity=IDENTITY)
        reveal(member_id=span.member_id, by=clerk())
        seal_inbox()

        events = AuditEvent.objects.filter(event__startswith="member.").order_by("number")
        assert [event.event for event in events] == ["member.admitted", "member.revealed"]
        assert events[1].actor_label == "clerk"
        assert events[1].unit_id == city["school"].pk
        told = json.dumps([[event.about_label, event.facts] for event in events], ensure_ascii=False)
        assert "Nguyễn" not in told
        assert AuditPersonal.objects.get(number=events[0].number).values == {"full_name": "Nguyễn Thị Minh An"}

    def test_a_correction_keeps_values_apart_from_the_chain(self, city):
        span = admitted(city["school"], identity=IDENTITY)
        details = Details("Nguyễn Minh An", identity="001188099999")
        correct_member(member_id=span.member_id, details=details, joined=JOINED, seen=1, by=clerk())

        event = AuditInbox.objects.get(event="member.corrected")
        assert event.facts == {"sensitive": True}
        assert event.personal == {
            "full_name_before": "Nguyễn Thị Minh An",
            "full_name_after": "Nguyễn Minh An",
        }
