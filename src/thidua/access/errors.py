"""The rules of grants that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class AlreadyGranted(DomainError):
    """The user holds this role in this scope on some of these days already."""


class BadScope(DomainError):
    """A grant holds at one unit, or in a set of units, and only at one unit can it be narrowed to work areas."""

    status = 422


class BadSpan(DomainError):
    """A grant begins before it ends."""

    status = 422


class NotYours(DomainError):
    """The role may not be given or ended there by this administrator."""

    status = 403


class NotYourAccount(DomainError):
    """The account has posts or grants outside the units that the administrator manages."""

    status = 403


class BadDelegation(DomainError):
    """Nobody else, nothing to lend, or lent already on these days."""

    status = 422


class BadReason(DomainError):
    """Seeing as somebody needs a reason."""

    status = 422


class ListNotOpen(DomainError):
    """The list of accounts has been committed or undone already, or was never committed."""


class ListHasErrors(DomainError):
    """The list has bad rows, perhaps only since the preview, and opens nothing."""


class AccountsInUse(DomainError):
    """Accounts of the list have been used, so that they can no longer be removed."""
