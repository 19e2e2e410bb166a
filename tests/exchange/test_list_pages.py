from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.org.units import place
from tests.people import administrator, inspector
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.exchange.tables import read_table
from thidua.org.models import Unit

pytestmark = pytest.mark.django_db

HEADINGS = "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập\n"
GOOD = "D1,Huyện Một,LĐLĐ huyện,city,01/01/2019\nS1,Trường Một,CĐCS,D1,01/01/2019\n"


@pytest.fixture
def units() -> dict[str, Unit]:
    return {unit.code: unit for unit in place("city", "a under city", "b under city")}


@pytest.fixture
def manager(client: Client, units: dict[str, Unit]) -> Client:
    client.force_login(administrator(units["city"]))
    return client


def upload(client: Client, rows: str = GOOD, content: bytes | None = None):
    body = (HEADINGS + rows).encode() if content is None else content
    return client.post(reverse("intake-new", args=["units"]), {"file": SimpleUploadedFile("ds.csv", body)}, follow=True)


def act(client: Client, step: str, stored: Intake, data=None):
    return client.post(reverse(f"intake-{step}", args=["units", stored.pk]), data, follow=True)


def test_upload_preview_commit_undo(manager):
    page = upload(manager)
    stored = Intake.objects.get()
    assert page.redirect_chain[-1][0] == reverse("intake", args=["units", stored.pk])
    assert "<strong>2</strong> dòng sẽ ghi" in page.text
    assert Unit.objects.count() == 3

    page = act(manager, "commit", stored)
    assert page.status_code == 200
    assert reverse("intake-undo", args=["units", stored.pk]) in page.text
    assert Unit.objects.count() == 5

    page = act(manager, "undo", stored)
    assert "Đã hoàn tác" in page.text
    assert Unit.objects.count() == 3
    assert Intake.objects.get().stage == Stage.UNDONE


def test_bad_rows_are_listed_and_cannot_be_committed(manager):
    page = upload(manager, GOOD + "S2,Trường Hai,CĐCS,không-có,32/01/2019\n")

    assert "Không có đơn vị cấp trên nào mang mã không-có" in page.text
    assert "Không hiểu «32/01/2019»" in page.text
    assert "Ghi danh sách" not in page.text
    refused = act(manager, "commit", Intake.objects.get())
    assert refused.status_code == 409
    assert "1 dòng còn sai" in refused.text
    assert Unit.objects.count() == 3


def test_what_changed_since_the_preview_is_shown_afterwards(manager):
    upload(manager)
    stored = Intake.objects.get()
    place("S1")

    assert "1 dòng đã khác" in act(manager, "commit", stored).text
    page = manager.get(reverse("intake", args=["units", stored.pk]))

    assert "Mã S1 đã có trong hệ thống" in page.text


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "Tệp rỗng"),
        (b"%PDF-1.7", 415, "không phải danh sách"),
        (b"PK\x03\x04broken", 422, "bị hỏng"),
    ],
)
def test_files_that_cannot_be_read_say_why_beside_the_field(manager, content, status, said):
    page = upload(manager, content=content)

    assert page.status_code == status
    assert said in page.text
    assert "field-error" in page.text
    assert not Intake.objects.exists()


def test_fifty_megabytes_are_refused(manager):
    page = upload(manager, content=b"a" * (50 * 1024 * 1024))

    assert page.status_code == 413
    assert "tối đa 20 MB" in page.text


def test_no_file_is_said(manager):
    page = manager.post(reverse("intake-new", args=["units"]), {})

    assert page.status_code == 422
    assert "Chưa chọn tệp" in page.text


def test_each_step_works_once(manager):
    upload(manager)
    stored = Intake.objects.get()
    act(manager, "commit", stored)

    act(manager, "commit", stored)
    assert Unit.objects.count() == 5
    act(manager, "undo", stored)
    act(manager, "undo", stored)
    assert Unit.objects.count() == 3
    assert act(manager, "commit", stored).status_code == 409
    assert act(manager, "discard", stored).status_code == 409


def test_the_template_can_be_uploaded_as_it_is_but_for_its_parent(manager):
    content = manager.get(reverse("intake-template", args=["units"])).content
    assert read_table(content)[0][0] == "Mã"

    page = upload(manager, content=content)

    assert page.status_code == 200
    assert Intake.objects.get().new_count == 1


def test_only_managers_get_in(client, units):
    client.force_login(inspector(units["city"]))
    stored = Intake.objects.create(
        kind="units", file_name="ds.csv", uploaded_by=administrator(units["city"]), uploaded_at="2024-01-01T00:00Z"
    )

    assert client.get(reverse("intake-new", args=["units"])).status_code == 403
    assert upload(client).status_code == 403
    assert client.get(reverse("intake-template", args=["units"])).status_code == 403
    assert client.get(reverse("intake", args=["units", stored.pk])).status_code == 403
    for step in ("commit", "undo"):
        assert act(client, step, stored).status_code == 403


def test_a_manager_of_a_part_stays_within_it(client, units):
    client.force_login(administrator(units["a"]))

    page = upload(client, "S1,Một,CĐCS,a,01/01/2019\nS2,Hai,CĐCS,b,01/01/2019\nS3,Ba,CĐCS,,01/01/2019\n")

    assert Intake.objects.get().refused_count == 2
    assert page.status_code == 200
    upload(client, "S1,Một,CĐCS,a,01/01/2019\n")
    act(client, "commit", Intake.objects.latest("pk"))
    assert Unit.objects.filter(code="S1").exists()


def test_lists_of_others_are_not_there_for_a_manager_of_a_part(manager, units):
    upload(manager)
    stored = Intake.objects.get()
    other = Client()
    other.force_login(administrator(units["a"]))

    assert other.get(reverse("intake", args=["units", stored.pk])).status_code == 404
    assert act(other, "commit", stored).status_code == 404
    assert "ds.csv" not in other.get(reverse("intake-new", args=["units"])).text
    assert other.get(f"/nhap-danh-sach/units/{10**30}/").status_code == 404


def test_a_form_from_elsewhere_is_refused(units):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator(units["city"]))

    assert client.post(reverse("intake-new", args=["units"]), {"file": io.BytesIO(b"x")}).status_code == 403


def test_the_list_of_past_imports_asks_the_same_number_of_questions(manager, django_assert_max_num_queries):
    counts = set()
    for _round in range(3):
        upload(manager)
        with django_assert_max_num_queries(15) as captured:
            manager.get(reverse("intake-new", args=["units"]))
        counts.add(len(captured))
    assert len(counts) == 1
