"""Which row holds the headings, and which column says what. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.exchange.mapping import heading_row, headings_of, plain_words, recognise, rows_below, texts_of
from thidua.org.imports import FIELDS
from thidua.registers.members.importing import MEMBERS
from thidua.web.lists.targets import TARGETS
from thidua.web.lists.units import UNITS

CELLS = st.text(max_size=6)


def test_headings_stand_anywhere_in_any_order_and_words():
    table = [
        ["CÔNG ĐOÀN GIÁO DỤC"],
        [],
        ["STT", "Ten don vi", "MÃ", "Ngày TL (dd/mm/yyyy)", "loại đơn vị", "Trực thuộc"],
        ["1", "A", "A1", "2020-01-01", "CĐCS", "HN"],
        ["", "", "", ""],
        ["2", "B", "B1"],
    ]

    at = heading_row(table, FIELDS)
    found = recognise(table[at], FIELDS)

    assert at == 2
    assert found.columns == {"name": 1, "code": 2, "founded_on": 3, "kind": 4, "parent": 5}
    assert found.complete(FIELDS)
    assert [number for number, _cells in rows_below(table, at)] == [4, 6]
    assert texts_of(["2", "B", "B1"], found.columns)["parent"] == ""


@pytest.mark.parametrize(
    "headings",
    [["Mã", "Tên", "Loại"], ["x"], ["Mã", "Mã đơn vị", "Tên", "Loại", "Ngày thành lập"]],
)
def test_somebody_is_asked_where_a_heading_is_missing_or_doubled(headings):
    assert not recognise(headings, FIELDS).complete(FIELDS)


def test_a_title_that_is_a_heading_by_chance_is_not_taken_for_the_headings():
    table = [["Tên", "", ""], ["Mã", "Tên", "Loại", "Ngày thành lập"], ["A", "B", "CĐCS", "1/1/2020"]]

    assert heading_row(table, FIELDS) == 1


def test_what_no_text_of_the_database_may_hold_becomes_what_no_name_may_hold():
    assert rows_below([["x"], ["a\0b"]], 0) == [(2, ["a\x01b"])]
    assert headings_of([["a\0"], ["1", "2"]], 0) == ["a\x01", ""]


@pytest.mark.parametrize("kind", [UNITS, TARGETS, MEMBERS], ids=lambda kind: kind.name)
def test_every_heading_of_a_kind_is_its_own(kind):
    found = recognise([str(one.heading) for one in kind.fields], kind.fields)

    assert list(found.columns) == [one.name for one in kind.fields]
    assert found.complete(kind.fields)
    words: dict[str, str] = {}
    for one in kind.fields:
        for text in (*one.synonyms, str(one.heading)):
            assert words.setdefault(plain_words(text), one.name) == one.name


@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=30))
def test_no_row_below_the_headings_is_lost(table):
    at = heading_row(table, FIELDS)
    rows = rows_below(table, at)

    said = [number for number, row in enumerate(table[at + 1 :], start=at + 2) if any(cell.strip() for cell in row)]
    assert [number for number, _cells in rows] == said
    assert all(len(cells) <= len(headings_of(table, at)) for _number, cells in rows)
