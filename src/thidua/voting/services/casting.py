"""Casting a vote: once, kept before it is answered, and sealed before it reaches the database.

The page that a voter votes on carries a *slip*: a random code, which will be inside the sealed vote, and a random
token. Both are signed for this voter and this ballot and kept nowhere on the server. The roll keeps a digest of the
token; it tells a request that is sent again from another attempt. Whoever sends the same slip again therefore learns
that the vote is kept, and sees the code that the slip itself brings along: the server never knew whose it was.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.people.models import User
from thidua.voting.envelopes import laid_out, seal
from thidua.voting.errors import AlreadyVoted, BadVote, NotOnRoll, NotVoting, SlipBroken
from thidua.voting.models import Ballot, OpenVote, Voter
from thidua.voting.queries import Put, puts_of
from thidua.voting.rules import Asked, Place, State, Votes, fault, new_code
from thidua.voting.services.locking import lock_for_voting

_SIGNER = Signer(salt="thidua.voting.slip")
_PAPERS = 64


@dataclass(frozen=True, slots=True)
class Slip:
    """What a voting page carries: the code to show, and `signed` for a hidden field."""

    code: str = field(repr=False)
    signed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The vote is in since `at`; `again` when this request had come before. `code` is "" for an open ballot."""

    code: str = field(repr=False)
    at: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A ballot paper: what is asked, which never changes once the ballot is open."""

    ballot: Ballot
    puts: tuple[Put, ...]

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What sealing and checking need to know of the questions."""
        return tuple(put.asked for put in self.puts)


def paper_of(reference: str) -> Paper:
    """The ballot paper of an opened ballot, kept in memory; of its `ballot` only what never changes may be read.

    Raises Ballot.DoesNotExist for one that was never opened.
    """
    return _paper(reference)


@lru_cache(maxsize=_PAPERS)
def _paper(reference: str) -> Paper:
    ballot = Ballot.objects.select_related("owner").get(reference=reference, opened_at__isnull=False)
    return Paper(ballot, puts_of(ballot))


def new_slip(ballot: Ballot, user: User) -> Slip:
    """A slip for a page on which the user will vote; each page has its own, and the first that is sent counts."""
    code = new_code()
    return Slip(code, _SIGNER.sign_object([ballot.pk, user.pk, code, secrets.token_urlsafe(16)]))


@sensitive_variables()
@transaction.atomic
def cast_vote(*, paper: Paper, votes: Votes, slip: str = "", by: User) -> Receipt:
    """Take a vote: one `Marks` for each question. Sealed with the slip's code if the ballot is secret.

    The same request may come any number of times, also at the same instant. Raises BadVote, SlipBroken, NotOnRoll,
    NotVoting, or AlreadyVoted when another request or paper was first; nothing is kept then.
    """
    asked = paper.asked
    _refuse(asked, votes)
    code, token = _read_slip(paper.ballot, slip, by) if paper.ballot.secret else ("", b"")
    now = clock.now()
    params = {"ballot": paper.ballot.pk, "user": by.pk, "now": now}
    lock_for_voting(paper.ballot.pk)
    if paper.ballot.secret:
        assert paper.ballot.public_key is not None  # no secret ballot opens without
        envelope = seal(bytes(paper.ballot.public_key), laid_out(asked, code, votes))
        kept = sql.run("thidua.voting", "cast_secret", {**params, "id": uuid4(), "token": token, "envelope": envelope})
    else:
        kept = sql.run("thidua.voting", "cast_open", {**params, "votes": json.dumps(votes)})
    if not kept:
        return _why_not(paper.ballot.pk, votes, code, token, by)
    record("ballot.cast", by=by, about=paper.ballot, unit=paper.ballot.owner_id)
    return Receipt(code, now, again=False)


@sensitive_variables()
def _refuse(asked: Sequence[Asked], votes: Votes) -> None:
    if len(votes) != len(asked):
        raise BadVote(_("Phiếu không khớp với các câu hỏi. Hãy mở lại phiếu."))
    for position, (question, marks) in enumerate(zip(asked, votes, strict=True), 1):
        if sentence := _("Phiếu còn thiếu câu trả lời.") if marks is None else fault(question, marks):
            raise BadVote(sentence, where=str(position))


@sensitive_variables()
def _read_slip(ballot: Ballot, slip: str, by: User) -> tuple[str, bytes]:
    """The code and the digest of the token. Raises SlipBroken."""
    try:
        ballot_id, user_id, code, token = _SIGNER.unsign_object(slip)
    except (BadSignature, ValueError):
        ballot_id = user_id = code = token = None
    if ballot_id != ballot.pk or user_id != by.pk:
        raise SlipBroken(
            _("Trang bỏ phiếu đã cũ hoặc không phải của bạn. Hãy mở lại trang rồi bỏ phiếu; phiếu chưa ghi.")
        )
    return str(code), hashlib.sha256(str(token).encode()).digest()


@sensitive_variables()
def _why_not(ballot_id: int, votes: Votes, code: str, token: bytes, by: User) -> Receipt:
    """The receipt of a vote that had come before; else raises why this one was not kept."""
    ballot = Ballot.objects.get(pk=ballot_id)
    voter = Voter.objects.filter(ballot=ballot, user=by).first()
    if voter is None:
        raise NotOnRoll(_("Bạn không có tên trong danh sách bỏ phiếu này."))
    if voter.voted_at is not None:
        if _same(ballot, voter, votes, token):
            return Receipt(code, voter.voted_at, again=True)
        raise AlreadyVoted(
            _("Phiếu của bạn đã được ghi nhận lúc %(at)s và mỗi người chỉ bỏ một lần. Lần gửi này không được tính.")
            % {"at": voter.voted_at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")}
        )
    if ballot.state == State.OPEN and ballot.place == Place.ROOM and not voter.present:
        raise NotVoting(_("Chỉ người có mặt tại hội nghị mới bỏ phiếu. Hãy đề nghị tổ kiểm phiếu ghi nhận bạn có mặt."))
    raise NotVoting(_("Hiện không nhận phiếu: cuộc bỏ phiếu chưa mở hoặc đã hết giờ. Phiếu của bạn chưa được ghi."))


@sensitive_variables()
def _same(ballot: Ballot, voter: Voter, votes: Votes, token: bytes) -> bool:
    """Whether the vote that is in came by the same request."""
    if ballot.secret:
        return voter.token is not None and bytes(voter.token) == token
    kept = OpenVote.objects.filter(voter=voter).values_list("votes", flat=True).first()
    return kept == [list(marks) for marks in votes if marks is not None]
