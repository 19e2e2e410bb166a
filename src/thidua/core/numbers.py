"""Numbers as people in Việt Nam type and print them: 1.424 and 52,5.

Inside, a figure is an integer scaled by 10**decimals. Quotients are exact `Fraction`s;
they are rounded once, when they are printed.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.text import is_direction_mark

Exact = int | Decimal | Fraction

LARGEST = 10**13
_LONGEST = 60
_UNITS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?")
_PARTS = re.compile(rf"([0-9., ]+?)\s*({'|'.join(_UNITS)})(?![^\W\d_])\s*")


class BadNumber(DomainError):
    """What was typed is not a number that this cell can hold."""

    status = 422


def parse_number(text: str, *, decimals: int, worth: int = 1) -> int:
    """The typed number times 10**decimals.

    ``worth`` is what one of the cell's unit is worth (triệu đồng: 10**6): amounts in words name đồng, whatever
    the cell is measured in, so that ``15 tỷ`` is 15.000 in a cell of triệu đồng.

    Accepts ``1424``, ``1.424``, ``1 424``, ``52,5``, ``-3``, ``18,6 triệu`` and
    ``15 tỷ 220 triệu``. Raises BadNumber, with a sentence that says what to type, for
    anything that could be read in two ways, has too many decimals or is beyond 10**13.
    """
    typed = _plain_characters(text)
    negative = typed.startswith("-")
    body = typed[1:].lstrip() if negative else typed
    value = _worded(body) / worth if any(unit in body.lower() for unit in _UNITS) else _figure(body)
    return _scaled(-value if negative else value, decimals)


def scale(value: Decimal, decimals: int) -> int:
    """An exact value times 10**decimals; the same limits and errors as `parse_number`."""
    if not value.is_finite():
        raise BadNumber(_("Đây không phải là một số. Hãy gõ một số hữu hạn."))
    if value.adjusted() > _LONGEST:
        raise _too_large()
    if value.adjusted() < -_LONGEST:
        raise _too_fine(decimals)
    return _scaled(Fraction(value), decimals)


def unscale(value: int, decimals: int) -> Decimal:
    """The value behind a scaled integer, exact: (525, 1) -> 52.5."""
    return Decimal(value).scaleb(-decimals)


def round_half_up(value: Exact, digits: int) -> Decimal:
    """Round to `digits` decimals, halves away from zero, from the exact value at once."""
    return unscale(_rounded(value, digits), digits)


def _rounded(value: Exact, digits: int) -> int:
    """The value times 10**digits, rounded; a page prints hundreds, whole numbers are ten times as fast as fractions."""
    above, below = value.as_integer_ratio()
    whole: int = (2 * abs(above) * 10**digits + below) // (2 * below)
    return whole if above >= 0 else -whole


def print_number(value: Exact, digits: int | None = None) -> str:
    """Vietnamese notation without trailing zeros: 1424 -> "1.424", 52.50 -> "52,5".

    Without `digits` nothing is rounded; a fraction without an end needs them (ValueError).
    """
    if digits is None:
        digits = _decimals(value)
    rounded = _rounded(value, digits)
    whole, rest = divmod(abs(rounded), 10**digits)
    part = f"{rest:0{digits}d}".rstrip("0") if rest else ""
    printed = f"{whole:,}".replace(",", ".") + (f",{part}" if part else "")
    return f"-{printed}" if rounded < 0 else printed


def print_percent(value: Exact, digits: int) -> str:
    """A percentage with the federation's digits: "50,9%", "50%"."""
    return f"{print_number(value, digits)}%"


def print_change(value: Exact, digits: int) -> str:
    """A change in per cent against the year before: "tăng 3,33%", "giảm 1,8%"."""
    return _change(value, print_percent(abs(Fraction(value)), digits), digits)


def print_points(value: Exact, digits: int) -> str:
    """A change of a ratio against the year before: "tăng 2,95 điểm %"."""
    points = _("%(number)s điểm %%") % {"number": print_number(abs(Fraction(value)), digits)}
    return _change(value, points, digits)


def _change(value: Exact, amount: str, digits: int) -> str:
    if value == 0:
        return _("bằng cùng kỳ")
    if round_half_up(value, digits) == 0:
        return _("xấp xỉ cùng kỳ")
    pattern = _("tăng %(amount)s") if value > 0 else _("giảm %(amount)s")
    return pattern % {"amount": amount}


def _decimals(value: Exact) -> int:
    """How many decimals a value has."""
    below = value.as_integer_ratio()[1]
    for digits in range(_LONGEST):
        if 10**digits % below == 0:
            return digits
    raise ValueError(f"{value} has no finite decimal form: say how many digits to print")


def _plain_characters(text: str) -> str:
    """Spaces of every kind as one space, the minus sign as a hyphen, odd characters refused."""
    if len(text) > _LONGEST:
        raise BadNumber(_("Quá dài để là một số. Hãy chỉ gõ một số."))
    if any(is_direction_mark(c) for c in text):
        raise BadNumber(_("Có dấu đổi chiều chữ ẩn. Hãy xóa ô và gõ lại số."))
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text):
        raise BadNumber(_("Có ký tự điều khiển ẩn. Hãy xóa ô và gõ lại số."))
    if any(unicodedata.category(c) in {"Nd", "No", "Nl"} and not c.isascii() for c in text):
        raise BadNumber(_("Chỉ dùng các chữ số 0 đến 9. Hãy gõ lại bằng bàn phím thường."))
    typed = " ".join(unicodedata.normalize("NFC", text).replace("\u2212", "-").split())
    if not typed:
        raise BadNumber(_("Chưa có số. Hãy gõ một số, hoặc để trống ô nếu chưa có số liệu."))
    return typed


def _figure(body: str) -> Fraction:
    """The value of digits with their separators."""
    if _PLAIN.fullmatch(body) or _GROUPED.fullmatch(body):
        return Fraction(re.sub(r"[. ]", "", body).replace(",", "."))
    raise BadNumber(_why_not(body))


def _why_not(body: str) -> str:
    words = {"typed": body or "-"}
    if not re.search(r"[0-9]", body):
        return _("«%(typed)s» không phải là một số. Hãy gõ bằng chữ số, ví dụ 1.424 hoặc 52,5.") % words
    if re.fullmatch(r"[0-9.,]+e[+-]?[0-9]+", body, re.IGNORECASE):
        return _("Không nhận cách viết «%(typed)s». Hãy gõ đủ các chữ số, ví dụ 1.424.") % words
    if re.search(r"[^0-9., ]", body):
        return _("«%(typed)s» có ký tự không thuộc về một số. Hãy chỉ gõ số, không kèm đơn vị đo.") % words
    if re.search(r",.*[.,]", body):
        return (
            _("Không rõ «%(typed)s» là bao nhiêu: dấu phẩy chỉ dùng một lần, trước phần lẻ. Hãy viết như 1.424,5.")
            % words
        )
    if "." in body:
        return (
            _(
                "Không rõ «%(typed)s» là bao nhiêu: dấu chấm chỉ tách hàng nghìn, mỗi nhóm đủ ba "
                "chữ số (1.424); phần lẻ viết sau dấu phẩy (52,5)."
            )
            % words
        )
    return _("Các nhóm chữ số của «%(typed)s» không đúng. Hãy viết liền, hoặc tách ba số một.") % words


def _worded(body: str) -> Fraction:
    """The value of figures with tỷ, triệu, nghìn, such as "15 tỷ 220 triệu"."""
    parts = _PARTS.findall(body.lower())
    if "".join(body.lower().split()) != "".join("".join(part).replace(" ", "") for part in parts):
        raise BadNumber(
            _("Không đọc được «%(typed)s». Hãy viết như 15 tỷ 220 triệu, hoặc gõ đủ các chữ số.") % {"typed": body}
        )
    figures = [_figure(figure.strip()) for figure, _word in parts]
    units = [_UNITS[word] for _typed, word in parts]
    amounts = [figure * unit for figure, unit in zip(figures, units, strict=True)]
    # Each amount must fit below the unit before it, and only the last may have decimals.
    fits = all(amount < unit for amount, unit in zip(amounts[1:], units[:-1], strict=True))
    if not fits or any(figure.denominator != 1 for figure in figures[:-1]):
        raise _wrong_order(body)
    return sum(amounts, Fraction(0))


def _wrong_order(body: str) -> BadNumber:
    return BadNumber(
        _(
            "Không rõ «%(typed)s» là bao nhiêu: viết từ hàng lớn đến hàng nhỏ, mỗi hàng nhỏ hơn "
            "một nghìn, phần lẻ chỉ ở hàng cuối."
        )
        % {"typed": body}
    )


def _scaled(value: Fraction, decimals: int) -> int:
    scaled = value * 10**decimals
    if abs(scaled) > LARGEST:
        raise _too_large()
    if scaled.denominator != 1:
        raise _too_fine(decimals)
    return int(scaled)


def _too_large() -> BadNumber:
    return BadNumber(_("Số quá lớn để là một số liệu. Hãy kiểm tra lại số chữ số và đơn vị đo."))


def _too_fine(decimals: int) -> BadNumber:
    if decimals == 0:
        return BadNumber(_("Chỉ tiêu này chỉ nhận số nguyên. Sau dấu phẩy là phần lẻ; hàng nghìn tách bằng dấu chấm."))
    return BadNumber(_("Chỉ nhận tối đa %(decimals)d chữ số sau dấu phẩy. Hãy làm tròn.") % {"decimals": decimals})
