"""The ballot paper on a page: a field for each option, what was marked in it, what is wrong, what it says in words.

Something is marked in every field from the beginning – no opinion, not chosen, no place – and marks of a field have one
width. So a browser sends as many bytes whatever the voter marks, in each step and without any script. A question of
which one option may be chosen has one field, whose mark is the number of the option, 0 for a blank vote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.debug import sensitive_variables

from .models import Option, Question
from .queries import Put
from .rules import Asked, Kind, Marks, Votes, fault

Offers = tuple[tuple[int, str], ...]
"""The marks that an option may bear, each with its words."""

YES, NO, ABSTAINED = 1, 2, 0
LONGEST_MARK = 2
MARK = 500
"""More bytes than a page takes to say what is marked beside one option."""
INVALID = "x"
"""What is sent of an answer on a written paper that is not valid; any other is "v"."""


@dataclass(frozen=True, slots=True)
class Line:
    """An option on the paper: the name of its field, the mark in it, and the marks that it offers."""

    option: Option
    field: str
    mark: int
    offers: Offers

    @property
    def words(self) -> str:
        """What the mark says."""
        return dict(self.offers)[self.mark]

    @property
    def sent(self) -> str:
        """The mark as requests carry it."""
        return _wide(self.mark, len(self.offers) - 1)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What the field offers: the mark as it is sent, its words, and whether it is the one in the field."""
        return [(_wide(mark, len(self.offers) - 1), words, mark == self.mark) for mark, words in self.offers]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question on the paper; `error` says what is wrong with the answer, `invalid` that a written one is void."""

    question: Question
    asked: Asked
    field: str
    lines: tuple[Line, ...]
    error: str = ""
    invalid: bool = False

    @property
    def single(self) -> bool:
        """Whether one option may be chosen at most: then they share a field."""
        return _single(self.asked)

    @property
    def most(self) -> int:
        """How many options may be chosen or ranked."""
        return _most(self.asked)

    @property
    def picked(self) -> tuple[str, str]:
        """The field that all options of a `single` question share, and the mark in it."""
        place = next((at for at, line in enumerate(self.lines, 1) if line.mark), 0)
        return f"{self.field}-0", _wide(place, len(self.lines))

    @property
    def numbered(self) -> list[tuple[str, Line]]:
        """The options of a `single` question with the mark of each in the field that they share."""
        return [(_wide(at, len(self.lines)), line) for at, line in enumerate(self.lines, 1)]

    @property
    def nobody(self) -> str:
        """The mark of a blank vote in the field that all options share."""
        return _wide(0, len(self.lines))

    @property
    def rule(self) -> str:
        """What the voter may do here, in a sentence."""
        most, count = self.most, len(self.lines)
        match self.asked.kind:
            case Kind.APPROVAL:
                return _("Chọn ý kiến cho từng phương án. Dòng bạn không đổi là không có ý kiến.")
            case Kind.CHOOSE:
                words = {"most": most, "count": count}
                if self.single:
                    return _("Chọn một trong %(count)d phương án. Không chọn ai là phiếu trắng.") % words
                if most == count:
                    return _("Chọn bao nhiêu phương án tùy ý. Không chọn ai là phiếu trắng.")
                return _("Chọn không quá %(most)d trong %(count)d phương án. Không chọn ai là phiếu trắng.") % words
            case Kind.RANK:
                return _(
                    "Ghi 1 cho phương án tốt nhất, rồi 2, 3 … đến %(most)d. Phương án để trống không được xếp."
                ) % {"most": most}

    @property
    def blank(self) -> int:
        """On how many options of a yes-or-no question nothing was said; some may have been overlooked."""
        return sum(line.mark == ABSTAINED for line in self.lines) if self.asked.kind == Kind.APPROVAL else 0

    @property
    def marks(self) -> Marks | None:
        """The answer; None when it is not valid."""
        return None if self.invalid else tuple(line.mark for line in self.lines)

    @property
    def said(self) -> list[Line]:
        """What to show of the answer before it is sealed: every yes-or-no, what was chosen, places in order."""
        if self.asked.kind == Kind.APPROVAL:
            return list(self.lines)
        return sorted((line for line in self.lines if line.mark), key=lambda line: line.mark)


@dataclass(frozen=True, slots=True)
class MarkedPaper:
    """A whole ballot paper as far as it is filled in."""

    sheets: tuple[Sheet, ...]

    @property
    def valid(self) -> bool:
        return not any(sheet.error for sheet in self.sheets)

    @property
    def votes(self) -> Votes:
        """The answers, in the order of the questions."""
        return tuple(sheet.marks for sheet in self.sheets)

    def hidden(self) -> Iterator[tuple[str, str]]:
        """The fields that carry the answers on from the page that shows them."""
        for sheet in self.sheets:
            if sheet.single:
                yield sheet.picked
            else:
                yield from ((line.field, line.sent) for line in sheet.lines)


@sensitive_variables()
def blank_paper(puts: Sequence[Put]) -> MarkedPaper:
    """A paper on which nothing is marked."""
    return MarkedPaper(tuple(_sheet(put, {}) for put in puts))


@sensitive_variables()
def read_paper(puts: Sequence[Put], data: Mapping[str, Any], *, written: bool = False) -> MarkedPaper:
    """What was marked. `written`: an answer may be said to be invalid, as the committee reads it from paper."""
    sheets = []
    for put in puts:
        invalid = written and data.get(f"c{put.question.position}") == INVALID
        sheets.append(_sheet(put, data, check=not invalid, invalid=invalid))
    return MarkedPaper(tuple(sheets))


@sensitive_variables()
def _sheet(put: Put, data: Mapping[str, Any], *, check: bool = False, invalid: bool = False) -> Sheet:
    asked, at = put.asked, put.question.position
    offers = _offers(asked)
    marks, strange = (_picked if _single(asked) else _marked)(asked, f"c{at}", data)
    lines = [
        Line(option, f"c{at}-{position}", mark, offers)
        for position, (option, mark) in enumerate(zip(put.options, marks, strict=True), 1)
    ]
    error = ""
    if check:
        error = _("Có lựa chọn không đúng. Hãy chọn lại.") if strange else fault(asked, marks)
    return Sheet(put.question, asked, f"c{at}", tuple(lines), error, invalid)


@sensitive_variables()
def _marked(asked: Asked, field: str, data: Mapping[str, Any]) -> tuple[Marks, bool]:
    """The marks of fields that each option has for itself, and whether something else stood in one; missing is 0."""
    known = [mark for mark, _words in _offers(asked)]
    texts = [str(data.get(f"{field}-{position}", "")).strip() for position in range(1, asked.options + 1)]
    marks = [_number(text) for text in texts]
    return tuple(mark if mark in known else 0 for mark in marks), any(mark not in known for mark in marks)


@sensitive_variables()
def _picked(asked: Asked, field: str, data: Mapping[str, Any]) -> tuple[Marks, bool]:
    """The marks by the one field that all options share, and whether something else stood in it."""
    place = _number(str(data.get(f"{field}-0", "")).strip())
    return tuple(int(at == place) for at in range(1, asked.options + 1)), not 0 <= place <= asked.options


def room_of(puts: Sequence[Put]) -> int:
    """More bytes than a page needs to say what is marked on a paper."""
    return sum(len(escape(option.name).encode()) + MARK for put in puts for option in put.options)


def _number(text: str) -> int:
    """A mark as it is sent, with or without zeros before; -1 for anything else."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_MARK else -1


def _wide(mark: int, last: int) -> str:
    """A mark, which is counted from 0, in as many digits as the last of them has."""
    return str(mark).zfill(len(str(last)))


def _most(asked: Asked) -> int:
    return min(asked.most or asked.options, asked.options)


def _single(asked: Asked) -> bool:
    return asked.kind == Kind.CHOOSE and _most(asked) == 1


def _offers(asked: Asked) -> Offers:
    match asked.kind:
        case Kind.APPROVAL:
            return (YES, _("Đồng ý")), (NO, _("Không đồng ý")), (ABSTAINED, _("Không có ý kiến"))
        case Kind.CHOOSE:
            return (0, pgettext("phiếu bầu", "Không chọn")), (1, pgettext("phiếu bầu", "Chọn"))
        case Kind.RANK:
            places = ((place, _("Thứ %(place)d") % {"place": place}) for place in range(1, _most(asked) + 1))
            return (0, pgettext("phiếu bầu", "Không xếp")), *places


def words_of(asked: Asked, marks: Marks | None) -> list[tuple[int, str]]:
    """A counted answer in words: (position of the option, what was said of it), nothing for what was left out."""
    if marks is None:
        return []
    words = dict(_offers(asked))
    pairs = [(at, mark) for at, mark in enumerate(marks) if mark or asked.kind == Kind.APPROVAL]
    if asked.kind == Kind.RANK:
        pairs.sort(key=lambda pair: pair[1])
    return [(at, words.get(mark, "")) for at, mark in pairs]
