"""What a cell of a file says about an indicator: a number, "not applicable" or nothing, and how it was understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.numbers import BadNumber, parse_number, print_number, scale
from thidua.core.text import fold
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator
from thidua.reporting.rules import WORDS_FOR_NONE

from .reading import Kind, Value

PERCENT: Final = "%"
GROUP: Final = 3
_NONE: Final = WORDS_FOR_NONE | {"na", "n/a"}
# Separators as English writes them: groups by commas, decimals after a point.
_ENGLISH_GROUPS: Final = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_ENGLISH_DECIMALS: Final = re.compile(r"-?[0-9]+\.[0-9]+")


class NotANumber(DomainError):
    """A cell of a file holds something that no figure can be."""

    status = 422


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says; `note` tells how it was understood where it could have been read otherwise."""

    cell: Cell
    note: str = ""


def read_value(value: Value, indicator: Indicator) -> Said:
    """What a cell of a file says. Raises NotANumber or BadNumber, with a sentence that says what to do."""
    if value.linked:
        raise NotANumber(
            _("Ô lấy số từ tệp khác bằng công thức nên không chắc là số mới. Hãy gõ thẳng số vào ô rồi gửi lại.")
        )
    if value.formula and value.kind not in {Kind.NUMBER, Kind.PERCENT}:
        raise NotANumber(_("Ô là công thức chưa tính ra số. Hãy gõ thẳng số vào ô rồi gửi lại."))
    said = _read(value, indicator)
    if value.formula:
        counted = _("Ô là công thức; lấy số đã tính là %(number)s.") % {"number": _printed(said.cell, indicator)}
        return Said(said.cell, f"{counted} {said.note}".strip())
    return said


def _read(value: Value, indicator: Indicator) -> Said:
    match value.kind:
        case Kind.EMPTY:
            return Said(EMPTY)
        case Kind.NUMBER:
            return _number(_exact(value), indicator)
        case Kind.PERCENT:
            return _percent(_exact(value), indicator)
        case Kind.TEXT:
            return _text(" ".join(value.text.split()), indicator)
    raise NotANumber(_not_a_number(value))


def _exact(value: Value) -> Decimal:
    """The number as programs show it: 15 digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{value.number:.15g}")


def _number(number: Decimal, indicator: Indicator) -> Said:
    try:
        return Said(Cell(scale(number, indicator.decimals)))
    except BadNumber:
        # Excel with English settings takes «1.424» for a little more than one.
        grouped = number * 1000
        if indicator.decimals or _digits(number) != GROUP or abs(number) < 1:
            raise
        return _understood(print_number(number), grouped, indicator)


def _percent(share: Decimal, indicator: Indicator) -> Said:
    number = share * 100
    if PERCENT in indicator.measure_vi:
        return Said(Cell(scale(number, indicator.decimals)))
    raise NotANumber(
        _("Ô ghi theo phần trăm (%(number)s%%) mà chỉ tiêu tính bằng «%(measure)s». Hãy gõ số theo đơn vị tính này.")
        % {"number": print_number(number), "measure": indicator.measure}
    )


def _text(text: str, indicator: Indicator) -> Said:
    if fold(text) in _NONE:
        return Said(NOT_APPLICABLE)
    if text.endswith(PERCENT) and PERCENT in indicator.measure_vi:
        text = text[:-1].rstrip()
    try:
        return Said(Cell(parse_number(text, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi))))
    except BadNumber:
        if (number := _english(text)) is None:
            raise
        return _understood(text, number, indicator)


def _english(text: str) -> Decimal | None:
    """The number behind English separators, where no Vietnamese reading fits the indicator."""
    if _ENGLISH_GROUPS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    # «1.424» is 1424 in Vietnamese and was taken as such before this.
    return Decimal(text) if _ENGLISH_DECIMALS.fullmatch(text) else None


def _understood(text: str, number: Decimal, indicator: Indicator) -> Said:
    cell = Cell(scale(number, indicator.decimals))
    return Said(cell, _("Tệp ghi «%(text)s»; hiểu là %(number)s.") % {"text": text, "number": print_number(number)})


def _digits(number: Decimal) -> int:
    """How many digits stand behind the separator."""
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _printed(cell: Cell, indicator: Indicator) -> str:
    return print_number(Decimal(cell.number or 0).scaleb(-indicator.decimals))


def _not_a_number(value: Value) -> str:
    words = {"text": value.text}
    match value.kind:
        case Kind.DATE:
            return (
                _("Excel đã đổi ô này thành ngày %(text)s. Hãy đổi định dạng ô thành Số (Number) rồi gõ lại.") % words
            )
        case Kind.TIME:
            return _("Excel đã đổi ô này thành giờ %(text)s. Hãy đổi định dạng ô thành Số (Number) rồi gõ lại.") % words
        case Kind.ERROR:
            return _("Ô báo lỗi %(text)s. Hãy xóa công thức bị lỗi và gõ thẳng số.") % words
        case Kind.MERGED:
            return _("Ô bị gộp với ô khác nên không rõ số là của dòng nào. Hãy bỏ gộp ô rồi gõ lại.")
    return _("Ô ghi đúng hoặc sai (TRUE, FALSE), không phải một số. Hãy gõ một số.")
