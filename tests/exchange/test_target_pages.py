"""The pages of a list whose rows are chosen one by one: columns asked for, rows chosen, refused rows taken away."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.targets.conftest import city, city_built  # noqa: F401 - fixtures
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage, Verdict
from thidua.exchange.services.common import AT_ONCE
from thidua.exchange.tables import read_table
from thidua.targets.models import Target

pytestmark = pytest.mark.django_db

HEADINGS = "Mã đơn vị,Mã chỉ tiêu,Số giao\n"
ROWS = "district_a,ORG22,3\ndistrict_b,ORG22,4\nnowhere,ORG22,5\n"
OPTIONS = {"year": "2024", "on": "2024-01-15", "decision": "05/QĐ-LĐLĐ", "reason": ""}
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def officer(client: Client, city) -> Client:  # noqa: F811
    client.force_login(people.officer(city["city"]))
    return client


def upload(client: Client, content: str = HEADINGS + ROWS, **options: str):
    data = OPTIONS | options | {"file": SimpleUploadedFile("ct.csv", content.encode())}
    return client.post(reverse("intake-new", args=["targets"]), data)


def address(name: str = "intake") -> str:
    return reverse(name, args=["targets", Intake.objects.latest("pk").pk])


def chosen() -> set[int]:
    rows = Intake.objects.latest("pk").rows
    return set(rows.filter(chosen=True, verdict=Verdict.NEW).values_list("number", flat=True))


def test_the_numbers_of_the_page_add_up_to_the_file(officer):
    page = officer.get(upload(officer)["Location"]).text

    assert "<strong>3</strong> dòng trong tệp" in page
    assert "Không có đơn vị nào mang mã này" in page
    assert "Năm: 2024" in page
    assert "05/QĐ-LĐLĐ" in page


def test_rows_are_chosen_without_a_script_and_with_one(officer):
    upload(officer)

    page = officer.post(address("intake-choose"), {"shown": ["2", "3"], "row": ["3"], "loai": "new", "sau": "1"})
    assert page["Location"] == f"{address()}?loai=new&sau=1#dong"
    assert chosen() == {3}
    fragment = officer.post(address("intake-choose"), {"all": "1"}, headers=FRAGMENT)
    assert "<strong>2</strong> dòng sẽ ghi" in fragment.text
    assert chosen() == {2, 3}
    officer.post(address("intake-choose"), {"shown": ["x", "9" * 30], "row": ["-1"]})
    assert chosen() == {2, 3}


def test_what_is_ticked_when_the_list_is_written_counts(officer):
    upload(officer)

    page = officer.post(address("intake-commit"), {"shown": ["2", "3"], "row": ["3"]}, follow=True)

    assert Target.objects.filter(indicator__code="ORG22").count() == 1
    assert "<strong>1</strong> đã ghi + <strong>1</strong> không chọn" in page.text
    assert "Đã ghi 1 dòng" in page.text


def test_nothing_chosen_is_said(officer):
    upload(officer)

    assert officer.post(address("intake-commit"), {"shown": ["2", "3"]}).status_code == 409
    assert Intake.objects.get().stage == Stage.PREVIEWED


def test_refused_rows_are_taken_away_with_their_reasons(officer):
    upload(officer)

    answer = officer.get(address("intake-refused"))

    assert answer["Content-Disposition"].startswith("attachment")
    assert read_table(answer.content)[1][:3] == ["nowhere", "ORG22", "5"]


def test_columns_are_asked_for_and_may_be_said_again(officer):
    page = officer.get(upload(officer, "A,B,C\ndistrict_a,ORG22,3\n")["Location"]).text
    assert "A: A (district_a)" in page

    page = officer.post(address("intake-map"), {"unit": "0", "indicator": "0", "amount": ""})
    assert page.status_code == 422
    assert "Hãy chọn cột cho «Số giao»" in page.text
    page = officer.post(address("intake-map"), {"unit": "0", "indicator": "0", "amount": "2"})
    assert page.status_code == 422
    assert "Cột này đã chọn cho «Mã đơn vị»" in page.text

    page = officer.post(address("intake-map"), {"unit": "0", "indicator": "1", "amount": "2"}, follow=True)
    assert "<strong>1</strong> dòng sẽ ghi" in page.text
    assert officer.get(address("intake-map")).status_code == 200
    officer.post(address("intake-commit"))
    assert officer.get(address("intake-map"))["Location"] == address()


def test_options_that_cannot_be_meant_are_said_beside_them(officer):
    page = upload(officer, year="1999", decision="x" * 200)

    assert page.status_code == 422
    assert not Intake.objects.exists()
    page = upload(officer, decision="x" * 200)
    assert (page.status_code, page.context["form"].errors.keys()) == (422, {"decision"})


def test_a_long_list_shows_how_far_it_is_and_can_be_stopped(officer):
    upload(officer, HEADINGS + "district_a,ORG22,3\n" * (AT_ONCE + 1))
    page = officer.get(address()).text
    assert "Đang kiểm tra từng dòng" in page
    assert reverse("intake-progress", args=["targets", Intake.objects.get().pk]) in page
    assert officer.get(address("intake-progress"))["Location"] == address()

    assert officer.post(address("intake-cancel")).status_code == 302
    assert "Đang dừng" in officer.get(address("intake-progress"), headers=FRAGMENT).text
    page = officer.post(address("intake-cancel"), follow=True)
    assert "không dừng được nữa" in page.text

    Intake.objects.update(stage=Stage.COMMITTED, committed_at="2024-05-18T00:00Z")
    assert officer.get(address("intake-progress"), headers=FRAGMENT)["HX-Refresh"] == "true"


def test_a_list_is_thrown_away(officer):
    upload(officer)

    page = officer.post(address("intake-discard"), follow=True)

    assert "chưa có gì được ghi" in page.text
    assert "Danh sách này đã bỏ" in officer.get(address()).text


def test_pages_are_turned_and_filtered(officer):
    upload(officer, HEADINGS + "nowhere,ORG22,3\n" * 60 + "district_a,ORG22,3\n" * 60)
    page = officer.get(address()).text
    assert "Từ dòng 2 đến dòng 51" in page
    page = officer.get(f"{address()}?loai=tat-ca&sau=51").text
    assert "Từ dòng 52 đến dòng 101" in page
    assert 'rel="prev"' in page
    page = officer.get(f"{address()}?loai=new").text
    assert "ORG22" in page
    assert "Không có đơn vị nào mang mã này" not in page
    assert officer.get(f"{address()}?loai=x&sau={'9' * 40}").status_code == 200


@pytest.mark.parametrize("after", [0, 60])
def test_a_page_of_many_rows_asks_no_more_than_one_of_few(officer, after):
    counts = []
    for rows in (70, 400):
        upload(officer, HEADINGS + "nowhere,ORG22,3\n" * rows)
        with CaptureQueriesContext(connection) as captured:
            officer.get(f"{address()}?sau={after}")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_only_those_who_assign_targets_and_only_their_own_lists(officer, city):  # noqa: F811
    upload(officer)
    other = Client()
    other.force_login(people.officer(city["district_a"], "other"))
    chair = Client()
    chair.force_login(people.chair(city["school"]))

    assert other.get(address()).status_code == 404
    assert other.post(address("intake-commit")).status_code == 404
    assert chair.get(address()).status_code == 403
    assert "ct.csv" not in other.get(reverse("intake-home")).text
