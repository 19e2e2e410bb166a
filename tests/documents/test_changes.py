"""What differs between two contents: nothing is lost, nothing is invented."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.contents import ADMITTED, CHANGED, FRAME, SMALL, contents, words
from thidua.documents.changes import (
    Fate,
    changed_only,
    difference,
    figures_changed,
    frame_changes,
    text_of,
)
from thidua.documents.changes import words as runs_of
from thidua.documents.content import Content, Paragraph, Token

sentences = words.map(" ".join)


@given(sentences, sentences)
def test_runs_hold_both_texts_word_by_word(before: str, after: str):
    runs = runs_of(before, after)

    assert "".join(run.text for run in runs if run.fate is not Fate.ADDED) == before
    assert "".join(run.text for run in runs if run.fate is not Fate.REMOVED) == after
    assert all(run.fate is Fate.SAME for run in runs) == (before == after)


@given(contents, st.data())
def test_every_block_of_both_is_told_once_in_order(before: Content, data: st.DataObject):
    kept = data.draw(st.lists(st.sampled_from(before.blocks), unique_by=id) if before.blocks else st.just([]))
    new = Paragraph("new", ("thêm",))
    after = Content((*kept, new))

    changes = difference(before, after)

    assert [change.after for change in changes if change.after] == list(after.blocks)
    assert [change.before for change in changes if change.before] == list(before.blocks)
    assert any(change.fate is Fate.ADDED and change.block == new for change in changes)


@given(contents)
def test_nothing_has_changed_in_what_is_the_same(content: Content):
    assert changed_only(difference(content, content)) == ()


def test_where_words_came_from_is_no_change():
    edited = replace(SMALL.blocks[1], edited=True, source="")
    after = Content((SMALL.blocks[0], edited, *SMALL.blocks[2:]))

    assert changed_only(difference(SMALL, after)) == ()


def test_a_changed_word_is_marked_and_no_other():
    after = replace(SMALL.blocks[2], pieces=("Các cấp công đoàn tích cực phát triển đoàn viên.",))
    (change,) = changed_only(difference(SMALL, Content((*SMALL.blocks[:2], after, SMALL.blocks[3]))))

    assert change.fate is Fate.CHANGED
    assert [(run.fate, run.text) for run in change.runs if run.fate is not Fate.SAME] == [
        (Fate.REMOVED, "tiếp"),
        (Fate.ADDED, "tích"),
        (Fate.REMOVED, "tục"),
        (Fate.ADDED, "cực"),
    ]


def test_figures_that_read_otherwise_are_told_once_for_each_block():
    now = {ADMITTED.key: replace(ADMITTED, text="1.430")}

    changes = figures_changed(SMALL, now)

    assert [(one.block, one.was.text, one.now.text if one.now else None) for one in changes] == [
        ("p1", "1.424", "1.430"),
        ("p1", CHANGED.text, None),
        ("t1", "1.424", "1.430"),
    ]
    assert figures_changed(SMALL, {ADMITTED.key: ADMITTED, CHANGED.key: CHANGED}) == ()
    assert figures_changed(Content((Paragraph("p", (Token("k", "1"),)),)), [Token("k", "1")]) == ()


def test_fields_around_the_words_are_told_as_text():
    after = replace(FRAME, signer="Trần Văn Bình", recipients=("Lưu: VT.",))

    assert frame_changes(FRAME, after) == {
        "signer": ("Nguyễn Thị Hoa", "Trần Văn Bình"),
        "recipients": ("Ban Thường vụ;\nLưu: VT.", "Lưu: VT."),
    }


@given(contents)
def test_every_block_has_its_words(content: Content):
    assert all(isinstance(text_of(block), str) for block in content.blocks)
