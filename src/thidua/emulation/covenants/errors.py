"""The rules of covenants that can be broken."""

from __future__ import annotations

from thidua.core.errors import DomainError


class NotInState(DomainError):
    """The covenant has come too far, or not far enough, for what was asked."""


class WordsChanged(DomainError):
    """Somebody changed the words since the person read them."""


class NotAllAgreed(DomainError):
    """Members have not agreed yet, or object."""


class NotReady(DomainError):
    """Something is missing before the covenant can go on."""


class AlreadySigned(DomainError):
    """This unit has signed already."""


class NotSigned(DomainError):
    """There is no such signature to take back, or members are missing before the witness."""


class DrawingUnusable(DomainError):
    """What was drawn is no signature."""

    status = 422


class NameDiffers(DomainError):
    """The name that was typed is not that of the signer."""

    status = 422


class CodeUnusable(DomainError):
    """A code for the device on the table is unknown, used or too old."""

    status = 422


class OpenAnnex(DomainError):
    """An annex is being worked on already."""


class NoSuchClause(DomainError):
    """The clause, article or unit does not belong to this covenant."""

    status = 422


class NotConfirmable(DomainError):
    """This clause is not confirmed by hand, or not by this person."""
