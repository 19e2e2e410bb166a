"""Layouts that federations make themselves: what is taken, what is refused, which one holds."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml import OxmlElement

from tests.factories.tree import tree
from tests.people import administrator
from thidua.documents.errors import TemplateUnusable
from thidua.documents.layout import LAYOUTS
from thidua.documents.models import Template
from thidua.documents.pdf import SHIPPED
from thidua.documents.rendering import pdf, word
from thidua.documents.rules import Kind
from thidua.documents.services.templates import LARGEST, add_template, set_active
from thidua.documents.template_checks import check
from thidua.documents.template_fields import FIELDS, sample_content, sample_frame
from thidua.documents.templates import in_use_at, template_for
from thidua.documents.word_template import shipped_template

WORD, PDF = Template.Format.WORD, Template.Format.PDF
LAYOUT = LAYOUTS[-1]
TYPST = SHIPPED.read_text()


def word_template(change: Callable[[Any], object]) -> bytes:
    """The shipped template after somebody has edited it in Word."""
    document = docx.Document(BytesIO(shipped_template(LAYOUT)))
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, content: str, *, instead: bool = False) -> bytes:
    """The shipped template with one more part, or another one in a part's place."""
    out = BytesIO()
    with ZipFile(BytesIO(shipped_template(LAYOUT))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if not (instead and part == name):
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def fetch(document: Any, *words: str) -> None:
    """Add a field whose words stand in several runs."""
    for part in words:
        text = OxmlElement("w:instrText")
        text.text = part
        document.add_paragraph().add_run()._r.append(text)


def test_a_field_may_lead_to_another_page():
    check(word_template(lambda d: fetch(d, 'HYPERLINK "http://example.vn/link"')), WORD, LAYOUT)


def test_the_shipped_layouts_pass_their_own_check():
    check(shipped_template(LAYOUT), WORD, LAYOUT)
    check(TYPST.encode(), PDF, LAYOUT)


def test_a_layout_edited_by_people_passes():
    check(word_template(lambda d: d.add_paragraph("Mẫu riêng, in lại {{ issuer|upper }}")), WORD, LAYOUT)
    check(TYPST.replace("#let d = data()", "#let d = data()\n#let ours = d.frame.issuer").encode(), PDF, LAYOUT)


@pytest.mark.parametrize(
    ("source", "format_", "says"),
    [
        (word_template(lambda d: d.add_paragraph("{{ ten_don_vi }}")), WORD, "«ten_don_vi»"),
        (word_template(lambda d: d.add_paragraph("{% for x in %}")), WORD, "câu lệnh sai"),
        (word_template(lambda d: d.add_paragraph("{{ issuer.__class__.__mro__ }}")), WORD, "câu lệnh sai"),
        (word_template(lambda d: d.tables[0]._element.getparent().remove(d.tables[0]._element)), WORD, "«number_line»"),
        (word_template(lambda d: d.add_paragraph("{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}"
                                                 "{% endfor %}{% endfor %}")), WORD, "quá lâu"),
        (
            with_part(
                "word/_rels/document.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
                ' Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
                ' Target="vbaProject.bin"/></Relationships>',
                instead=True,
            ),
            WORD,
            "mã lệnh",
        ),
        (with_part("word/_rels/document.xml.rels",
                   '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
                   ' Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
                   ' Target="http://example.vn/a.png" TargetMode="External"/></Relationships>', instead=True),
         WORD, "liên kết"),
        (with_part("word/_rels/document.xml.rels",
                   "<r:Relationships xmlns:r='http://schemas.openxmlformats.org/package/2006/relationships'>"
                   "<r:Relationship Id='rId9' Target='http://example.vn/a.png' TargetMode='External'"
                   " Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/image'/>"
                   "</r:Relationships>", instead=True),
         WORD, "liên kết"),
        (word_template(lambda d: fetch(d, "INCLUDEPI", 'CTURE "http://example.vn/a.png"')), WORD, "liên kết"),
        (word_template(lambda d: fetch(d, "DDEAUTO cmd")), WORD, "liên kết"),
        (with_part("word/broken.xml", "<a>"), WORD, "Không mở được"),
        (with_part("word/bom.xml", "0" * 50_000_000), WORD, "quá lớn"),
        (b"PK\x03\x04 nothing", WORD, "Không mở được"),
        (TYPST.replace("letterhead(d)", "[#d.frame.ten_don_vi]").encode(), PDF, "«ten_don_vi»"),
        (TYPST.replace("letterhead(d)", "khong_co(d)").encode(), PDF, "«khong_co»"),
        (TYPST.replace("body(d, part)", "blocks(d, part.blocks)").encode(), PDF, "«signer»"),
        (b"#let x = (", PDF, "lỗi"),
        (b"#while true { }", PDF, ""),
        (b'#read("/../../../../../etc/passwd")', PDF, ""),
        (b'#import "@preview/cetz:0.3.1"', PDF, ""),
        (b"\xff\xfe\x00", PDF, "UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_layout_that_cannot_carry_documents_is_refused(source, format_, says):
    with pytest.raises(TemplateUnusable) as refused:
        check(source, format_, LAYOUT)
    assert says in refused.value.sentence


def test_every_required_field_is_named_when_it_is_not_printed():
    with pytest.raises(TemplateUnusable) as refused:
        check(b"Nothing", PDF, LAYOUT)
    assert all(f"«{field.name}»" in refused.value.sentence for field in FIELDS if field.required)


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(unit: Any, by: Any, *, kind: Kind = Kind.REPORT, content: bytes = TYPST.encode(), name: str = "mau.typ") -> Any:
    return add_template(unit=unit, kind=kind, upload=upload(content, name), note="", by=by)


@pytest.mark.django_db
def test_versions_are_numbered_and_the_newest_in_use_at_the_nearest_unit_holds():
    units = tree("city > district > school")
    city, district, school = units["city"], units["district"], units["school"]
    by = administrator(city)
    assert template_for(school, Kind.REPORT, PDF) is None
    first = add(city, by)
    second = add(city, by)
    assert (first.number, second.number) == (1, 2)
    assert template_for(school, Kind.REPORT, PDF) == second
    assert template_for(school, Kind.RESULTS, PDF) is None
    assert template_for(school, Kind.REPORT, WORD) is None
    nearer = add(district, by)
    assert template_for(school, Kind.REPORT, PDF) == nearer
    assert template_for(city, Kind.REPORT, PDF) == second
    set_active(template_id=nearer.pk, active=False, by=by)
    set_active(template_id=second.pk, active=False, by=by)
    assert template_for(school, Kind.REPORT, PDF) == first
    set_active(template_id=second.pk, active=True, by=by)
    assert template_for(school, Kind.REPORT, PDF) == second
    held = {(one.kind, one.format): one.template for one in in_use_at(school)}
    assert held[Kind.REPORT, PDF] == second
    assert len(held) == len(Kind) * len(Template.Format)


@pytest.mark.django_db
def test_documents_are_made_with_a_federations_own_layout():
    city = tree("city")["city"]
    by = administrator(city)
    own_pdf = add(city, by, content=TYPST.replace("subject(d)", "subject(d)\n[Mẫu của thành phố]").encode())
    own_word = add(
        city, by, content=word_template(lambda d: d.add_paragraph("Mẫu của thành phố")), name="Mẫu báo cáo.docx"
    )
    frame, content = sample_frame(), sample_content()
    assert pdf(frame, content, own_pdf).startswith(b"%PDF")
    texts = [p.text for p in docx.Document(BytesIO(word(frame, content, own_word))).paragraphs]
    assert "Mẫu của thành phố" in texts
    assert "Câu đầu tiên của nội dung mẫu, có số liệu 1.424 người." in texts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("mau.docm", b"x", "macro"),
        ("mau.pdf", b"x", ".docx"),
        ("mau.docx", b"", "không có nội dung"),
        ("mau.typ", b"x" * (LARGEST + 1), "5 MB"),
        ("mau.docx", b"not a word file", "Không mở được"),
    ],
)
def test_files_that_are_no_layout_are_refused_and_nothing_is_kept(name, content, says):
    city = tree("city")["city"]
    with pytest.raises(TemplateUnusable) as refused:
        add(city, administrator(city), content=content, name=name)
    assert says in refused.value.sentence
    assert not Template.objects.exists()
