"""Entry on behalf: who may begin, type, hand in, accept and confirm, in every state."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import people
from tests.factories import reports
from tests.factories.reports import GOOD_MONTH
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.access.services import delegate
from thidua.core import clock
from thidua.notices.models import Notice
from thidua.reporting.errors import (
    AlreadyAnswered,
    LinkOver,
    LinkUnknown,
    NotEditable,
    ObjectedTo,
    OwnReport,
    PaperMissing,
)
from thidua.reporting.models import BehalfEntry
from thidua.reporting.rules import Channel, Confirmation, ReportState
from thidua.reporting.services.behalf import LINK_VALID, answer_behalf, answer_link, begin_behalf, make_link, open_link
from thidua.reporting.services.workflow import (
    Reason,
    accept_report,
    amend_report,
    return_report,
    submit_report,
    withdraw_report,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def photo():
    return SimpleUploadedFile("giay.png", PNG, "image/png")


def url(report, name=""):
    form = report.sheet.form_version.form.code
    return f"/bao-cao/{report.unit.code}/{report.period.code}/{form}/{name}"


def begun(world, channel=Channel.PHONE, **kwargs):
    return begin_behalf(report_id=world.report.pk, channel=channel, by=world.officer, **kwargs)


def handed_in(world, **kwargs):
    """A report that the officer typed and handed in, and the secret of its link."""
    begun(world, **kwargs)
    report = reports.submitted(world.report, world.officer)
    return report, make_link(report_id=report.pk, by=world.officer)


def entry_of(report):
    return BehalfEntry.objects.get(report=report, version=report.version)


@pytest.fixture
def second(world):
    return people.leader(world.units["district_a"])


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


# ── Beginning and typing ─────────────────────────────────────────────────────


def test_only_an_editable_report_is_begun(world, second):
    report = reports.submitted(world.report, world.chair)
    with pytest.raises(NotEditable):
        begun(world)
    accept_report(report_id=report.pk, by=second)
    with pytest.raises(NotEditable):
        begun(world)


def test_said_again_it_corrects_the_source_and_keeps_the_paper(world):
    first = begun(world, Channel.PAPER, paper=photo())
    again = begun(world, Channel.MESSAGE, remark="  gửi qua  Zalo ")

    assert (again.pk, again.paper_id, again.channel, again.remark) == (
        first.pk,
        first.paper_id,
        Channel.MESSAGE,
        "gửi qua Zalo",
    )


def test_the_officer_types_only_after_beginning(world, officer):
    edit = {"key": str(uuid4()), "edits": [{"code": "ORG16", "before": "", "text": "62"}]}

    def save():
        return officer.post(url(world.report, "o/"), json.dumps(edit), content_type="application/json")

    assert save().status_code == 403
    assert 'name="cell-ORG16"' not in officer.get(url(world.report)).content.decode()

    begun(world)
    page = officer.get(url(world.report)).content.decode()
    assert 'name="cell-ORG16"' in page
    assert "Nhập thay đơn vị" in page
    assert save().json()["cells"][0]["outcome"] == "saved"
    assert "officer.district_a" in officer.get(url(world.report, "nhat-ky/ORG16/")).content.decode().lower()


def test_an_officer_of_another_district_neither_begins_nor_types(world, client):
    begun(world)
    client.force_login(people.officer(world.units["district_b"]))
    assert client.post(url(world.report, "nhap-thay/"), {"channel": "phone"}).status_code == 404
    assert client.post(url(world.report, "o/"), "{}", content_type="application/json").status_code == 404


def test_the_city_above_the_district_does_not_type(world, client):
    begun(world)
    client.force_login(people.officer(world.units["city"]))
    assert client.post(url(world.report, "nhap-thay/"), {"channel": "phone"}).status_code == 403
    assert client.post(url(world.report, "o/"), "{}", content_type="application/json").status_code == 403


def test_the_unit_itself_goes_on_typing(world, client):
    begun(world)
    client.force_login(world.chair)
    page = client.get(url(world.report)).content.decode()
    assert 'name="cell-ORG16"' in page
    assert "Nhập thay đơn vị" in page


def test_entry_ends_with_its_version(world, officer, second):
    report, _secret = handed_in(world)
    return_report(report_id=report.pk, reasons=[Reason("Sai số đoàn viên")], by=second)

    assert officer.post(url(report, "o/"), "{}", content_type="application/json").status_code == 403
    begun(world)
    assert officer.post(url(report, "o/"), "{}", content_type="application/json").status_code == 422


# ── Handing in ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.MESSAGE])
def test_paper_and_messages_are_attached_before_handing_in(world, channel):
    begun(world, channel)
    reports.completed(world.report, world.officer)
    with pytest.raises(PaperMissing, match="đính kèm"):
        submit_report(report_id=world.report.pk, by=world.officer)

    begun(world, channel, paper=photo())
    submit_report(report_id=world.report.pk, by=world.officer)
    assert reports.fresh(world.report).submitted_by == world.officer


def test_handing_in_on_the_page_gives_a_link_once(world, officer):
    begun(world)
    reports.completed(world.report, world.officer)
    page = officer.post(url(world.report, "nop/"), {}, follow=True).content.decode()

    found = re.search(r"http://testserver(/xac-nhan/[\w-]{43}/)", page)
    assert found
    assert "/xac-nhan/" not in officer.get(url(world.report, "nhap-thay/")).content.decode()
    assert officer.get(found[1]).status_code == 200


def test_a_unit_that_hands_in_itself_confirms_by_that(world):
    begun(world)
    report = reports.submitted(world.report, world.chair)
    assert entry_of(report).confirmation == Confirmation.CONFIRMED
    accept_report(report_id=report.pk, by=world.officer)


def test_the_officer_takes_back_what_she_handed_in(world, officer):
    report, secret = handed_in(world)
    assert officer.post(url(report, "rut-lai/")).status_code == 302
    assert reports.fresh(report).state == ReportState.DRAFT
    with pytest.raises(LinkOver, match="bản mới"):
        open_link(secret)


# ── Acceptance ───────────────────────────────────────────────────────────────


def test_who_typed_accepts_only_what_the_unit_confirmed(world):
    report, secret = handed_in(world)
    with pytest.raises(OwnReport, match="sau khi đơn vị xác nhận"):
        accept_report(report_id=report.pk, by=world.officer)

    answer_link(secret=secret, name="Bà Hoa")
    accept_report(report_id=report.pk, by=world.officer)
    assert reports.fresh(report).state == ReportState.ACCEPTED


def test_who_confirmed_for_the_unit_does_not_accept_it_as_well(world, second):
    """Even one who is both a leader of the district and a chair of the unit."""
    report, _ = handed_in(world)
    people.chair(world.units["school"], second.username)
    answer_behalf(report_id=report.pk, by=second)

    with pytest.raises(OwnReport, match="Hãy nhờ người khác tiếp nhận"):
        accept_report(report_id=report.pk, by=second)
    accept_report(report_id=report.pk, by=world.officer)


def test_a_second_person_accepts_without_waiting(world, second):
    report, secret = handed_in(world)
    accept_report(report_id=report.pk, by=second)
    answer_link(secret=secret, name="Bà Hoa")
    assert entry_of(report).confirmation == Confirmation.CONFIRMED


def test_whoever_typed_a_cell_is_a_typist_too(world):
    begun(world)
    helper = people.officer(world.units["district_a"], "helper")
    reports.typed(world.report, helper, {"ORG16": "62"})
    report = reports.submitted(world.report, world.officer)
    with pytest.raises(OwnReport):
        accept_report(report_id=report.pk, by=helper)


def test_nobody_accepts_what_the_unit_objects_to(world, second):
    report, secret = handed_in(world)
    answer_link(secret=secret, name="Bà Hoa", objection="Đoàn viên là 63")

    for person in (world.officer, second):
        with pytest.raises(ObjectedTo, match="Đoàn viên là 63"):
            accept_report(report_id=report.pk, by=person)
    assert Notice.objects.get(user=world.officer).kind == "behalf.objected"

    return_report(report_id=report.pk, reasons=[Reason("Sửa như đơn vị báo")], by=second)
    begun(world)
    reports.typed(report, world.officer, {"ORG16": "63"})
    submit_report(report_id=report.pk, by=world.officer)
    accept_report(report_id=report.pk, by=second)


def test_an_amendment_is_confirmed_anew(world, second):
    report, secret = handed_in(world)
    answer_link(secret=secret, name="Bà Hoa")
    accept_report(report_id=report.pk, by=second)
    amend_report(report_id=report.pk, by=world.officer)
    begun(world)
    submit_report(report_id=report.pk, by=world.officer, reason="Đơn vị báo thiếu")

    with pytest.raises(OwnReport):
        accept_report(report_id=report.pk, by=world.officer)
    with pytest.raises(LinkOver):
        open_link(secret)
    answer_link(secret=make_link(report_id=report.pk, by=world.officer), name="Bà Hoa")
    accept_report(report_id=report.pk, by=world.officer)


def test_the_inbox_offers_what_was_confirmed(world, officer):
    _report, secret = handed_in(world)
    box = 'form="accept" name="report"'
    assert box not in officer.get("/hop-thu/").content.decode()

    answer_link(secret=secret, name="Bà Hoa")
    assert box in officer.get("/hop-thu/").content.decode()


def test_the_list_of_reports_marks_what_was_typed_on_behalf(world, officer):
    assert "nhập thay" not in officer.get("/bao-cao/?cua=tat-ca").content.decode()
    handed_in(world)
    assert "nhập thay" in officer.get("/bao-cao/?cua=tat-ca").content.decode()


def test_the_one_officer_of_a_district_names_a_second_person(world, officer):
    report, _secret = handed_in(world)
    colleague = people.person("ketoan")
    refused = officer.post(url(report, "tiep-nhan/"))
    assert refused.status_code == 409
    assert "người tiếp nhận thứ hai" in refused.content.decode()
    assert "/nguoi-tiep-nhan/district_a/" in officer.get(url(report, "nhap-thay/")).content.decode()

    second_page = "/nguoi-tiep-nhan/district_a/"
    assert "là người khác" in officer.post(second_page, {"username": world.officer.username}).content.decode()
    assert officer.post(second_page, {"username": "nobody"}).status_code == 422
    assert officer.post(second_page, {"username": "ketoan"}).status_code == 302
    assert officer.post(second_page, {"username": "ketoan"}).status_code == 409

    officer.force_login(colleague)
    assert officer.post(url(report, "tiep-nhan/")).status_code == 302
    assert reports.fresh(report).accepted_by == colleague

    officer.force_login(world.officer)
    grant = Grant.objects.get(user=colleague, role=Role.SECOND)
    assert officer.post(f"{second_page}{grant.pk}/thoi/").status_code == 302
    assert officer.post(f"{second_page}{grant.pk}/thoi/").status_code == 404
    of_officer = Grant.objects.get(user=world.officer)
    assert officer.post(f"{second_page}{of_officer.pk}/thoi/").status_code == 404


# ── The unit's answer ────────────────────────────────────────────────────────


def test_a_member_with_an_account_confirms(world, client):
    report, secret = handed_in(world)
    client.force_login(world.chair)
    assert "Xác nhận đúng" in client.get(url(report, "nhap-thay/")).content.decode()
    assert client.post(url(report, "nhap-thay/tra-loi/"), {"object": "1"}).status_code == 422
    assert client.post(url(report, "nhap-thay/tra-loi/"), {"confirm": "1"}).status_code == 302
    assert entry_of(report).answered_by == str(world.chair)
    with pytest.raises(AlreadyAnswered):
        answer_link(secret=secret, name="Ai đó")


def test_who_typed_cannot_answer_for_the_unit(world, client):
    """Even one who is both the district's officer and a chair of the unit."""
    report, secret = handed_in(world)
    people.chair(world.units["school"], world.officer.username)
    with pytest.raises(OwnReport):
        answer_behalf(report_id=report.pk, by=world.officer)
    client.force_login(world.officer)
    assert client.post(f"/xac-nhan/{secret}/", {"name": "Bà Hoa", "confirm": "1"}).status_code == 403
    assert entry_of(report).confirmation == Confirmation.WAITING


def test_the_link_shows_the_figures_and_takes_one_answer(world, client):
    report, secret = handed_in(world, remark="đọc qua điện thoại")
    address = f"/xac-nhan/{secret}/"
    page = client.get(address)
    text = page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in page["Cache-Control"]
    assert GOOD_MONTH["ORG16"] in text
    assert str(world.officer) in text

    assert client.post(address, {"name": " ", "confirm": "1"}).status_code == 422
    assert client.post(address, {"name": "Bà Hoa\u202e", "confirm": "1"}).status_code == 422
    assert client.post(address, {"name": "H" * 121, "confirm": "1"}).status_code == 422
    assert client.post(address, {"name": "Bà Hoa", "object": "1"}).status_code == 422
    assert client.post(address, {"name": "Bà Hoa", "objection": "bỏ qua", "confirm": "1"}).status_code == 302
    entry = entry_of(report)
    assert (entry.confirmation, entry.answered_by, entry.objection) == (Confirmation.CONFIRMED, "Bà Hoa", "")

    assert "đã được dùng" in client.get(address).content.decode()
    replayed = client.post(address, {"name": "Kẻ khác", "objection": "sai", "object": "1"})
    assert replayed.status_code == 409
    assert entry_of(report).answered_by == "Bà Hoa"


def test_a_link_runs_out(world, client):
    report, secret = handed_in(world)
    with time_machine.travel(clock.now() + LINK_VALID + timedelta(seconds=1), tick=False):
        page = client.get(f"/xac-nhan/{secret}/")
        assert page.status_code == 410
        assert "hết hạn" in page.content.decode()
        assert client.post(f"/xac-nhan/{secret}/", {"name": "Bà Hoa", "confirm": "1"}).status_code == 410
    assert entry_of(report).confirmation == Confirmation.WAITING


def test_a_new_link_ends_the_earlier_one(world, client):
    report, secret = handed_in(world)
    other = make_link(report_id=report.pk, by=world.officer)
    with pytest.raises(LinkUnknown):
        open_link(secret)
    assert open_link(other).report == report
    assert client.get(f"/xac-nhan/{secret}/").status_code == 404


def test_the_secret_is_nowhere_in_the_database(world):
    _report, secret = handed_in(world)
    assert not BehalfEntry.objects.filter(link_digest__contains=secret[:10]).exists()
    assert len(secret) == 43


@pytest.mark.parametrize("secret", ["x", "x" * 43, "x" * 5000, "%F0%9F%92%A9", "..%2e", "'; DROP TABLE"])
def test_made_up_links_find_nothing(world, client, secret):
    handed_in(world)
    assert client.get(f"/xac-nhan/{secret}/").status_code == 404
    assert client.post(f"/xac-nhan/{secret}/", {"name": "Kẻ khác", "confirm": "1"}).status_code == 404


def test_answers_are_limited_by_address(world, client):
    handed_in(world)
    answers = [client.post(f"/xac-nhan/{'x' * 43}/", {"name": "K"}).status_code for _try in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_link_is_made_only_for_what_was_handed_in(world, officer):
    begun(world)
    with pytest.raises(NotEditable):
        make_link(report_id=world.report.pk, by=world.officer)
    assert officer.post(url(world.report, "nhap-thay/lien-ket/")).status_code == 409


# ── The paper ────────────────────────────────────────────────────────────────


def test_the_page_takes_the_paper_and_shows_it_to_who_sees_the_report(world, officer):
    data = {"channel": "paper", "paper": photo(), "remark": "bưu điện"}
    assert officer.post(url(world.report, "nhap-thay/"), data).status_code == 302
    page = officer.get(url(world.report, "nhap-thay/giay/1/"))
    assert (page.status_code, b"".join(page.streaming_content)) == (200, PNG)
    assert officer.get(url(world.report, "nhap-thay/giay/2/")).status_code == 404

    officer.force_login(people.chair(world.units["market"]))
    assert officer.get(url(world.report, "nhap-thay/giay/1/")).status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "bắt buộc"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"channel": "paper", "paper": SimpleUploadedFile("a.png", b"MZ not a picture")}, "chương trình"),
        ({"channel": "paper", "paper": SimpleUploadedFile("a.png", b"")}, "không có nội dung"),
        ({"channel": "phone", "remark": "x" * 401}, "400"),
    ],
)
def test_a_bad_beginning_is_refused_with_the_form(world, officer, data, says):
    refused = officer.post(url(world.report, "nhap-thay/"), data)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not BehalfEntry.objects.exists()


def test_after_a_return_the_earlier_paper_is_used_again(world, officer, second):
    report, _secret = handed_in(world, channel=Channel.PAPER, paper=photo())
    return_report(report_id=report.pk, reasons=[Reason("Sai")], by=second)
    assert "giay.png" in officer.get(url(report, "nhap-thay/")).content.decode()

    officer.post(url(report, "nhap-thay/"), {"channel": "paper", "keep": "on"})
    papers = BehalfEntry.objects.filter(report=report).values_list("version", "paper")
    assert {version for version, _paper in papers} == {1, 2}
    assert len({paper for _version, paper in papers}) == 1


def test_withdrawing_is_left_to_who_acts_for_the_unit(world, client):
    report = reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    assert client.post(url(report, "rut-lai/")).status_code == 403
    withdraw_report(report_id=report.pk, by=world.chair)


def test_who_stands_in_for_the_officer_names_no_second_person(world, officer):
    clerk = people.specialist(world.units["district_a"], username="clerk")
    today = clock.today()
    delegate(from_user=world.officer, to_user=clerk, first=today, last=today, reason="nghỉ phép", by=world.officer)
    people.person("ketoan")
    officer.force_login(clerk)

    assert officer.post("/nguoi-tiep-nhan/district_a/", {"username": "ketoan"}).status_code == 422
    assert not Grant.objects.filter(role=Role.SECOND).exists()
