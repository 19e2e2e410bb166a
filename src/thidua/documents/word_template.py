"""The shipped Word template: the layout with its fields as docxtpl reads them, for Word to open and edit."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from .layout import Layout
from .word_styles import style_document


@cache
def shipped_template(layout: Layout) -> bytes:
    """The template as a .docx file: letterhead, subject, body, recipients and signature, annexes, verification."""
    document: Any = docx.Document()
    style_document(document, layout)
    _page(document, layout)
    _letterhead(document, layout)
    _subject(document, layout)
    document.add_paragraph("{{p body }}")
    _closing(document, layout)
    document.add_paragraph("{{p annexes }}")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, layout: Layout) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(length) for length in layout.paper)
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    section.header_distance = section.footer_distance = Mm(layout.top / 2)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.style = document.styles["Normal"]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    header._p.append(parse_xml(field))  # noqa: SLF001  (python-docx has no other way to a field)
    header.add_run("{% if draft %} – Dự thảo{% endif %}").font.italic = True


def _letterhead(document: Any, layout: Layout) -> None:
    table = _plain_table(document, 2, (layout.head_left, layout.text_width() - layout.head_left))
    left, right = table.rows[0].cells
    _field(left, "{%p if superior %}")
    _line(left, "{{ superior|upper }}", layout.issuer_size)
    _field(left, "{%p endif %}")
    _line(left, "{{ issuer|upper }}", layout.issuer_size, bold=True)
    _rule(left, layout.head_left, layout.issuer_rule)
    _line(right, layout.nation, layout.nation_size, bold=True)
    _line(right, layout.motto, layout.motto_size, bold=True)
    _rule(right, layout.text_width() - layout.head_left, layout.motto_rule)
    left, right = table.rows[1].cells
    _line(left, "{{ number_line }}", layout.number_size)
    _field(left, "{%p if draft %}")
    _boxed(_line(left, "DỰ THẢO", layout.note_size, bold=True))
    _field(left, "{%p endif %}")
    _line(right, "{{ place_date }}", layout.date_size, italic=True)
    for cell in (*table.rows[0].cells, *table.rows[1].cells):
        _drop_first(cell)


def _subject(document: Any, layout: Layout) -> None:
    document.add_paragraph()
    _line(document, "{{ kind_text|upper }}", layout.kind_size, bold=True)
    _line(document, "{{ subject }}", layout.subject_size, bold=True)
    _rule(document, layout.text_width(), layout.subject_rule)
    document.add_paragraph()


def _closing(document: Any, layout: Layout) -> None:
    half = layout.text_width() / 2
    document.add_paragraph().paragraph_format.keep_with_next = True
    table = _plain_table(document, 1, (half - 6, half + 6))
    left, right = table.rows[0].cells
    _field(left, "{%p if recipients %}")
    _line(left, "Nơi nhận:", layout.recipients_title_size, bold=True, italic=True, centred=False)
    _field(left, "{%p endif %}")
    _field(left, "{%p for line in recipients %}")
    _line(left, "{{ line }}", layout.recipients_size, centred=False)
    _field(left, "{%p endfor %}")
    _field(left, "{{p verification }}")
    _field(right, "{%p for line in authority %}")
    _line(right, "{{ line }}", layout.signature_size, bold=True)
    _field(right, "{%p endfor %}")
    _field(right, "{%p if signer %}")
    name = _line(right, "{{ signer }}", layout.signature_size, bold=True)
    name.paragraph_format.space_before = Mm(layout.signature_space)
    _field(right, "{%p endif %}")
    for cell in table.rows[0].cells:
        _drop_first(cell)


def _plain_table(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    """A table without borders or inner margins, of fixed widths in millimetres, whose rows stay on one page."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    # On a page that lies across it stands in the middle.
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    properties = table._tbl.tblPr  # noqa: SLF001  (python-docx knows no margins of cells)
    cells = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    properties.insert_element_before(cells, "w:tblLook", "w:tblCaption", "w:tblDescription")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _field(place: Any, text: str) -> None:
    place.add_paragraph(text)


def _line(place: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, centred: bool = True) -> Any:
    paragraph = place.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    return paragraph


def _rule(place: Any, width: float, length: float) -> None:
    """A line of `length` in the middle of `width`: the border of an empty paragraph, so that nothing can slip."""
    paragraph = place.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - length) / 2)
    form.line_spacing, form.space_after = Pt(2), Pt(6)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  (python-docx knows no borders)
    bottom = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{bottom}</w:pBdr>")
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _boxed(paragraph: Any) -> None:
    """Draw a box around the words of a line."""
    border = f'<w:bdr {nsdecls("w")} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    properties = paragraph.runs[0]._r.get_or_add_rPr()  # noqa: SLF001
    properties.insert_element_before(parse_xml(border), "w:shd", "w:vertAlign", "w:lang")


def _drop_first(cell: Any) -> None:
    """Take away the empty paragraph that every new cell begins with."""
    first = cell.paragraphs[0]._p  # noqa: SLF001
    first.getparent().remove(first)
