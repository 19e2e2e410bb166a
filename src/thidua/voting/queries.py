"""What stands of a ballot: who may vote, how many have, what is missing, what came out."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core import sql

from .counting import Result, Roll
from .models import Ballot, CommitteeMember, OpenedBallot, OpenVote, Option, Question, Voter
from .rules import CODE_LENGTH, COMMITTEE_LEAST, SECRET_ROSTER_LEAST, SHARES, Asked, How, Votes


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
    """How many have voted: as it was counted, before that as the roll stands now by one statement."""
    return turnout_of_roll(ballot) if ballot.turnout_counted is None else Turnout(**ballot.turnout_counted)


def turnout_of_roll(ballot: Ballot) -> Turnout:
    """How many have voted by the lines of the roll; one statement."""
    counts = ballot.voters.aggregate(
        total=Count("pk"),
        present=Count("pk", filter=Q(present=True) & ~Q(how=How.WRITING) | Q(how__in=[How.REMOTE, How.ROOM])),
        **{how.value: Count("pk", filter=Q(how=how)) for how in How},
    )
    return Turnout(**counts)


def roll_of(counts: Turnout) -> Roll:
    """The numbers that quorum and thresholds are measured by."""
    return Roll(counts.total, counts.present, counts.cast, counts.writing)


def results_of(ballot: Ballot) -> tuple[QuestionResult, ...]:
    """The results of a counted ballot, as they were written at the count; none before."""
    return tuple(
        QuestionResult(put.question, put.options, Result.from_data(put.question.result))
        for put in puts_of(ballot)
        if put.question.result is not None
    )


def opened_list(ballot: Ballot) -> QuerySet[OpenedBallot]:
    """The opened votes of a secret ballot in the order of their codes."""
    return ballot.opened.order_by("code", "pk")


def open_votes(ballot: Ballot) -> QuerySet[OpenVote]:
    """The votes of an open ballot with their voters, in the order of names."""
    votes = OpenVote.objects.filter(voter__ballot=ballot).select_related("voter")
    return votes.order_by("voter__name", "voter")


def votes_with_code(ballot: Ballot, code: str) -> list[Votes]:
    """The opened votes with a code: one, or none.

    The code never gets into a statement: a database that logs them would put it beside the session of whoever asks.
    All votes are read in one row, which takes some milliseconds for ten thousand.
    """
    row = sql.fetch_one("thidua.voting", "opened_votes", {"ballot": ballot.pk}, _Opened)
    lines = row.lines.split("\n") if row and row.lines else []
    return [read_votes(json.loads(line[CODE_LENGTH:])) for line in lines if line[:CODE_LENGTH] == code]


def read_votes(stored: list[list[int] | None]) -> Votes:
    """Votes as JSON keeps them."""
    return tuple(None if marks is None else tuple(marks) for marks in stored)


@dataclass(frozen=True, slots=True)
class _Opened:
    lines: str | None
