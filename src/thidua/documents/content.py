"""What a document says, as plain data: blocks of text whose figures are live tokens, tables, charts, annexes.

One content is edited in the browser, laid out as Word and as PDF, compared with an earlier one and stored as JSON.
Nothing here knows what a figure is: a token carries a key that only the app that wrote it can resolve again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Token:
    """A figure, or words that follow from figures ("tăng 3,33%"), inside a text.

    `text` is what is printed now, `key` what resolves it anew, `about` tells a person what it is ("Đoàn viên kết nạp
    mới · 6 tháng đầu năm 2020 · LĐLĐ huyện Ứng Hòa"), `href` the page that explains it.
    """

    key: str
    text: str
    about: str = ""
    href: str = ""


Piece = str | Token
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 ("I. …"), 2 ("1. …") or 3 ("a) …"); the numbering is part of the text."""

    id: str
    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is "body", "item" (with a dash) or "basis" (căn cứ, italic).

    `source` names the sentences that were generated, so that they can be generated anew; `edited` says that a person
    has changed the words since, after which only tokens are renewed.
    """

    id: str
    pieces: Pieces
    style: Literal["body", "item", "basis"] = "body"
    source: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `group` is the heading above several columns, `width` a share of the table's."""

    text: str
    align: Literal["left", "right", "center"] = "left"
    width: int = 1
    group: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells in the order of the columns; a section row has one cell that spans all."""

    cells: tuple[Pieces, ...]
    strong: bool = False
    section: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, unit of measure ("Đơn vị tính: …") and notes."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    caption: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the numbers that it draws; the engine draws it. `alt` says what it shows in words."""

    id: str
    form: Literal["bars", "lines", "bullets"]
    title: str
    alt: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    measure: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page; what follows may lie across."""

    id: str
    landscape: bool = False


Block = Heading | Paragraph | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Content:
    """The body of a document between its title and its signatures, annexes included."""

    blocks: tuple[Block, ...]

    def tokens(self) -> Iterator[Token]:
        """Every token in reading order."""
        for block in self.blocks:
            match block:
                case Paragraph():
                    yield from _tokens(block.pieces)
                case Table():
                    for row in block.rows:
                        for cell in row.cells:
                            yield from _tokens(cell)
                case _:
                    pass


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content by Decree 30/2020 and QĐ 933/QĐ-TLĐ; empty texts leave their place out.

    `superior` and `issuer` head the left side, `number` and `symbol` make "128/BC-LĐLĐ", `place` and `date_text` the
    line at the right; `kind_text` is the name of the type ("BÁO CÁO"), `subject` what it is about. `authority` are the
    lines above the signature ("TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), `recipients` the lines below
    "Nơi nhận:", `verify_url` what the QR code opens, `draft` prints the mark of a draft.
    """

    superior: str
    issuer: str
    number: str
    symbol: str
    place: str
    date_text: str
    kind_text: str
    subject: str
    recipients: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    signer: str = ""
    verify_url: str = ""
    verify_code: str = ""
    draft: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields that a federation's own template may use, by name."""


def plain(pieces: Pieces) -> str:
    """The text as it is read."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _tokens(pieces: Pieces) -> Iterator[Token]:
    return (piece for piece in pieces if isinstance(piece, Token))
