"""Lists of changes from files: what is understood, what is named as bad."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.utils.translation import override

from thidua.exchange.errors import UnreadableFile
from thidua.exchange.tables import read_table
from thidua.org.rules import WHOLE
from thidua.reorganisation.change_tables import COLUMNS, changes_of, read_share
from thidua.reorganisation.errors import TooManyChanges
from thidua.reorganisation.rules import MOST_CHANGES, Change, ChangeKind, read_change
from thidua.reorganisation.template_workbook import template_workbook

HEAD = [str(label) for label in COLUMNS.values()]


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [HEAD, *([row.get(field, "") for field in COLUMNS] for row in rows)]


def only(row: dict[str, str]) -> Change:
    (change,), bad = changes_of(table(row))
    assert not bad
    return change


def test_every_kind_is_read_by_the_words_of_the_template():
    for kind in ChangeKind:
        assert only({"kind": str(kind.label), "code": "A", "heir": "B"}).kind is kind


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_is_understood_in_every_language(language):
    with override(language):
        head = [str(label) for label in COLUMNS.values()]
        values = dict.fromkeys(COLUMNS, "A") | {"kind": str(ChangeKind.SPLIT.label), "share": "60%"}
        (change,), bad = changes_of([head, list(values.values())])
    assert not bad
    assert change == Change(ChangeKind.SPLIT, "A", "A", "A", "A", "A", "A", "A", (("A", 600_000),), "A", row=2)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("GIẢI THỂ", ChangeKind.DISSOLVE),
        ("kết thúc hoạt động", ChangeKind.DISSOLVE),
        ("Bàn giao", ChangeKind.MOVE),
        ("điều chuyển", ChangeKind.MOVE),
        ("hợp nhất", ChangeKind.MERGE),
        ("tách", ChangeKind.SPLIT),
        ("thành lập mới", ChangeKind.FOUND),
    ],
)
def test_people_call_things_by_other_names(words, kind):
    assert only({"kind": words, "code": "A"}).kind is kind


def test_rows_of_one_split_are_one_change_with_all_its_heirs():
    changes, bad = changes_of(
        table(
            {"kind": "Chia, tách", "code": "A", "heir": "B", "share": "60%"},
            {"kind": "Đổi tên", "code": "C", "name": "Mới"},
            {"kind": "Chia, tách", "code": "a", "heir": "D", "share": "40", "reason": "Vì thế"},
        )
    )

    assert not bad
    split, rename = changes
    assert split.heirs == (("B", 600_000), ("D", 400_000))
    assert (split.row, split.reason, rename.row) == (2, "Vì thế", 3)


def test_a_merge_takes_its_heir_from_either_column():
    by_heir = only({"kind": "Sáp nhập vào", "code": "A", "heir": "B", "under": "C"})
    by_under = only({"kind": "Sáp nhập vào", "code": "A", "under": "B"})

    assert (by_heir.heirs, by_heir.under) == ((("B", WHOLE),), "C")
    assert (by_under.heirs, by_under.under) == ((("B", WHOLE),), "")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("60%", 600_000),
        ("60 %", 600_000),
        ("60", 600_000),
        ("33,3333", 333_333),
        ("33.3333%", 333_333),
        ("0.6", 600_000),
        ("1", WHOLE),
        ("1%", 10_000),
        ("100", WHOLE),
        ("", 0),
        ("0", None),
        ("-5", None),
        ("101", None),
        ("sáu mươi", None),
        ("=1+1", None),
        ("1e2", None),
    ],
)
def test_shares_are_read_as_people_and_excel_write_them(text, share):
    assert read_share(text) == share


def test_bad_places_are_named_by_row_and_column_all_at_once():
    changes, bad = changes_of(
        table(
            {"kind": "Nhân đôi", "code": "A"},
            {"kind": "Đổi tên", "code": "B", "name": "Mới"},
            {"kind": "", "code": "C"},
            {"kind": "Chia, tách", "code": "D", "heir": "E", "share": "nửa"},
        )
    )

    assert [entry.path for entry in bad] == [
        "Dòng 2, cột «Thay đổi»",
        "Dòng 4, cột «Thay đổi»",
        "Dòng 5, cột «Tỷ lệ»",
    ]
    assert "Nhân đôi" in bad[0].sentence
    assert "Thành lập" in bad[1].sentence
    assert [change.code for change in changes] == ["B", "D"]


def test_headings_may_stand_below_a_letterhead_and_empty_rows_are_passed_over():
    changes, _bad = changes_of(
        [["LIÊN ĐOÀN LAO ĐỘNG"], [], ["STT", "Mã đơn vị", "Thay đổi", "Cấp trên mới"], [], ["1", "A", "Chuyển", "B"]]
    )

    assert changes == [Change(ChangeKind.MOVE, "A", under="B", row=5)]


def test_a_table_without_the_columns_says_which_are_missing():
    with pytest.raises(UnreadableFile, match="«Thay đổi»"):
        changes_of([["Mã đơn vị", "Tên"], ["A", "B"]])


@pytest.mark.parametrize("rows", [[], [["", ""]]])
def test_a_table_without_rows_is_refused(rows):
    with pytest.raises(UnreadableFile, match="không có thay đổi nào"):
        changes_of([HEAD, *rows])


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(TooManyChanges, match=r"50\.000"):
        changes_of([HEAD, *([["Đổi tên", "A"]] * (MOST_CHANGES + 1))])


def test_nul_never_reaches_the_database():
    change = only({"kind": "Đổi tên", "code": "A\0B", "name": "x\0"})

    assert "\0" not in change.code + change.name


def test_the_template_is_understood_and_empty():
    with pytest.raises(UnreadableFile, match="không có thay đổi nào"):
        changes_of(read_table(template_workbook()))


def test_a_workbook_keeps_leading_zeros_percentages_and_the_value_of_formulas():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Thay đổi", "Mã đơn vị", "Đơn vị kế tục", "Tỷ lệ"])
    sheet.write_row(1, 0, ["Chia, tách", "007", "B", 0.25], book.add_format({"num_format": "0%"}))
    sheet.write_row(2, 0, ["Chia, tách", "007", "C", 0.75])
    sheet.write(3, 0, "Chuyển")
    sheet.write_formula(3, 1, '=HYPERLINK("http://x","A")', None, "A")
    book.close()

    (split, move), bad = changes_of(read_table(stream.getvalue()))

    assert not bad
    assert (split.code, split.heirs) == ("007", (("B", 250_000), ("C", 750_000)))
    assert move.code == "A"


def test_changes_survive_being_stored():
    change = Change(ChangeKind.SPLIT, "A", heirs=(("B", 1), ("C", 999_999)), reason="r", row=7)

    assert read_change(change.stored()) == change
