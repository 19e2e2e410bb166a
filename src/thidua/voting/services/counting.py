"""The count: envelopes are opened in memory, mixed, and written as nobody's; the sealed ones and the key are let go."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from secrets import SystemRandom

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from nacl.public import PrivateKey

from thidua.audit.services import record
from thidua.core import clock
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.voting.counting import Roll, count, quorum_met
from thidua.voting.envelopes import open_vote
from thidua.voting.errors import RollDisagrees, TooFewVotes, WrittenDisagree
from thidua.voting.models import Ballot, OpenedBallot, OpenVote, Question, SealedBallot, WrittenEntry
from thidua.voting.queries import Put, Turnout, puts_of, read_votes, roll_of, turnout_of_roll
from thidua.voting.rules import KEYS_NEEDED, SECRET_VOTES_LEAST, Asked, How, QuorumOn, State, Votes
from thidua.voting.services.locking import lock_ballot, member_of
from thidua.voting.services.minutes import draft_minutes
from thidua.voting.shares import key_from

_Coded = tuple[str, Votes]


@sensitive_variables()
@transaction.atomic
def count_ballot(*, ballot_id: int, shares: Sequence[str] = (), by: User) -> Ballot:
    """Count a closed ballot, once and for good; a secret one needs the words of two shares, an open one none.

    Everything happens in one transaction or not at all, the draft of the minutes too. Raises WrongState, NotCommittee,
    TooFewVotes, ShareWrong, WrittenDisagree or RollDisagrees. Afterwards the shares open nothing but old copies of the
    database: the committee destroys them.
    """
    ballot = lock_ballot(ballot_id, State.CLOSED)
    member_of(ballot, by)
    puts, counts = puts_of(ballot), turnout_of_roll(ballot)
    roll = roll_of(counts)
    cast = _open_sealed(ballot, puts, roll, shares) if ballot.secret else _open_named(ballot)
    if len(cast) != roll.cast:
        raise RollDisagrees(
            _("Số phiếu (%(votes)d) không bằng số người đã bỏ phiếu theo danh sách (%(marked)d). Chưa kiểm phiếu nào.")
            % {"votes": len(cast), "marked": roll.cast}
        )
    _write_results(ballot, puts, cast, counts)
    record("ballot.counted", by=by, about=ballot, unit=ballot.owner, votes=len(cast))
    ballot.minutes = draft_minutes(ballot_id=ballot.pk, by=by)
    _tell(ballot)
    return ballot


@sensitive_variables()
def _open_sealed(ballot: Ballot, puts: Sequence[Put], roll: Roll, shares: Sequence[str]) -> list[Votes]:
    """All votes of a secret ballot in random order; they are kept as opened ones, their envelopes erased."""
    if 0 < roll.cast < SECRET_VOTES_LEAST:
        raise TooFewVotes(
            _("Chỉ có một phiếu: mở ra là biết người ấy chọn gì. Hãy hủy cuộc bỏ phiếu này và tổ chức lại.")
        )
    asked = [put.asked for put in puts]
    private = key_from(bytes(ballot.public_key or b""), shares)
    envelopes = list(ballot.sealed.values_list("envelope", flat=True))
    if len(envelopes) != roll.cast - roll.written:
        raise RollDisagrees(
            _("Số phiếu niêm phong (%(votes)d) không bằng số người đã bỏ phiếu (%(marked)d). Chưa kiểm phiếu nào.")
            % {"votes": len(envelopes), "marked": roll.cast - roll.written}
        )
    found = [open_vote(private, asked, bytes(envelope)) for envelope in envelopes]
    opened = [vote for vote in found if vote is not None]
    opened += _papers(ballot, asked, private)
    _refuse_copies(opened)
    _keep_mixed(ballot, opened)
    ballot.invalid_envelopes = found.count(None)
    return [votes for _code, votes in opened] + [(None,) * len(asked)] * ballot.invalid_envelopes


@sensitive_variables()
def _refuse_copies(opened: Sequence[_Coded]) -> None:
    """Raise RollDisagrees when an envelope is the copy of another: the list would show whose it is by its number."""
    if any(times > 1 for times in Counter(opened).values()):
        raise RollDisagrees(
            _(
                "Có phiếu niêm phong bị sao chép trong cơ sở dữ liệu. Chưa kiểm phiếu nào. "
                "Hãy hủy cuộc bỏ phiếu và báo người phụ trách máy chủ."
            )
        )


@sensitive_variables()
def _keep_mixed(ballot: Ballot, opened: list[_Coded]) -> None:
    """Write the opened votes in an order that nothing else has, in one statement, and erase what was sealed."""
    SystemRandom().shuffle(opened)
    OpenedBallot.objects.bulk_create(OpenedBallot(ballot=ballot, code=code, votes=votes) for code, votes in opened)
    SealedBallot.objects.filter(ballot=ballot).delete()
    WrittenEntry.objects.filter(ballot=ballot).delete()
    ballot.voters.update(token=None)


@sensitive_variables()
def _papers(ballot: Ballot, asked: Sequence[Asked], private: PrivateKey) -> list[_Coded]:
    """What was read on the papers, each by two members alike, with the first one's code. Raises WrittenDisagree."""
    read: dict[int, list[_Coded]] = defaultdict(list)
    entries = WrittenEntry.objects.filter(ballot=ballot).order_by("paper", "by__position")
    for paper, sealed in entries.values_list("paper", "votes"):
        if found := open_vote(private, asked, bytes(sealed)):
            read[paper or 0].append(found)
    numbers = range(1, ballot.voters.filter(how=How.WRITING).count() + 1)
    agreed = _agreed({str(number): [votes for _code, votes in read[number]] for number in numbers})
    return [(read[number][0][0], votes) for number, votes in zip(numbers, agreed, strict=True)]


@sensitive_variables()
def _agreed(read: dict[str, list[Votes]]) -> list[Votes]:
    """The votes by papers, each read alike by two members or more. Raises WrittenDisagree that names all others."""
    wrong = [label for label, votes in read.items() if len(votes) < KEYS_NEEDED or len(set(votes)) > 1]
    if wrong:
        raise WrittenDisagree(
            _("Phiếu gửi bằng văn bản cần hai thành viên nhập giống nhau; hãy nhập lại: %(papers)s.")
            % {"papers": ", ".join(wrong)}
        )
    return [votes[0] for votes in read.values()]


def _open_named(ballot: Ballot) -> list[Votes]:
    """All votes of an open ballot; those on paper are kept by name when two members read the same."""
    read: dict[int, list[Votes]] = {voter: [] for voter in _written(ballot)}
    entries = WrittenEntry.objects.filter(ballot=ballot, voter__in=read)
    for voter, stored in entries.values_list("voter", "votes"):
        read[voter or 0].append(read_votes(json.loads(bytes(stored))))
    names = dict(ballot.voters.filter(pk__in=read).values_list("pk", "name"))
    papers = _agreed({f"{names[voter]}": votes for voter, votes in read.items()})
    OpenVote.objects.bulk_create(
        OpenVote(voter_id=voter, votes=votes) for voter, votes in zip(read, papers, strict=True)
    )
    ballot.invalid_envelopes = 0
    kept = OpenVote.objects.filter(voter__ballot=ballot).values_list("votes", flat=True)
    return [read_votes(stored) for stored in kept]


def _written(ballot: Ballot) -> list[int]:
    return list(ballot.voters.filter(how=How.WRITING).order_by("name", "pk").values_list("pk", flat=True))


@sensitive_variables("cast")
def _write_results(ballot: Ballot, puts: Sequence[Put], cast: Sequence[Votes], counts: Turnout) -> None:
    roll = roll_of(counts)
    quorate = quorum_met(QuorumOn(ballot.quorum_on), ballot.quorum, roll)
    for at, put in enumerate(puts):
        put.question.result = count(put.asked, [votes[at] for votes in cast], roll, quorate=quorate).to_data()
    Question.objects.bulk_update([put.question for put in puts], ["result"])
    ballot.state, ballot.counted_at = State.COUNTED, clock.now()
    ballot.present, ballot.quorum_met, ballot.turnout_counted = roll.present, quorate, asdict(counts)
    ballot.save(update_fields=["state", "counted_at", "present", "quorum_met", "turnout_counted", "invalid_envelopes"])


def _tell(ballot: Ballot) -> None:
    users = ballot.voters.values_list("user", flat=True)
    link = reverse("ballot", args=[ballot.reference])
    notify(users=users, kind="ballot.counted", link=link, key=f"ballot.counted:{ballot.pk}", ballot=ballot.title)
