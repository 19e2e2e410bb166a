"""The letters that Vietnamese adds to the Latin alphabet, in both cases, and the sign of its money."""

from __future__ import annotations

import unicodedata

_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VOWELS = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
_SMALL = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in _VOWELS
    for tone in _TONES
    if not (tone == "" and vowel.isascii())
] + ["đ"]
LETTERS = "".join(letter + letter.upper() for letter in _SMALL)
assert len(LETTERS) == 134
DONG = "₫"
