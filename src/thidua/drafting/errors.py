"""Why something cannot be drafted, each with a sentence that says what to do."""

from __future__ import annotations

from thidua.core.errors import DomainError


class NoBuilder(DomainError):
    """Nothing writes documents of this kind from figures."""

    status = 422


class TokenElsewhere(DomainError):
    """A figure of a unit that does not belong to the document's."""

    status = 422


class NothingToReport(DomainError):
    """The unit has no accepted figure in the period, so there is nothing to report from."""
