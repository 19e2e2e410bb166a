"""How the workbooks of reports are laid out: what the writer writes and the reader looks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thidua.core.text import fold
from thidua.indicators.models import FormRow
from thidua.indicators.rules import Entry, Kind

STAMP_SHEET: Final = "_thidua"
LONGEST_SHEET_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_RESERVED: Final = frozenset({STAMP_SHEET, "history"})


# What stands above two columns of a form sheet.
_COMPARED: Final = _("Số liệu so sánh")
_YEAR_SO_FAR: Final = _("Lũy kế từ đầu năm")
_PER_CENT: Final = _("So sánh (%)")


class Layout(StrEnum):
    """What a sheet of figures looks like."""

    FORM = "form"
    MATRIX = "matrix"


class Column(Enum):
    """The columns of a form sheet in their order: the mark in the line below the headings, heading, heading above it.

    The marks ("A", "B", … "1", "2", …) are those of official forms. They stay the same in every language, so that
    a reader finds a column by its mark where somebody has written over the heading. The heading is the first line of
    its cell; a second line may say which period the column is about.
    """

    LABEL = ("A", pgettext_lazy("form", "TT"), None)
    NAME = ("B", _("Nội dung"), None)
    CODE = ("C", _("Mã"), None)
    MEASURE = ("D", _("Đơn vị tính"), None)
    TARGET = ("1", _("Chỉ tiêu giao năm"), None)
    PREVIOUS = ("2", _("Kỳ trước"), _COMPARED)
    YEAR_BEFORE = ("3", _("Cùng kỳ năm trước"), _COMPARED)
    INPUT = ("4", _("Thực hiện trong kỳ"), None)
    EARLIER = ("5", _("Trước kỳ này"), _YEAR_SO_FAR)
    CUMULATIVE = ("6", _("Đến hết kỳ này"), _YEAR_SO_FAR)
    PERCENT = ("7", _("Với chỉ tiêu năm"), _PER_CENT)
    CHANGE = ("8", _("Tăng, giảm với cùng kỳ"), _PER_CENT)
    CHECK = ("9", _("Kiểm tra"), None)
    COMMENT = ("10", _("Ghi chú"), None)

    def __init__(self, mark: str, heading: Promise, group: Promise | None) -> None:
        self.mark = mark
        self.heading = heading
        self.group = group

    @property
    def at(self) -> int:
        """Where the writer puts the column, from 0."""
        return _PLACES[self.mark]

    @property
    def known_headings(self) -> frozenset[str]:
        """The heading in both languages, folded as `core.text.fold` does."""
        return frozenset(_in_both_languages(self.heading))


_PLACES: Final = {column.mark: place for place, column in enumerate(Column)}


class Status(Enum):
    """What the column of checks says about a line."""

    ERROR = _("Lệch")
    QUESTION = _("Cần giải thích")
    MISSING = _("Chưa nhập")
    FINE = ""

    def __str__(self) -> str:
        return _worded(self, translation.get_language() or "")


@lru_cache(maxsize=64)
def _worded(status: Status, language: str) -> str:  # noqa: ARG001 - the words differ by language
    """The words of a status: a large workbook asks for them a hundred thousand times."""
    return str(status.value)


class Fact(Enum):
    """The facts above a table that say what it is, each as `fact_line` writes it into one cell."""

    FORM = _("Biểu mẫu")
    UNIT = _("Đơn vị báo cáo")
    PERIOD = _("Kỳ báo cáo")
    DUE = _("Hạn nộp")
    STATE = _("Tình trạng")

    @property
    def known_names(self) -> frozenset[str]:
        """The name in both languages, folded as `core.text.fold` does."""
        return frozenset(_in_both_languages(self.value))


def fact_line(fact: Fact, text: str, code: str = "") -> str:
    """A fact as it stands above a table, with its code in brackets: "Kỳ báo cáo: Tháng 5/2024 (2024-M05)"."""
    return f"{fact.value}: {text} ({code})" if code else f"{fact.value}: {text}"


# A matrix: these two columns, then one for each indicator, whose codes stand in one row of the headings.
MATRIX_CODE_COLUMN: Final = 0
MATRIX_NAME_COLUMN: Final = 1
MATRIX_STATE_COLUMN: Final = 2
MATRIX_FIRST_INDICATOR: Final = 3
MATRIX_CODE_HEADING: Final = _("Mã đơn vị")


def typed_in(row: FormRow) -> Column:
    """The column of a form sheet in which a row is typed: the year's sum where the form asks for that."""
    since_start = row.entry == Entry.SINCE_START and row.indicator.kind == Kind.FLOW
    return Column.CUMULATIVE if since_start else Column.INPUT


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names that a workbook takes, in the order of what is wanted: at most 31 characters, none twice.

    Names differ by more than the case of letters; what no sheet may be called becomes a space or a number behind.
    """
    taken = set(_RESERVED)
    names = []
    for name in wanted:
        names.append(_unique(_allowed(name), taken))
        taken.add(names[-1].lower())
    return names


def _allowed(name: str) -> str:
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", name)).split())
    return _cut(plain.strip("'"), LONGEST_SHEET_NAME) or "1"


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{_cut(name, LONGEST_SHEET_NAME - len(f' {number}'))} {number}"
    return candidate


def _cut(name: str, most: int) -> str:
    """The beginning of a name: `most` is counted as workbooks count, in units of UTF-16."""
    units = name.encode("utf-16-le")[: 2 * most]
    return units.decode("utf-16-le", errors="ignore").strip(" '")


def _in_both_languages(text: Promise) -> Iterable[str]:
    for language in ("vi", "en"):
        with translation.override(language):
            yield fold(str(text))
