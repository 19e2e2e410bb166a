"""Documents as PDF: the data that a layout reads, and the compiler that sets it.

A layout is a Typst file that reads `sys.inputs.data`; the shipped one lies in `layouts/`. Each thread keeps its own
compiler, all share the fonts.
"""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from thidua.core import clock

from .breaking import balanced, broken
from .charting import chart_data
from .content import Block, Chart, Column, Content, Frame, Heading, PageBreak, Paragraph, Table, plain
from .layout import Layout
from .parts import Part, parts_of

LAYOUT_FOLDER = Path(__file__).parent / "layouts"
SHIPPED = LAYOUT_FOLDER / "document.typ"
_PICTURE = LAYOUT_FOLDER / "picture.typ"
# Files that can still be read in decades, with their structure for whoever cannot see.
_ARCHIVE = "a-2a"
_PICTURE_PPI = 220
# What neither XML nor a font can carry.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def document_data(frame: Frame, content: Content, layout: Layout) -> dict[str, Any]:
    """Everything that a layout may print, as plain data; the guide for authors of templates lists the fields."""
    today = clock.today()
    title = " ".join(part for part in (frame.kind_text, frame.subject) if part)
    return {
        "title": printable(title).replace("\n", " "),
        "made_on": [today.year, today.month, today.day],
        "description": printable(number_line(frame)),
        "author": printable(frame.issuer),
        "frame": frame_fields(frame, layout),
        "layout": layout.as_data(),
        "parts": [_part(part, layout) for part in parts_of(content)],
        "qr": qr_svg(frame.verify_url) if frame.verify_url else None,
    }


def frame_fields(frame: Frame, layout: Layout) -> dict[str, Any]:
    """The fields of the frame by name, the extra ones among them; an extra one never hides a field of the frame.

    The names at the head and the subject are broken into lines as people break them.
    """
    fields = {name: getattr(frame, name) for name in frame.__slots__ if name != "extra"}
    for name in ("superior", "issuer"):
        fields[name] = broken(fields[name], layout.head_letters)
    fields["subject"] = balanced(fields["subject"], layout.subject_letters)
    cleaned: dict[str, Any] = _cleaned({**frame.extra, **fields})
    return cleaned


def number_line(frame: Frame) -> str:
    """Number and symbol as they are cited: "128/BC-LĐLĐ"; room for a number that is not given yet."""
    return f"{frame.number or '      '}/{frame.symbol}" if frame.symbol else frame.number


def compile_pdf(data: dict[str, Any]) -> bytes:
    """The document in the shipped layout as PDF/A with tags, fonts embedded.

    A letter that the fonts lack cannot stand in an archive file: such a document becomes a plain PDF.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return _compile(SHIPPED, inputs, standards=[_ARCHIVE])
    except typst.TypstError:
        return _compile(SHIPPED, inputs, standards=[])


def chart_png(chart: Chart, width: float, height: float) -> bytes:
    """A picture of a chart from the same drawing as in the PDF, `width` wide, its field `height` high; millimetres."""
    data = json.dumps({"chart": chart_data(chart), "width": width, "height": height}, ensure_ascii=False)
    answer = _compiler().compile(input=str(_PICTURE), format="png", ppi=_PICTURE_PPI, sys_inputs={"data": data})
    assert isinstance(answer, bytes)
    return answer


def qr_svg(address: str) -> str:
    """A QR code of an address as SVG, tolerant of damage to a quarter of it."""
    out = BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """The same code as a picture for programs that do not draw SVG."""
    out = BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="png", border=0, scale=8)
    return out.getvalue()


def printable(text: str) -> str:
    """The text without control characters, but for line feeds and tabs."""
    return _UNPRINTABLE.sub("", text)


@cache
def document_fonts() -> typst.Fonts:
    """The fonts of documents and no others; read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(settings.DOCUMENT_FONTS)])


_kept = threading.local()


def _compiler() -> typst.Compiler:
    """This thread's compiler: one serves one call at a time."""
    compiler: typst.Compiler | None = getattr(_kept, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=str(LAYOUT_FOLDER), font_paths=document_fonts(), ignore_system_fonts=True)
        _kept.compiler = compiler
    return compiler


def _compile(source: Path, inputs: dict[str, str], standards: list[Any]) -> bytes:
    answer = _compiler().compile(input=str(source), format="pdf", sys_inputs=inputs, pdf_standards=standards)
    assert isinstance(answer, bytes)
    return answer


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case list() | tuple():
            return [_cleaned(item) for item in value]
        case dict():
            return {str(key): _cleaned(item) for key, item in value.items()}
        case None | bool() | int() | float():
            return value
        case _:
            return printable(str(value))


def _part(part: Part, layout: Layout) -> dict[str, Any]:
    blocks = [_block(block, layout) for block in part.blocks if not isinstance(block, PageBreak)]
    return {"landscape": part.landscape, "signed": part.signed, "blocks": _cleaned(blocks)}


def _block(block: Block, layout: Layout) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"type": "paragraph", "style": block.style, "text": plain(block.pieces)}
        case Table():
            return _table(block, layout)
        case Chart():
            return {"type": "chart", **chart_data(block)}
        case PageBreak():
            raise ValueError("a page break stands between parts, not in one")


def _table(table: Table, layout: Layout) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": table.caption,
        "measure": table.measure,
        "notes": list(table.notes),
        "size": layout.table_letters(len(table.columns)),
        "columns": [{"text": c.text, "align": c.align, "width": c.width, "group": c.group} for c in table.columns],
        "grouped": any(column.group for column in table.columns),
        "groups": [{"text": text, "first": first, "span": span} for text, first, span in groups_of(table.columns)],
        "rows": [
            {"cells": [plain(cell) for cell in row.cells], "strong": row.strong, "section": row.section}
            for row in table.rows
        ],
    }


def groups_of(columns: tuple[Column, ...]) -> list[tuple[str, int, int]]:
    """Neighbouring columns under one heading: its text, the first column, how many; ungrouped ones stand alone."""
    groups: list[tuple[str, int, int]] = []
    for at, column in enumerate(columns):
        if groups and column.group and groups[-1][0] == column.group:
            text, first, span = groups[-1]
            groups[-1] = (text, first, span + 1)
        else:
            groups.append((column.group, at, 1))
    return groups
