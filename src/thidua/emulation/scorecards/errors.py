"""What may go wrong while units are scored."""

from __future__ import annotations

from thidua.core.errors import DomainError


class PairingImpossible(DomainError):
    """No assignment of cross-checkers keeps all that an assignment has to keep."""


class RoundNotReady(DomainError):
    """The round cannot go where it was sent: something is missing, or something stands on it."""


class RoundBusy(DomainError):
    """A worker is busy with the round."""


class StageClosed(DomainError):
    """Points of this stage are not given now."""


class OwnCard(DomainError):
    """Somebody would judge what is her own."""


class PointChanged(DomainError):
    """Somebody else gave a point meanwhile."""


class ReasonMissing(DomainError):
    """A point that differs from what the stage before gave comes without a reason."""

    status = 422


class PointBad(DomainError):
    """What was typed is no point of this criterion."""

    status = 422


class NotComplete(DomainError):
    """Something that the scheme asks for is missing; the sentence names it."""


class EvidenceGone(DomainError):
    """The file was taken away, or is there already."""


class RoundBad(DomainError):
    """A round cannot be opened from what was chosen."""

    status = 422
