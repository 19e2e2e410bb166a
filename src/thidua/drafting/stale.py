"""Which figures of a document read otherwise now, and how its sentences are made to say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from thidua.documents.changes import FigureChange, figures_changed
from thidua.documents.content import Block, Content, Heading, Paragraph, Piece, Pieces, Table, Token, plain

from .tokens import resolve


@dataclass(frozen=True, slots=True)
class StaleBlock:
    """A block with figures that read otherwise now; `start` are its first words."""

    block: Block
    changes: tuple[FigureChange, ...]
    start: str

    @property
    def renewable(self) -> bool:
        """Whether something of it can be said anew; figures that cannot be said any more need a person."""
        return any(change.now for change in self.changes)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The figures of a content as they read now."""

    now: Mapping[str, Token]
    blocks: tuple[StaleBlock, ...]

    @property
    def changes(self) -> tuple[FigureChange, ...]:
        """Every figure that reads otherwise, once for each block."""
        return tuple(change for block in self.blocks for change in block.changes)

    @property
    def marks(self) -> dict[tuple[str, str], FigureChange]:
        """The same by key and printed text, for marking them on the page."""
        return {(change.was.key, change.was.text): change for change in self.changes}


def freshness(content: Content) -> Freshness:
    """Resolve every figure of a content again: a fixed number of statements."""
    return compared(content, resolve({token.key for token in content.tokens()}))


def compared(content: Content, now: Mapping[str, Token]) -> Freshness:
    """Set a content beside figures that were resolved."""
    by_block: dict[str, list[FigureChange]] = {}
    for change in figures_changed(content, dict(now)):
        by_block.setdefault(change.block, []).append(change)
    stale, heading = [], ""
    for block in content.blocks:
        heading = block.text if isinstance(block, Heading) else heading
        if block.id in by_block:
            stale.append(StaleBlock(block, tuple(by_block[block.id]), _start(block) or heading))
    return Freshness(now, tuple(stale))


def renewed(content: Content, fresh: Freshness, anew: Content | None, only: str = "") -> Content:
    """The content with its stale figures renewed, all of them or those of one block.

    A block that nobody edited is written as its source writes it now, where `anew`, the document drafted again, has
    it; any other one keeps its words and gets its figures renewed. What cannot be said any more stays as it is.
    """
    stale = {one.block.id for one in fresh.blocks if not only or one.block.id == only}
    again = by_source(anew) if anew else {}
    return Content(tuple(_renewed(block, fresh.now, again) if block.id in stale else block for block in content.blocks))


def redrafted(content: Content, anew: Content, now: Mapping[str, Token]) -> tuple[Content, int]:
    """The document drafted again around what people have written, and how many of their paragraphs were kept.

    An edited paragraph stands in the place of the one that its source writes now; what people have added stays behind
    the block that it followed. Figures in both are renewed.
    """
    edited = [block for block in content.blocks if isinstance(block, Paragraph) and block.edited]
    by_hand = {block.source: with_tokens(block, now) for block in edited if block.source}
    blocks: list[Block] = []
    placed: set[str] = set()
    for block in anew.blocks:
        own = by_hand.get(getattr(block, "source", "") or " ")
        kept = own is not None and own.id not in placed
        blocks.append(own if own is not None and kept else block)
        placed.add(blocks[-1].id)
    last = ""
    for old in content.blocks:
        if old in edited and old.id not in placed:
            at = next((index for index, block in enumerate(blocks) if block.id == last), -1) + 1
            blocks.insert(at, with_tokens(old, now))
            placed.add(old.id)
        if old.id in placed:
            last = old.id
    return Content(tuple(_once(blocks))), len(edited)


def by_source(content: Content) -> dict[str, Block]:
    """The generated blocks of a content by the name of their source, those whose source wrote just one."""
    found: dict[str, list[Block]] = {}
    for block in content.blocks:
        if source := getattr(block, "source", ""):
            found.setdefault(source, []).append(block)
    return {source: blocks[0] for source, blocks in found.items() if len(blocks) == 1}


def with_tokens(block: Block, now: Mapping[str, Token]) -> Block:
    """A block whose figures read as they do now, as far as they can be said."""
    match block:
        case Paragraph():
            return replace(block, pieces=_pieces(block.pieces, now))
        case Table():
            rows = tuple(replace(row, cells=tuple(_pieces(cell, now) for cell in row.cells)) for row in block.rows)
            return replace(block, rows=rows)
        case _:
            return block


def _renewed(block: Block, now: Mapping[str, Token], again: Mapping[str, Block]) -> Block:
    source = getattr(block, "source", "")
    written = again.get(source) if source and not getattr(block, "edited", False) else None
    if isinstance(written, Paragraph | Table) and type(written) is type(block):
        return replace(written, id=block.id)
    return with_tokens(block, now)


def _pieces(pieces: Pieces, now: Mapping[str, Token]) -> Pieces:
    return tuple(_piece(piece, now) for piece in pieces)


def _piece(piece: Piece, now: Mapping[str, Token]) -> Piece:
    return piece if isinstance(piece, str) else now.get(piece.key, piece)


def _once(blocks: Iterable[Block]) -> Iterable[Block]:
    """No id twice: a block that was kept under its id makes room for no other."""
    seen: set[str] = set()
    for block in blocks:
        found, number = block, 1
        while found.id in seen:
            number += 1
            found = replace(block, id=f"{block.id}-{number}")
        seen.add(found.id)
        yield found


def _start(block: Block) -> str:
    """The first words of a block; a table without a caption has none of its own."""
    match block:
        case Paragraph():
            return plain(block.pieces)[:120]
        case Table():
            return block.caption
        case _:
            return ""
