"""The life of a draft: versions, who was overtaken, figures that nobody can forge, deleting and bringing back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from tests import people
from tests.factories.contents import ADMITTED, FRAME, SMALL
from tests.factories.tree import tree
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.core.text import BadText
from thidua.documents.content import Content, Paragraph, Token
from thidua.documents.edits import Sent, hand_typed, read_blocks
from thidua.documents.errors import ContentChanged, NotContent, NotDraft, NotIssued, TokenForged
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import (
    Origin,
    Words,
    bring_back_version,
    delete_draft,
    draft_document,
    restore_draft,
    save_content,
    save_frame,
)
from thidua.documents.stored import content_from_data, digest, frame_from_data

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 5, 18, 12, tzinfo=clock.VIETNAM)
PAIR = (ADMITTED.key, ADMITTED.text)
SEEN = digest(SMALL)


@pytest.fixture
def by():
    return people.person("lan")


@pytest.fixture
def document(by) -> Document:
    unit = tree("city > district")["district"]
    with time_machine.travel(NOON, tick=False):
        return draft_document(origin=Origin(unit, Kind.REPORT, "2024-M05"), words=Words("Báo cáo", FRAME, SMALL), by=by)


def blocks(*pieces: str | tuple[str, str]) -> list[Sent]:
    """The small document with other words in its second paragraph."""
    first = ("Kết nạp ", PAIR, " đoàn viên, ", ("change:HN:ORG21:2024-M05", "tăng 3,33% so với cùng kỳ"), ".")
    return [
        Sent("h1", "heading", 1, ("I. KẾT QUẢ",)),
        Sent("p1", "paragraph", "body", first),
        Sent("p2", "paragraph", "body", pieces or ("Các cấp công đoàn tiếp tục phát triển đoàn viên.",)),
        Sent("t1", "kept"),
    ]


def standing(document: Document) -> Content:
    return content_from_data(document.versions.latest("number").content)


def events() -> list[str]:
    return list(AuditInbox.objects.filter(event__startswith="document.").order_by("pk").values_list("event", flat=True))


def test_a_draft_begins_with_what_was_written(document):
    version = document.versions.get()

    assert (version.number, version.reason) == (1, "Bản soạn từ số liệu")
    assert standing(document) == SMALL
    assert frame_from_data(document.frame).draft
    assert len(document.reference) == 22
    assert document.reference != document.verify_code
    assert events() == ["document.drafted"]


def test_nothing_is_written_for_words_as_they_were(document, by):
    saved = save_content(document_id=document.pk, blocks=blocks(), seen=SEEN, by=by)

    assert saved.seen == SEEN
    assert document.versions.count() == 1
    assert not any(block.edited for block in standing(document).blocks if isinstance(block, Paragraph))


def test_a_burst_of_one_person_is_one_version(document, by):
    seen = SEEN
    for minutes, text in ((0, "Một."), (5, "Hai."), (14, "Ba."), (25, "Bốn.")):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            seen = save_content(document_id=document.pk, blocks=blocks(text), seen=seen, by=by).seen
    other = people.person("binh")
    with time_machine.travel(NOON + timedelta(minutes=26), tick=False):
        save_content(document_id=document.pk, blocks=blocks("Năm."), seen=seen, by=other)

    said = [content_from_data(one.content).blocks[2].pieces[0] for one in document.versions.order_by("number")]
    assert said == ["Các cấp công đoàn tiếp tục phát triển đoàn viên.", "Ba.", "Bốn.", "Năm."]
    assert events().count("document.edited") == 3


def test_an_edited_paragraph_says_so_and_keeps_its_source(document, by):
    save_content(document_id=document.pk, blocks=blocks("Chữ mới ", PAIR, "."), seen=SEEN, by=by)

    edited = standing(document).blocks[2]
    assert edited == Paragraph("p2", ("Chữ mới ", ADMITTED, "."), source="closing", edited=True)
    assert standing(document).blocks[1] == SMALL.blocks[1]


def test_whoever_was_overtaken_writes_over_nothing(document, by):
    save_content(document_id=document.pk, blocks=blocks("Của Lan."), seen=SEEN, by=by)

    with pytest.raises(ContentChanged, match="Lan vừa lưu"):
        save_content(document_id=document.pk, blocks=blocks("Của Bình."), seen=SEEN, by=people.person("binh"))

    assert standing(document).blocks[2].pieces == ("Của Lan.",)


def test_the_same_sent_again_after_a_lost_answer_is_harmless(document, by):
    first = save_content(document_id=document.pk, blocks=blocks("Chữ."), seen=SEEN, by=by)

    assert save_content(document_id=document.pk, blocks=blocks("Chữ."), seen=SEEN, by=by).seen == first.seen


@pytest.mark.parametrize(
    "forged",
    [
        (ADMITTED.key, "9.999"),
        ("value:HN:ORG99:2024-M05", "1.424"),
        ("value:HN:ORG21:2024-M05 ", "1.424"),
        ("", ""),
    ],
)
def test_nobody_forges_a_figure(document, by, forged):
    with pytest.raises(TokenForged):
        save_content(document_id=document.pk, blocks=blocks("Kết nạp ", forged), seen=SEEN, by=by)

    assert standing(document) == SMALL


def test_a_figure_that_was_deleted_may_come_back_from_an_earlier_version(document, by):
    without = [one for one in blocks() if one.id not in {"p1", "t1"}]
    seen = save_content(document_id=document.pk, blocks=without, seen=SEEN, by=by).seen
    assert list(standing(document).tokens()) == []

    save_content(document_id=document.pk, blocks=blocks(), seen=seen, by=by)

    assert [token.text for token in standing(document).tokens()] == [token.text for token in SMALL.tokens()]
    assert standing(document).blocks[3] == SMALL.blocks[3]


def test_a_fresh_figure_is_taken_as_it_was_resolved(document, by):
    fresh = Token("value:HN:ORG16:2024-M05", "62", "Lao động", "/so-lieu/x/")
    save_content(document_id=document.pk, blocks=blocks("Có ", (fresh.key, "62")), seen=SEEN, fresh=[fresh], by=by)

    assert standing(document).blocks[2].pieces == ("Có ", fresh)


def test_a_table_that_never_was_is_refused(document, by):
    with pytest.raises(NotContent):
        save_content(document_id=document.pk, blocks=[*blocks(), Sent("t9", "kept")], seen=SEEN, by=by)
    with pytest.raises(NotContent):
        save_content(document_id=document.pk, blocks=[Sent("p1", "kept")], seen=SEEN, by=by)


def test_tags_are_words_like_others(document, by):
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    save_content(document_id=document.pk, blocks=blocks(script), seen=SEEN, by=by)

    assert standing(document).blocks[2].pieces == (script,)


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\u200bb", "x" * 20_001])
def test_hidden_characters_and_endless_words_are_refused(text):
    with pytest.raises(BadText):
        read_blocks([{"id": "p", "type": "paragraph", "style": "body", "pieces": [text]}])


@pytest.mark.parametrize(
    "sent",
    [
        {},
        "text",
        [1],
        [{"id": "p", "type": "script"}],
        [{"id": "p", "type": "paragraph", "style": "loud", "pieces": []}],
        [{"id": "p", "type": "paragraph", "pieces": [{"key": "k", "text": "1", "href": "/x"}]}],
        [{"id": "p", "type": "paragraph", "pieces": [{"key": "k", "text": 1}]}],
        [{"id": "p", "type": "paragraph", "pieces": ["a"] * 501}],
        [{"id": "h", "type": "heading", "level": 9, "pieces": []}],
        [{"id": "h", "type": "heading", "level": [], "pieces": []}],
        [{"id": "p", "type": "paragraph", "style": [], "pieces": []}],
        [{"id": "p", "type": "kept"}, {"id": "p", "type": "kept"}],
        [{"id": {}, "type": "kept"}],
    ],
)
def test_what_is_no_list_of_blocks_is_refused(sent):
    with pytest.raises(NotContent):
        read_blocks(sent)


def test_fields_around_the_words_change_where_nobody_else_has_changed_them(document, by):
    frame = save_frame(
        document_id=document.pk,
        before={"signer": FRAME.signer, "recipients": list(FRAME.recipients)},
        after={"signer": "Trần Văn Bình", "recipients": ["Lưu: VT.", ""]},
        by=by,
    )
    assert (frame.signer, frame.recipients) == ("Trần Văn Bình", ("Lưu: VT.",))

    with pytest.raises(ContentChanged):
        save_frame(document_id=document.pk, before={"signer": FRAME.signer}, after={"signer": "Ai khác"}, by=by)
    for name in ("number", "symbol", "issuer", "verify_url"):
        with pytest.raises(KeyError):
            save_frame(document_id=document.pk, before={}, after={name: "1"}, by=by)


def test_the_subject_names_the_document(document, by):
    save_frame(document_id=document.pk, before={"subject": FRAME.subject}, after={"subject": "Sơ kết"}, by=by)

    document.refresh_from_db()
    assert (document.title, document.search) == ("Sơ kết", "so ket")


def test_a_deleted_draft_is_not_edited_and_comes_back(document, by):
    delete_draft(document_id=document.pk, by=by)
    with pytest.raises(NotDraft):
        save_content(document_id=document.pk, blocks=blocks("Chữ."), seen=SEEN, by=by)

    restore_draft(document_id=document.pk, by=by)
    save_content(document_id=document.pk, blocks=blocks("Chữ."), seen=SEEN, by=by)

    assert events()[1:3] == ["document.deleted", "document.restored"]


def test_an_earlier_version_comes_back_as_a_new_one(document, by):
    seen = save_content(document_id=document.pk, blocks=blocks("Chữ."), seen=SEEN, by=by).seen

    bring_back_version(document_id=document.pk, number=1, seen=seen, by=by)

    assert standing(document) == SMALL
    assert document.versions.count() == 3


def test_a_draft_is_replaced_by_nothing(document, by):
    with pytest.raises(NotIssued):
        draft_document(
            origin=Origin(document.unit, Kind.REPORT, replaces=document), words=Words("Báo cáo", FRAME, SMALL), by=by
        )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Kết nạp 25 đoàn viên, đạt 52,5% kế hoạch.", ("25", "52,5%")),
        ("Ngày 28/12/2020, Báo cáo số 12/BC-LĐLĐ năm 2020, quý 2, tháng 5/2024.", ()),
        ("1. Công tác nữ công: 1.424 chị", ("1.424",)),
        ("Năm học 2019-2020 có 15 tỷ đồng", ("15",)),
        ("COVID-19 và M12", ()),
    ],
)
def test_numbers_typed_by_hand_are_told_from_dates_and_labels(text, numbers):
    assert tuple(number.strip() for number in hand_typed((text,))) == numbers
    assert hand_typed((ADMITTED,)) == ()


def test_words_and_a_figure_that_stand_together_stay_one_text(document, by):
    save_content(document_id=document.pk, blocks=blocks("Một ", "hai ", "", "ba"), seen=SEEN, by=by)

    assert standing(document).blocks[2] == replace(SMALL.blocks[2], pieces=("Một hai ba",), edited=True)
