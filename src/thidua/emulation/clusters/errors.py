"""The rules of clusters that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class BadMembers(DomainError):
    """The list of members is empty, names a unit twice or has two leads."""

    status = 422


class NotBelowOwner(DomainError):
    """Only units below the owner on that day sit in its clusters."""

    status = 422


class SeatedElsewhere(DomainError):
    """The unit sits in another cluster of the same owner and year."""


class NameTaken(DomainError):
    """The owner has a cluster of this name in this year already."""


class Dissolved(DomainError):
    """A dissolved cluster is only read."""


class NotSeated(DomainError):
    """The unit is not a member of the cluster on that day."""


class AlreadySeated(DomainError):
    """The unit is a member already, or has the role already."""


class DayDoesNotFit(DomainError):
    """The day lies before what is recorded of the seat already, or beyond reason."""

    status = 422


class LeadMustPass(DomainError):
    """A cluster whose lead leaves needs another lead first."""


class AlreadyContinued(DomainError):
    """The cluster goes on in the next year already."""


class CannotUndo(DomainError):
    """It is no longer the last change, something stands on it, or it was made too long ago."""


class BadTurns(DomainError):
    """The list of turns must name every member once."""

    status = 422


class BadIndicators(DomainError):
    """A table has at most so many indicators, all of the catalogue."""

    status = 422


class DutyTwice(DomainError):
    """The calendar has something of that name already."""


class NotYourDuty(DomainError):
    """The duty is not one of this unit's."""

    status = 403


class NotYourPost(DomainError):
    """Only who wrote a post changes it."""

    status = 403


class PostGone(DomainError):
    """The post that is answered was deleted."""


class ReviewTwice(DomainError):
    """The cluster was asked for its review of this period already."""


class BadSections(DomainError):
    """A review asks for at least one section, each named once."""

    status = 422


class PartSent(DomainError):
    """A part that was sent is taken back before it is changed."""


class PartEmpty(DomainError):
    """A part without any words is not sent."""

    status = 422


class NothingSent(DomainError):
    """No member has sent its part yet."""


class BallotUnfit(DomainError):
    """A ballot over units that cannot be prepared, is not counted, or does not fit the units any more."""
