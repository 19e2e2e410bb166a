"""Lists of members: judged, written and taken back, as the shared engine asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.registers.conftest import IDENTITY, TODAY, admitted, course
from tests.registers.lists import everything, judged, silent, verdicts, written
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.core.errors import DomainError
from thidua.exchange.errors import NotYourRows
from thidua.org.services import rename_unit
from thidua.people.models import User
from thidua.registers.members.errors import ChangedSinceImport
from thidua.registers.members.importing import MEMBERS
from thidua.registers.members.models import Member, Membership
from thidua.registers.members.rules import Ended
from thidua.registers.members.services import end_membership, reveal, transfer_member

pytestmark = pytest.mark.django_db
AN: Mapping[str, str] = {
    "full_name": "Nguyễn Thị Minh An",
    "birth_date": "26/03/1988",
    "sex": "Nữ",
    "identity": IDENTITY,
    "unit": "school",
    "joined": "01/09/2020",
}


@pytest.fixture
def officer(city) -> User:
    return people.officer(city["district"])


def refusal(user: User, *rows: Mapping[str, str]) -> tuple[str, str]:
    """The field and sentence of the last row's only flaw."""
    last = judged(user, *rows)[-1]
    assert last.verdict == "refused"
    (flaw,) = last.flaws
    return flaw.field, flaw.sentence


class TestNew:
    def test_somebody_new_is_written_and_taken_back(self, officer):
        before = everything()
        made = written(officer, AN | {"phone": "912345678", "card_number": "0123", "occupation": "Giáo viên"})

        member = Member.objects.get()
        assert (member.person.full_name, member.birth_date, member.sex) == (
            "Nguyễn Thị Minh An",
            date(1988, 3, 26),
            "female",
        )
        shown = reveal(member_id=member.pk, by=officer)
        assert (shown.identity, shown.phone) == (IDENTITY, "0912345678")
        assert course(Membership.objects.get()) == [("school", "2020-09-01", "admitted", "", "")]

        MEMBERS.undo(made, officer, {}, silent)
        assert everything() == before

    def test_somebody_who_has_left_already_is_written_with_the_leaving(self, officer):
        written(officer, AN | {"left_on": "01/02/2024", "reason": "nghỉ hưu"})

        assert course(Membership.objects.get()) == [("school", "2020-09-01", "admitted", "2024-02-01", "retired")]

    def test_the_unit_may_be_a_name_or_that_of_the_whole_list(self, officer):
        row = {name: text for name, text in AN.items() if name != "unit"}

        assert verdicts(
            officer,
            row | {"unit": "School"},
            row | {"unit": "", "identity": "", "full_name": "Lê Văn Ba"},
            unit="clinic",
        ) == ["new", "new"]
        assert refusal(officer, row)[0] == "unit"

    def test_a_name_that_two_units_bear_is_refused_with_their_codes(self, officer, city):
        named = AN | {"unit": "Trường Vân Đình"}
        rename_unit(unit=city["school"], name="Trường Vân Đình", on=TODAY, by=None)
        assert verdicts(officer, named) == ["new"]
        rename_unit(unit=city["clinic"], name="Trường Vân Đình", on=TODAY, by=None)

        assert "clinic, school" in refusal(officer, named)[1]

    def test_whoever_is_new_needs_a_day_of_admission(self, officer):
        assert refusal(officer, AN | {"joined": ""})[0] == "joined"


class TestRefusals:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"full_name": ""}, "full_name"),
            ({"birth_date": "31/02/1988"}, "birth_date"),
            ({"birth_date": "2015-01-01"}, "birth_date"),
            ({"birth_date": "01/01/2007", "joined": "01/09/2020"}, "joined"),
            ({"sex": "?"}, "sex"),
            ({"identity": "12345"}, "identity"),
            ({"identity": "=HYPERLINK(1)"}, "identity"),
            ({"unit": "khong-co"}, "unit"),
            ({"unit": "mill"}, "unit"),
            ({"unit": "district"}, "unit"),
            ({"joined": "19/05/2024"}, "joined"),
            ({"left_on": "01/01/2020", "reason": "nghỉ hưu"}, "left_on"),
            ({"left_on": "01/01/2024"}, "reason"),
            ({"reason": "nghỉ hưu"}, "left_on"),
            ({"phone": "12"}, "phone"),
            ({"occupation": "x" * 121}, "occupation"),
            ({"full_name": "Nguyễn\x00 An"}, "full_name"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, officer, wrong, field):
        assert refusal(officer, AN | wrong)[0] == field

    def test_a_refusal_never_repeats_the_identity_number(self, officer):
        admitted_elsewhere = AN | {"birth_date": "26/03/1999", "full_name": "Lê Thị Khác"}
        written(officer, AN)

        field, sentence = refusal(officer, admitted_elsewhere)
        assert field == "identity"
        assert IDENTITY not in sentence

    def test_the_same_person_twice_in_a_file(self, officer):
        again = AN | {"full_name": "Nguyễn Minh An"}
        namesake = AN | {"identity": ""}

        assert verdicts(officer, AN, again, namesake) == ["new", "refused", "refused"]
        assert refusal(officer, AN, again)[1].startswith("Trùng với dòng 2")

    def test_two_people_of_one_name_and_day_are_told_apart_by_their_numbers(self, officer):
        assert verdicts(officer, AN, AN | {"identity": "001188054321"}) == ["new", "new"]

    def test_a_member_of_another_unit_is_not_moved_by_a_list(self, officer, city):
        admitted(city["mill"], identity=IDENTITY, birth_date=date(1988, 3, 26))

        field, sentence = refusal(officer, AN)
        assert (field, "đơn vị khác" in sentence, "mill" in sentence) == ("unit", True, False)

    def test_the_unit_of_the_whole_list_is_checked_at_once(self, officer):
        with pytest.raises(DomainError):
            MEMBERS.check({"unit": "mill"}, officer)
        MEMBERS.check({"unit": "school"}, officer)
        MEMBERS.check({"unit": ""}, officer)


class TestChanges:
    def test_a_known_member_is_changed_field_by_field_and_back(self, officer, city):
        span = admitted(city["school"], identity=IDENTITY, birth_date=date(1988, 3, 26), phone="0911111111")
        before = everything()
        row = AN | {"full_name": "Nguyễn Minh An", "phone": "0912345678", "joined": "01/10/2020"}
        (one,) = judged(officer, row)

        assert one.verdict == "changed"
        assert [(change.field, change.before, change.after) for change in one.changes] == [
            ("full_name", "Nguyễn Thị Minh An", "Nguyễn Minh An"),
            ("sex", "", "Nữ"),
            ("phone", "•••111", "•••678"),
            ("joined", "01/09/2020", "01/10/2020"),
        ]
        made = written(officer, row)
        assert verdicts(officer, row) == ["unchanged"]
        assert course(span) == [("school", "2020-10-01", "admitted", "", "")]
        MEMBERS.undo(made, officer, {}, silent)
        assert everything() == before

    def test_what_a_row_leaves_empty_stays(self, officer, city):
        admitted(city["school"], identity=IDENTITY, occupation="Giáo viên", sex="female")

        assert verdicts(officer, {"full_name": AN["full_name"], "identity": IDENTITY, "unit": "school"}) == [
            "unchanged"
        ]

    def test_without_a_number_name_and_day_of_birth_tell_who_it_is(self, officer, city):
        admitted(city["school"], birth_date=date(1988, 3, 26))

        (one,) = judged(officer, AN)
        assert [change.field for change in one.changes] == ["sex", "identity"]
        unknown = {"full_name": AN["full_name"], "unit": "school", "joined": "01/10/2020"}
        assert "cùng tên" in refusal(officer, unknown)[1]

    def test_leaving_is_written_and_taken_back(self, officer, city):
        span = admitted(city["school"], identity=IDENTITY)
        before = everything()
        made = written(officer, AN | {"left_on": "01/05/2024", "reason": "Thôi việc"})

        assert course(span) == [("school", "2020-09-01", "admitted", "2024-05-01", "stopped_work")]
        assert verdicts(officer, AN | {"left_on": "01/05/2024", "reason": "Thôi việc"}) == ["unchanged"]
        assert refusal(officer, AN)[0] == "joined"
        assert refusal(officer, AN | {"left_on": "02/05/2024", "reason": "Thôi việc"})[0] == "left_on"
        MEMBERS.undo(made, officer, {}, silent)
        assert everything() == before

    def test_who_left_comes_back_by_a_later_day(self, officer, city):
        span = admitted(city["mill"], identity=IDENTITY, birth_date=date(1988, 3, 26))
        end_membership(member_id=span.member_id, on=date(2023, 1, 1), reason=Ended.EXCLUDED, by=officer)
        before = everything()
        row = AN | {"joined": "01/02/2024"}
        (one,) = judged(officer, row)

        assert "Khai trừ" not in str(one.changes)
        made = written(officer, row)
        assert course(span) == [
            ("mill", "2020-09-01", "admitted", "2023-01-01", "excluded"),
            ("school", "2024-02-01", "admitted", "", ""),
        ]
        assert verdicts(officer, row) == ["unchanged"]
        MEMBERS.undo(made, officer, {}, silent)
        assert everything() == before


class TestUndo:
    def test_what_was_changed_since_stands_in_the_way(self, officer, city):
        made = written(officer, AN, AN | {"full_name": "Lê Văn Ba", "identity": ""})
        transfer_member(member_id=made[1].about, to=city["clinic"], on=TODAY, by=officer)

        with pytest.raises(ChangedSinceImport) as refused:
            MEMBERS.undo(made, officer, {}, silent)
        assert "1 đoàn viên" in refused.value.sentence
        assert "Lê Văn Ba" in refused.value.sentence
        assert Member.objects.count() == 2

    def test_who_was_moved_away_takes_nothing_back(self, officer, city):
        made = written(officer, AN)
        Grant.objects.filter(user=officer).delete()
        give_grant(user=officer, role=Role.OFFICER, unit=city["clinic"], since=TODAY, by=None)

        with pytest.raises(NotYourRows):
            MEMBERS.undo(made, officer, {}, silent)
        assert Member.objects.count() == 1


def test_a_long_list_takes_as_many_statements_as_a_short_one(officer):
    asked = []
    for count, given in ((3, "Lê Văn"), (60, "Trần Thị")):
        letters = "abcdefghijklmnopqrstuvwxyz"
        rows = [
            AN
            | {
                "full_name": f"{given} {letters[n // 26]}{letters[n % 26]}",
                "identity": f"{n:09d}",
                "unit": ("school", "clinic")[n % 2],
            }
            for n in range(count * 10, count * 10 + count)
        ]
        with CaptureQueriesContext(connection) as queries:
            made = written(officer, *rows)
            changed = written(officer, *(row | {"occupation": "Công nhân"} for row in rows))
            MEMBERS.undo(changed, officer, {}, silent)
            MEMBERS.undo(made, officer, {}, silent)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_what_a_file_says_of_people_is_sealed_while_it_waits(officer):
    headings = "Họ và tên;Số định danh;Mã công đoàn cơ sở;Ngày kết nạp;Điện thoại"
    file = f"{headings}\nLê An;{IDENTITY};school;01/09/2020;0912345678\n"
    client = Client()
    client.force_login(officer)
    sent = client.post("/nhap-danh-sach/members/", {"file": SimpleUploadedFile("ds.csv", file.encode())})
    assert sent.status_code == 302, sent.content.decode()
    shown = client.get(sent["Location"]).content.decode()
    assert "Lê An" in shown
    assert "•••345" in shown
    assert IDENTITY not in shown
    done = client.post(f"{sent['Location']}ghi/")
    assert done.status_code == 302

    assert Member.objects.get().identity_tail == "345"
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM exchange_intakerow t")
        stored = cursor.fetchone()[0]
    assert IDENTITY not in stored
    assert "0912345678" not in stored
    assert "Lê An" not in stored
