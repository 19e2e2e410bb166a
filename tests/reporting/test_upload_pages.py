"""The pages of workbooks that come back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import reports
from tests.factories.workbooks import form_book, matrix_book
from thidua.reporting.rules import CellVerdict, UploadStage
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.upload_models import Upload, UploadCell

HOME = "/bao-cao/excel/"


@pytest.fixture
def chair(client: Client, world):
    client.force_login(world.chair)
    return client


@pytest.fixture
def officer(world):
    client = Client()
    client.force_login(world.officer)
    return client


def send(client, *contents, **more):
    files = [SimpleUploadedFile(f"tep-{at}.xlsx", content) for at, content in enumerate(contents)]
    return client.post(HOME, {"file": files, **more})


def test_a_file_is_sent_shown_written_and_taken_back(chair, world):
    sent = send(chair, form_book(world.report, {"ORG16": 62, "ORG17": "năm mươi"}))
    upload = Upload.objects.get()
    assert sent["Location"] == reverse("upload", args=[upload.pk])

    page = chair.get(sent["Location"]).content.decode()
    assert "năm mươi" in page
    assert "<strong>13</strong> ô trong tệp = <strong>0</strong> đã ghi + <strong>1</strong> chưa ghi" in page

    written = chair.post(f"{sent['Location']}ghi/", follow=True).content.decode()
    assert "Đã ghi 1 ô vào báo cáo." in written
    assert "<strong>1</strong> đã ghi + <strong>0</strong> chưa ghi + <strong>1</strong> không nhận" in written
    assert reports.texts(world.report, "ORG16") == ["62"]

    undone = chair.post(f"{sent['Location']}hoan-tac/", follow=True).content.decode()
    assert "Đã hoàn tác 1 ô." in undone
    assert reports.texts(world.report, "ORG16") == [""]
    assert Upload.objects.get().stage == UploadStage.UNDONE


def test_cells_that_are_not_ticked_stay_as_they_are(chair, world):
    address = send(chair, form_book(world.report, {"ORG16": 62, "ORG17": 48}))["Location"]
    shown = dict(UploadCell.objects.filter(verdict=CellVerdict.NEW).values_list("code", "pk"))

    chosen = chair.post(
        f"{address}chon/", {"shown": shown.values(), "cell": [shown["ORG17"]]}, headers={"HX-Request": "true"}
    )
    chair.post(f"{address}ghi/", {"shown": shown.values(), "cell": [shown["ORG17"]]})

    assert "<strong>1</strong> ô sẽ ghi" in chosen.content.decode()
    assert reports.texts(world.report, "ORG16", "ORG17") == ["", "48"]


def test_nobody_else_sees_a_file(chair, officer, world):
    address = send(chair, form_book(world.report, {"ORG16": 62}))["Location"]

    assert officer.get(address).status_code == 404
    assert officer.post(f"{address}ghi/").status_code == 404


def test_an_officer_says_how_figures_came_in(officer, world):
    address = send(officer, form_book(world.report, {"ORG16": 62}))["Location"]

    assert "Nhận số liệu qua" in officer.get(address).content.decode()
    assert officer.post(f"{address}ghi/").status_code == 422
    assert officer.post(f"{address}ghi/", {"channel": "post"}).status_code == 422
    assert officer.post(f"{address}ghi/", {"channel": "message"}).status_code == 302
    assert reports.texts(world.report, "ORG16") == ["62"]


def test_refused_cells_come_back_with_reasons_and_can_be_sent_again(chair, world):
    reports.typed(world.report, world.chair, {"ORG18": "60"})
    report = reports.fresh(world.report)
    address = send(chair, form_book(report, {"ORG16": "1.5 nghìn", "ORG17": "năm mươi", "ORG18": 61}))["Location"]
    chair.post(f"{address}ghi/")

    content = chair.get(f"{address}khong-nhan/").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    listed, sheet, _stamp = book.worksheets
    assert [cell.value for cell in listed[3]][4:6] == ["ORG17", "năm mươi"]
    typed = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "năm mươi")
    assert "không phải là một số" in typed.comment.text

    again = preview_upload(files=[("x.xlsx", content)], by=world.chair)
    cells = UploadCell.objects.filter(part__upload=again)
    assert {cell.code: cell.verdict for cell in cells} == {"ORG16": "refused", "ORG17": "refused"}
    typed.value = 48
    stream = io.BytesIO()
    book.save(stream)
    mended = preview_upload(files=[("x.xlsx", stream.getvalue())], by=world.chair)
    found = UploadCell.objects.filter(part__upload=mended)
    assert {cell.code: cell.verdict for cell in found} == {"ORG16": "refused", "ORG17": "new"}


def test_refused_cells_of_a_matrix_come_back_as_one(officer, world):
    school, clinic = world.report, reports.report_of(world.units["clinic"])
    typed = {"school": {"ORG16": "mười"}, "clinic": {"ORG16": 5, "ORG18": "hai"}}
    address = send(officer, matrix_book([school, clinic], typed))["Location"]

    content = officer.get(f"{address}khong-nhan/").content

    again = preview_upload(files=[("x.xlsx", content)], by=world.officer)
    found = UploadCell.objects.filter(part__upload=again, verdict=CellVerdict.REFUSED)
    assert {(cell.part.unit, cell.code) for cell in found} == {("school", "ORG16"), ("clinic", "ORG18")}
    assert not UploadCell.objects.filter(part__upload=again).exclude(verdict__in=["refused", "unchanged"]).exists()


def test_many_files_of_which_one_is_nothing(chair, world):
    address = send(chair, form_book(world.report, {"ORG16": 62}), b"%PDF-1.7\n")["Location"]

    page = chair.get(address).content.decode()

    assert "tep-1.xlsx" in page
    assert "không phải danh sách" in page


def test_files_that_are_nothing_are_answered_each(chair):
    answer = send(chair, b"%PDF-1.7\n", b"")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "tep-0.xlsx" in page
    assert "tep-1.xlsx" in page
    assert not Upload.objects.exists()


def test_no_file_at_all(chair):
    answer = chair.post(HOME)

    assert answer.status_code == 422
    assert "Chưa chọn tệp" in answer.content.decode()


def test_what_was_chosen_must_fit(chair, world):
    address = send(chair, form_book(world.report, {"ORG16": 62}), unit="clinic")["Location"]

    page = chair.get(address).content.decode()

    assert "không phải clinic" in page
    assert chair.post(f"{address}ghi/").status_code == 409


@pytest.mark.parametrize("verdict", ["", "new", "refused", "unchanged", "conflict", "nonsense"])
def test_every_filter_answers(chair, world, verdict):
    address = send(chair, form_book(world.report, {"ORG16": 62, "ORG17": "x y"}))["Location"]

    assert chair.get(f"{address}?loc={verdict}&trang=1").status_code == 200
    assert chair.get(f"{address}?loc={verdict}&trang=9").status_code == 200


def test_all_or_none_may_be_chosen_at_once(chair, world):
    address = send(chair, form_book(world.report, {"ORG16": 62, "ORG17": 48}))["Location"]

    chair.post(f"{address}chon/", {"all": "0", "loc": ""})
    assert not UploadCell.objects.filter(chosen=True).exists()
    chair.post(f"{address}chon/", {"all": "1", "loc": "conflict"})
    assert not UploadCell.objects.filter(chosen=True).exists()
    chair.post(f"{address}chon/", {"all": "1", "loc": "new"})
    assert UploadCell.objects.filter(chosen=True).count() == 2
