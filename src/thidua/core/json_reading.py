"""Reading JSON that people wrote: every flaw is noted with its path, nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from thidua.core.clock import VIETNAM
from thidua.core.errors import BadEntries, BadEntry, DomainError
from thidua.core.text import clean_line

LARGEST_FILE = 40 * 1024 * 1024
MOST_FLAWS = 1_000
_LONGEST_NUMBER = 40


class BadFile(DomainError):
    """The file as a whole cannot be read as JSON."""

    status = 422


class Unreadable(DomainError):
    """One value is not what its place asks for."""

    status = 422


class Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were written twice."""

    repeated: tuple[str, ...] = ()


@dataclass(slots=True)
class Flaws:
    """What is wrong with a file, entry by entry."""

    entries: list[BadEntry] = field(default_factory=list)

    def add(self, path: str, sentence: str) -> None:
        """Note a flaw; beyond a thousand nobody reads on."""
        if len(self.entries) < MOST_FLAWS:
            self.entries.append(BadEntry(path, sentence))

    def refuse(self, sentence: str = "") -> None:
        """Raise BadEntries when anything was noted; the sentence may say `%(count)d`."""
        if self.entries:
            wording = sentence or _("Tệp có %(count)d chỗ sai, chưa ghi gì. Hãy sửa rồi nạp lại.")
            raise BadEntries(wording % {"count": len(self.entries)}, self.entries)


Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object: how its value is read, and what stands for it when it is absent."""

    read: Read
    required: bool = True
    default: Any = None


def parse_json(raw: bytes) -> Any:
    """The document of a file; numbers with decimals stay exact. Raises BadFile with what to do."""
    if len(raw) > LARGEST_FILE:
        raise BadFile(
            _("Tệp lớn hơn %(most)d MB. Hãy chia thành nhiều tệp, mỗi tệp vài kỳ.") % {"most": LARGEST_FILE >> 20}
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_("Tệp không phải là văn bản UTF-8. Hãy lưu lại với mã UTF-8.")) from error
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=Decimal, parse_int=_whole, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise BadFile(
            _("Không đọc được JSON ở dòng %(line)d, cột %(column)d. Hãy kiểm tra dấu phẩy và ngoặc quanh đó.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    except RecursionError as error:
        raise BadFile(_("JSON lồng nhau quá sâu. Hãy viết đúng mẫu trong tài liệu.")) from error


def read_object(value: Any, fields: Mapping[str, Field], path: str, flaws: Flaws) -> dict[str, Any] | None:
    """The values of an object by key; None, and a flaw for each, when anything is wrong with it."""
    if not isinstance(value, dict):
        flaws.add(path or "$", _("Phải là một đối tượng {…}. Hãy viết đúng mẫu trong tài liệu."))
        return None
    before = len(flaws.entries)
    _note_odd_keys(value, fields, path, flaws)
    values = {}
    for key, wanted in fields.items():
        where = f"{path}.{key}" if path else key
        if key in value:
            values[key] = read_value(wanted.read, value[key], where, flaws)
        elif wanted.required:
            flaws.add(where, _("Thiếu mục này. Hãy bổ sung."))
        else:
            values[key] = wanted.default
    return values if len(flaws.entries) == before else None


def read_value(read: Read, value: Any, path: str, flaws: Flaws) -> Any:
    """One value; None and a flaw when it cannot be read."""
    try:
        return read(value)
    except DomainError as error:
        flaws.add(path, error.sentence)
        return None


def read_list(value: Any, fields: Mapping[str, Field], path: str, flaws: Flaws) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a list that can be read, each with its index in the file."""
    if not isinstance(value, list):
        flaws.add(path, _("Phải là một danh sách […]. Hãy viết đúng mẫu trong tài liệu."))
        return []
    objects = [(index, read_object(item, fields, f"{path}[{index}]", flaws)) for index, item in enumerate(value)]
    return [(index, found) for index, found in objects if found is not None]


def line(most: int) -> Read:
    """A line of text, not empty."""

    def read(value: Any) -> str:
        text = _string(value)
        if not text.strip():
            raise Unreadable(_("Không được để trống. Hãy điền vào."))
        return clean_line(text, most=most)

    return read


def optional_line(most: int) -> Read:
    """A line of text that may be empty."""
    return lambda value: clean_line(_string(value), most=most)


def one_of(values: type[Any]) -> Read:
    """One of the values of a Django `TextChoices`."""

    def read(value: Any) -> Any:
        if value not in values.values:
            raise Unreadable(
                _("Chỉ nhận một trong các từ: %(words)s.") % {"words": ", ".join(str(word) for word in values.values)}
            )
        return values(value)

    return read


def day(value: Any) -> date:
    """A date such as ``2024-03-30``."""
    text = _string(value)
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(_("Không phải là một ngày. Hãy viết như 2024-03-30.")) from error
    if len(text) != len("2024-03-30"):
        raise Unreadable(_("Không phải là một ngày. Hãy viết như 2024-03-30."))
    return found


def instant(value: Any) -> datetime:
    """An instant such as ``2024-04-02T10:30:00+07:00``; without an offset it is Vietnamese time."""
    try:
        found = datetime.fromisoformat(_string(value))
    except ValueError as error:
        raise Unreadable(_("Không phải là một thời điểm. Hãy viết như 2024-04-02T10:30:00+07:00.")) from error
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def small_number(most: int) -> Read:
    """A whole number from 0 to `most`, or null."""

    def read(value: Any) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise Unreadable(_("Phải là số nguyên từ 0 đến %(most)d.") % {"most": most})
        return value

    return read


def number(value: Any) -> Decimal:
    """An exact number: a JSON number, or a string such as ``"15220000000"`` or ``"52.5"``."""
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii():
        try:
            value = Decimal(value)
        except InvalidOperation as error:
            raise _not_a_number() from error
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _not_a_number()
    exact = Decimal(value)
    if not exact.is_finite():
        raise _not_a_number()
    return exact


def optional_number(value: Any) -> Decimal | None:
    """An exact number, or null."""
    return None if value is None else number(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable(_('Phải là chữ trong ngoặc kép "…".'))
    return value


def _note_odd_keys(value: dict[str, Any], fields: Mapping[str, Field], path: str, flaws: Flaws) -> None:
    prefix = f"{path}." if path else ""
    for key in value.repeated if isinstance(value, Object) else ():
        flaws.add(f"{prefix}{printable(key)}", _("Viết hai lần trong một đối tượng. Hãy chỉ để một."))
    for key in value.keys() - fields.keys():
        flaws.add(f"{prefix}{printable(key)}", _("Không có mục này trong mẫu. Hãy xem tên đúng trong tài liệu."))


def printable(key: str) -> str:
    """A key as it may stand in a path: hidden characters and great length left out."""
    return "".join(c if c.isprintable() else "�" for c in key[:60])


def _not_a_number() -> Unreadable:
    return Unreadable(_('Không phải là một số. Hãy viết như 1424, 52.5 hoặc "15220000000".'))


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = Object(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _value in pairs]
        found.repeated = tuple(key for key in found if keys.count(key) > 1)
    return found


def _whole(digits: str) -> int | Decimal:
    """Huge whole numbers stay decimals: Python refuses to read more than some thousand digits as int."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else Decimal(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise BadFile(_("%(name)s không phải là số liệu. Hãy bỏ đi hoặc thay bằng một số.") % {"name": name})
