"""Vietnamese text: folding for search, the order of the alphabet, clean input."""

import re
import unicodedata

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError

# The tones in dictionary order: ngang (no mark), huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# Marks that make another letter: ă and ê ô â come right after a, e, o; ơ ư after ô u.
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
# "{" and "|" follow "z", so that every word in "a…" stands before every word in "ă…".
_LETTERS = {
    "a" + _BREVE: "a{",
    "a" + _CIRCUMFLEX: "a|",
    "đ": "d{",
    "e" + _CIRCUMFLEX: "e{",
    "o" + _CIRCUMFLEX: "o{",
    "o" + _HORN: "o|",
    "u" + _HORN: "u{",
}
_BETWEEN_WORDS, _BEFORE_TONES = "!", " "
_MOST_TERMS = 12


class BadText(DomainError):
    """The text holds characters that cannot be stored, or is too long."""

    status = 422


def fold(text: str) -> str:
    """The text for comparing: lower case, without marks, đ as d, single spaces.

    Composed and decomposed spellings fold alike; folding twice changes nothing.
    """
    bare = "".join(c for c in _decompose(text) if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").split())


def search_terms(text: str) -> tuple[str, ...]:
    """The different folded words of a query, letters and digits only, at most twelve."""
    words = re.findall(r"[^\W_]+", fold(text))
    return tuple(dict.fromkeys(words))[:_MOST_TERMS]


def sort_key(text: str) -> str:
    """A string whose plain (code point) order is the Vietnamese order of the texts.

    Letters decide first: a ă â b c d đ e ê … o ô ơ … u ư … y; only between equal letters
    the tones do, word by word: ngang, huyền, hỏi, ngã, sắc, nặng. Case and punctuation
    do not count.
    """
    words = re.findall(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*", _decompose(text))
    letters = _BETWEEN_WORDS.join(_word_key(word) for word in words)
    tones = "".join(_tone(word) for word in words).rstrip("0")
    return f"{letters}{_BEFORE_TONES}{tones}"


def clean_line(text: str, *, most: int) -> str:
    """One line as typed: composed, trimmed, runs of spaces made one.

    Raises BadText for control characters (NUL and line breaks too), invisible and
    direction-changing marks, and for more than `most` characters.
    """
    _refuse_hidden(text)
    return _refuse_long(" ".join(unicodedata.normalize("NFC", text).split()), most)


def clean_text(text: str, *, most: int) -> str:
    """Several lines as typed: like `clean_line`, but line breaks and spacing are kept."""
    text = text.replace("\r\n", "\n")
    _refuse_hidden(text.replace("\n", " "))
    return _refuse_long(unicodedata.normalize("NFC", text).strip(), most)


def clean_piece(text: str, *, most: int) -> str:
    """A piece of a line as typed: like `clean_line`, but the spaces at its ends and those that bind words are kept."""
    text = re.sub(r"[\t\r\n]+", " ", text)
    _refuse_hidden(text)
    return _refuse_long(unicodedata.normalize("NFC", text), most)


def is_direction_mark(character: str) -> bool:
    """Whether a character turns the direction of writing, so that text reads unlike itself."""
    return character in "\u200e\u200f\u061c" or "\u202a" <= character <= "\u202e" or ("\u2066" <= character <= "\u2069")


def _refuse_hidden(text: str) -> None:
    for at, character in enumerate(text, start=1):
        if is_direction_mark(character):
            raise BadText(_("Ký tự thứ %(at)d là dấu đổi chiều chữ ẩn. Hãy xóa và gõ lại đoạn này.") % {"at": at})
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise BadText(_("Ký tự thứ %(at)d là ký tự ẩn, không lưu được. Hãy xóa và gõ lại đoạn này.") % {"at": at})


def _refuse_long(text: str, most: int) -> str:
    if len(text) > most:
        raise BadText(
            _("Dài %(length)d ký tự, chỉ được tối đa %(most)d. Hãy rút gọn.") % {"length": len(text), "most": most}
        )
    return text


def _decompose(text: str) -> str:
    """Lower case with every mark apart from its letter, compatibility forms made plain."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())


def _word_key(word: str) -> str:
    key = ""
    for letter, marks in re.findall(r"(.)([\u0300-\u036f]*)", word):
        shape = next((mark for mark in marks if letter + mark in _LETTERS), "")
        key += _LETTERS.get(letter + shape, letter)
    return key


def _tone(word: str) -> str:
    """The tone of a syllable; where it is written (hòa, hoà) makes no difference."""
    return next((_TONES[c] for c in word if c in _TONES), "0")
