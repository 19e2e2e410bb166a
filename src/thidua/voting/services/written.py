"""Papers of absent voters: read and entered by two members of the committee, each by herself.

Papers of a secret ballot are taken out of their envelopes after voting has ended, mixed and numbered; nobody enters a
name. What was entered is sealed like any vote, so that not even the two readings can be compared before the count.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from thidua.audit.services import record
from thidua.people.models import User
from thidua.voting.envelopes import laid_out, seal
from thidua.voting.errors import BadVote, NotWritten
from thidua.voting.models import Ballot, CommitteeMember, Voter, WrittenEntry
from thidua.voting.queries import puts_of
from thidua.voting.rules import How, State, Votes, fault, new_code
from thidua.voting.services.locking import lock_ballot, member_of


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """Which paper: its number if the ballot is secret, its voter's id if it is open."""

    number: int | None = None
    voter_id: int | None = None


@sensitive_variables("votes", "kept")
@transaction.atomic
def enter_paper(*, ballot_id: int, paper: WrittenPaper, votes: Votes, by: User) -> WrittenEntry:
    """Keep one member's reading of a paper, in place of her earlier one; None for an answer that is not valid.

    Raises WrongState (it is done once the ballot is closed), NotCommittee, NotWritten or BadVote.
    """
    ballot = lock_ballot(ballot_id, State.CLOSED)
    member = member_of(ballot, by)
    voter = _voter_of(ballot, paper)
    kept = _kept(ballot, votes)
    WrittenEntry.objects.filter(ballot=ballot, paper=paper.number, voter=voter, by=member).delete()
    entry = WrittenEntry.objects.create(ballot=ballot, paper=paper.number, voter=voter, votes=kept, by=member)
    record("ballot.paper_entered", by=by, about=ballot, unit=ballot.owner, paper=_label(paper, voter))
    return entry


@transaction.atomic
def drop_paper(*, ballot_id: int, paper: WrittenPaper, by: User) -> None:
    """Take back one's own reading of a paper. Raises WrongState, NotCommittee or NotWritten."""
    ballot = lock_ballot(ballot_id, State.CLOSED)
    member = member_of(ballot, by)
    voter = _voter_of(ballot, paper)
    gone, _each = WrittenEntry.objects.filter(ballot=ballot, paper=paper.number, voter=voter, by=member).delete()
    if gone:
        record("ballot.paper_dropped", by=by, about=ballot, unit=ballot.owner, paper=_label(paper, voter))


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper and the members who have entered it; `label` is its number or the voter's name."""

    paper: WrittenPaper
    label: str
    readers: tuple[CommitteeMember, ...]


def readings_of(ballot: Ballot) -> tuple[Reading, ...]:
    """All papers that have to be entered, with who has entered them; two statements."""
    entered = list(WrittenEntry.objects.filter(ballot=ballot).select_related("by").order_by("by__position"))
    voters = list(ballot.voters.filter(how=How.WRITING).order_by("name", "pk"))
    if ballot.secret:
        papers = [(WrittenPaper(number=number), str(number)) for number in range(1, len(voters) + 1)]
    else:
        papers = [(WrittenPaper(voter_id=voter.pk), voter.name) for voter in voters]
    return tuple(
        Reading(paper, label, tuple(one.by for one in entered if WrittenPaper(one.paper, one.voter_id) == paper))
        for paper, label in papers
    )


def _voter_of(ballot: Ballot, paper: WrittenPaper) -> Voter | None:
    """The voter whose paper it is, None for a secret ballot. Raises NotWritten."""
    received = ballot.voters.filter(how=How.WRITING)
    if ballot.secret and paper.voter_id is None and 0 < (paper.number or 0) <= received.count():
        return None
    if not ballot.secret and paper.number is None and (voter := received.filter(pk=paper.voter_id or 0).first()):
        return voter
    if ballot.secret:
        raise NotWritten(
            _("Số thứ tự phiếu phải từ 1 đến %(count)d, số phiếu gửi bằng văn bản đã nhận.")
            % {"count": received.count()}
        )
    raise NotWritten(_("Người này không có phiếu gửi bằng văn bản."))


@sensitive_variables()
def _kept(ballot: Ballot, votes: Votes) -> bytes:
    asked = [put.asked for put in puts_of(ballot)]
    if len(votes) != len(asked):
        raise BadVote(_("Phiếu không khớp với các câu hỏi. Hãy mở lại trang."))
    for position, (question, marks) in enumerate(zip(asked, votes, strict=True), 1):
        if marks is not None and (sentence := fault(question, marks)):
            raise BadVote(sentence, where=str(position))
    if ballot.secret:
        assert ballot.public_key is not None  # no secret ballot opens without
        # With a code of its own from now on: drawn in a count that is broken off, it would tell papers in the next one.
        return seal(bytes(ballot.public_key), laid_out(asked, new_code(), votes))
    return json.dumps(votes).encode()


def _label(paper: WrittenPaper, voter: Voter | None) -> str:
    return voter.name if voter else str(paper.number)
