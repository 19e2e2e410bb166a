"""An empty installation begins with its first administrator, and only for who holds the console."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.tree import tree
from tests.people import officer, person
from thidua.access.gate import may
from thidua.access.rules import Permission
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.rules import first_run_code

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "LĐLĐ tỉnh Bình Minh",
    "short_name": "Bình Minh",
    "code": "BM",
    "kind": "province_federation",
    "percent_digits": "2",
    "full_name": "Nguyễn Thị Khai",
    "username": "khai",
    "password": "một câu đủ dài để nhớ",
}


def address() -> str:
    return f"/bat-dau/?ma={first_run_code()}"


def test_signing_in_leads_to_the_first_run_while_nobody_has_an_account(client: Client) -> None:
    assert client.get("/dang-nhap/").headers["Location"] == "/bat-dau/"


def test_the_page_stays_shut_without_the_code_of_the_console(client: Client) -> None:
    assert client.get("/bat-dau/").status_code == 403
    assert client.post("/bat-dau/?ma=000000000000", ANSWERS).status_code == 403
    assert not User.objects.exists()


def test_the_first_administrator_is_signed_in_and_goes_on_to_the_list_of_units(client: Client) -> None:
    response = client.post(address(), ANSWERS)

    assert response.headers["Location"] == "/nhap-danh-sach/units/"
    root, administrator = Unit.objects.get(), User.objects.get()
    assert (root.code, root.percent_digits) == ("BM", 2)
    assert may(administrator, Permission.UNIT_MANAGE, root)
    assert client.get("/nhap-danh-sach/units/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("password", "12345678", "mật khẩu"),
        ("username", "Có Dấu", "đăng nhập"),
        ("code", "a\x00b", "ký tự"),
        ("name", "", "hãy điền"),
        ("kind", "empire", "empire"),
    ],
)
def test_a_bad_answer_is_named_at_its_field_and_nothing_is_written(
    client: Client, field: str, value: str, sentence: str
) -> None:
    response = client.post(address(), ANSWERS | {field: value})

    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field]).lower()
    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_the_page_is_gone_once_somebody_has_an_account(client: Client) -> None:
    person("somebody")

    assert client.get(address()).status_code == 404
    assert client.post(address(), ANSWERS).status_code == 404


def test_a_unit_whose_books_were_never_opened_says_what_fills_the_page(client: Client) -> None:
    units = tree("city")
    client.force_login(officer(units["city"]))

    page = client.get("/don-vi/city/")

    assert page.status_code == 200
    assert "Chưa có kỳ báo cáo nào" in page.content.decode()
