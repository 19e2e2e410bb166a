"""Broken rules of point tables, each with a sentence that says what to do."""

from __future__ import annotations

from thidua.core.errors import DomainError


class BadScheme(DomainError):
    """What was typed or sent is no point table."""

    status = 422


class BadRow(DomainError):
    """There is no such row, or it cannot be moved there."""


class DraftExists(DomainError):
    """A scheme has one draft at a time."""


class DraftChanged(DomainError):
    """Somebody else edited the draft meanwhile."""


class AlreadyPublished(DomainError):
    """A published edition is never changed."""


class NotPublished(DomainError):
    """Only a published edition can be taken back."""


class VersionInUse(DomainError):
    """Rounds or covenants stand on the edition."""


class NotReady(DomainError):
    """The checks before publishing found errors."""


class NothingToUndo(DomainError):
    """The edit was followed by another, or is not there."""


class SchemeArchived(DomainError):
    """An archived scheme is not edited."""
