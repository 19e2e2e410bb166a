"""Contents and frames as data for JSON, and back; what is none is refused with its path."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.contents import SMALL, contents, frames
from thidua.documents.content import Content, Frame, Paragraph, Token
from thidua.documents.errors import NotContent
from thidua.documents.stored import content_from_data, content_to_data, digest, frame_from_data, frame_to_data


def through_json(data: object) -> object:
    return json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False))


@given(contents)
def test_a_content_comes_back_from_json_as_it_was(content: Content):
    assert content_from_data(through_json(content_to_data(content))) == content


@given(frames)
def test_a_frame_comes_back_from_json_as_it_was(frame: Frame):
    assert frame_from_data(through_json(frame_to_data(frame))) == frame


@given(contents, contents)
def test_two_contents_have_one_name_only_when_they_are_equal(one: Content, other: Content):
    assert (digest(one) == digest(other)) == (one == other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_comes_is_read_or_refused_with_a_sentence(data: object):
    for read, write in ((content_from_data, content_to_data), (frame_from_data, frame_to_data)):
        with suppress(NotContent):
            assert read(through_json(write(read(data)))) == read(data)


def block(**fields: object) -> dict[str, object]:
    return {"blocks": [{"type": "paragraph", "id": "p1", "pieces": [], **fields}]}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (None, ""),
        ({"blocks": {}}, "blocks"),
        ({"blocks": [], "more": 1}, ".more"),
        ({"blocks": [{"type": "script"}]}, "blocks[0]"),
        (block(id=""), "blocks[0].id"),
        (block(id="p 1"), "blocks[0].id"),
        (block(style="loud"), "blocks[0].style"),
        (block(edited=1), "blocks[0].edited"),
        (block(onclick="x"), "blocks[0].onclick"),
        (block(pieces="text"), "blocks[0].pieces"),
        (block(pieces=[{"text": "1"}]), "blocks[0].pieces[0].key"),
        (block(pieces=[{"key": "k", "text": "1", "href": "https://elsewhere.example"}]), "blocks[0].pieces[0].href"),
        (block(pieces=[{"key": "k", "text": "1", "href": "//elsewhere.example"}]), "blocks[0].pieces[0].href"),
        (block(pieces=[{"key": "k", "text": "1", "href": "javascript:alert(1)"}]), "blocks[0].pieces[0].href"),
        (block(pieces=["a\0b"]), "blocks[0].pieces[0]"),
        (block(pieces=["x" * 20_001]), "blocks[0].pieces[0]"),
        ({"blocks": [{"type": "heading", "id": "h", "level": 4, "text": ""}]}, "blocks[0].level"),
        ({"blocks": [{"type": "heading", "id": "h", "level": True, "text": ""}]}, "blocks[0].level"),
        ({"blocks": [{"type": "break", "id": "b"}] * 2}, "blocks"),
        ({"blocks": [{"type": "break", "id": "b"}] * 3001}, "blocks"),
        (
            {"blocks": [{"type": "chart", "id": "c", "form": "bars", "series": [["a", [float("inf")]]]}]},
            "blocks[0].series[0][0]",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_path(data: object, where: str):
    with pytest.raises(NotContent) as refused:
        content_from_data(data)

    assert refused.value.where.endswith(where)


def test_what_holds_by_default_is_left_out():
    data = content_to_data(Content((Paragraph("p", ("a", Token("k", "1"))),)))

    assert data == {"blocks": [{"type": "paragraph", "id": "p", "pieces": ["a", {"key": "k", "text": "1"}]}]}
    assert content_from_data(content_to_data(SMALL)) == SMALL
