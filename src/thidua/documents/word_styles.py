"""The styles of Word documents: real headings for the navigation pane, and a style for every kind of block.

A federation that wants other letters changes these styles in its template; what a template lacks is added.
"""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .layout import Layout

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
BODY, ITEM, BASIS = "Nội dung", "Gạch đầu dòng", "Căn cứ"
CELL, CAPTION, MEASURE, NOTE = "Ô bảng", "Tên bảng", "Đơn vị tính", "Ghi chú bảng"
# Headings have the same inner names in every language of Word.
HEADINGS = {1: "Heading 1", 2: "Heading 2", 3: "Heading 3"}


def style_document(document: Any, layout: Layout) -> None:
    """Give a new document its font, language and all styles."""
    normal = document.styles["Normal"]
    _letters(normal, layout.body_size)
    _defaults(document)
    normal.paragraph_format.space_after = Pt(0)
    for name in HEADINGS.values():
        _drop(document, name)
    add_missing_styles(document, layout)


def add_missing_styles(document: Any, layout: Layout) -> None:
    """Add the styles that a document lacks; those that it has are left alone."""
    have = {style.name for style in document.styles}
    for level, name in HEADINGS.items():
        if name not in have:
            _heading(document, level, layout)
    for name in (BODY, ITEM, BASIS):
        if name not in have:
            _running(document, name, layout)
    for name in (CELL, CAPTION, MEASURE, NOTE):
        if name not in have:
            _of_tables(document, name, layout)


def _heading(document: Any, level: int, layout: Layout) -> None:
    style = _new(document, HEADINGS[level])
    _letters(style, layout.body_size)
    style.font.bold = True
    style.font.italic = level == max(HEADINGS)
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(layout.after), Pt(layout.after)
    form.first_line_indent = Mm(layout.indent)
    form.keep_with_next = True
    properties = style.element.get_or_add_pPr()
    outline = properties.makeelement(qn("w:outlineLvl"), {qn("w:val"): str(level - 1)})
    properties.append(outline)


def _running(document: Any, name: str, layout: Layout) -> None:
    style = _new(document, name)
    _letters(style, layout.body_size)
    style.font.italic = name == BASIS
    form = style.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form.first_line_indent = Mm(layout.indent)
    form.space_after = Pt(layout.after)
    form.line_spacing = Pt(layout.body_size * layout.line)
    form.widow_control = True


def _of_tables(document: Any, name: str, layout: Layout) -> None:
    style = _new(document, name)
    _letters(style, layout.note_size if name == NOTE else layout.table_size)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(1 if name == CELL else 3)
    style.font.bold = name == CAPTION
    style.font.italic = name in (MEASURE, NOTE)
    form.keep_with_next = name in (CAPTION, MEASURE)
    if name == CAPTION:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.space_before = Pt(layout.after)
    elif name == MEASURE:
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _new(document: Any, name: str) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _drop(document: Any, name: str) -> None:
    style = document.styles[name]
    style.element.getparent().remove(style.element)


def _letters(style: Any, size: float) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _defaults(document: Any) -> None:
    """The language of all text is Vietnamese, and no theme decides the font."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    fonts = properties.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = properties.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)
