"""A content cut into what lies on pages of one direction, and where the signature stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from thidua.core.text import fold

from .content import Block, Content, Heading, PageBreak

# A page that begins with such a heading begins the annexes; the signature stands before them.
ANNEX = "phu luc"


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that begin on a page of their own; `signed` when the recipients and the signature follow them."""

    blocks: tuple[Block, ...]
    landscape: bool
    signed: bool


def parts_of(content: Content) -> tuple[Part, ...]:
    """The parts in order, at least one; a page break before everything only turns the first page."""
    blocks = content.blocks
    cuts = [0, *(at for at, block in enumerate(blocks) if at and isinstance(block, PageBreak)), len(blocks)]
    pieces = [blocks[start:end] for start, end in pairwise(cuts)]
    last_main = next((at for at, piece in enumerate(pieces) if at and _is_annex(piece)), len(pieces)) - 1
    return tuple(_part(piece, signed=at == last_main) for at, piece in enumerate(pieces))


def _part(piece: tuple[Block, ...], *, signed: bool) -> Part:
    first = piece[0] if piece else None
    if isinstance(first, PageBreak):
        return Part(piece[1:], first.landscape, signed)
    return Part(piece, landscape=False, signed=signed)


def _is_annex(piece: tuple[Block, ...]) -> bool:
    heading = next((block for block in piece if isinstance(block, Heading)), None)
    return heading is not None and piece.index(heading) <= 1 and fold(heading.text).startswith(ANNEX)
