"""A part of a whole as people type it: "2/3", "80%", "66,7%"."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .rules import Part

# What the columns of a ballot hold.
LARGEST = 10_000
# Halves and thirds are said as such, not in per cent.
NAMED = 3
_RATIO = re.compile(r"(\d{1,5})\s*/\s*(\d{1,5})", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?", re.ASCII)


def read_part(text: str) -> tuple[int, int] | None:
    """Numerator and denominator of a typed part; None for what is not one, or more than the whole."""
    text = text.strip()
    if found := _RATIO.fullmatch(text):
        above, below = int(found[1]), int(found[2])
    elif found := _PERCENT.fullmatch(text):
        decimals = found[2] or ""
        share = Fraction(int(found[1] + decimals), 100 * 10 ** len(decimals))
        above, below = share.numerator, share.denominator
    else:
        return None
    return (above, below) if 0 < above <= below <= LARGEST else None


def written_part(part: Part) -> str:
    """A part as it is typed: whole per cents as such, everything else as a ratio."""
    if part.denominator > NAMED and 100 * part.numerator % part.denominator == 0:
        return f"{100 * part.numerator // part.denominator}%"
    return f"{part.numerator}/{part.denominator}"


class PartField(forms.CharField):
    """A part of a whole; its value is (numerator, denominator)."""

    default_error_messages = {
        "required": gettext_lazy("Hãy ghi phần cần đạt, ví dụ 2/3 hoặc 80%."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored part is shown as it is typed."""
        return written_part(value) if isinstance(value, Part) else value

    def clean(self, value: Any) -> Any:
        """(numerator, denominator). Raises ValidationError for what is not a part of a whole."""
        found = read_part(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Phần viết chưa đúng. Hãy ghi như 2/3 hoặc 80%, không quá cả số."))
        return found
