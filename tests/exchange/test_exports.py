"""Any table as a workbook: what its cells hold, how they look, and that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.libreoffice import converted, needs_libreoffice
from thidua.exchange.exports import Cells, Column, Figure, Kind, Sheet, Strong
from thidua.exchange.writing import LONGEST_TEXT, file_name, write_workbook

SOURCE = "Nguồn: Thi Đua, LĐLĐ thành phố, xuất lúc 09:12 18/05/2024, người xuất Lê Thị Bích Phương."
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
LETTERS = VOWELS + VOWELS.upper()


def sheet(*rows: Cells, columns: Iterable[Column] = (), **more: Any) -> Sheet:
    widest = max((len(row) for row in rows), default=1)
    named = tuple(columns) or tuple(Column(f"Cột {n}") for n in range(1, widest + 1))
    return Sheet(title=more.pop("title", "Bảng thử"), columns=named, rows=iter(rows), count=len(rows), **more)


def written(table: Sheet, **more: Any) -> bytes:
    memory = BytesIO()
    write_workbook(table, memory, source=SOURCE, **more)
    return memory.getvalue()


def opened(table: Sheet, *, values: bool = False, **more: Any) -> Workbook:
    return openpyxl.load_workbook(BytesIO(written(table, **more)), data_only=values)


def cells_of(table: Sheet, **more: Any) -> list[tuple[Any, ...]]:
    return list(opened(table, **more).worksheets[0].iter_rows(values_only=True))


def test_title_facts_headings_rows_notes_and_source_stand_in_order():
    table = sheet(("An", "x"), facts=(("Kỳ", "Tháng 5"), ("Lọc", "an")), notes=("Số liệu tạm tính.",))

    assert cells_of(table) == [
        ("Bảng thử", None),
        ("Kỳ: Tháng 5", None),
        ("Lọc: an", None),
        (None, None),
        ("Cột 1", "Cột 2"),
        ("An", "x"),
        (None, None),
        ("Số liệu tạm tính.", None),
        (SOURCE, None),
    ]


@pytest.mark.parametrize(
    ("kind", "digits", "value", "kept", "pattern"),
    [
        (Kind.WHOLE, 0, 1424, 1424, "#,##0"),
        (Kind.NUMBER, 2, Decimal("52.5"), 52.5, "#,##0.00"),
        (Kind.NUMBER, 0, Fraction(7, 3), 2.33333333333333, "#,##0"),
        (Kind.PERCENT, 1, Decimal("52.5"), 0.525, "0.0%"),
        (Kind.MONEY, 0, 15_220_000_000, 15_220_000_000, '#,##0\\ "₫"'),
        (Kind.DATE, 0, date(2024, 5, 18), datetime(2024, 5, 18), "dd/mm/yyyy"),  # noqa: DTZ001 - Excel has no zones
        (
            Kind.INSTANT,
            0,
            datetime(2024, 5, 18, 2, 12, tzinfo=UTC),
            datetime(2024, 5, 18, 9, 12),  # noqa: DTZ001
            "hh:mm dd/mm/yyyy",
        ),
        (Kind.TEXT, 0, Figure(Fraction(401, 4), 2, percent=True), 1.0025, "0.00%"),
        (Kind.PERCENT, 0, Figure(7, 1), 7, "#,##0.0"),
    ],
)
def test_a_value_is_kept_as_what_it_is(kind, digits, value, kept, pattern):
    cell = opened(sheet((value,), columns=(Column("Số", kind, digits),))).worksheets[0]["A4"]

    assert cell.value == kept
    assert cell.number_format == pattern


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (10**15, "1.000.000.000.000.000"),
        (-1_234_567_890_123_456, "-1.234.567.890.123.456"),
        (Decimal("123456789012345.12"), "123.456.789.012.345,12"),
        (date(1895, 2, 3), "03/02/1895"),
    ],
)
def test_what_excel_would_change_is_a_text(value, printed):
    assert cells_of(sheet((value,), columns=(Column("Số", Kind.NUMBER),)))[3] == (printed,)


@pytest.mark.parametrize("value", [999_999_999_999_999, Decimal("0.1"), Decimal("12345.678901")])
def test_what_excel_keeps_is_a_number(value):
    assert cells_of(sheet((value,), columns=(Column("Số", Kind.NUMBER),)))[3] == (pytest.approx(float(value), rel=0),)


def test_every_vietnamese_letter_and_the_sign_of_dong_arrive():
    assert len(LETTERS) == 134 + 12  # the plain vowels stand among them
    assert cells_of(sheet((LETTERS, "₫")))[3] == (LETTERS, "₫")


@pytest.mark.parametrize(
    "text", ["=1+1", "+84 912", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://x.vn", "{=1}", "0012", "1e5"]
)
def test_a_text_stays_a_text(text):
    table = sheet((text, text), columns=(Column(text), Column("Số", Kind.NUMBER)), facts=((text, text),), title=text)
    content = written(table)

    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    found = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.data_type for cell in found[5]] == ["s", "s"]
    assert found["A5"].value == found["B5"].value == found["A1"].value == found["A4"].value == text


def test_a_text_that_no_cell_holds_ends_in_an_ellipsis():
    [kept] = cells_of(sheet(("a" * (LONGEST_TEXT + 5),)))[3]

    assert len(kept) == LONGEST_TEXT
    assert kept.endswith("a…")


def test_a_sum_is_a_formula_with_what_it_comes_to():
    columns = (Column("Đơn vị"), Column("Số", Kind.WHOLE, total=True), Column("Tỷ lệ", Kind.PERCENT, total=True))
    rows = (("A", 1, Decimal("0.5")), ("B", "không có", None), ("C", 41, Fraction(1, 3)))

    assert cells_of(sheet(*rows, columns=columns))[6] == ("Cộng", "=SUM(B4:B6)", "=SUM(C4:C6)")
    assert cells_of(sheet(*rows, columns=columns), values=True)[6] == (
        "Cộng",
        42,
        pytest.approx(float(Fraction(5, 6)) / 100),
    )


def test_rows_beyond_the_last_of_a_sheet_go_on_on_further_ones_and_are_summed_together():
    columns = (Column("Đơn vị"), Column("Số", Kind.WHOLE, total=True))
    book = opened(sheet(*((f"Đơn vị {n}", n) for n in range(10)), columns=columns), most_rows=10)

    names = [row[0] for page in book for row in page.iter_rows(values_only=True)]
    assert [name for name in names if name and name.startswith("Đơn vị ")] == [f"Đơn vị {n}" for n in range(10)]
    assert book.sheetnames == ["Bảng", "Bảng (2)", "Bảng (3)"]
    assert all(page.max_row <= 10 for page in book)
    assert book.worksheets[2]["B6"].value == "=SUM('Bảng'!B4:B7,'Bảng (2)'!B4:B7,'Bảng (3)'!B4:B5)"
    assert all(page["A3"].value == "Đơn vị" and page.freeze_panes == "B4" for page in book)


def test_a_sheet_is_ready_for_reading_filtering_and_paper():
    columns = (Column("Đơn vị", Kind.NAME), *(Column(f"Cột {n}") for n in range(4)))
    page = opened(sheet(("A", 1, 2, 3, 4), Strong(("Cộng", 1, 2, 3, 4)), columns=columns)).worksheets[0]

    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:E4", "sums stay where they are when rows are sorted"
    assert page.print_title_rows == "$3:$3"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.page_setup.fitToHeight == 0, "as wide as a page, as many pages as it takes"
    assert not page["A4"].font.bold
    assert page["A5"].font.bold


def test_common_headings_stand_over_their_columns():
    columns = (Column("Đơn vị"), Column("Giao", group="Ba Đình"), Column("%", group="Ba Đình"), Column("x", group="y"))
    page = opened(sheet(("A", 1, 2, 3), columns=columns)).worksheets[0]

    assert [cell.value or None for cell in page[3]] == [None, "Ba Đình", None, "y"]
    assert [str(one) for one in page.merged_cells.ranges] == ["B3:C3"]
    assert [cell.value for cell in page[4]] == ["Đơn vị", "Giao", "%", "x"]
    assert page.freeze_panes == "B5"


def test_an_empty_table_has_its_headings_and_no_sum():
    columns = (Column("Đơn vị"), Column("Số", Kind.WHOLE, total=True))

    assert cells_of(sheet(columns=columns))[2:] == [("Đơn vị", "Số"), (None, None), (SOURCE, None)]


def test_rows_are_asked_for_one_after_the_other_and_told():
    told: list[int] = []
    asked: list[int] = []

    def rows():
        for n in range(1_200):
            asked.append(n)
            yield (f"{n}",)

    table = Sheet("Bảng", (Column("Số"),), rows(), 1_200)
    written(table, tell=lambda done: told.append(len(asked)))

    assert told == [500, 1_000]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Đơn vị chưa nộp: Tháng 5/2024", "don-vi-chua-nop-thang-5-2024.xlsx"),
        ("«»", "bang.xlsx"),
        ("ă" * 200, "a" * 80 + ".xlsx"),
    ],
)
def test_a_file_is_called_after_its_title(title, name):
    assert file_name(title) == name


@needs_libreoffice
def test_libreoffice_reads_what_was_written_and_counts_the_same_sums():
    columns = (Column("Đơn vị"), Column("Số", Kind.WHOLE, total=True), Column("Ngày", Kind.DATE))
    table = sheet(("Công đoàn cơ sở Trường ₫", 40, date(2024, 5, 18)), ("=B", 2, None), columns=columns)

    text = converted(written(table), ".xlsx", "csv:Text - txt - csv (StarCalc):44,34,76").decode()

    assert "Công đoàn cơ sở Trường ₫,40,18/05/2024" in text
    assert "\n=B,2,\n" in text
    assert "\nCộng,42,\n" in text
    assert SOURCE in text
