"""Ballots for tests: people, and a ballot brought to any state by the real services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.people import person
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.voting.models import Ballot
from thidua.voting.rules import Act, Kind, Part, Place, QuorumOn, Secrecy, State, Votes
from thidua.voting.services.casting import Receipt, cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, turn_key
from thidua.voting.services.setup import (
    BallotFacts,
    HandedShare,
    NewOption,
    NewQuestion,
    NewVoter,
    found_ballot,
    prepare_ballot,
    set_committee,
    set_questions,
    set_roster,
)

YES: Votes = ((1,),)
NO: Votes = ((2,),)
ABSTAINED: Votes = ((0,),)
ONE = (NewQuestion("Đề nghị tặng Cờ thi đua", Kind.APPROVAL, (NewOption("CĐCS Trường Hoa Sen"),)),)


@dataclass
class Held:
    """A ballot with its people, and the shares that were handed out."""

    ballot: Ballot
    organiser: User
    voters: list[User]
    committee: list[User]
    shares: tuple[HandedShare, ...] = field(default=(), repr=False)

    @property
    def pk(self) -> int:
        return self.ballot.pk

    @property
    def two(self) -> list[str]:
        """The words of two shares."""
        return [share.words for share in self.shares[:2]]

    def fresh(self) -> Ballot:
        """The ballot as it stands now."""
        return Ballot.objects.get(pk=self.ballot.pk)

    def both(self, act: Act, reason: str = "") -> None:
        """Two members turn their keys."""
        for member in self.committee[:2]:
            turn_key(ballot_id=self.pk, act=act, reason=reason, by=member)

    def vote(self, voter: User, votes: Votes) -> Receipt:
        """A vote on a page of its own."""
        slip = new_slip(self.ballot, voter).signed if self.ballot.secret else ""
        return cast_vote(paper=paper_of(self.ballot.reference), votes=votes, slip=slip, by=voter)

    def count(self) -> Ballot:
        """Close and count."""
        self.both(Act.CLOSE)
        return count_ballot(ballot_id=self.pk, shares=self.two, by=self.committee[2])


def people(name: str, count: int) -> list[User]:
    """So many accounts."""
    return [person(f"{name}.{number}") for number in range(count)]


def held(
    owner: Unit,
    *,
    state: State = State.OPEN,
    secrecy: Secrecy = Secrecy.SECRET,
    place: Place = Place.BOTH,
    quorum: Part | None = None,
    quorum_on: QuorumOn = QuorumOn.CAST_OF_TOTAL,
    questions: Sequence[NewQuestion] = ONE,
    voters: int | list[User] = 4,
) -> Held:
    """A ballot in a state; where it was counted, the first voter has voted yes and the second no."""
    organiser = person("organiser")
    facts = BallotFacts("Bỏ phiếu suy tôn", secrecy, place, quorum=quorum or Part(1, 2), quorum_on=quorum_on)
    made = Held(
        found_ballot(owner=owner, facts=facts, by=organiser),
        organiser,
        people("voter", voters) if isinstance(voters, int) else voters,
        people("member", 3),
    )
    set_questions(ballot_id=made.pk, questions=questions, by=organiser)
    roster = [NewVoter(voter, str(voter), "LĐLĐ quận") for voter in made.voters]
    set_roster(ballot_id=made.pk, voters=roster, by=organiser)
    set_committee(ballot_id=made.pk, members=[(member, str(member)) for member in made.committee], by=organiser)
    _lead(made, state)
    made.ballot = made.fresh()
    return made


def _lead(made: Held, state: State) -> None:
    if state == State.DRAFT:
        return
    made.shares = prepare_ballot(ballot_id=made.pk, by=made.organiser)
    if state == State.READY:
        return
    for member, share in zip(made.committee, made.shares, strict=False):
        rehearse_share(ballot_id=made.pk, words=share.file, by=member)
    made.both(Act.OPEN)
    made.ballot = made.fresh()
    if state == State.VOID:
        made.both(Act.VOID, "Danh sách sai")
    elif state == State.CLOSED:
        made.both(Act.CLOSE)
    elif state == State.COUNTED:
        made.vote(made.voters[0], YES)
        made.vote(made.voters[1], NO)
        made.count()
