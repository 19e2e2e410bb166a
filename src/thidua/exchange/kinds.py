"""What an app declares to have its lists imported: fields, who may, how rows are judged, committed and undone.

The engine reads the file, maps columns to fields, stores rows and verdicts, runs the work with progress and cancel,
and shows everything; a kind knows its domain and nothing of files or pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from thidua.people.models import User

from .rules import Verdict

Options = Mapping[str, str]
"""What was chosen for the whole list, like {"year": "2024", "unit": "HN"}."""

Tell = Callable[[int, int], None]
"""Says how many of how many rows are done; raises Cancelled when the person has cancelled."""


Choices = Callable[[User], Sequence[tuple[str, str | Promise]]]
"""What a person may choose: values with their labels."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row may say. `synonyms` are further headings by which a column is recognised.

    Headings are compared without accents and signs. `choices` become a list to choose from: in the template workbook
    by their labels, for an option on the page. `cell` says how the column of the template is formatted; the example of
    a day is written in ISO form. What is `secret` shows its last digits alone, and rows that hold it are kept sealed.
    """

    name: str
    heading: str | Promise
    required: bool = False
    synonyms: tuple[str, ...] = ()
    example: str | Promise = ""
    hint: str | Promise = ""
    choices: Choices | None = None
    cell: Literal["text", "day", "number"] = "text"
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number there, from 1, and its texts by field; fields without a column are absent."""

    row: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a row: the field (or "" for the whole row) and a sentence that says what to do."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as a person reads them."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What committing a row would do. `facts` is plain JSON data that `commit` gets back; `about` the object's key."""

    row: int
    verdict: Verdict
    flaws: tuple[Flaw, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What committing a row made or changed: the object's key, and what undoing needs, as plain JSON data."""

    row: int
    about: int
    before: Mapping[str, Any] = field(default_factory=dict)


def _nothing(*_arguments: object) -> None:
    """Lock nothing, refuse nothing."""


def _nobody(_user: User) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list. All functions work on whole lists with a number of statements that no list makes larger.

    `judge` never writes and judges every line. `commit` runs in one transaction, gets what was judged again just before
    (after `lock`, which takes the locks under which nothing judged may change) and chosen to be written, and answers
    what it made of every row. `undo`, also after `lock`, takes exactly that back or raises a DomainError that names
    what stands on it. Statements may run for ten minutes then. `whole`: one refused row refuses the list (trees of
    units), and nobody chooses rows; else good rows are written alone.

    `options` names what has to be chosen before a file is read; `check` raises a DomainError, whose `where` is the name
    of an option, for what may not be chosen. `point` stands before the decimals of numbers in a workbook. `oversees`:
    who sees and undoes the lists of others.
    """

    name: str
    title: str | Promise
    fields: tuple[Field, ...]
    permitted: Callable[[User], bool]
    judge: Callable[[Sequence[Line], User, Options, Tell], Sequence[Judged]]
    commit: Callable[[Sequence[Judged], User, Options, Tell], Sequence[Made]]
    undo: Callable[[Sequence[Made], User, Options, Tell], None]
    whole: bool = False
    options: tuple[Field, ...] = ()
    done_url: str = ""
    """Name of the URL where the objects are seen."""
    noun: str | Promise = ""
    """What a row is, in the singular and in lower case: "đơn vị", "đoàn viên"."""
    icon: str = "file-import"
    hint: str | Promise = ""
    """One sentence under the title: what such a list is for."""
    lock: Callable[[Options], None] = _nothing
    check: Callable[[Options, User], None] = _nothing
    oversees: Callable[[User], bool] = _nobody
    point: str = "."

    def field(self, name: str) -> Field:
        """The field with a name."""
        return next(one for one in self.fields if one.name == name)

    @property
    def private(self) -> bool:
        """Whether rows say what nobody may read in the database."""
        return any(one.secret for one in self.fields)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the fields that a list cannot do without."""
        return tuple(one.name for one in self.fields if one.required)
