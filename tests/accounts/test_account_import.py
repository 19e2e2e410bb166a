"""Accounts from a file: understood, judged row by row, opened, undone; hostile files refused."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tests.hostile import workbooks
from thidua.access.account_rows import suggested_username
from thidua.access.account_workbook import account_workbook
from thidua.access.models import AccountImport
from thidua.access.queries import manageable
from thidua.people.models import Person, User
from thidua.people.services import issue_codes, use_code

PAGE = "/quan-tri/tai-khoan/nhap/"
HEADINGS = "Họ và tên,Vai trò,Mã đơn vị,Tên đăng nhập,Thư điện tử"


def listed(*rows: str) -> bytes:
    return "\n".join([HEADINGS, *rows]).encode()


@pytest.fixture
def upload(federation):
    client = federation.page(federation.north)

    def send(content: bytes, name: str = "ds.csv"):
        return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})

    send.client = client
    return send


def preview(upload, *rows: str):
    assert upload(listed(*rows)).status_code == 302
    return upload.client.get(f"{PAGE}{AccountImport.objects.latest('pk').pk}/").context


def test_names_are_made_and_numbered():
    assert suggested_username("Đặng  Thị Hồng", ()) == "dang.thi.hong"
    assert suggested_username("An", {"an.cd"}) == "an.cd.2"
    assert suggested_username("丁", ()) == "nguoi.dung"


def test_the_way_of_a_list(federation, upload):
    people = Person.objects.count()
    seen = preview(upload, "Lê Văn Tám,Chủ tịch,SCHOOL,,", "Lê Văn Tám,chuyên viên,school,,tam@example.vn")
    assert [one.username for one in seen["new"]] == ["le.van.tam", "le.van.tam.2"]
    base = f"{PAGE}{AccountImport.objects.get().pk}/"

    assert upload.client.post(f"{base}ghi/").status_code == 302
    assert upload.client.post(f"{base}ghi/").status_code == 409
    made = User.objects.filter(username__startswith="le.van.tam")
    assert made.count() == 2
    assert set(made) <= set(manageable(federation.north))

    sheets = upload.client.post(f"{base}phieu/").context["sheets"]
    assert len({sheet.code for sheet in sheets}) == 2

    assert upload.client.post(f"{base}hoan-tac/").status_code == 302
    assert not User.objects.filter(username__startswith="le.van.tam").exists()
    assert Person.objects.count() == people


def test_a_list_is_not_undone_once_somebody_has_come_in(federation, upload):
    preview(upload, "Lê Văn Tám,Chủ tịch,school,,")
    base = f"{PAGE}{AccountImport.objects.get().pk}/"
    upload.client.post(f"{base}ghi/")
    [(_user, code)] = issue_codes(users=list(User.objects.filter(username="le.van.tam")), by=None)
    use_code(code=code, password="một-mật-khẩu-dài")

    assert upload.client.post(f"{base}hoan-tac/").status_code == 409
    assert User.objects.filter(username="le.van.tam").exists()


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",Chủ tịch,school,,", "Họ và tên", "Hãy ghi họ và tên"),
        ("A\u202eB,Chủ tịch,school,,", "Họ và tên", ""),
        ("Lê Tám,vua,school,,", "Vai trò", "Không có vai trò"),
        ("Lê Tám,Chủ tịch,nowhere,,", "Mã đơn vị", "Không có đơn vị"),
        ("Lê Tám,Chủ tịch,works,,", "Mã đơn vị", "ngoài phạm vi"),
        ("Lê Tám,Quản trị,city,,", "Mã đơn vị", "ngoài phạm vi"),
        ("Lê Tám,Chủ tịch,school,x y,", "Tên đăng nhập", "Tên đăng nhập gồm"),
        ("Lê Tám,Chủ tịch,school,chief,", "Tên đăng nhập", "đã có người dùng"),
        ("Lê Tám,Chủ tịch,school,,không phải thư", "Thư điện tử", "không đúng"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_opened(federation, upload, row, column, says):
    before = User.objects.count()
    seen = preview(upload, "Người Tốt,Chủ tịch,school,nguoi.tot,", row)

    assert [(one.row, one.column) for one in seen["findings"]][:1] == [(3, column)]
    assert says in seen["findings"][0].sentence
    assert upload.client.post(f"{PAGE}{AccountImport.objects.get().pk}/ghi/").status_code == 409
    assert User.objects.count() == before


def test_the_same_name_twice_is_named_at_both(upload):
    seen = preview(upload, "A Bê,Chủ tịch,school,same.name,", "Xê Dê,Chủ tịch,school,same.name,")

    assert [one.row for one in seen["findings"]] == [2, 3]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"%PDF-1.7\n", 415),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), 415),
        (b"ch\xe1\xbb\xaf,kh\xc3\xa1c\n1,2\n", 422),
        (HEADINGS.encode(), 422),
        (listed(*["A,Chủ tịch,school,,"] * 2_001), 413),
        (workbooks.archive(word__document=b"<w/>"), 415),
        (workbooks.bomb_by_ratio, 413),
        (workbooks.encrypted, 422),
        (workbooks.endless_sheet, 413),
    ],
    ids=lambda value: None,
)
def test_hostile_files_are_refused_with_a_sentence(upload, content, status):
    content = content() if callable(content) else content

    answer = upload(content, "ds.xlsx")

    assert answer.status_code == status
    assert answer.context["form"].errors["file"]
    assert not AccountImport.objects.exists()


@pytest.mark.parametrize(("language", "code"), [("vi", "Mã đơn vị"), ("en", "Unit code")])
def test_the_template_can_be_uploaded_as_it_is(upload, language, code):
    upload.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        content = account_workbook()
    assert io.BytesIO(content).read(2) == b"PK"

    assert upload(content, "mau.xlsx").status_code == 302
    seen = upload.client.get(f"{PAGE}{AccountImport.objects.get().pk}/").context
    assert [one.column for one in seen["findings"]] == [code]


def test_another_administrator_does_not_see_the_list(federation, upload):
    preview(upload, "Lê Văn Tám,Chủ tịch,school,,")
    address = f"{PAGE}{AccountImport.objects.get().pk}/"

    assert federation.page(federation.south).get(address).status_code == 404
    assert federation.page(federation.chief).get(address).status_code == 200
