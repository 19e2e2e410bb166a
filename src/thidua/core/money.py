"""Amounts of đồng in figures, in short and in Vietnamese words."""

from typing import Literal

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, round_half_up, unscale

BILLION, MILLION, THOUSAND = 10**9, 10**6, 10**3
# What stands for a zero among the tens: both are read; documents and vouchers mostly write the first.
Joint = Literal["lẻ", "linh"]
JOINT: Joint = "lẻ"
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def print_dong(amount: int) -> str:
    """All digits: 15220000000 -> "15.220.000.000 đồng"."""
    return _("%(amount)s đồng") % {"amount": print_number(amount)}


def print_short(amount: int) -> str:
    """For reading: "15 tỷ 220 triệu đồng", "18,6 triệu đồng", "950.000 đồng".

    From a million on, rounded half up to a hundredth of a million.
    """
    if abs(amount) < MILLION:
        return print_dong(amount)
    hundredths = int(round_half_up(unscale(abs(amount), 4), 0))
    billions, rest = divmod(hundredths, 100_000)
    parts = []
    if billions:
        parts.append(_("%(number)s tỷ") % {"number": print_number(billions)})
    if rest:
        parts.append(_("%(number)s triệu") % {"number": print_number(unscale(rest, 2))})
    sign = "-" if amount < 0 else ""
    return sign + _("%(amount)s đồng") % {"amount": " ".join(parts)}


def dong_words(amount: int) -> str:
    """The amount as written on vouchers: "mười lăm tỷ hai trăm hai mươi triệu đồng".

    Always Vietnamese, whatever the language of the screen: documents are.
    """
    return f"{number_words(amount)} đồng"


def number_words(number: int, *, joint: Joint = JOINT) -> str:
    """A whole number in Vietnamese words: 1005 -> "một nghìn không trăm lẻ năm".

    Usage of state documents: nghìn, mươi tư (24), mươi mốt (21), mười lăm (15); `joint` is the word for a
    zero among the tens. Above a billion it counts in tỷ: "một nghìn tỷ".
    """
    if number < 0:
        return f"âm {number_words(-number, joint=joint)}"
    if number == 0:
        return _DIGITS[0]
    words = " ".join(_words(number, padded=False))
    return words if joint == JOINT else words.replace(f" {JOINT} ", f" {joint} ")


def _words(number: int, *, padded: bool) -> list[str]:
    """Words of a positive number; `padded` when larger units were read before it."""
    for size, unit in ((BILLION, "tỷ"), (MILLION, "triệu"), (THOUSAND, "nghìn")):
        many, rest = divmod(number, size)
        if many:
            tail = _words(rest, padded=True) if rest else []
            return [*_words(many, padded=padded), unit, *tail]
    return _below_thousand(number, padded=padded)


def _below_thousand(number: int, *, padded: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or padded else []
    tens, ones = divmod(rest, 10)
    if tens:
        return words + _tens(tens, ones)
    if ones and words:
        words.append(JOINT)
    return [*words, _DIGITS[ones]] if ones else words


def _tens(tens: int, ones: int) -> list[str]:
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 0:
        return words
    special = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return [*words, special.get(ones, _DIGITS[ones])]
