"""The ballot paper on a page: a field for each option, what was marked in it, what is wrong, what it says in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.debug import sensitive_variables

from .models import Option, Question
from .queries import Put
from .rules import Asked, Kind, Marks, Votes, fault

Offers = tuple[tuple[int, str], ...]
"""The marks that an option may bear, each with its words."""

YES, NO, ABSTAINED = 1, 2, 0
INVALID = "x"
"""What the box of an invalid answer on a written paper sends."""


@dataclass(frozen=True, slots=True)
class Line:
    """An option on the paper: the name of its field, the mark in it (None: none yet), and the marks that it offers."""

    option: Option
    field: str
    mark: int | None
    offers: Offers

    @property
    def words(self) -> str:
        """What the mark says."""
        return dict(self.offers).get(self.mark or 0, "")

    @property
    def sent(self) -> str:
        """The mark as the request carries it that casts the vote, in as many digits as the longest one has."""
        return _wide(self.mark or 0, self.offers)


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
    def rule(self) -> str:
        """What the voter may do here, in a sentence."""
        most, count = self.asked.most, len(self.lines)
        match self.asked.kind:
            case Kind.APPROVAL:
                return _("Chọn ý kiến cho từng phương án. Dòng để trống được tính là không có ý kiến.")
            case Kind.CHOOSE:
                if most is None or most >= count:
                    return _("Chọn bao nhiêu phương án tùy ý. Không chọn ai là phiếu trắng.")
                words = {"most": most, "count": count}
                if most == 1:
                    return _("Chọn một trong %(count)d phương án. Không chọn ai là phiếu trắng.") % words
                return _("Chọn không quá %(most)d trong %(count)d phương án. Không chọn ai là phiếu trắng.") % words
            case Kind.RANK:
                words = {"most": min(most or count, count)}
                return (
                    _("Ghi 1 cho phương án tốt nhất, rồi 2, 3 … đến %(most)d. Phương án để trống không được xếp.")
                    % words
                )

    @property
    def blank(self) -> int:
        """How many options of a yes-or-no question got no mark."""
        return sum(line.mark is None for line in self.lines) if self.asked.kind == Kind.APPROVAL else 0

    @property
    def marks(self) -> Marks | None:
        """The answer; None when it is not valid."""
        return None if self.invalid else tuple(line.mark or 0 for line in self.lines)

    @property
    def said(self) -> list[Line]:
        """What to show of the answer before it is sealed: every yes-or-no, what was chosen, places in order."""
        if self.asked.kind == Kind.APPROVAL:
            return list(self.lines)
        return sorted((line for line in self.lines if line.mark), key=lambda line: line.mark or 0)


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
        """The fields that carry the answers on from the page that shows them.

        All options are sent, each mark in the same width: the length of the request says nothing of the choice.
        """
        for sheet in self.sheets:
            if sheet.invalid:
                yield sheet.field, INVALID
            for line in sheet.lines:
                yield line.field, line.sent


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
    known = {text: mark for mark, _words in offers for text in (str(mark), _wide(mark, offers))}
    lines, strange = [], False
    for position, option in enumerate(put.options, 1):
        field = f"c{at}-{position}"
        text = str(data.get(field, "")).strip()
        mark = known.get(text)
        strange = strange or bool(text and mark is None)
        lines.append(Line(option, field, mark, offers))
    error = ""
    if check:
        marks = tuple(line.mark or 0 for line in lines)
        error = _("Có lựa chọn không đúng. Hãy chọn lại.") if strange else fault(asked, marks)
    return Sheet(put.question, asked, f"c{at}", tuple(lines), error, invalid)


def _wide(mark: int, offers: Offers) -> str:
    """A mark, which is counted from 0, in as many digits as the last of them has."""
    return str(mark).zfill(len(str(len(offers) - 1)))


def _offers(asked: Asked) -> Offers:
    match asked.kind:
        case Kind.APPROVAL:
            return (YES, _("Đồng ý")), (NO, _("Không đồng ý")), (ABSTAINED, _("Không có ý kiến"))
        case Kind.CHOOSE:
            return (0, pgettext("phiếu bầu", "Không chọn")), (1, pgettext("phiếu bầu", "Chọn"))
        case Kind.RANK:
            most = min(asked.most or asked.options, asked.options)
            places = ((place, _("Thứ %(place)d") % {"place": place}) for place in range(1, most + 1))
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
