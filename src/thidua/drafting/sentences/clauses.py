"""How the sentences of a work area are written down.

A sentence is a tuple of clauses, each about what one indicator, or a few, came to:

    "kết nạp mới {ORG21*} đoàn viên|phát triển mới {ORG21*} đoàn viên"     wordings to choose from
    ", trong đó có {ORG22} đoàn viên nữ"                                 hangs on the clause before it

`{CODE}` prints what happened in the period, `{CODE+}` the same since the start of the year, `{CODE*}` is the one whose
plan and last year are told, `{CODE?}` prints "không phát sinh" or what did happen. A clause is left out where one of
its figures is missing, or is not above zero and not asked for with "?"; one that hangs on another goes with it.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_SLOT = re.compile(r"\{([A-Z]+[0-9]+)([*+?]*)\}")

Sentence = tuple[str, ...]
Topic = tuple[Sentence, ...]
"""The sentences of one paragraph."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a figure in a clause."""

    code: str
    main: bool = False
    since: bool = False
    nil: bool = False


Part = str | Slot


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause taken apart; `hangs` on the clause before it."""

    parts: tuple[Part, ...]
    hangs: bool

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


def choose(text: str, seed: str) -> str:
    """One of the wordings of a clause; the same seed always chooses the same."""
    wordings = text.split("|")
    return wordings[pick(seed, len(wordings))]


def pick(seed: str, of: int) -> int:
    """A number below `of` that looks like chance but never changes for a seed."""
    return zlib.crc32(seed.encode()) % of


def take_apart(text: str) -> Clause:
    """The parts of a clause's wording."""
    parts: list[Part] = []
    at = 0
    for found in _SLOT.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        code, marks = found.groups()
        parts.append(Slot(code, main="*" in marks, since="+" in marks, nil="?" in marks))
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    return Clause(tuple(parts), hangs=text.startswith(","))
