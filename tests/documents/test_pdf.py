"""Documents as PDF: letters, fonts, pages, marks, structure; nothing in a text is ever code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.samples import content, frame, pages_of, sizes_of
from tests.factories.letters import DONG, LETTERS
from thidua.documents.charting import chart_data
from thidua.documents.content import Chart, Column, Content, Heading, PageBreak, Paragraph, Table, TableRow
from thidua.documents.layout import LAYOUTS
from thidua.documents.rendering import COMPACT, pdf

LAYOUT = LAYOUTS[-1]


def table(rows: int = 2, columns: int = 3) -> Table:
    heads = tuple(Column(f"Cột {at}", "right" if at else "left") for at in range(columns))
    cells = [TableRow(tuple((f"Dòng {row} ô {at}",) for at in range(columns))) for row in range(rows)]
    return Table("t", heads, tuple(cells))


def test_every_vietnamese_letter_and_the_dong_sign_are_printed_and_read_back():
    chart = Chart("c", "bars", LETTERS[:40], "x", (LETTERS[40:60],), (("a", (1.0,)),))
    made = pdf(
        frame(subject=LETTERS),
        content(
            Heading("h", 1, LETTERS),
            Paragraph("p", (LETTERS + DONG,)),
            Paragraph("i", (LETTERS,), style="basis"),
            Table("t", (Column(LETTERS[:30]),), (TableRow(((LETTERS,),), strong=True),)),
            chart,
        ),
    )
    text = "".join(pages_of(made)).replace(" ", "")
    # Upright, bold, italic, bold in a table: each letter in each face.
    for letter in LETTERS:
        assert text.count(letter) >= 4, letter
    assert DONG in text


def test_fonts_are_embedded_and_it_is_an_archive_file_with_tags_and_a_title():
    made = pdf(frame(), content())
    assert b"/FontFile2" in made
    assert b"pdfaid:part" in made
    assert b"/StructTreeRoot" in made
    assert b"/Lang" in made
    assert b"Tinos-Regular" in made
    assert b"Tinos-BoldItalic" in made
    for other in (b"Libertinus", b"DejaVu", b"Liberation"):
        assert other not in made


def test_a_letter_that_the_fonts_lack_costs_the_archive_mark_but_not_the_document():
    made = pdf(frame(), content(Paragraph("p", ("Chào 你好 😀",))))
    assert b"pdfaid:part" not in made
    assert "Chào" in pages_of(made)[0]


def test_page_numbers_begin_on_the_second_page():
    pages = pages_of(pdf(frame(), content(*(Paragraph(f"p{at}", ("Lời văn dài. " * 60,)) for at in range(12)))))
    assert len(pages) >= 3
    assert pages[0].startswith("LIÊN ĐOÀN LAO ĐỘNG")
    for number, page in enumerate(pages[1:], start=2):
        assert page.startswith(f"{number} ")


def test_the_frame_is_printed_in_its_order():
    text = " ".join(pages_of(pdf(frame(), content(Paragraph("p", ("Nội dung.",))))))
    order = ["HUYỆN MẪU ĐƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
             "Số: 4711/BC-MẪU", "Mẫu Đơn, ngày 05 tháng 02 năm 2024", "BÁO CÁO MẪU", "Trích yếu của văn bản mẫu",
             "Nội dung.", "Nơi nhận:", "TM. TẬP THỂ MẪU", "Nguyễn Văn Mẫu"]  # fmt: skip
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_what_is_empty_leaves_its_place_out():
    bare = frame(superior="", number="", place="", recipients=(), authority=(), signer="", verify_url="")
    text = " ".join(pages_of(pdf(bare, content(Paragraph("p", ("Nội dung.",))))))
    assert "TỈNH MẪU" not in text
    assert "Nơi nhận" not in text
    assert "/BC-MẪU" in text
    assert " , ngày" not in text
    assert "Mã xác thực" not in text


def test_a_draft_says_so_on_every_page_and_an_issued_document_does_not():
    long = content(*(Paragraph(f"p{at}", ("Lời văn dài. " * 60,)) for at in range(8)))
    draft, issued = pages_of(pdf(frame(draft=True), long)), pages_of(pdf(frame(), long))
    assert "DỰ THẢO" in draft[0]
    assert all("Dự thảo" in page for page in draft[1:])
    assert not any("dự thảo" in page.casefold() for page in issued)


def test_the_code_that_verifies_is_on_the_last_page_alone():
    long = content(*(Paragraph(f"p{at}", ("Lời văn dài. " * 60,)) for at in range(8)))
    pages = pages_of(pdf(frame(), long))
    assert "https://example.vn/xac-thuc/mau" in pages[-1]
    assert "mau-mau-mau" in pages[-1]
    assert not any("xac-thuc" in page for page in pages[:-1])


def test_annexes_follow_the_signature_and_may_lie_across():
    made = pdf(frame(), content(
        Paragraph("a", ("Phần chính.",)),
        PageBreak("b", landscape=True), Paragraph("c", ("Bảng nằm ngang.",)),
        PageBreak("d"), Heading("e", 1, "Phụ lục 1. Số liệu"), Paragraph("f", ("Dòng phụ lục.",)),
        PageBreak("g", landscape=True), Heading("h", 1, "PHỤ LỤC 2"), table(),
    ))  # fmt: skip
    pages = pages_of(made)
    assert sizes_of(made) == [(210, 297), (297, 210), (210, 297), (297, 210)]
    assert ["Nguyễn Văn Mẫu" in page for page in pages] == [False, True, False, False]


def test_a_document_may_lie_across_from_its_first_page():
    assert sizes_of(pdf(frame(), content(PageBreak("b", landscape=True), table()))) == [(297, 210)]


def test_the_head_of_a_table_is_repeated_and_its_groups_stand_above():
    heads = (Column("TT"), Column("Kế hoạch", group="Năm 2024"), Column("Thực hiện", group="Năm 2024"))
    rows = tuple(TableRow(((str(at),), ("1",), ("2",))) for at in range(90))
    pages = pages_of(pdf(frame(), content(Table("t", heads, rows, caption="Bảng lớn", notes=("Nguồn: sổ.",)))))
    assert len(pages) >= 3
    assert all("Năm 2024" in page and "Thực hiện" in page for page in pages[:-1])
    assert "Nguồn: sổ." in " ".join(pages)


@pytest.mark.parametrize(
    "words",
    [
        "#panic()",
        "*đậm* _nghiêng_ $x$",
        "= Tiêu đề",
        "#set page(width: 1cm)",
        "\\ // x",
        '"; #read("/etc/passwd")',
        "[a]",
    ],
)
def test_nothing_in_a_text_is_code(words):
    made = pdf(frame(subject=words), content(Paragraph("p", (words,)), Heading("h", 2, words)))
    assert "".join(pages_of(made)).replace(" ", "").count(words.replace(" ", "")) >= 3


def test_control_characters_are_dropped_and_line_feeds_are_kept():
    made = pages_of(pdf(frame(subject="Dòng một\nDòng hai"), content(Paragraph("p", ("a\x00b\x1fc\n", "d")))))
    assert "abc d" in made[0]
    assert "Dòng một Dòng hai" in made[0]


def test_charts_of_every_form_take_zero_negative_missing_and_huge_numbers():
    hard = ((-5.0, 0.0, None, 3.5), (None, None, None, None), (1e13, -1e13, 0.1, 1.0))
    charts = [
        Chart(f"{form}{at}", form, "Tên", "Lời", ("a", "b", "c", "d"), (("s", values), ("t", values[::-1])), "người")
        for form in ("bars", "lines", "bullets")
        for at, values in enumerate(hard)
    ]
    text = " ".join(pages_of(pdf(frame(), Content(tuple(charts)))))
    assert "3,5" in text
    assert "10.000.000.000.000" in text


def test_the_compact_layout_stays_inside_the_regulation():
    small = LAYOUT.compact()
    assert 13 <= small.body_size <= LAYOUT.body_size <= 14
    assert small.line >= 1.107, "never below single spacing"
    long = content(*(Paragraph(f"p{at}", ("Lời văn dài. " * 60,)) for at in range(24)))
    assert len(pages_of(pdf(frame(extra={COMPACT: True}), long))) < len(pages_of(pdf(frame(), long)))


@pytest.mark.parametrize("last", [Paragraph("p", ("Câu cuối cùng. " * 10,)), table(5)], ids=["paragraph", "table"])
def test_no_page_bears_a_signature_alone(last):
    """Whatever the length of what stands before, the page of the signature has more than it."""
    for lines in range(20, 34):
        before = (Paragraph(f"p{at}", ("Một dòng.",)) for at in range(lines))
        page = next(page for page in pages_of(pdf(frame(), content(*before, last))) if "Nguyễn Văn Mẫu" in page)
        assert "Câu cuối cùng" in page or "Dòng 4 ô 2" in page


def test_axes_of_whole_numbers_have_whole_steps():
    chart = Chart("c", "lines", "Tên", "Lời", ("a", "b", "c"), (("s", (0.0, 1.0, 0.0)),))
    assert [tick["text"] for tick in chart_data(chart)["ticks"]] == ["0", "1"]
    assert "0,5" in [tick["text"] for tick in chart_data(replace(chart, series=(("s", (0.5, 1.5)),)))["ticks"]]


def test_an_empty_document_is_a_page():
    assert len(pages_of(pdf(frame(), Content(())))) == 1
