"""The stamp of a workbook, and the names of its sheets."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from thidua.reporting.workbooks.layout import Column, Fact, Layout, sheet_names
from thidua.reporting.workbooks.stamp import (
    SheetStamp,
    Stamp,
    StampBroken,
    StampMissing,
    StampTampered,
    UnitStamp,
    _digest,
    read_stamp,
    stamp_rows,
    write_stamp,
)

MADE = datetime(2024, 5, 18, 3, 0, tzinfo=UTC)


def stamp_of(units: int = 1, name: str = "A1 Công đoàn  hai dấu cách ") -> Stamp:
    seen = ("12", "", "na", "52.5")
    sheet = SheetStamp(
        sheet=name,
        layout=Layout.MATRIX,
        period="2024-Q1",
        form="CS-Q",
        form_version=2,
        codes=("ORG18", "ORG21", "FIN01", "FIN02"),
        units={f"HN-{number:05}": UnitStamp(1, seen) for number in range(units)},
    )
    return Stamp(MADE, (sheet,))


def rows_of(stamp: Stamp) -> list[list[str]]:
    return [[text] for text in stamp_rows(stamp)]


class TestStamp:
    @pytest.mark.parametrize("units", [0, 1, 4000])
    def test_comes_back_as_it_went(self, units: int) -> None:
        stamp = stamp_of(units)
        assert read_stamp(rows_of(stamp)) == stamp

    def test_no_piece_is_larger_than_a_cell_or_has_a_space_to_lose(self) -> None:
        pieces = stamp_rows(stamp_of(4000))[2:]
        assert len(pieces) > 5
        assert all(len(piece) <= 30_000 and " " not in piece and piece.isascii() for piece in pieces)

    def test_sheet_is_very_hidden_and_reads_back_from_the_workbook(self) -> None:
        stamp, stream = stamp_of(1000), io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            book.add_worksheet("Biểu")
            write_stamp(book, stamp)
        sheet = openpyxl.load_workbook(stream)["_thidua"]
        assert sheet.sheet_state == "veryHidden"
        assert read_stamp([[str(value or "") for value in row] for row in sheet.values]) == stamp

    @pytest.mark.parametrize("at", [0, 1, 2])
    def test_a_changed_cell_is_found_out(self, at: int) -> None:
        rows = rows_of(stamp_of())
        rows[at] = [rows[at][0].replace("1", "2")]
        with pytest.raises((StampMissing, StampTampered)):
            read_stamp(rows)

    def test_a_piece_that_is_gone_is_found_out(self) -> None:
        with pytest.raises(StampTampered):
            read_stamp(rows_of(stamp_of(1000))[:-1])

    @pytest.mark.parametrize("rows", [[], [[]], [[""]], [["THIDUA-REPORT 2"], ["x"], ["{}"]]])
    def test_a_foreign_sheet_is_no_stamp(self, rows: list[list[str]]) -> None:
        with pytest.raises(StampMissing):
            read_stamp(rows)

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"made_at": "x", "sheets": []}', "[" * 100_000])
    def test_nonsense_under_a_right_digest_is_broken(self, text: str) -> None:
        with pytest.raises(StampBroken):
            read_stamp([["THIDUA-REPORT 1"], [_digest(text)], [text]])

    def test_a_unit_that_saw_less_than_the_codes_is_broken(self) -> None:
        data = json.loads("".join(stamp_rows(stamp_of())[2:]))
        data["sheets"][0]["codes"].append("ORG99")
        text = json.dumps(data)
        with pytest.raises(StampBroken):
            read_stamp([["THIDUA-REPORT 1"], [_digest(text)], [text]])


class TestSheetNames:
    def test_what_no_sheet_may_be_called(self) -> None:
        names = sheet_names(["a[b]:c*d?e/f\\g", "'a'", "", "  ", "History", "_THIDUA", "a\x07b"])
        assert names == ["a b c d e f g", "a", "1", "1 2", "History 2", "_THIDUA 2", "a b"]

    def test_long_names_that_begin_alike_stay_apart(self) -> None:
        names = sheet_names(["Công đoàn Trường Mầm non số một"] * 12)
        assert len({name.lower() for name in names}) == 12
        assert max(map(len, names)) == 31

    @given(st.lists(st.text(max_size=40), max_size=30))
    def test_every_list_gives_names_that_the_writer_takes(self, wanted: list[str]) -> None:
        names = sheet_names(wanted)
        with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
            for name in names:
                book.add_worksheet(name)
        assert len(names) == len(wanted)


class TestLayout:
    def test_marks_and_headings_name_one_column_each(self) -> None:
        assert len({column.mark for column in Column}) == len(Column)
        headings = [heading for column in Column for heading in column.known_headings]
        assert len(headings) == len(set(headings))

    def test_columns_and_facts_are_known_by_their_vietnamese_names(self) -> None:
        assert "thuc hien trong ky" in Column.INPUT.known_headings
        assert "don vi bao cao" in Fact.UNIT.known_names
