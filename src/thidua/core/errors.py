"""The errors that a rule of the organisation may raise, each with a sentence for a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class DomainError(Exception):
    """A broken rule: a code for machines and a Vietnamese sentence that says what to do.

    Apps subclass it, one class per rule. The code is the class name in kebab case
    (``AlreadyAccepted`` -> ``already-accepted``) unless the class states its own.
    `status` is the HTTP status that a view answers. `where` is the path of the bad
    entry (``units[3].code``, ``B7``) when the input has many.
    """

    code: ClassVar[str] = "domain-error"
    status: ClassVar[int] = 409

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(sentence)
        self.where = where

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return str(self)


@dataclass(frozen=True, slots=True)
class BadEntry:
    """One entry of an import that cannot be taken: its path and why."""

    path: str
    sentence: str


class BadEntries(DomainError):
    """An import is refused as a whole; `entries` names everything that is wrong with it."""

    status = 422

    def __init__(self, sentence: str, entries: Sequence[BadEntry]) -> None:
        super().__init__(sentence)
        self.entries = tuple(entries)
