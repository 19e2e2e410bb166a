"""The rules of reorganisations that a step may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class BadReorganisation(DomainError):
    """The decision states something that cannot be; `where` names the field."""

    status = 422


class BadChange(DomainError):
    """A change cannot be written so; `where` names the field."""

    status = 422


class TooManyChanges(DomainError):
    """The list has more rows than one reorganisation may have."""

    status = 413


class ReorganisationNotOpen(DomainError):
    """The reorganisation is not in the stage in which this can be done."""


class ReorganisationHasErrors(DomainError):
    """Something stands in the way of a reorganisation, perhaps only since the preview."""


class NotPreviewed(DomainError):
    """The list was changed after its last preview."""


class ReorganisationBeyondReach(DomainError):
    """A reorganisation touched units that whoever wants to undo it does not manage."""

    status = 403


class ReorganisationBuiltUpon(DomainError):
    """Something stands on a reorganisation, so that it can no longer be undone."""
