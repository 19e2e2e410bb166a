"""Files behind figures: attached, listed, read through the report's access, removed and brought back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import people
from tests.factories import reports, uploads
from tests.factories.uploads import png, upload
from thidua.audit.models import AuditInbox
from thidua.files.errors import FileTypeUnknown
from thidua.files.models import StoredFile
from thidua.indicators.queries import catalogue
from thidua.reporting.errors import EvidenceGone, NotEditable
from thidua.reporting.models import Evidence
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.services import evidence as services
from thidua.reporting.services.evidence import attach_evidence, remove_evidence, restore_evidence
from thidua.reporting.views.report import report_url


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def chair(world, client):
    client.force_login(world.chair)
    return client


def pk(code):
    return catalogue().by_code[code].pk


def attached(world, code="WEL01", **other):
    indicator = pk(code) if code else None
    return attach_evidence(
        report_id=world.report.pk, indicator_id=indicator, upload=upload(name="ảnh.png"), by=world.chair, **other
    )


def url(world, rest=""):
    return f"{report_url(world.report)}minh-chung/{rest}"


def count(world, code="WEL01"):
    return next(row for row in entry_page(reports.fresh(world.report)).rows if row.code == code).noted.evidence


def events():
    return list(AuditInbox.objects.filter(event__startswith="evidence.").order_by("pk").values_list("event", flat=True))


# ── Services ─────────────────────────────────────────────────────────────────


def test_a_file_is_attached_removed_and_brought_back(world):
    one = attached(world)
    assert (count(world), one.file.name, one.by) == (1, "ảnh.png", world.chair)

    remove_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)
    assert count(world) == 0
    with pytest.raises(EvidenceGone):
        remove_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)

    restore_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)
    with pytest.raises(EvidenceGone):
        restore_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)
    assert count(world) == 1
    assert events() == ["evidence.attached", "evidence.removed", "evidence.restored"]
    assert AuditInbox.objects.filter(event="evidence.attached").get().facts["digest"] == one.file.digest


def test_what_was_handed_in_keeps_its_files(world):
    one = attached(world)
    reports.submitted(world.report, world.chair)

    with pytest.raises(NotEditable):
        attached(world)
    with pytest.raises(NotEditable):
        remove_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)
    assert count(world) == 1


def test_a_file_of_another_report_is_not_reached(world):
    one = attached(world)
    other = reports.report_of(world.units["clinic"])

    with pytest.raises(Evidence.DoesNotExist):
        remove_evidence(report_id=other.pk, evidence_id=one.pk, by=world.chair)


def test_what_is_no_paper_leaves_nothing_behind(world):
    with pytest.raises(FileTypeUnknown):
        attach_evidence(report_id=world.report.pk, indicator_id=None, upload=upload(b"<html>", "a.png"), by=world.chair)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_files_are_not_endless(world, monkeypatch):
    monkeypatch.setattr(services, "MOST_FILES", 2)
    attached(world)
    attached(world, code="")
    with pytest.raises(NotEditable, match="gộp"):
        attached(world)


# ── Pages ────────────────────────────────────────────────────────────────────


def test_the_acceptor_opens_what_the_chair_attached(world, chair):
    answer = chair.post(url(world), {"code": "WEL01", "file": upload(uploads.PDF, "biên bản.pdf")})
    chair.post(url(world), {"photo": upload(name="cả báo cáo.png")})
    assert answer.status_code == 302
    one, whole = Evidence.objects.order_by("pk")
    assert (one.indicator.code, whole.indicator) == ("WEL01", None)

    chair.force_login(world.officer)
    page = chair.get(report_url(world.report)).content.decode()
    opened = chair.get(url(world, f"{one.pk}/"))

    assert "biên bản.pdf" in page
    assert "cả báo cáo.png" in page
    assert "Đính kèm tệp" not in page
    assert b"".join(opened) == uploads.PDF
    assert opened["Content-Type"] == "application/pdf"
    assert chair.get(url(world)).status_code == 200


def test_who_may_not_see_the_report_does_not_get_its_files(world, client):
    one = attached(world)
    client.force_login(people.chair(world.units["market"]))

    assert client.get(url(world, f"{one.pk}/")).status_code == 404
    assert client.get(url(world)).status_code == 404
    assert client.post(url(world), {"file": upload()}).status_code == 404


def test_only_who_enters_attaches_and_removes(world, client):
    one = attached(world)
    for person in (world.officer, people.inspector(world.units["city"])):
        client.force_login(person)
        assert client.post(url(world), {"file": upload()}).status_code == 403
        assert client.post(url(world, f"{one.pk}/go/")).status_code == 403
    assert count(world) == 1


def test_a_specialist_attaches_within_the_work_areas_only(world, client):
    client.force_login(people.specialist(world.units["school"], "WEL"))

    assert client.post(url(world), {"code": "WEL01", "file": upload()}).status_code == 302
    assert client.post(url(world), {"code": "ORG16", "file": upload()}).status_code == 403
    assert client.post(url(world), {"file": upload()}).status_code == 403


def test_removed_files_stay_readable_for_the_unit_and_for_who_checks(world, client):
    one = attached(world)
    remove_evidence(report_id=world.report.pk, evidence_id=one.pk, by=world.chair)
    allowed = {world.chair: 200, people.inspector(world.units["city"]): 200, world.officer: 403}

    for person, status in allowed.items():
        client.force_login(person)
        assert client.get(url(world, f"{one.pk}/")).status_code == status
        assert ("tệp đã gỡ" in client.get(report_url(world.report)).content.decode()) == (status == 200)


def test_removing_offers_the_undo(world, chair):
    one = attached(world)

    page = chair.post(url(world, f"{one.pk}/go/"), follow=True).content.decode()
    assert url(world, f"{one.pk}/lay-lai/") in page

    chair.post(url(world, f"{one.pk}/lay-lai/"))
    assert count(world) == 1


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 422, "Hãy chọn tệp"),
        ({"code": "WEL01"}, 422, "Hãy chọn tệp"),
        ({"file": "no file"}, 422, "Hãy chọn tệp"),
        ({"file": SimpleUploadedFile("a.png", b"")}, 422, "không có nội dung"),
        ({"file": SimpleUploadedFile("a.png", b"MZ")}, 422, "là chương trình"),
        ({"file": SimpleUploadedFile("a.png", png()), "caption": "x" * 201}, 422, "200"),
        ({"file": SimpleUploadedFile("a.png", png()), "caption": "a\u202eb"}, 422, "đổi chiều"),
        ({"file": SimpleUploadedFile("a.png", png()), "code": "ORG01"}, 404, ""),
    ],
)
def test_bad_uploads_are_answered_and_keep_nothing(world, chair, data, status, words):
    for file in (value for value in data.values() if isinstance(value, SimpleUploadedFile)):
        file.seek(0)

    answer = chair.post(url(world), data)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_refused(world, chair, settings):
    settings.FILE_MAX_BYTES = 1000

    answer = chair.post(url(world), {"file": upload(png() + b"\0" * 1000)}, headers={"hx-request": "true"})

    assert answer.status_code == 413
    assert "quá mức" in answer.content.decode()
