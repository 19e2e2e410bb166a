"""Content and frames as plain data for JSON, and back; reading is strict, because what is read is printed and signed.

A block is an object with its `type` and the fields of its class; pieces are strings and objects of a token's fields.
Fields that hold what they hold by default are left out.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from .content import Block, Chart, Column, Content, Frame, Heading, PageBreak, Paragraph, Pieces, Table, TableRow, Token
from .errors import NotContent

MOST_BLOCKS = 3_000
LONGEST_TEXT = 20_000
BLOCK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
LEVELS = (1, 2, 3)
STYLES = ("body", "item", "basis")
CHARTS = ("bars", "lines", "bullets")
ALIGNS = ("left", "right", "center")
TYPES: Mapping[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "table": Table,
    "chart": Chart,
    "break": PageBreak,
}
_NAMES = {kind: name for name, kind in TYPES.items()}
_T = TypeVar("_T")


def content_to_data(content: Content) -> dict[str, Any]:
    """A content as JSON can hold it."""
    return {"blocks": [block_to_data(block) for block in content.blocks]}


def block_to_data(block: Block) -> dict[str, Any]:
    """A block as JSON can hold it."""
    return {"type": _NAMES[type(block)], **_fields(block)}


def content_from_data(data: object) -> Content:
    """The content that data stand for. Raises NotContent, which names the path of the first thing that is wrong."""
    fields = _object(data, "", {"blocks"})
    blocks = _each(_needed(fields, "blocks", ""), "blocks", _block, most=MOST_BLOCKS)
    if len({block.id for block in blocks}) < len(blocks):
        raise wrong("blocks", _("hai phần có cùng mã"))
    return Content(blocks)


def read_stored(data: object) -> tuple[Content, str]:
    """The content that data out of the database stand for, and its digest. Raises NotContent."""
    return _read_lately(json.dumps(data))


# A report of a federation has thousands of pieces, and is opened again and again as it is.
@lru_cache(maxsize=8)
def _read_lately(text: str) -> tuple[Content, str]:
    content = content_from_data(json.loads(text))
    return content, digest(content)


def frame_to_data(frame: Frame) -> dict[str, Any]:
    """A frame as JSON can hold it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in _plain(frame)}


def frame_from_data(data: object) -> Frame:
    """The frame that data stand for. Raises NotContent."""
    names = {field.name for field in dataclasses.fields(Frame)}
    fields = _object(data, "frame", names)
    lines = {"recipients", "authority"}
    texts = names - lines - {"draft", "extra"}
    read: dict[str, Any] = {name: _text(fields.get(name, ""), name) for name in texts}
    read |= {name: _each(fields.get(name, []), name, _text) for name in lines}
    read["draft"] = _bool(fields.get("draft", False), "draft")
    read["extra"] = _extra(fields.get("extra", {}))
    return Frame(**read)


def digest(content: Content) -> str:
    """A short name of exactly this content: what an editor saw."""
    return _digest(content_to_data(content))


def frame_digest(frame: Frame) -> str:
    """A short name of exactly this frame: what stood around the words when somebody read them."""
    return _digest(frame_to_data(frame))


def _digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:20]


def pieces_to_data(pieces: Pieces) -> list[Any]:
    """Pieces as JSON can hold them."""
    return [piece if isinstance(piece, str) else _fields(piece) for piece in pieces]


def wrong(path: str, what: str) -> NotContent:
    """The error that says what is wrong with the data at a path."""
    sentence = _("Nội dung văn bản không đọc được: %(what)s. Hãy tải lại trang rồi thử lại.")
    return NotContent(sentence % {"what": what}, where=path)


# ── Writing ──────────────────────────────────────────────────────────────────


def _plain(thing: Any) -> Iterable[tuple[str, Any]]:
    """The fields of a record that hold something else than by default."""
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        if value != default:
            yield field.name, value


def _fields(thing: Any) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in _plain(thing)}


def _value(name: str, value: Any) -> Any:
    match name:
        case "pieces":
            return pieces_to_data(value)
        case "columns" | "rows":
            return [_fields(one) for one in value]
        case "cells":
            return [pieces_to_data(cell) for cell in value]
        case "series":
            return [[label, list(values)] for label, values in value]
        case _:
            return list(value) if isinstance(value, tuple) else value


# ── Reading ──────────────────────────────────────────────────────────────────


def _block(data: object, path: str) -> Block:
    if not isinstance(data, dict) or data.get("type") not in TYPES:
        raise wrong(path, _("có phần không rõ loại"))
    fields = {name: value for name, value in data.items() if name != "type"}
    return _READERS[TYPES[data["type"]]](fields, path)


def _heading(data: object, path: str) -> Heading:
    fields = _object(data, path, {"id", "level", "text"})
    level = _choice(_needed(fields, "level", path), f"{path}.level", LEVELS)
    return Heading(_id(fields, path), level, _text(_needed(fields, "text", path), f"{path}.text"))


def _paragraph(data: object, path: str) -> Paragraph:
    fields = _object(data, path, {"id", "pieces", "style", "source", "edited"})
    return Paragraph(
        id=_id(fields, path),
        pieces=pieces_from_data(_needed(fields, "pieces", path), f"{path}.pieces"),
        style=_choice(fields.get("style", "body"), f"{path}.style", STYLES),
        source=_text(fields.get("source", ""), f"{path}.source"),
        edited=_bool(fields.get("edited", False), f"{path}.edited"),
    )


def pieces_from_data(data: object, path: str) -> Pieces:
    """The pieces that data stand for. Raises NotContent."""
    return _each(data, path, _piece)


def _piece(data: object, path: str) -> str | Token:
    if isinstance(data, str):
        return _text(data, path)
    fields = _object(data, path, {"key", "text", "about", "href"})
    read = {name: _text(value, f"{path}.{name}") for name, value in fields.items()}
    if not read.get("key"):
        raise wrong(f"{path}.key", _("có con số thiếu nguồn"))
    href = read.get("href", "")
    if href and not re.match(r"/(?![/\\])", href):
        raise wrong(f"{path}.href", _("liên kết dẫn ra ngoài hệ thống"))
    return Token(key=read["key"], text=read.get("text", ""), about=read.get("about", ""), href=href)


def _table(data: object, path: str) -> Table:
    fields = _object(data, path, {"id", "columns", "rows", "caption", "measure", "notes", "source"})
    texts = {name: _text(fields.get(name, ""), f"{path}.{name}") for name in ("caption", "measure", "source")}
    return Table(
        id=_id(fields, path),
        columns=_each(_needed(fields, "columns", path), f"{path}.columns", _column),
        rows=_each(_needed(fields, "rows", path), f"{path}.rows", _row),
        notes=_each(fields.get("notes", []), f"{path}.notes", _text),
        **texts,
    )


def _column(data: object, path: str) -> Column:
    fields = _object(data, path, {"text", "align", "width", "group"})
    width = fields.get("width", 1)
    if type(width) is not int or not 0 < width <= 100:  # noqa: PLR2004 - a share in hundredths at most
        raise wrong(f"{path}.width", _("cột có bề rộng không hợp lệ"))
    return Column(
        text=_text(fields.get("text", ""), f"{path}.text"),
        align=_choice(fields.get("align", "left"), f"{path}.align", ALIGNS),
        width=width,
        group=_text(fields.get("group", ""), f"{path}.group"),
    )


def _row(data: object, path: str) -> TableRow:
    fields = _object(data, path, {"cells", "strong", "section"})
    return TableRow(
        cells=_each(_needed(fields, "cells", path), f"{path}.cells", pieces_from_data),
        strong=_bool(fields.get("strong", False), f"{path}.strong"),
        section=_bool(fields.get("section", False), f"{path}.section"),
    )


def _chart(data: object, path: str) -> Chart:
    fields = _object(data, path, {"id", "form", "title", "alt", "labels", "series", "measure"})
    texts = {name: _text(fields.get(name, ""), f"{path}.{name}") for name in ("title", "alt", "measure")}
    return Chart(
        id=_id(fields, path),
        form=_choice(_needed(fields, "form", path), f"{path}.form", CHARTS),
        labels=_each(fields.get("labels", []), f"{path}.labels", _text),
        series=_each(fields.get("series", []), f"{path}.series", _series),
        **texts,
    )


def _series(data: object, path: str) -> tuple[str, tuple[float | None, ...]]:
    if not isinstance(data, list) or len(data) != len(("label", "values")):
        raise wrong(path, _("biểu đồ có dãy số không hợp lệ"))
    return _text(data[0], path), _each(data[1], path, _number)


def _number(data: object, path: str) -> float | None:
    if data is None:
        return None
    if not isinstance(data, int | float) or isinstance(data, bool) or not isfinite(data):
        raise wrong(path, _("biểu đồ có số không hợp lệ"))
    return data


def _break(data: object, path: str) -> PageBreak:
    fields = _object(data, path, {"id", "landscape"})
    return PageBreak(_id(fields, path), _bool(fields.get("landscape", False), f"{path}.landscape"))


_READERS: Mapping[type[Block], Callable[[object, str], Block]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Table: _table,
    Chart: _chart,
    PageBreak: _break,
}


def _object(data: object, path: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise wrong(path, _("thiếu một phần"))
    if unknown := sorted(map(str, data.keys() - names)):
        raise wrong(f"{path}.{unknown[0][:40]}", _("có trường lạ"))
    return data


def _needed(fields: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in fields:
        raise wrong(f"{path}.{name}", _("thiếu một trường"))
    return fields[name]


def _id(fields: Mapping[str, Any], path: str) -> str:
    found = fields.get("id")
    if not isinstance(found, str) or not BLOCK_ID.fullmatch(found):
        raise wrong(f"{path}.id", _("có phần thiếu mã"))
    return found


def _text(data: object, path: str) -> str:
    if not isinstance(data, str) or len(data) > LONGEST_TEXT or "\0" in data:
        raise wrong(path, _("có đoạn chữ không hợp lệ hoặc quá dài"))
    return data


def _bool(data: object, path: str) -> bool:
    if not isinstance(data, bool):
        raise wrong(path, _("có dấu chọn không hợp lệ"))
    return data


def _choice(data: object, path: str, choices: tuple[_T, ...]) -> Any:
    if type(data) not in {int, str} or data not in choices:
        raise wrong(path, _("có giá trị ngoài các giá trị được nhận"))
    return data


def _each(data: object, path: str, read: Callable[[object, str], _T], *, most: int = MOST_BLOCKS) -> tuple[_T, ...]:
    if not isinstance(data, list | tuple) or len(data) > most:
        raise wrong(path, _("có danh sách không hợp lệ hoặc quá dài"))
    return tuple(read(one, f"{path}[{index}]") for index, one in enumerate(data))


def _extra(data: object) -> dict[str, Any]:
    """Further fields of a federation's own template: whatever JSON holds."""
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data):
        raise wrong("extra", _("có trường lạ"))
    try:
        return dict(json.loads(json.dumps(data, allow_nan=False)))
    except (TypeError, ValueError) as error:
        raise wrong("extra", _("có trường lạ")) from error
