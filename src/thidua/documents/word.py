"""Documents as Word: the frame goes into the fields of a template, the content in the place of `body`."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from secrets import token_hex
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from thidua.core import clock

from .content import Content, Frame
from .layout import Layout
from .parts import Part, parts_of
from .pdf import frame_fields, number_line, printable, qr_png
from .template_process import fill_fields
from .word_blocks import BlockWriter, tiny_paragraph
from .word_styles import LANGUAGE, NOTE, add_missing_styles

_QR = 16  # millimetres
_SMALL = 8
_SHORT_TABLE, _LAST_ROWS = 8, 2  # rows, the head among them


PLACES = ("body", "annexes", "verification")


def fill(template: bytes, frame: Frame, content: Content, layout: Layout) -> bytes:
    """The document as a .docx file, by a template that is known to be in order."""
    places = marks()
    return finish(fill_fields(template, word_fields(frame, layout), places), places, frame, content, layout)


def marks() -> dict[str, str]:
    """What no text contains, to find each place again once a template is filled."""
    return {name: token_hex(12) for name in PLACES}


def finish(document: Any, places: dict[str, str], frame: Frame, content: Content, layout: Layout) -> bytes:
    """Put the content into the places of a filled template; a .docx file."""
    add_missing_styles(document, layout)
    _put_parts(document, layout, parts_of(content), places)
    _put(document, places["verification"], _verification(document, frame))
    _number_pictures(document)
    _describe(document, frame)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word_fields(frame: Frame, layout: Layout) -> dict[str, Any]:
    """What a template may name beside `body`, `annexes` and `verification`."""
    place_date = ", ".join(part for part in (frame.place, frame.date_text) if part)
    line = number_line(frame)
    return {
        **frame_fields(frame, layout),
        "number_line": f"Số: {line}" if line else "",
        "place_date": printable(place_date),
    }


def _put(document: Any, mark: str, elements: list[Any]) -> None:
    """Put elements in the place of a mark; a template may leave a place out."""
    text = next((t for t in document.element.body.iter(qn("w:t")) if t.text == mark), None)
    if text is not None:
        found = next(text.iterancestors(qn("w:p")))
        for element in elements:
            found.addprevious(element)
        found.getparent().remove(found)


def _put_parts(document: Any, layout: Layout, parts: tuple[Part, ...], places: dict[str, str]) -> None:
    writer = BlockWriter(document, layout)
    last_section = document.element.body.sectPr
    signed = next(at for at, part in enumerate(parts) if part.signed)
    sections = 0
    streams: dict[str, list[Any]] = {"body": [], "annexes": []}
    for at, part in enumerate(parts):
        stream = streams["body" if at <= signed else "annexes"]
        if at and part.landscape == parts[at - 1].landscape:
            stream.append(tiny_paragraph("<w:pageBreakBefore/>"))
        elif at:
            stream.append(_section_end(last_section, landscape=parts[at - 1].landscape, first=sections == 0))
            sections += 1
        elements = writer.elements(part.blocks, landscape=part.landscape)
        stream += elements
        if part.signed:
            _keep_with_signature(document, elements)
    for name, elements in streams.items():
        _put(document, places[name], elements)
    _turn(last_section, landscape=parts[-1].landscape)
    if sections:
        _number_first_page(last_section)


def _keep_with_signature(document: Any, elements: list[Any]) -> None:
    """Let no page bear a signature alone: the last paragraph, or the end of a table with its note, goes with it."""
    kept = elements[-1:]
    if len(elements) > 1 and elements[-2].tag == qn("w:tbl"):
        rows = elements[-2].tr_lst
        kept += rows if len(rows) <= _SHORT_TABLE else rows[-_LAST_ROWS:]
    for element in kept:
        for paragraph in element.iter(qn("w:p")):
            WordParagraph(paragraph, document._body).paragraph_format.keep_with_next = True  # noqa: SLF001


def _section_end(section: Any, *, landscape: bool, first: bool) -> Any:
    paragraph = tiny_paragraph("")
    copy = deepcopy(section)
    _turn(copy, landscape=landscape)
    if not first:
        _number_first_page(copy)
    paragraph.pPr.append(copy)
    return paragraph


def _turn(section: Any, *, landscape: bool) -> None:
    """Turn the paper of a section; its margins stay those of the template."""
    size = section.find(qn("w:pgSz"))
    wide = int(size.get(qn("w:w"))) > int(size.get(qn("w:h")))
    if wide != landscape:
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), height)
        size.set(qn("w:h"), width)
    if landscape:
        size.set(qn("w:orient"), "landscape")
    else:
        size.attrib.pop(qn("w:orient"), None)


def _number_first_page(section: Any) -> None:
    """Only the first page of the whole document bears no number."""
    for element in section.findall(qn("w:titlePg")):
        section.remove(element)


def _verification(document: Any, frame: Frame) -> list[Any]:
    """The code by which anybody may ask whether the document is genuine."""
    if not frame.verify_url:
        return []
    paragraph = WordParagraph(OxmlElement("w:p"), document._body)  # noqa: SLF001  (a picture needs the document's part)
    paragraph.style = document.styles[NOTE]
    paragraph.paragraph_format.space_before = Mm(3)
    picture = paragraph.add_run().add_picture(BytesIO(qr_png(frame.verify_url)), width=Mm(_QR))
    picture._inline.docPr.set("descr", "Mã QR mở trang xác thực văn bản")  # noqa: SLF001
    run = paragraph.add_run()
    for line in (printable(frame.verify_url), f"Mã xác thực: {printable(frame.verify_code)}"):
        run.add_break()
        run.add_text(line)
    run.font.size = Pt(_SMALL)
    return [paragraph._p]  # noqa: SLF001


def _number_pictures(document: Any) -> None:
    """Each picture has a number of its own; those that were made apart from the document have the same."""
    for number, picture in enumerate(document.element.body.iter(qn("wp:docPr")), start=1):
        picture.set("id", str(number))


def _describe(document: Any, frame: Frame) -> None:
    properties = document.core_properties
    title = " ".join(part for part in (frame.kind_text, frame.subject) if part)
    # Office takes at most 255 letters in a property.
    properties.title = printable(title).replace("\n", " ")[:255]
    properties.author = properties.last_modified_by = printable(frame.issuer)[:255]
    properties.subject = printable(number_line(frame)).strip()[:255]
    properties.language = LANGUAGE
    properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = clock.now().replace(tzinfo=None)
