"""Documents as Word files: well-formed, with real styles, and the same words as the PDF."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.documents.samples import content, frame, pages_of, parts_of_file, word_text
from tests.documents.schema_order import cells_without_paragraph, out_of_order
from tests.factories.letters import DONG, LETTERS
from tests.libreoffice import converted, needs_libreoffice
from tests.office_validator import needs_validator, problems
from thidua.documents.content import Chart, Column, Content, Heading, PageBreak, Paragraph, Table, TableRow
from thidua.documents.layout import LAYOUTS
from thidua.documents.rendering import pdf, word
from thidua.documents.word_styles import BASIS, BODY, FONT, ITEM
from thidua.documents.word_template import shipped_template


def opened(made: bytes) -> Any:
    return docx.Document(BytesIO(made))


def test_every_part_is_well_formed_and_every_style_and_picture_that_is_named_is_there():
    chart = Chart("second", "bars", "Tên", "Lời", ("a",), (("s", (1.0,)),))
    made = word(frame(draft=True), content(*content().blocks, chart))
    parts = parts_of_file(made)
    assert "word/document.xml" in parts
    document = opened(made)
    styles = {style.style_id for style in document.styles}
    body = document.element.body
    assert {e.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for e in body.iter(qn(tag))} <= styles
    named = {e.get(qn("r:embed")) for e in body.iter(qn("a:blip"))} | {
        e.get(qn("r:id")) for tag in ("w:headerReference", "w:footerReference") for e in body.iter(qn(tag))
    }
    assert named <= set(document.part.rels)
    ids = [e.get("id") for e in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids)) == 3, "two charts and the code that verifies"


@pytest.mark.parametrize(
    "made", [word(frame(draft=True), content()), shipped_template(LAYOUTS[-1])], ids=["file", "template"]
)
def test_everything_stands_in_the_order_that_the_schema_asks_for(made):
    for name, part in parts_of_file(made).items():
        if name.startswith("word/"):
            assert not list(out_of_order(part)), name
            assert not cells_without_paragraph(part), name


def test_every_vietnamese_letter_and_the_dong_sign_are_there():
    letters = LETTERS + DONG
    heading, cell = Heading("h", 1, letters), Table("t", (Column(letters),), (TableRow(((letters,),)),))
    text = word_text(word(frame(subject=letters), content(heading, Paragraph("p", (letters,)), cell)))
    assert text.count(letters) == 5


def test_headings_are_word_headings_and_paragraphs_have_styles():
    paragraphs = {p.text: p.style.name for p in opened(word(frame(), content())).paragraphs}
    assert paragraphs["I. KẾT QUẢ"] == "Heading 1"
    assert paragraphs["1. Công tác phát triển đoàn viên"] == "Heading 2"
    assert paragraphs["a) Theo tháng"] == "Heading 3"
    assert paragraphs["Căn cứ chương trình công tác năm của Ban Chấp hành;"] == BASIS
    assert paragraphs["- Một ý của nội dung mẫu;"] == ITEM
    assert paragraphs["Câu đầu tiên của nội dung mẫu, có số liệu 1.424 người."] == BODY


def test_fonts_language_and_properties():
    document = opened(word(frame(), content()))
    assert document.styles["Normal"].font.name == FONT
    language = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "vi-VN"
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Báo cáo mẫu Trích yếu của văn bản mẫu", frame().issuer)
    assert properties.language == "vi-VN"
    assert properties.subject == "4711/BC-MẪU"


def test_a_title_longer_than_a_property_may_be_is_cut():
    assert len(opened(word(frame(subject="Dài " * 100), content())).core_properties.title) == 255


def test_the_first_page_alone_has_no_number_and_annexes_follow_the_signature():
    document = opened(word(frame(), content()))
    main, annex = document.sections
    assert (main.page_width < main.page_height, annex.page_width > annex.page_height) == (True, True)
    assert main.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    assert "PAGE" in main.header._element.xml
    assert not main.first_page_header.paragraphs[0].text
    text = word_text(word(frame(), content()))
    assert text.index("Câu đầu tiên") < text.index("Nguyễn Văn Mẫu") < text.index("PHỤ LỤC")


def test_margins_lie_within_the_regulation():
    for section in opened(word(frame(), content())).sections:
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20


def test_tables_repeat_their_heads_merge_groups_and_span_sections():
    document = opened(word(frame(), content()))
    table = next(t for t in document.tables if "Chỉ tiêu" in t.rows[0].cells[1].text)._tbl
    assert len(list(table.iter(qn("w:tblHeader")))) == 2
    assert [e.get(qn("w:val")) for e in table.iter(qn("w:gridSpan"))] == ["2", "4"]
    assert [e.get(qn("w:val")) for e in table.iter(qn("w:vMerge"))] == ["restart", "restart", None, None]
    grid = [int(e.get(qn("w:w"))) for e in table.tblGrid]
    for row in table.tr_lst:
        spans = [int((e.tcPr.find(qn("w:gridSpan")).get(qn("w:val"))) if e.tcPr.find(qn("w:gridSpan")) is not None
                     else 1) for e in row.tc_lst]  # fmt: skip
        assert sum(spans) == len(grid)


def test_nothing_in_a_text_is_a_field_of_the_template():
    words = "{{ 7*7 }} {% for %} {{p body }} <w:p/> & \x00"
    text = word_text(word(frame(subject=words, issuer=words), content(Paragraph("p", (words,)))))
    assert text.count("{{ 7*7 }} {% for %} {{p body }} <w:p/> & ") >= 2
    assert "49" not in text.replace("4711", "")


def test_drafts_bear_the_mark():
    assert "DỰ THẢO" in word_text(word(frame(draft=True), content()))
    assert "DỰ THẢO" not in word_text(word(frame(), content()))


def test_a_document_may_lie_across_from_its_first_page():
    turned = opened(word(frame(), content(PageBreak("b", landscape=True), Paragraph("p", ("x",)))))
    assert [section.page_width > section.page_height for section in turned.sections] == [True]


def test_the_end_of_the_text_stays_with_the_signature():
    rows = tuple(TableRow(((str(at),),)) for at in range(30))
    for last, kept in (
        (Paragraph("p", ("Câu cuối.",)), ["Câu cuối."]),
        (Table("t", (Column("A"),), rows), ["28", "29"]),
    ):
        body = opened(word(frame(), content(Paragraph("a", ("Câu đầu.",)), last))).element.body
        keeps = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")) if p.pPr is not None
                 and p.pPr.keepNext is not None]  # fmt: skip
        assert [text for text in keeps if text] == kept


def test_an_empty_document_is_a_file():
    assert "Nguyễn Văn Mẫu" in word_text(word(frame(), Content(())))


def letters_of(text: str) -> list[str]:
    return sorted(letter for letter in text.casefold() if letter.isalnum())


@needs_validator
def test_the_validator_of_the_open_xml_sdk_finds_nothing():
    chart = Chart("second", "bars", "Tên", "Lời", ("a",), (("s", (1.0,)),))
    assert problems(word(frame(draft=True), content(*content().blocks, chart)), ".docx") == []
    assert problems(shipped_template(LAYOUTS[-1]), ".docx") == []


@needs_libreoffice
def test_libreoffice_prints_every_letter_that_stands_in_the_file():
    made = word(frame(draft=True), content())
    # Its font may have to borrow letters from another, which tears words apart in what is read back.
    printed = Counter(letters_of(" ".join(pages_of(converted(made, ".docx", "pdf")))))
    assert Counter(letters_of(word_text(made))) <= printed


@needs_libreoffice
def test_libreoffice_saves_it_again_without_losing_a_letter():
    made = word(frame(), content())
    again = converted(made, ".docx", "docx:MS Word 2007 XML")
    assert letters_of(word_text(again)) == letters_of(word_text(made))


def test_word_and_pdf_say_the_same():
    text = " ".join(pages_of(pdf(frame(), content())))
    for line in word_text(word(frame(), content())).split("\n"):
        for words in line.split():
            assert words.casefold() in text.casefold(), words
