"""What an editor sends back, judged against what the document holds: words may be anything, figures only the known.

A sent block is `{"id", "type": "paragraph" | "heading", "style" | "level", "pieces": [text | {"key", "text"}]}` or
`{"id", "type": "kept"}` for what is not edited as text: a table, a chart, a new page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from thidua.core.text import BadText, clean_piece

from .content import Block, Content, Heading, Paragraph, Piece, Pieces, Token, plain
from .errors import NotContent, TokenForged
from .stored import BLOCK_ID, LEVELS, LONGEST_TEXT, MOST_BLOCKS, STYLES, wrong

MOST_PIECES = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A block as an editor sends it; `form` is the style of a paragraph or the level of a heading."""

    id: str
    type: Literal["paragraph", "heading", "kept"]
    form: str | int = ""
    pieces: tuple[str | tuple[str, str], ...] = ()

    def figures(self) -> Iterator[tuple[str, str]]:
        """The key and the text of each figure."""
        return (piece for piece in self.pieces if isinstance(piece, tuple))


class Known:
    """The figures that a document has, or has had, and those just resolved for it, by key and text."""

    def __init__(self, *sources: Iterable[Token]) -> None:
        self._tokens = {(token.key, token.text): token for source in sources for token in source}
        self._keys = {key for key, _text in self._tokens}

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def get(self, key: str, text: str) -> Token:
        """The figure with this key and exactly this text. Raises TokenForged."""
        if token := self._tokens.get((key, text)):
            return token
        raise TokenForged(
            _("Con số «%(text)s» không khớp số liệu của văn bản. Hãy tải lại trang, rồi chèn lại con số từ danh mục.")
            % {"text": text[:60]},
            where=key[:100],
        )


def as_sent(block: Block) -> Sent:
    """A block as an editor would send it unchanged."""
    if isinstance(block, Paragraph):
        pieces = tuple(piece if isinstance(piece, str) else (piece.key, piece.text) for piece in block.pieces)
        return Sent(block.id, "paragraph", block.style, pieces)
    if isinstance(block, Heading):
        return Sent(block.id, "heading", block.level, (block.text,))
    return Sent(block.id, "kept")


def read_blocks(data: object) -> tuple[Sent, ...]:
    """The blocks that an editor has sent. Raises NotContent and BadText."""
    if not isinstance(data, list) or len(data) > MOST_BLOCKS:
        raise wrong("blocks", _("có danh sách không hợp lệ hoặc quá dài"))
    blocks = tuple(_read(one, f"blocks[{index}]") for index, one in enumerate(data))
    if len({block.id for block in blocks}) < len(blocks):
        raise wrong("blocks", _("hai phần có cùng mã"))
    return blocks


def rebuild(blocks: Iterable[Sent], shelf: Mapping[str, Block], known: Known) -> Content:
    """The content that an editor means.

    `shelf` holds the blocks that the document has or has had, by id. A paragraph whose words are as they were stays as
    it is; any other one is edited from now on. Raises NotContent for a kept block that is nowhere, TokenForged.
    """
    return Content(tuple(_rebuilt(sent, shelf.get(sent.id), known) for sent in blocks))


def hand_typed(pieces: Pieces) -> tuple[str, ...]:
    """The numbers that stand in a text without being figures; years, dates and numbers of documents are none."""
    found = (match for piece in pieces if isinstance(piece, str) for match in _NUMBER.finditer(piece))
    return tuple(match["number"] for match in found if match["number"])


# What is skipped comes first: dates, years, numbers of documents, labels such as "1." and "II".
_NUMBER = re.compile(
    r"\b\d{1,2}/\d{1,2}(?:/\d{4})?\b|\b\d{1,2}/\d{4}\b|\b\d+/[A-ZĐ]{2,}[-\w]*"
    r"|\b(?:năm(?: học)?|khóa|quý|tháng|ngày|Điều|kỳ)\s+\d[\d.-]*(?:\s*-\s*\d{4})?|^\s*\d+(?:\.\d+)*\.(?=\s)"
    r"|(?P<number>(?<![\w.,/-])\d[\d.]*(?:,\d+)?\s?%?)",
    re.IGNORECASE,
)


def _read(data: object, path: str) -> Sent:
    if not isinstance(data, dict):
        raise wrong(path, _("thiếu một phần"))
    block_id, kind = data.get("id"), data.get("type")
    if not isinstance(block_id, str) or not BLOCK_ID.fullmatch(block_id):
        raise wrong(f"{path}.id", _("có phần thiếu mã"))
    if kind == "kept":
        return Sent(block_id, "kept")
    if kind == "paragraph" and (style := data.get("style", "body")) in STYLES:
        return Sent(block_id, "paragraph", style, _pieces(data.get("pieces"), path))
    if kind == "heading" and type(level := data.get("level")) is int and level in LEVELS:
        return Sent(block_id, "heading", level, _pieces(data.get("pieces"), path))
    raise wrong(path, _("có phần không rõ loại"))


def _pieces(data: object, path: str) -> tuple[str | tuple[str, str], ...]:
    if not isinstance(data, list) or len(data) > MOST_PIECES:
        raise wrong(f"{path}.pieces", _("có đoạn chữ không hợp lệ hoặc quá dài"))
    return tuple(_piece(one, f"{path}.pieces[{index}]") for index, one in enumerate(data))


def _piece(data: Any, path: str) -> str | tuple[str, str]:
    if isinstance(data, str):
        try:
            return clean_piece(data, most=LONGEST_TEXT)
        except BadText as error:
            raise BadText(error.sentence, where=path) from error
    if isinstance(data, dict) and data.keys() == {"key", "text"}:
        key, text = data["key"], data["text"]
        if isinstance(key, str) and isinstance(text, str):
            return key, text
    raise wrong(path, _("có con số thiếu nguồn"))


def _rebuilt(sent: Sent, before: Block | None, known: Known) -> Block:
    if sent.type == "kept":
        if before is None or isinstance(before, Paragraph | Heading):
            raise NotContent(_("Văn bản không có phần này. Hãy tải lại trang rồi thử lại."), where=sent.id)
        return before
    pieces = _joined(piece if isinstance(piece, str) else known.get(*piece) for piece in sent.pieces)
    if isinstance(sent.form, int):
        heading = Heading(sent.id, sent.form, plain(pieces).strip())  # type: ignore[arg-type] # one of LEVELS
        return before if before == heading else heading
    was = before if isinstance(before, Paragraph) else None
    if was is not None and was.pieces == pieces and was.style == sent.form:
        return was
    made = Paragraph(sent.id, pieces, style=sent.form, edited=True)  # type: ignore[arg-type] # one of STYLES
    return replace(made, source=was.source) if was else made


def _joined(pieces: Iterable[Piece]) -> Pieces:
    """Texts that stand beside each other made one, empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return tuple(joined)
