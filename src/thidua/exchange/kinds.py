"""What an app declares to have its lists imported: fields, who may, how rows are judged, committed and undone.

The engine reads the file, maps columns to fields, stores rows and verdicts, runs the work with progress and cancel,
and shows everything; a kind knows its domain and nothing of files or pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from thidua.people.models import User

from .rules import Verdict

Options = Mapping[str, str]
"""What was chosen for the whole list, like {"year": "2024", "unit": "HN"}."""

Tell = Callable[[int, int], None]
"""Says how many of how many rows are done; raises Cancelled when the person has cancelled."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row may say. `synonyms` are further headings by which a column is recognised."""

    name: str
    heading: str | Promise
    required: bool = False
    synonyms: tuple[str, ...] = ()
    example: str = ""
    hint: str | Promise = ""


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


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list. All functions work on whole lists with a number of statements that no list makes larger.

    `judge` never writes. `commit` runs in one transaction under its own locks, gets what was judged again just before
    and chosen to be written, and answers what it made. `undo` takes exactly that back or raises a DomainError that
    names what stands on it. `whole`: one refused row refuses the list (trees of units), else good rows are written
    alone. `options` names what has to be chosen before a file is read.
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
