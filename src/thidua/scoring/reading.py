"""Reading the numbers, words and lists of point tables from JSON; what they share beyond `core.json_reading`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.json_reading import Flaws, Read, Unreadable, line, number, optional_line
from thidua.core.text import clean_text

from .scheme import MOST_DIGITS

LARGEST_POINTS = 1_000_000
LARGEST_AMOUNT = Decimal(10) ** 16
FINEST = 12
LARGEST_SHARE = 100_000
MOST_ITEMS = 500
MOST_STEPS_DOWN = 10
LONGEST_TEXT = 4_000
LONGEST_FACT = 200
LONGEST_CODE = 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def anything(value: Any) -> Any:
    """A value that is read later, with its path."""
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unreadable(_("Hãy ghi true hoặc false."))
    return value


def amount(value: Any) -> Decimal:
    """An exact number of a size that figures have; a float of a program is what it prints as."""
    found = number(str(value) if isinstance(value, float) else value)
    if found.adjusted() > LARGEST_AMOUNT.adjusted() or abs(found) > LARGEST_AMOUNT:
        raise Unreadable(_("Số quá lớn. Hãy kiểm tra lại số chữ số và đơn vị đo."))
    if found and found.adjusted() < -FINEST:
        raise Unreadable(_("Số quá nhỏ. Hãy làm tròn."))
    if -int(found.as_tuple().exponent) > FINEST:
        raise Unreadable(_("Chỉ nhận tối đa %(digits)d chữ số lẻ. Hãy làm tròn.") % {"digits": FINEST})
    return found


def points(value: Any) -> Decimal:
    """Points: at most a million, at most three decimal places, below zero where something is deducted."""
    found = amount(value)
    if abs(found) > LARGEST_POINTS:
        raise Unreadable(_("Điểm quá lớn. Hãy ghi không quá %(most)d.") % {"most": LARGEST_POINTS})
    if found.scaleb(MOST_DIGITS) != found.scaleb(MOST_DIGITS).to_integral_value():
        raise Unreadable(_("Điểm chỉ có tối đa %(digits)d chữ số lẻ. Hãy làm tròn.") % {"digits": MOST_DIGITS})
    return found


def share(value: Any) -> Decimal:
    """Per cent, from zero up."""
    found = amount(value)
    if not 0 <= found <= LARGEST_SHARE:
        raise Unreadable(_("Tỷ lệ phần trăm phải từ 0 trở lên. Hãy ghi 90 cho 90%."))
    return found


def at_least(least: int) -> Read:
    """A number that is not below `least`."""

    def read(value: Any) -> Decimal:
        found = amount(value)
        if found < least:
            raise Unreadable(_("Số này không được nhỏ hơn %(least)d.") % {"least": least})
        return found

    return read


def optional(read: Read) -> Read:
    """The same, or null."""
    return lambda value: None if value is None else read(value)


def code(value: Any) -> str:
    """A code that may stand in an address: letters without accents, digits, dots, hyphens, underscores."""
    found = line(LONGEST_CODE)(value)
    if not _CODE.fullmatch(found):
        raise Unreadable(_("Mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới. Hãy viết lại mã."))
    return str(found)


def words(most: int) -> Read:
    """A list of lines of text."""

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_ITEMS:
            raise Unreadable(_('Phải là một danh sách chữ ["…", "…"].'))
        return tuple(line(most)(item) for item in value)

    return read


def listed(
    value: Any, read: Callable[[Any, str, Flaws], Any], path: str, flaws: Flaws, *, most: int = MOST_ITEMS
) -> tuple[Any, ...]:
    """The objects of a list that can be read; flaws name the others by their index."""
    if not isinstance(value, list | tuple):
        flaws.add(path, _("Phải là một danh sách […]. Hãy viết đúng mẫu trong tài liệu."))
        return ()
    if len(value) > most:
        flaws.add(path, _("Danh sách dài quá %(most)d mục. Hãy chia nhỏ.") % {"most": most})
        return ()
    found = [read(item, f"{path}[{index}]", flaws) for index, item in enumerate(value)]
    return tuple(item for item in found if item is not None)


def digits(value: Any) -> int:
    """How many decimal places points keep: 0 to 3."""
    return _whole(value, 0, MOST_DIGITS)


def steps_down(value: Any) -> int:
    """By how many classes a unit is set down."""
    return _whole(value, 1, MOST_STEPS_DOWN)


def text(value: Any) -> str:
    """Several lines of text, or none."""
    if not isinstance(value, str):
        raise Unreadable(_('Phải là chữ trong ngoặc kép "…".'))
    return clean_text(value, most=LONGEST_TEXT)


def fact_value(value: Any) -> Decimal | bool | str:
    """A number, true or false, or words ("" for none). A number in quotes is words: no fact is made another kind."""
    if isinstance(value, bool):
        return value
    found: Decimal | str = optional_line(LONGEST_FACT)(value) if isinstance(value, str) else amount(value)
    return found


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unreadable(_("Phải là số nguyên từ %(least)d đến %(most)d.") % {"least": least, "most": most})
    return value
