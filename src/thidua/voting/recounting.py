"""Counting published votes again: whether the result that was written is what they give."""

from __future__ import annotations

from dataclasses import dataclass

from .counting import Result, count, quorum_met
from .models import Ballot, OpenedBallot, OpenVote
from .queries import puts_of, read_votes, roll_of, turnout_of_roll
from .rules import QuorumOn, Votes


@dataclass(frozen=True, slots=True)
class Recount:
    """How many votes were counted again, how many the roll has marks for, and the questions that came out otherwise."""

    votes: int
    marked: int
    differing: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether votes, roll and result agree."""
        return self.votes == self.marked and not self.differing


def recount(ballot: Ballot) -> Recount:
    """Count all votes of a counted ballot again, against the roll as it stands; five statements, nothing is written."""
    puts, roll = puts_of(ballot), roll_of(turnout_of_roll(ballot))
    # An envelope that did not open is on no list; it was an invalid vote.
    cast = _published(ballot) + [(None,) * len(puts)] * (ballot.invalid_envelopes or 0)
    quorate = quorum_met(QuorumOn(ballot.quorum_on), ballot.quorum, roll)
    differing = [
        put.question.position
        for at, put in enumerate(puts)
        if put.question.result is None
        or count(put.asked, [votes[at] for votes in cast], roll, quorate=quorate)
        != Result.from_data(put.question.result)
    ]
    return Recount(len(cast), roll.cast, tuple(differing))


def _published(ballot: Ballot) -> list[Votes]:
    kept = (
        OpenedBallot.objects.filter(ballot=ballot) if ballot.secret else OpenVote.objects.filter(voter__ballot=ballot)
    )
    return [read_votes(stored) for stored in kept.values_list("votes", flat=True)]
