"""The rules of the register of members that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class AlreadyMember(DomainError):
    """The person is a member of a unit already; nobody is one of two at the same time."""


class LooksLikeAnother(DomainError):
    """A member of the unit has the same name and day of birth: is it the same person?"""


class IdentityTaken(DomainError):
    """The identity number belongs to another member of the register."""


class HoldsNoMembers(DomainError):
    """People are members of grassroots unions that exist, of nothing else."""

    status = 422


class NotAMember(DomainError):
    """The person is not a member of any unit at present."""


class DayDoesNotFit(DomainError):
    """The day lies before or within what is recorded of the person already."""

    status = 422


class MemberChanged(DomainError):
    """Somebody else corrected the member meanwhile."""


class SameUnit(DomainError):
    """The person is a member of that unit already."""

    status = 422


class TooLateToUndo(DomainError):
    """What was recorded is no longer the last thing, or was recorded too long ago."""


class ChangedSinceImport(DomainError):
    """Members that a list wrote were changed since, so that it can no longer be taken back."""
