"""What stands of a ballot: who may vote, how many have, what is missing, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from .counting import Result, Roll
from .models import Ballot, CommitteeMember, OpenedBallot, OpenVote, Option, Question, Voter
from .rules import COMMITTEE_LEAST, SECRET_ROSTER_LEAST, SHARES, Asked, How


@dataclass(frozen=True, slots=True)
class Put:
    """A question with its options, as it is put to the vote."""

    question: Question
    options: tuple[Option, ...]

    @property
    def asked(self) -> Asked:
        """What counting needs to know of it."""
        return self.question.asked(len(self.options))


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many are on the roll, are present, and have voted how; `handed` papers are in, `entered` by two members."""

    total: int
    present: int
    remote: int
    room: int
    writing: int

    @property
    def cast(self) -> int:
        """How many votes are in."""
        return self.remote + self.room + self.writing


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What came out of a question: `result.options` are in the order of `options`."""

    question: Question
    options: tuple[Option, ...]
    result: Result


def puts_of(ballot: Ballot) -> tuple[Put, ...]:
    """The questions of a ballot with their options, in order; two statements."""
    ordered = Prefetch("options", Option.objects.order_by("position"))
    questions = ballot.questions.order_by("position").prefetch_related(ordered)
    return tuple(Put(question, tuple(question.options.all())) for question in questions)


def committee_of(ballot: Ballot) -> list[CommitteeMember]:
    """The committee in its order."""
    return list(ballot.committee.select_related("user__person").order_by("position"))


def missing(ballot: Ballot) -> list[str]:
    """What a draft lacks before it can be prepared, a sentence each; none when it can."""
    puts, people = puts_of(ballot), Voter.objects.filter(ballot=ballot).count()
    lacking = []
    if not puts:
        lacking.append(_("Chưa có câu hỏi nào."))
    if ballot.committee.count() < COMMITTEE_LEAST:
        lacking.append(_("Tổ kiểm phiếu cần ít nhất %(least)d người.") % {"least": COMMITTEE_LEAST})
    least = SECRET_ROSTER_LEAST if ballot.secret else 1
    if people < least:
        lacking.append(_("Danh sách bỏ phiếu cần ít nhất %(least)d người.") % {"least": least})
    return lacking


def unrehearsed(ballot: Ballot) -> list[CommitteeMember]:
    """Holders of a share who have not yet shown that they have it."""
    return list(ballot.committee.filter(share__lte=SHARES, rehearsed_at=None).order_by("share"))


def turnout(ballot: Ballot) -> Turnout:
    """How many have voted; one statement."""
    counts = ballot.voters.aggregate(
        total=Count("pk"),
        present=Count("pk", filter=Q(present=True) & ~Q(how=How.WRITING) | Q(how__in=[How.REMOTE, How.ROOM])),
        **{how.value: Count("pk", filter=Q(how=how)) for how in How},
    )
    return Turnout(**counts)


def roll_of(ballot: Ballot) -> Roll:
    """The numbers that quorum and thresholds are measured by."""
    counts = turnout(ballot)
    return Roll(counts.total, counts.present, counts.cast, counts.writing)


def results_of(ballot: Ballot) -> tuple[QuestionResult, ...]:
    """The results of a counted ballot, as they were written at the count; none before."""
    return tuple(
        QuestionResult(put.question, put.options, Result.from_data(put.question.result))
        for put in puts_of(ballot)
        if put.question.result is not None
    )


def opened_list(ballot: Ballot) -> Sequence[OpenedBallot]:
    """The opened votes of a secret ballot in the order of their codes."""
    return list(ballot.opened.order_by("code"))


def open_votes(ballot: Ballot) -> Sequence[OpenVote]:
    """The votes of an open ballot with their voters, in the order of names."""
    votes = OpenVote.objects.filter(voter__ballot=ballot).select_related("voter")
    return list(votes.order_by("voter__name", "voter"))
