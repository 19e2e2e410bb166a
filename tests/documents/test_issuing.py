"""Issuing: number, files, what may be done in which state; withdrawing and replacing."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from tests import people
from tests.factories.contents import FRAME, SMALL
from tests.factories.tree import tree
from thidua.documents.errors import ContentChanged, NotDraft, NotIssued, NotReplaceable, ReasonNeeded
from thidua.documents.models import Document, NumberSeries
from thidua.documents.rules import Kind, State
from thidua.documents.services import issuing
from thidua.documents.services.drafts import Origin, Words, delete_draft, draft_document, save_content, save_frame
from thidua.documents.services.issuing import date_text, issue_document, withdraw_document
from thidua.documents.stored import digest, frame_digest, frame_from_data
from thidua.files.rules import DOCX, PDF

pytestmark = pytest.mark.django_db
SEEN = digest(SMALL)


@pytest.fixture(autouse=True)
def _day(settings, tmp_path):
    settings.THIDUA_TODAY = date(2024, 5, 18)
    settings.FILES_DIR = tmp_path


@pytest.fixture
def unit():
    return tree("city > district")["district"]


@pytest.fixture
def by():
    return people.person("lan")


def draft(unit, by, replaces=None) -> Document:
    origin = Origin(unit, Kind.REPORT, "2024-M05", replaces=replaces)
    return draft_document(origin=origin, words=Words("Kết quả tháng 5", FRAME, SMALL), by=by)


def issue(document: Document, by) -> Document:
    return issue_document(document_id=document.pk, seen=SEEN, verify_url="https://thidua.example/xac-thuc/x/", by=by)


def test_an_issued_document_has_its_number_date_and_files(unit, by):
    document = issue(draft(unit, by), by)

    version, frame = document.versions.get(issued=True), frame_from_data(document.frame)
    assert (document.state, document.number, document.year, document.issued_on) == (
        State.ISSUED,
        1,
        2024,
        date(2024, 5, 18),
    )
    assert document.number_text == "01/BC-LĐLĐ"
    assert (frame.number, frame.date_text, frame.draft) == ("01", "ngày 18 tháng 5 năm 2024", False)
    assert frame.verify_code == document.verify_code
    assert (version.word.media_type, version.pdf.media_type) == (DOCX, PDF)
    assert version.pdf.path.read_bytes().startswith(b"%PDF-")
    assert version.pdf.name == "01 BC-LĐLĐ Kết quả tháng 5.pdf"


def test_numbers_follow_each_other_without_a_gap(unit, by):
    numbers = [issue(draft(unit, by), by).number for _each in range(2)]

    assert numbers == [1, 2]


def test_a_failure_while_rendering_gives_the_number_back(unit, by, monkeypatch):
    document = draft(unit, by)

    def fails(*_args: object) -> bytes:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "pdf", fails)
        with pytest.raises(MemoryError):
            issue(document, by)
    document.refresh_from_db()
    assert (document.state, NumberSeries.objects.count()) == (State.DRAFT, 0)

    assert issue(document, by).number == 1


def test_what_was_changed_meanwhile_is_not_issued_unread(unit, by):
    document = draft(unit, by)

    with pytest.raises(ContentChanged):
        issue_document(document_id=document.pk, seen="0" * 20, by=by)


def test_an_issued_document_never_changes(unit, by):
    document = issue(draft(unit, by), by)
    changes = (
        lambda: save_content(document_id=document.pk, blocks=[], seen=SEEN, by=by),
        lambda: save_frame(document_id=document.pk, before={}, after={"signer": "Ai khác"}, by=by),
        lambda: delete_draft(document_id=document.pk, by=by),
        lambda: issue(document, by),
    )
    for change in changes:
        with pytest.raises(NotDraft):
            change()


def test_a_document_is_withdrawn_for_a_reason(unit, by):
    document = draft(unit, by)
    with pytest.raises(NotIssued):
        withdraw_document(document_id=document.pk, reason="Sai số liệu", by=by)
    issue(document, by)
    with pytest.raises(ReasonNeeded):
        withdraw_document(document_id=document.pk, reason="  ", by=by)

    withdrawn = withdraw_document(document_id=document.pk, reason="Sai số liệu", by=by)

    assert (withdrawn.state, withdrawn.withdrawn_because, withdrawn.number) == (State.WITHDRAWN, "Sai số liệu", 1)
    with pytest.raises(NotIssued):
        withdraw_document(document_id=document.pk, reason="Lần nữa", by=by)


def test_what_replaces_a_document_withdraws_it(unit, by):
    first = issue(draft(unit, by), by)
    second = draft(unit, by, replaces=first)
    first.refresh_from_db()
    assert first.state == State.ISSUED

    issue(second, by)

    first.refresh_from_db()
    assert (first.state, first.withdrawn_because) == (State.WITHDRAWN, "Thay thế bằng văn bản số 02/BC-LĐLĐ")


def test_why_a_document_was_replaced_is_said_in_vietnamese(unit, by):
    first = issue(draft(unit, by), by)

    with translation.override("en"):
        issue(draft(unit, by, replaces=first), by)

    first.refresh_from_db()
    assert first.withdrawn_because == "Thay thế bằng văn bản số 02/BC-LĐLĐ"


def test_nobody_replaces_a_document_of_another_unit(unit, by):
    first = issue(draft(unit, by), by)

    with pytest.raises(NotReplaceable):
        draft(tree("region > other")["other"], by, replaces=first)


def test_what_stands_around_the_words_must_have_been_read(unit, by):
    document = draft(unit, by)
    read = frame_digest(frame_from_data(document.frame))
    save_frame(document_id=document.pk, before={"signer": FRAME.signer}, after={"signer": "Ai khác"}, by=by)

    with pytest.raises(ContentChanged):
        issue_document(document_id=document.pk, seen=SEEN, seen_frame=read, by=by)

    document.refresh_from_db()
    now = frame_digest(frame_from_data(document.frame))
    assert issue_document(document_id=document.pk, seen=SEEN, seen_frame=now, by=by).state == State.ISSUED


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 5, 18), "ngày 18 tháng 5 năm 2024"),
        (date(2024, 12, 1), "ngày 01 tháng 12 năm 2024"),
    ],
)
def test_a_day_is_written_so_that_nothing_can_be_put_before_it(day, text):
    assert date_text(day) == text
