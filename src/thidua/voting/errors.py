"""Broken rules of ballots, each with a sentence that says what to do. None of them repeats a choice, code or share."""

from __future__ import annotations

from thidua.core.errors import DomainError


class NotDraft(DomainError):
    """Questions, roster and committee are fixed once the ballot was prepared."""


class BadSetup(DomainError):
    """A question, a roster or a committee that cannot be: `where` names what."""

    status = 422


class NotReady(DomainError):
    """Something is missing before the ballot can be prepared or opened; the sentence lists all of it."""


class NotCommittee(DomainError):
    """Only members of the count committee do this."""

    status = 403


class WrongState(DomainError):
    """What is asked for belongs to another stage of the ballot."""


class AlreadyTurned(DomainError):
    """A member turned her key already: another one has to turn hers."""


class CannotCloseYet(DomainError):
    """Voters were promised time that is not over."""


class ReasonNeeded(DomainError):
    """A ballot is declared void for a reason that everybody can read."""

    status = 422


class ShareWrong(DomainError):
    """What was typed is no share of this ballot's key, or another member's."""

    status = 422


class NotOnRoll(DomainError):
    """Who is not on the roll does not vote."""

    status = 403


class NotVoting(DomainError):
    """Votes are not taken now, or not from where the voter is."""


class AlreadyVoted(DomainError):
    """The vote of this voter is in already, by another request or on paper: this one was not kept."""


class BadVote(DomainError):
    """An answer that the question does not allow; `where` is the question's position."""

    status = 422


class SlipBroken(DomainError):
    """The hidden part of the voting page is missing, or was made for somebody else."""

    status = 422


class NotWritten(DomainError):
    """A paper that nobody handed in, or a voter whose vote did not come in writing."""

    status = 422


class WrittenDisagree(DomainError):
    """Two members did not read the same on a paper, or only one has read it."""


class TooFewVotes(DomainError):
    """A secret vote that is alone would be its voter's for all to read."""


class RollDisagrees(DomainError):
    """There are not as many votes as marks on the roll: nothing is counted."""
