"""Rules of programmes, movements and registrations that may be broken."""

from __future__ import annotations

from thidua.core.errors import DomainError


class MovementStands(DomainError):
    """What is asked does not fit the state of the movement."""


class NobodyAddressed(DomainError):
    """No unit is of these kinds in this part of the tree."""


class NotAddressed(DomainError):
    """The movement is not for this unit."""


class BadDays(DomainError):
    """Days of a movement that do not follow each other."""

    status = 422


class BadRegistration(DomainError):
    """A registration without an aim or with too many or empty lines."""

    status = 422


class RegistrationOver(DomainError):
    """The last day for registering is over; the sentence names the way that is left."""


class RegistrationChanged(DomainError):
    """Somebody else changed the registration meanwhile, or it is not the last entry that is undone."""


class LateAskedWrongly(DomainError):
    """Nothing needs to be asked, or it was asked before."""


class LateAnswered(DomainError):
    """The request was answered before, or its answer can no longer be taken back."""


class ReasonMissing(DomainError):
    """A decision without its reason."""

    status = 422


class NobodyToTell(DomainError):
    """Every unit has registered, or nobody there has an account."""


class PaperGone(DomainError):
    """The paper was removed, or restored, before."""


class TooManyPapers(DomainError):
    """There are as many papers as there may be."""


class BadProgramme(DomainError):
    """A programme or one of its targets that says nothing, or years that do not follow each other."""

    status = 422


class ProgrammeInUse(DomainError):
    """Movements refer to the programme."""
