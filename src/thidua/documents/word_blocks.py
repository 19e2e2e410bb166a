"""The blocks of a content as paragraphs, tables and pictures of Word."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from .charting import chart_data
from .content import Block, Chart, Heading, PageBreak, Paragraph, Table, TableRow, plain
from .layout import Layout
from .pdf import chart_png, groups_of, printable
from .word_styles import BASIS, BODY, CAPTION, CELL, HEADINGS, ITEM, MEASURE, NOTE

_W = nsdecls("w")
_TWIPS = 1440 / 25.4  # a millimetre
_JUSTIFIED = {"left": "left", "right": "right", "center": "center"}
_RUNNING = {"body": BODY, "item": ITEM, "basis": BASIS}


class BlockWriter:
    """Makes the elements of blocks for one document, whose styles it names and whose pictures it adds."""

    def __init__(self, document: Any, layout: Layout) -> None:
        """`document` must have all styles."""
        self._document = document
        self._layout = layout
        self._styles = {style.name: style.style_id for style in document.styles}

    def elements(self, blocks: Iterable[Block], *, landscape: bool) -> list[Any]:
        """The elements in order."""
        width = self._layout.text_width(landscape=landscape)
        return [element for block in blocks for element in self._of(block, width)]

    def _of(self, block: Block, width: float) -> list[Any]:
        match block:
            case Heading():
                return [self._paragraph(block.text, HEADINGS[block.level])]
            case Paragraph():
                lead = "- " if block.style == "item" else ""
                return [self._paragraph(lead + plain(block.pieces), _RUNNING[block.style])]
            case Table():
                return self._table(block, width)
            case Chart():
                return self._chart(block, width)
            case PageBreak():
                return []

    def _paragraph(self, text: str, style: str) -> Any:
        return parse_xml(f"<w:p {_W}>{self._styled(style)}{_run(text)}</w:p>")

    def _styled(self, style: str, more: str = "") -> str:
        return f"<w:pPr><w:pStyle w:val={quoteattr(self._styles[style])}/>{more}</w:pPr>"

    def _chart(self, chart: Chart, width: float) -> list[Any]:
        element = parse_xml(f'<w:p {_W}><w:pPr><w:spacing w:after="120"/><w:jc w:val="center"/></w:pPr></w:p>')
        run = WordParagraph(element, self._document._body).add_run()  # noqa: SLF001  (a picture needs the document's part)
        picture = run.add_picture(BytesIO(chart_png(chart, width, self._layout.chart_height)), width=Mm(width))
        picture._inline.docPr.set("descr", printable(chart.alt))  # noqa: SLF001  (python-docx knows no alternative text)
        picture._inline.docPr.set("title", printable(chart.title))  # noqa: SLF001
        return [self._paragraph(chart_data(chart)["title"], CAPTION), element]

    def _table(self, table: Table, width: float) -> list[Any]:
        before = [
            self._paragraph(text, style) for text, style in ((table.caption, CAPTION), (table.measure, MEASURE)) if text
        ]
        notes = [self._paragraph(note, NOTE) for note in table.notes]
        # Word joins tables that touch, and needs a paragraph after the last one.
        return [*before, parse_xml(self._table_xml(table, width)), *(notes or [self._paragraph("", NOTE)])]

    def _table_xml(self, table: Table, width: float) -> str:
        shares = [column.width for column in table.columns]
        widths = [round(width * _TWIPS * share / sum(shares)) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        half_points = round(2 * self._layout.table_letters(len(widths)))
        rows = self._header(table, widths, half_points) + "".join(
            self._row(row, table, widths, half_points) for row in table.rows
        )
        return f"<w:tbl {_W}>{_table_properties(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _header(self, table: Table, widths: list[int], size: int) -> str:
        if not any(column.group for column in table.columns):
            cells = [self._head(c.text, width, size) for c, width in zip(table.columns, widths, strict=True)]
            return _tr(cells, header=True)
        top, below = [], []
        for text, first, span in groups_of(table.columns):
            wide = sum(widths[first : first + span])
            if text:
                top.append(self._head(text, wide, size, f'<w:gridSpan w:val="{span}"/>'))
                below += [self._head(table.columns[at].text, widths[at], size) for at in range(first, first + span)]
            else:
                top.append(self._head(table.columns[first].text, wide, size, '<w:vMerge w:val="restart"/>'))
                below.append(self._head("", wide, size, "<w:vMerge/>"))
        return _tr(top, header=True) + _tr(below, header=True)

    def _head(self, text: str, width: int, size: int, more: str = "") -> str:
        return self._cell(text, width, size, "center", strong=True, more=more)

    def _row(self, row: TableRow, table: Table, widths: list[int], size: int) -> str:
        if row.section:
            more = f'<w:gridSpan w:val="{len(widths)}"/><w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
            return _tr([self._cell(plain(row.cells[0]), sum(widths), size, "left", strong=True, more=more)])
        cells = zip(row.cells, table.columns, widths, strict=True)
        return _tr([self._cell(plain(text), width, size, c.align, strong=row.strong) for text, c, width in cells])

    def _cell(self, text: str, width: int, size: int, align: str, *, strong: bool, more: str = "") -> str:
        style = self._styled(CELL, f'<w:jc w:val="{_JUSTIFIED[align]}"/>')
        look = ("<w:b/>" if strong else "") + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        return f"<w:tc>{properties}<w:p>{style}{_run(text, look)}</w:p></w:tc>"


def tiny_paragraph(properties: str) -> Any:
    """A paragraph of no height that carries a page break or the end of a section."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    order = (properties, spacing) if properties.startswith("<w:pageBreakBefore") else (spacing, properties)
    return parse_xml(f"<w:p {_W}><w:pPr>{''.join(order)}</w:pPr></w:p>")


def _run(text: str, look: str = "") -> str:
    """A run; line feeds inside the text are line breaks."""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in printable(text).replace("\t", " ").split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def _tr(cells: list[str], *, header: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _table_properties(width: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )
