"""The words of a document as they stand on its page in the browser, for reading and for editing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.documents.changes import BlockChange, Fate, FigureChange, Run, text_of, tokens_of
from thidua.documents.content import (
    Block,
    Chart,
    Column,
    Content,
    Heading,
    PageBreak,
    Paragraph,
    Pieces,
    Table,
    TableRow,
    Token,
)
from thidua.documents.parts import parts_of

register = template.Library()

Stale = Mapping[tuple[str, str], FigureChange]
"""The figures that read otherwise now, by key and printed text."""
_NOTHING: Stale = {}
_TAGS = {Fate.SAME: "span", Fate.ADDED: "ins", Fate.REMOVED: "del"}
_HEADINGS = {1: "h3", 2: "h4", 3: "h5"}


@register.simple_tag
def paper_block(block: Block, stale: Stale | None = None, *, editing: bool = False) -> SafeString:
    """One block; `stale` are the figures of the document that are marked, `editing` makes figures whole chips."""
    marks = stale or _NOTHING
    match block:
        case Heading():
            tag = _HEADINGS[block.level]
            return format_html(
                '<{} class="doc-heading" id="d-{}" data-block="{}" data-level="{}">{}</{}>',
                tag,
                block.id,
                block.id,
                block.level,
                block.text,
                tag,
            )
        case Paragraph():
            return _paragraph(block, marks, editing=editing)
        case Table():
            said = dict.fromkeys((token.key, token.text) for token in tokens_of(block)) if marks else {}
            changes = tuple(marks[pair] for pair in said if pair in marks)
            return _kept(block.id, "table", _known_table(block, changes, editing, get_language()))
        case Chart():
            return _kept(block.id, "chart", _chart(block))
        case PageBreak():
            words = _("Trang mới, khổ ngang") if block.landscape else _("Trang mới")
            return _kept(block.id, "break", format_html("<span>{}</span>", words))


@register.filter
def paper_parts(content: Content) -> dict[str, tuple[Block, ...] | list[tuple[Block, ...]]]:
    """The blocks before the signature as `main`, and the pages of `annexes` behind it."""
    parts = parts_of(content)
    signed = next(index for index, part in enumerate(parts) if part.signed)
    main = tuple(block for part in parts[: signed + 1] for block in part.blocks)
    return {"main": main, "annexes": [part.blocks for part in parts[signed + 1 :]]}


@register.filter
def apart_from(about: str, own: Iterable[str]) -> str:
    """What a figure is, without the period and the unit that the whole document is about."""
    parts = about.split(" · ")
    return " · ".join(part for part in parts if part not in own) or about


@register.filter
def block_start(block: Block) -> str:
    """The first words of a block."""
    return Truncator(text_of(block)).chars(90)


@register.simple_tag
def changed_block(change: BlockChange) -> SafeString:
    """A block of two contents with its words marked: those that came and those that went."""
    runs: SafeString
    if isinstance(change.block, Table):
        lines = ((_TAGS[run.fate], run.text, _TAGS[run.fate]) for run in change.runs)
        runs = format_html_join("", "<div><{}>{}</{}></div>", lines)
    else:
        runs = changed_runs(change.runs)
    return format_html('<div class="doc-change is-{}">{}</div>', change.fate.value, runs)


@register.simple_tag
def changed_runs(runs: Iterable[Run]) -> SafeString:
    """Words with those that were added and removed marked."""
    parts = ((_TAGS[run.fate], run.text, _TAGS[run.fate]) for run in runs)
    return format_html_join("", "<{}>{}</{}>", parts)


def _paragraph(block: Paragraph, stale: Stale, *, editing: bool) -> SafeString:
    marked = any(isinstance(piece, Token) and (piece.key, piece.text) in stale for piece in block.pieces)
    return format_html(
        '<p class="doc-paragraph doc-{}{}" id="d-{}" data-block="{}" data-style="{}"{}>{}</p>',
        block.style,
        " has-stale" if marked else "",
        block.id,
        block.id,
        block.style,
        mark_safe(" data-edited") if block.edited else "",
        _pieces(block.pieces, stale, editing=editing),
    )


def _kept(block_id: str, kind: str, inner: SafeString) -> SafeString:
    """What is not edited as text: in the editor it is moved and removed as a whole."""
    return format_html(
        '<div class="doc-kept doc-{}" id="d-{}" data-block="{}" data-kept contenteditable="false">{}</div>',
        kind,
        block_id,
        block_id,
        inner,
    )


def _pieces(pieces: Pieces, stale: Stale, *, editing: bool) -> SafeString:
    return format_html_join("", "{}", ((_piece(piece, stale, editing=editing),) for piece in pieces))


def _piece(piece: str | Token, stale: Stale, *, editing: bool) -> str:
    if isinstance(piece, str):
        return piece
    change = stale.get((piece.key, piece.text))
    state = "" if change is None else " is-stale" if change.now else " is-gone"
    shown: str = piece.text
    if change is not None and change.now is not None:
        shown = format_html("<del>{}</del> <ins>{}</ins>", piece.text, change.now.text)
    if editing:
        return format_html(
            '<span class="doc-token{}" contenteditable="false" data-key="{}" data-text="{}" data-about="{}"'
            ' data-href="{}">{}</span>',
            state,
            piece.key,
            piece.text,
            piece.about,
            piece.href,
            shown,
        )
    if piece.href:
        return format_html('<a class="doc-token{}" href="{}" title="{}">{}</a>', state, piece.href, piece.about, shown)
    return format_html('<span class="doc-token{}" title="{}">{}</span>', state, piece.about, shown)


# An annex has hundreds of cells, and is opened again and again as it is.
@lru_cache(maxsize=64)
def _known_table(table: Table, changes: tuple[FigureChange, ...], editing: bool, _language: str | None) -> SafeString:  # noqa: FBT001
    return _table(table, {(change.was.key, change.was.text): change for change in changes}, editing=editing)


def _table(table: Table, stale: Stale, *, editing: bool) -> SafeString:
    head = _head(table.columns)
    rows = format_html_join("", "{}", ((_row(row, table.columns, stale, editing=editing),) for row in table.rows))
    caption = format_html("<figcaption>{}</figcaption>", table.caption) if table.caption else ""
    measure = format_html('<p class="doc-measure">{}</p>', table.measure) if table.measure else ""
    notes = format_html_join("", '<p class="doc-note">{}</p>', ((note,) for note in table.notes))
    return format_html(
        '<figure>{}{}<div class="doc-scroll" tabindex="0" role="region" aria-label="{}"><table>'
        "{}<thead>{}</thead><tbody>{}</tbody></table></div>{}</figure>",
        caption,
        measure,
        table.caption or _("Bảng số liệu"),
        _widths(table.columns),
        head,
        rows,
        notes,
    )


def _widths(columns: tuple[Column, ...]) -> SafeString:
    """The shares of the columns; the content policy refuses styles, so they stand in the attribute."""
    whole = sum(column.width for column in columns) or 1
    cols = format_html_join("", '<col width="{}%">', ((100 * column.width // whole,) for column in columns))
    return format_html("<colgroup>{}</colgroup>", cols)


def _head(columns: tuple[Column, ...]) -> SafeString:
    """One row of headings, two where some columns share one."""
    if not any(column.group for column in columns):
        return format_html("<tr>{}</tr>", format_html_join("", '<th scope="col">{}</th>', ((c.text,) for c in columns)))
    above: list[SafeString] = []
    at = 0
    while at < len(columns):
        group = columns[at].group
        width = 1
        while group and at + width < len(columns) and columns[at + width].group == group:
            width += 1
        if group:
            above.append(format_html('<th scope="colgroup" colspan="{}">{}</th>', width, group))
        else:
            above.append(format_html('<th scope="col" rowspan="2">{}</th>', columns[at].text))
        at += width
    below = format_html_join("", '<th scope="col">{}</th>', ((c.text,) for c in columns if c.group))
    return format_html("<tr>{}</tr><tr>{}</tr>", format_html_join("", "{}", ((one,) for one in above)), below)


def _row(row: TableRow, columns: tuple[Column, ...], stale: Stale, *, editing: bool) -> SafeString:
    if row.section and row.cells:
        words = _pieces(row.cells[0], stale, editing=editing)
        return format_html('<tr class="doc-section"><th colspan="{}">{}</th></tr>', len(columns), words)
    cells = format_html_join(
        "",
        '<td class="doc-{}">{}</td>',
        (
            (column.align, _pieces(cell, stale, editing=editing))
            for column, cell in zip(columns, row.cells, strict=False)
        ),
    )
    return format_html("<tr{}>{}</tr>", mark_safe(' class="doc-strong"') if row.strong else "", cells)


def _chart(chart: Chart) -> SafeString:
    return format_html('<figure><figcaption>{}</figcaption><p class="doc-note">{}</p></figure>', chart.title, chart.alt)
