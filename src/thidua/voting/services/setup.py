"""A ballot before it is opened: what it asks, who may vote, who counts. What is edited is replaced as a whole."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, clean_text
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.voting.errors import BadSetup, NotReady
from thidua.voting.models import Ballot, CommitteeMember, Option, Question, Voter
from thidua.voting.queries import committee_of, missing
from thidua.voting.rules import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MOST_VOTERS,
    SHARES,
    Base,
    Kind,
    Part,
    Place,
    QuorumOn,
    Secrecy,
    State,
)
from thidua.voting.services.keys import tell_committee
from thidua.voting.services.locking import lock_ballot
from thidua.voting.shares import make_key, share_digest

REFERENCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class BallotFacts:
    """What a ballot is, apart from its questions and people."""

    title: str
    secrecy: Secrecy = Secrecy.SECRET
    place: Place = Place.BOTH
    purpose: str = ""
    quorum: Part = field(default_factory=lambda: Part(2, 3))
    quorum_on: QuorumOn = QuorumOn.CAST_OF_TOTAL
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewOption:
    """A candidate or proposal."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question with its options, as `models.Question`; by default more than half of all members have to agree."""

    text: str
    kind: Kind
    options: tuple[NewOption, ...]
    most: int | None = None
    seats: int | None = None
    threshold: Part = field(default_factory=lambda: Part(1, 2, strict=True))
    base: Base = Base.TOTAL


@dataclass(frozen=True, slots=True)
class NewVoter:
    """Who may vote: the account, the name as printed, and for which unit or body she speaks."""

    user: User
    name: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class HandedShare:
    """A share of the key as its holder gets it, once: `words` on paper, `file` as a text file."""

    number: int
    holder: str
    title: str
    words: str = field(repr=False)

    @property
    def file(self) -> str:
        """The share as the text of a file, whose last line `rehearse_share` and `count_ballot` read."""
        lines = (
            self.title,
            _("Mảnh khóa số %(number)d trên %(all)d, của %(holder)s.")
            % {"number": self.number, "all": SHARES, "holder": self.holder},
            _("Hai mảnh bất kỳ mở được phiếu kín. Giữ kín mảnh này và hủy sau khi kiểm phiếu."),
        )
        return "\n".join((*lines, "", self.words, ""))


@transaction.atomic
def found_ballot(*, owner: Unit, facts: BallotFacts, by: User) -> Ballot:
    """Begin a draft of a unit. Raises BadSetup."""
    ballot = Ballot(reference=secrets.token_urlsafe(REFERENCE_BYTES), owner=owner, made_by=by, made_at=clock.now())
    _apply(ballot, facts)
    ballot.save(force_insert=True)
    record("ballot.drafted", by=by, about=ballot, unit=owner)
    return ballot


@transaction.atomic
def edit_ballot(*, ballot_id: int, facts: BallotFacts, by: User) -> Ballot:
    """Change what a draft is. Raises NotDraft or BadSetup."""
    ballot = lock_ballot(ballot_id, State.DRAFT)
    _apply(ballot, facts)
    ballot.save()
    return _edited(ballot, by)


@transaction.atomic
def set_questions(*, ballot_id: int, questions: Sequence[NewQuestion], by: User) -> Ballot:
    """Let a draft ask these questions, in this order, and no others. Raises NotDraft or BadSetup."""
    ballot = lock_ballot(ballot_id, State.DRAFT)
    if len(questions) > MOST_QUESTIONS:
        raise BadSetup(_("Mỗi cuộc bỏ phiếu có không quá %(most)d câu hỏi.") % {"most": MOST_QUESTIONS})
    ballot.questions.all().delete()
    for position, question in enumerate(questions, 1):
        _refuse_question(question, str(position))
        made = Question.objects.create(
            ballot=ballot,
            position=position,
            text=clean_line(question.text, most=500),
            kind=question.kind,
            most=question.most if question.kind != Kind.APPROVAL else None,
            seats=question.seats,
            threshold_numerator=question.threshold.numerator,
            threshold_denominator=question.threshold.denominator,
            threshold_strict=question.threshold.strict,
            threshold_base=question.base,
        )
        Option.objects.bulk_create(_option(made, at, option) for at, option in enumerate(question.options, 1))
    return _edited(ballot, by)


@transaction.atomic
def set_roster(*, ballot_id: int, voters: Sequence[NewVoter], by: User) -> Ballot:
    """Let exactly these people vote, once each and with equal weight. Raises NotDraft or BadSetup."""
    ballot = lock_ballot(ballot_id, State.DRAFT)
    if len(voters) > MOST_VOTERS:
        raise BadSetup(_("Danh sách bỏ phiếu có không quá %(most)d người.") % {"most": MOST_VOTERS})
    _refuse_twice([voter.user for voter in voters])
    ballot.voters.all().delete()
    Voter.objects.bulk_create(
        Voter(
            ballot=ballot,
            user=voter.user,
            name=_name(voter.name, voter.user),
            body=clean_line(voter.body, most=LONGEST_NAME),
        )
        for voter in voters
    )
    return _edited(ballot, by)


@transaction.atomic
def set_committee(*, ballot_id: int, members: Sequence[tuple[User, str]], by: User) -> Ballot:
    """Let these people open, close and count: accounts with printed names; the first three will hold the shares.

    Raises NotDraft or BadSetup.
    """
    ballot = lock_ballot(ballot_id, State.DRAFT)
    _refuse_twice([user for user, _printed in members])
    ballot.committee.all().delete()
    CommitteeMember.objects.bulk_create(
        CommitteeMember(ballot=ballot, user=user, name=_name(printed, user), position=at)
        for at, (user, printed) in enumerate(members, 1)
    )
    return _edited(ballot, by)


@transaction.atomic
def discard_ballot(*, ballot_id: int, by: User) -> Ballot:
    """Take a draft off all lists; `restore_ballot` brings it back. Raises NotDraft."""
    ballot = lock_ballot(ballot_id, State.DRAFT)
    ballot.discarded_at = clock.now()
    ballot.save(update_fields=["discarded_at"])
    record("ballot.discarded", by=by, about=ballot, unit=ballot.owner)
    return ballot


@transaction.atomic
def restore_ballot(*, ballot_id: int, by: User) -> Ballot:
    """Bring a discarded draft back."""
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("owner").get(pk=ballot_id)
    if ballot.discarded_at is not None:
        ballot.discarded_at = None
        ballot.save(update_fields=["discarded_at"])
        record("ballot.restored", by=by, about=ballot, unit=ballot.owner)
    return ballot


@sensitive_variables()
@transaction.atomic
def prepare_ballot(*, ballot_id: int, by: User) -> tuple[HandedShare, ...]:
    """Fix questions, roster and committee; for a secret ballot make the key and hand out its shares.

    The shares are nowhere but in the answer: it is shown once, in the committee's presence. Each holder then proves by
    `rehearse_share` that she has hers. An open ballot has none. Raises NotDraft, or NotReady with all that is missing.
    """
    ballot = lock_ballot(ballot_id, State.DRAFT)
    if lacking := missing(ballot):
        raise NotReady(" ".join(lacking))
    handed = _hand_out(ballot) if ballot.secret else ()
    ballot.state = State.READY
    ballot.save(update_fields=["state", "public_key"])
    record("ballot.prepared", by=by, about=ballot, unit=ballot.owner, voters=ballot.voters.count())
    tell_committee(ballot, "ballot.prepared", key=clock.now().isoformat(), but=by)
    return handed


@transaction.atomic
def reopen_setup(*, ballot_id: int, by: User) -> Ballot:
    """Go back from prepared to draft: the undo of `prepare_ballot`. Shares that were handed out open nothing any more.

    Raises WrongState.
    """
    ballot = lock_ballot(ballot_id, State.READY)
    ballot.turns.all().delete()
    ballot.committee.update(share=None, share_digest=None, rehearsed_at=None)
    ballot.voters.update(present=False)
    ballot.public_key, ballot.state = None, State.DRAFT
    ballot.save(update_fields=["state", "public_key"])
    record("ballot.setup_reopened", by=by, about=ballot, unit=ballot.owner)
    return ballot


@sensitive_variables()
def _hand_out(ballot: Ballot) -> tuple[HandedShare, ...]:
    key = make_key()
    ballot.public_key = key.public_key
    handed = []
    for number, (member, words) in enumerate(zip(committee_of(ballot)[:SHARES], key.shares, strict=True), 1):
        member.share, member.share_digest, member.rehearsed_at = number, share_digest(key.public_key, words), None
        member.save(update_fields=["share", "share_digest", "rehearsed_at"])
        handed.append(HandedShare(number, member.name, ballot.title, words))
    return tuple(handed)


def _edited(ballot: Ballot, by: User) -> Ballot:
    record("ballot.edited", by=by, about=ballot, unit=ballot.owner)
    return ballot


def _apply(ballot: Ballot, facts: BallotFacts) -> None:
    ballot.title = clean_line(facts.title, most=LONGEST_TITLE)
    if not ballot.title:
        raise BadSetup(_("Hãy ghi tên cuộc bỏ phiếu."), where="title")
    if facts.opens_at and facts.closes_at and facts.opens_at >= facts.closes_at:
        raise BadSetup(_("Giờ nhận phiếu phải bắt đầu trước khi kết thúc."), where="closes_at")
    _refuse_part(facts.quorum, "quorum")
    ballot.purpose = clean_text(facts.purpose, most=LONGEST_TEXT)
    ballot.secrecy, ballot.place, ballot.quorum_on = facts.secrecy, facts.place, facts.quorum_on
    ballot.quorum_numerator, ballot.quorum_denominator = facts.quorum.numerator, facts.quorum.denominator
    ballot.quorum_strict = facts.quorum.strict
    ballot.opens_at, ballot.closes_at = facts.opens_at, facts.closes_at


def _refuse_question(question: NewQuestion, where: str) -> None:
    """Raise BadSetup for a question that nobody could answer or count."""
    names = [clean_line(option.name, most=LONGEST_NAME) for option in question.options]
    if not clean_line(question.text, most=500) or not names or not all(names):
        raise BadSetup(_("Mỗi câu hỏi cần nội dung và tên của từng phương án."), where=where)
    if len(names) > MOST_OPTIONS or len(set(names)) < len(names):
        raise BadSetup(
            _("Mỗi câu hỏi có không quá %(most)d phương án, tên không trùng nhau.") % {"most": MOST_OPTIONS},
            where=where,
        )
    for number in (question.most, question.seats):
        if number is not None and not 1 <= number <= len(names):
            raise BadSetup(_("Số được chọn phải từ 1 đến số phương án."), where=where)
    _refuse_part(question.threshold, where)


def _refuse_part(part: Part, where: str) -> None:
    if part.denominator < 1 or not 0 <= part.numerator <= part.denominator:
        raise BadSetup(_("Tỷ lệ phải từ 0 đến 100%."), where=where)


def _refuse_twice(users: Sequence[User]) -> None:
    pks = [user.pk for user in users]
    if len(set(pks)) < len(pks):
        twice = next(user for user in users if pks.count(user.pk) > 1)
        raise BadSetup(_("%(who)s có tên hai lần. Mỗi người chỉ ghi một lần.") % {"who": twice})


def _option(question: Question, position: int, option: NewOption) -> Option:
    return Option(
        question=question,
        position=position,
        name=clean_line(option.name, most=LONGEST_NAME),
        detail=clean_line(option.detail, most=LONGEST_REASON),
    )


def _name(printed: str, user: User) -> str:
    return clean_line(printed, most=LONGEST_NAME) or str(user)
