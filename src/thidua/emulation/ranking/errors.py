"""Why something cannot be done with a ranking, each with a sentence that says what to do."""

from __future__ import annotations

from thidua.core.errors import DomainError


class NotFrozen(DomainError):
    """The points of a round can still move."""


class AlreadyDecided(DomainError):
    """A ranking that is decided stays as it is."""


class NotDecided(DomainError):
    """Only what is decided may be published."""


class PlacesIncomplete(DomainError):
    """Places that are not those of a competition: two firsts and a second, or a hole."""


class ReasonMissing(DomainError):
    """A place or class that differs from the table's, without a reason."""


class AlreadyPublished(DomainError):
    """Members have been told already, or will be at another moment."""


class RankingChanged(DomainError):
    """Somebody else has changed the same row."""
