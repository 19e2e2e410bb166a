"""The pages of the register: lists, a person, the steps, the numbers, the reports beside it."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.registers.conftest import IDENTITY, JOINED, TODAY, admitted, course
from tests.web.world import write
from thidua.audit.models import AuditInbox
from thidua.figures.fold import fold_marks
from thidua.registers.members.models import Member, Membership
from thidua.registers.members.queries import PAGE
from thidua.registers.members.services import transfer_member

pytestmark = pytest.mark.django_db
PHONE = "0912345678"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chair(city) -> Client:
    return signed_in(people.chair(city["school"]))


@pytest.fixture
def officer(city) -> Client:
    return signed_in(people.officer(city["district"]))


def listed(client: Client, query: str = "", code: str = "school") -> list[str]:
    """The names on a page of the list, in its order."""
    answer = client.get(reverse("member-list", args=[code]) + query)
    assert answer.status_code == 200
    return [line.span.member.person.full_name for line in answer.context["lines"]]


class TestList:
    def test_names_stand_in_vietnamese_order_and_are_found_without_accents(self, chair, city):
        for name in ("Vũ Chi", "Đặng An", "Dương Bình"):
            admitted(city["school"], name)
        admitted(city["clinic"], "Lê Khác")

        assert listed(chair) == ["Dương Bình", "Đặng An", "Vũ Chi"]
        assert listed(chair, "?q=dang") == ["Đặng An"]
        assert listed(chair, "?q=khac") == []

    def test_a_district_sees_the_members_of_all_its_unions(self, officer, city):
        admitted(city["school"], "Vũ Chi")
        admitted(city["clinic"], "Lê Bình")
        admitted(city["mill"], "Trần Khác")

        assert listed(officer, code="district") == ["Lê Bình", "Vũ Chi"]

    def test_filters(self, chair, city):
        admitted(city["school"], "Vũ Chi", sex="female")
        admitted(city["school"], "Lê Bình", on=date(2023, 1, 1), sex="male", card_number="0007")
        gone = admitted(city["school"], "Hồ Ra")
        transfer_member(member_id=gone.member_id, to=city["mill"], on=TODAY, by=people.person())

        assert listed(chair) == ["Lê Bình", "Vũ Chi"]
        assert listed(chair, "?sex=female") == ["Vũ Chi"]
        assert listed(chair, "?since=2022-01-01&until=2023-12-31") == ["Lê Bình"]
        assert listed(chair, "?q=0007") == ["Lê Bình"]
        assert listed(chair, "?state=left") == ["Hồ Ra"]
        assert listed(chair, "?state=all") == ["Hồ Ra", "Lê Bình", "Vũ Chi"]
        assert chair.get(reverse("member-list", args=["school"]) + "?since=hôm qua").status_code == 422

    def test_pages_follow_each_other_and_lead_back(self, chair, city):
        names = [f"Nguyễn Văn {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(PAGE * 2 + 3)]
        for name in names:
            admitted(city["school"], name)
        address = reverse("member-list", args=["school"])
        first = chair.get(address)
        second = chair.get(address + first.context["next"])
        third = chair.get(address + second.context["next"])
        back = chair.get(address + third.context["previous"])

        def shown(answer) -> list[str]:
            return [line.span.member.person.full_name for line in answer.context["lines"]]

        assert shown(first) + shown(second) + shown(third) == names
        assert shown(back) == shown(second)
        assert (first.context["previous"], third.context["next"]) == ("", "")
        assert chair.get(address + back.context["previous"]).context["previous"] == ""

    def test_an_empty_register_says_what_fills_it(self, chair):
        assert "Sổ chưa có đoàn viên" in chair.get(reverse("member-list", args=["school"])).content.decode()


class TestPerson:
    def test_numbers_are_masked_until_somebody_asks_on_the_record(self, chair, city):
        span = admitted(city["school"], identity=IDENTITY, phone=PHONE)
        address = reverse("member", args=[span.member_id])
        page = chair.get(address).content.decode()
        assert "•••345" in page
        assert IDENTITY not in page
        assert PHONE not in page
        assert not AuditInbox.objects.filter(event="member.revealed").exists()

        shown = chair.post(reverse("member-reveal", args=[span.member_id]))
        assert IDENTITY in shown.content.decode()
        assert PHONE in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
        assert AuditInbox.objects.get(event="member.revealed").actor_label == "chair.school"

    def test_a_former_unit_reads_the_course_but_no_numbers(self, chair, city):
        span = admitted(city["school"], identity=IDENTITY)
        transfer_member(member_id=span.member_id, to=city["mill"], on=TODAY, by=people.person())

        assert chair.get(reverse("member", args=[span.member_id])).status_code == 200
        assert chair.post(reverse("member-reveal", args=[span.member_id])).status_code == 403
        assert chair.get(reverse("member-correct", args=[span.member_id])).status_code == 403

    def test_nobody_else_learns_that_there_is_such_a_member(self, chair, city):
        span = admitted(city["mill"])

        assert chair.get(reverse("member", args=[span.member_id])).status_code == 404
        assert chair.get(reverse("member", args=[span.member_id + 1])).status_code == 404


class TestSteps:
    def admit(self, client: Client, **more: str):
        data = {"full_name": "Nguyễn Thị Minh An", "on": "2020-09-01", "birth_date": "1988-03-26"} | more
        return client.post(reverse("member-admit", args=["school"]), data)

    def test_admission_and_its_undoing(self, chair):
        answer = self.admit(chair, identity=IDENTITY, sex="female", decision="5/QĐ-CĐ")
        span = Membership.objects.get()
        assert answer["Location"] == reverse("member", args=[span.member_id])
        page = chair.get(answer["Location"]).content.decode()
        assert "Đã kết nạp Nguyễn Thị Minh An." in page
        undo = reverse("member-undo", args=[span.member_id, span.pk])
        assert undo in page

        assert chair.post(undo)["Location"] == reverse("member-list", args=["school"])
        assert not Member.objects.exists()

    def test_a_namesake_is_asked_about_and_everything_typed_is_kept(self, chair):
        self.admit(chair)
        asked = self.admit(chair, occupation="Kế toán")
        assert asked.status_code == 422
        page = asked.content.decode()
        assert "Đây là người khác" in page
        assert 'value="Kế toán"' in page

        assert self.admit(chair, another="on").status_code == 302
        assert Member.objects.count() == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            {"full_name": "An"},
            {"full_name": ""},
            {"birth_date": "2020-01-01"},
            {"birth_date": "hôm qua"},
            {"identity": "123"},
            {"phone": "x"},
            {"on": (TODAY + timedelta(days=1)).isoformat()},
            {"on": "1900-01-01"},
            {"sex": "other"},
            {"card_number": "9" * 21},
            {"occupation": "Giáo\x00viên"},
        ],
    )
    def test_bad_input_is_refused_and_changes_nothing(self, chair, wrong):
        answer = self.admit(chair, **wrong)

        assert answer.status_code == 422
        assert not Member.objects.exists()

    def test_transfer_leaving_and_coming_back(self, officer, city):
        span = admitted(city["school"])
        refused = officer.post(reverse("member-transfer", args=[span.member_id]), {"to": "mill", "on": "2024-01-01"})
        assert refused.status_code == 422
        assert "không cập nhật sổ" in refused.content.decode()

        moved = officer.post(reverse("member-transfer", args=[span.member_id]), {"to": "clinic", "on": "2024-01-01"})
        assert moved.status_code == 302
        left = officer.post(
            reverse("member-leave", args=[span.member_id]),
            {"reason": "retired", "on": "2024-05-01", "decision": "7/QĐ"},
        )
        assert left.status_code == 302
        assert [one[0] for one in course(span)] == ["school", "clinic"]
        assert course(span)[-1][-1] == "retired"
        last = Membership.objects.get(unit=city["clinic"])
        officer.post(reverse("member-undo", args=[span.member_id, last.pk]))
        assert course(span)[-1][-1] == ""

    def test_a_reason_of_reorganisations_cannot_be_chosen(self, officer, city):
        span = admitted(city["school"])
        address = reverse("member-leave", args=[span.member_id])

        assert officer.post(address, {"reason": "dissolved", "on": "2024-05-01"}).status_code == 422

    def test_a_correction_that_comes_late_is_refused(self, chair, city):
        span = admitted(city["school"])
        address = reverse("member-correct", args=[span.member_id])
        data = {"full_name": "Nguyễn Minh An", "joined": "2020-09-01", "seen": "1"}

        assert chair.post(address, data).status_code == 302
        late = chair.post(address, data | {"full_name": "Nguyễn An"})
        assert late.status_code == 422
        assert "Người khác vừa đính chính" in late.content.decode()
        assert Member.objects.get().person.full_name == "Nguyễn Minh An"


class TestExcel:
    def test_the_list_goes_out_without_numbers_and_is_logged(self, chair, city):
        admitted(city["school"], identity=IDENTITY, phone=PHONE, birth_date=date(1988, 3, 26))
        answer = chair.get(f"{reverse('export-table', args=['doan-vien/don-vi/school/'])}?q=minh")
        content = answer.getvalue() if answer.streaming else answer.content
        book = openpyxl.load_workbook(io.BytesIO(content))
        told = "\n".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)

        assert "Nguyễn Thị Minh An" in told
        assert "•••345" in told
        assert IDENTITY not in told
        assert PHONE not in told
        event = AuditInbox.objects.get(event="members.exported")
        assert (event.actor_label, event.facts, event.unit_id) == ("chair.school", {"members": 1}, city["school"].pk)


class TestBesideTheReports:
    @pytest.fixture
    def reported(self, city) -> None:
        """The school reported three members of whom two are women and one came in April, the clinic four members."""
        reports.forms()
        reports.opened("2024-M04")
        values = {"school": {"ORG18": 3, "ORG19": 2, "ORG21": 1, "ORG23": 0}, "clinic": {"ORG18": 4}}
        write(city, "2024-M04", values)
        while fold_marks():
            pass

    def shown(self, client: Client, code: str):
        return client.get(f"{reverse('member-figures', args=[code])}?ky=2024-M04")

    def test_both_sides_stand_beside_each_other(self, chair, city, reported):
        for number, (name, on) in enumerate((("Lê An", JOINED), ("Vũ Bình", JOINED), ("Hồ Chi", date(2024, 4, 2)))):
            admitted(city["school"], name, on=on, sex="female" if number else "male")
        answer = self.shown(chair, "school")
        rows = [(row.registered, row.reported, row.difference) for row in answer.context["own"]]

        assert rows[:3] == [(3, 3, 0), (2, 2, 0), (1, 1, 0)]
        assert "Sổ và báo cáo khớp nhau: 3 đoàn viên." in answer.content.decode()

    def test_a_difference_is_told_in_a_sentence(self, chair, city, reported):
        admitted(city["school"], "Lê An")
        page = self.shown(chair, "school").content.decode()

        assert "sổ có 1 đoàn viên còn báo cáo ghi 3" in page
        assert "sổ thiếu 2" in page

    def test_a_district_adds_up_what_stands_below(self, officer, city, reported):
        admitted(city["school"], "Lê An")
        admitted(city["clinic"], "Vũ Bình")
        admitted(city["mill"], "Hồ Chi")
        answer = self.shown(officer, "district")

        assert answer.context["own"][0].registered == 2
        assert [(row.label, row.registered, row.reported) for row in answer.context["below"]] == [
            ("clinic", 1, 4),
            ("school", 1, 3),
        ]

    def test_the_counts_lead_to_the_people(self, chair, city, reported):
        admitted(city["school"], "Hồ Chi", on=date(2024, 4, 2), sex="female")
        admitted(city["school"], "Lê An", sex="female")
        answer = self.shown(chair, "school")
        admitted_row = answer.context["own"][2]

        assert [line.span.member.person.full_name for line in chair.get(admitted_row.url).context["lines"]] == [
            "Hồ Chi"
        ]

    def test_without_reports_it_says_so(self, chair, city):
        assert "Chưa có kỳ báo cáo nào" in chair.get(reverse("member-figures", args=["school"])).content.decode()
