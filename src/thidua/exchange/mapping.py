"""Which row of a table holds the headings, and which column says what. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thidua.core.text import fold

from .kinds import Field
from .tables import LINES_ABOVE, Table

Row = tuple[int, list[str]]
"""The number of a row in the file, from 1, and its cells."""

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# The database refuses NUL; this other character stands for it, which no text of ours may hold either.
_NUL, _INSTEAD = "\0", "\x01"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the headings of a table say: `columns` by name of field, and whether one column is as good as another."""

    columns: Mapping[str, int]
    doubtful: bool = False

    def complete(self, fields: Sequence[Field]) -> bool:
        """Whether nobody has to be asked."""
        return not self.doubtful and all(one.name in self.columns for one in fields if one.required)


def plain_words(text: str) -> str:
    """Folded words of letters and digits only, with single spaces: what headings are compared by."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def heading_row(table: Table, fields: Sequence[Field]) -> int:
    """The index of the row of headings: the first that says all that is required, else the one that says most.

    Where no row says anything it is the first with a text in it, and the person says what its columns are.
    """
    best, at_best = 0, next((at for at, row in enumerate(table[:LINES_ABOVE]) if any(row)), 0)
    for at, row in enumerate(table[:LINES_ABOVE]):
        columns = recognise(row, fields).columns
        if all(one.name in columns for one in fields if one.required):
            return at
        if len(columns) > best:
            best, at_best = len(columns), at
    return at_best


def recognise(headings: Sequence[str], fields: Sequence[Field]) -> Recognised:
    """Which column belongs to which field, by its whole heading or by what stands outside brackets."""
    words = _words_of(fields)
    columns: dict[str, int] = {}
    doubtful = False
    for at, heading in enumerate(headings):
        name = words.get(plain_words(heading)) or words.get(plain_words(_IN_BRACKETS.sub(" ", heading)))
        if name is None:
            continue
        doubtful = doubtful or name in columns
        columns.setdefault(name, at)
    return Recognised(columns, doubtful)


def rows_below(table: Table, heading_at: int) -> list[Row]:
    """The rows below the headings that are not empty."""
    return [
        (number, [cell.strip().replace(_NUL, _INSTEAD) for cell in row])
        for number, row in enumerate(table[heading_at + 1 :], start=heading_at + 2)
        if any(cell.strip() for cell in row)
    ]


def headings_of(table: Table, heading_at: int) -> list[str]:
    """The headings as they are written, one for every column that any row below has."""
    written = [cell.strip().replace(_NUL, _INSTEAD) for cell in table[heading_at]]
    width = max(len(row) for row in table[heading_at:])
    return written + [""] * (width - len(written))


def texts_of(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """What a row says by name of field; a row may be shorter than its headings."""
    return {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def _words_of(fields: Sequence[Field]) -> dict[str, str]:
    """From a heading in plain words to the name of the field that it stands for."""
    return {
        plain_words(text): one.name for one in fields for text in (*one.synonyms, one.name, str(one.heading)) if text
    }
