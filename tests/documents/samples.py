"""Documents for tests of the engine, and what other programs read in the files that it makes."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pypdfium2
from docx.oxml.ns import qn
from lxml import etree

from thidua.documents.content import Block, Content, Frame
from thidua.documents.template_fields import sample_content, sample_frame


def frame(**changes: Any) -> Frame:
    """The sample frame, changed."""
    return replace(sample_frame(), **changes)


def content(*blocks: Block) -> Content:
    """These blocks, or the sample content."""
    return Content(blocks) if blocks else sample_content()


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as a program reads it, white space made one."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in opened]
    finally:
        opened.close()


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in opened]
    finally:
        opened.close()


def word_text(word: bytes) -> str:
    """All text of the body, line after line."""
    body: Any = docx.Document(BytesIO(word)).element.body
    pieces = ((e.text or "") if e.tag == qn("w:t") else "\n" for e in body.iter(qn("w:t"), qn("w:br"), qn("w:p")))
    return "".join(pieces)


def parts_of_file(word: bytes) -> dict[str, Any]:
    """Every XML part of a Word file, parsed strictly."""
    with ZipFile(BytesIO(word)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}
