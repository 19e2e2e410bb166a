"""What came out: each question against its threshold, the quorum, and every opened vote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thidua.core.numbers import print_number
from thidua.ui.notices import say
from thidua.voting.counting import OptionResult
from thidua.voting.models import Ballot, OpenedBallot, OpenVote
from thidua.voting.papers import words_of
from thidua.voting.queries import (
    QuestionResult,
    Turnout,
    open_votes,
    opened_list,
    read_votes,
    results_of,
    turnout,
    votes_with_code,
)
from thidua.voting.recounting import Recount, recount
from thidua.voting.rules import CODE_LENGTH, Asked, Kind, Outcome, State, Votes, printed_code, typed_code
from thidua.voting.secrecy import of_one_size, secret_page
from thidua.voting.services.minutes import draft_minutes
from thidua.voting.standing import BallotStanding

from .frame import INVALID, framed, quorum_words, require_roll, seen_or_404, signed_in
from .pages import minutes_url

PAGE = 100
A_LINE = 1_500
"""More bytes than the page of results takes for an option beside its name."""
WIDTH = 1_000
"""The drawn width of a whole; where a bar ends is a part of it."""
TONES = {Outcome.PASSED: "good", Outcome.FAILED: "quiet", Outcome.TIED: "warn", Outcome.NO_QUORUM: "bad"}


@dataclass(frozen=True, slots=True)
class Bar:
    """An option in the table of its question; `length` and `mark` are parts of `WIDTH`."""

    name: str
    detail: str
    got: OptionResult
    length: int
    mark: int
    tone: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The result of a question as the page shows it."""

    number: int
    one: QuestionResult
    bars: tuple[Bar, ...]
    needed: str
    counts: str
    ties: str

    @property
    def kind(self) -> str:
        return self.one.question.kind


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it is published: its code or its voter's name, and what it says to each question."""

    label: str
    answers: tuple[str, ...]


def counted_or_404(request: HttpRequest, reference: str) -> BallotStanding:
    """A ballot that was counted, for who may see it. Raises Http404."""
    standing = seen_or_404(request, reference)
    if not standing.sees_results:
        raise Http404(_("Cuộc bỏ phiếu này chưa có kết quả."))
    return standing


@require_safe
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """The results, with a page of the votes as they were opened."""
    standing = counted_or_404(request, reference)
    results = results_of(standing.ballot)
    page = Paginator(published(standing.ballot), PAGE).get_page(request.GET.get("trang"))
    return _show(request, standing, results, votes=list(votes_of(results, page.object_list)), page=page)


@require_POST
def count_again(request: HttpRequest, reference: str) -> HttpResponse:
    """The results, held against a count of all published votes: anybody who sees them may ask for it."""
    standing = counted_or_404(request, reference)
    results = results_of(standing.ballot)
    page = Paginator(published(standing.ballot), PAGE).get_page(1)
    votes = list(votes_of(results, page.object_list))
    return _show(request, standing, results, votes=votes, page=page, again=recount(standing.ballot))


@require_POST
def minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft the minutes of the count, for who counted or organises."""
    standing = counted_or_404(request, reference)
    require_roll(standing)
    draft_minutes(ballot_id=standing.ballot.pk, by=signed_in(request))
    say(request, _("Đã lập biên bản kiểm phiếu. Biên bản nằm ở trang Văn bản của đơn vị."))
    return redirect("ballot-result", reference)


@secret_page
@require_POST
def find(request: HttpRequest, reference: str) -> HttpResponse:
    """The vote with a code. By POST: a code in an address would stand in logs beside the name of who looks for it.

    So would the size of a page with nothing but her vote on it.
    """
    standing = counted_or_404(request, reference)
    results = results_of(standing.ballot)
    code = typed_code(request.POST.get("code", ""))
    votes = [_vote(results, printed_code(code), found) for found in votes_with_code(standing.ballot, code)]
    answer = _show(request, standing, results, votes=votes, problem="" if votes else _not_found(code))
    options = [option for one in results for option in one.options]
    return of_one_size(answer, sum(3 * len(escape(option.name).encode()) + A_LINE for option in options))


def _show(
    request: HttpRequest,
    standing: BallotStanding,
    results: tuple[QuestionResult, ...],
    *,
    votes: list[Vote],
    page: Page[Any] | None = None,
    problem: str = "",
    again: Recount | None = None,
) -> HttpResponse:
    """The page of results; without a `page` of the list the votes are those that were looked for."""
    ballot = standing.ballot
    counts = turnout(ballot)
    context: dict[str, Any] = framed(standing, "ballot-result", _("Kết quả")) | {
        "shown": shown_results(results),
        "counts": counts,
        "absent": counts.total - counts.cast,
        "quorum": quorum_words(ballot),
        "quorum_words": _quorum_line(ballot, counts),
        "minutes_url": minutes_url(standing),
        "drafts_minutes": _drafts_minutes(standing),
        "questions": [one.question for one in results],
        "votes": votes,
        "page": page,
        "again": again,
        "again_words": _again_words(again) if again else "",
        "problem": problem,
        "holds_share": standing.member is not None and bool(standing.member.share),
        "previous_url": _page_url(ballot, page.previous_page_number()) if page and page.has_previous() else "",
        "next_url": _page_url(ballot, page.next_page_number()) if page and page.has_next() else "",
    }
    return render(request, "voting/result.html", context, status=INVALID if problem else 200)


def _page_url(ballot: Ballot, number: int) -> str:
    return f"{reverse('ballot-result', args=[ballot.reference])}?trang={number}#phieu"


def _again_words(again: Recount) -> str:
    if again.agrees:
        return ngettext(
            "Đã đếm lại %(count)s phiếu đã công bố: mọi con số khớp với kết quả và danh sách.",
            "Đã đếm lại %(count)s phiếu đã công bố: mọi con số khớp với kết quả và danh sách.",
            again.votes,
        ) % {"count": print_number(again.votes)}
    return _(
        "Đếm lại được %(votes)s phiếu, danh sách ghi %(marked)s người đã bỏ phiếu. Câu có kết quả khác: %(differing)s. "
        "Kết quả hoặc phiếu đã bị sửa sau khi kiểm; hãy báo ngay cho tổ kiểm phiếu."
    ) % {
        "votes": print_number(again.votes),
        "marked": print_number(again.marked),
        "differing": ", ".join(map(str, again.differing)) or _("không có"),
    }


def _drafts_minutes(standing: BallotStanding) -> bool:
    """Whether the person is offered to draft the minutes: those that were deleted are drafted anew."""
    minutes = standing.ballot.minutes
    missing = minutes is None or minutes.deleted_at is not None
    return missing and standing.ballot.state == State.COUNTED and (standing.manages or standing.member is not None)


def _not_found(code: str) -> str:
    if len(code) != CODE_LENGTH:
        return _("Mã phiếu có %(length)d chữ cái, ví dụ BCDFG-HJKMN. Hãy gõ đủ mã đã ghi.") % {"length": CODE_LENGTH}
    return _("Không có phiếu nào mang mã này. Nếu bạn chắc chắn đã ghi đúng mã, hãy báo ngay cho tổ kiểm phiếu.")


def shown_results(results: tuple[QuestionResult, ...]) -> list[Shown]:
    """The results of all questions in words and lengths."""
    return [_shown(number, one) for number, one in enumerate(results, 1)]


def _shown(number: int, one: QuestionResult) -> Shown:
    result = one.result
    whole = max(result.base, result.needed, *(option.voices for option in result.options), 1)
    bars = [
        Bar(
            option.name,
            option.detail,
            got,
            length=WIDTH * got.voices // whole,
            mark=WIDTH * result.needed // whole,
            tone=TONES[got.outcome],
            outcome=str(got.outcome.label),
        )
        for option, got in zip(one.options, result.options, strict=True)
    ]
    bars.sort(key=lambda bar: bar.got.place)
    return Shown(number, one, tuple(bars), _needed(one), _counts(one), _ties(one))


def _needed(one: QuestionResult) -> str:
    asked, result = one.question.asked(len(one.options)), one.result
    words = {"needed": print_number(result.needed), "base": print_number(result.base), "of": asked.base.label}
    return _("Cần %(needed)s/%(base)s phiếu, tính trên %(of)s (%(part)s).") % {**words, "part": asked.threshold}


def _counts(one: QuestionResult) -> str:
    result = one.result
    return _("%(cast)s phiếu: %(valid)s hợp lệ (trong đó %(blank)s phiếu trắng), %(invalid)s không hợp lệ.") % {
        name: print_number(getattr(result, name)) for name in ("cast", "valid", "invalid", "blank")
    }


def _ties(one: QuestionResult) -> str:
    if not one.result.tied:
        return ""
    names = [
        option.name for option, got in zip(one.options, one.result.options, strict=True) if got.outcome == Outcome.TIED
    ]
    return _(
        "%(names)s bằng phiếu nhau ở suất cuối cùng. Hệ thống không tự chọn; cần bỏ phiếu lại giữa những phương án này."
    ) % {"names": ", ".join(names)}


def _quorum_line(ballot: Ballot, counts: Turnout) -> str:
    words = {"cast": print_number(counts.cast), "total": print_number(counts.total)}
    if ballot.quorum_met:
        return _("%(cast)s/%(total)s người đã bỏ phiếu.") % words
    return _("%(cast)s/%(total)s người đã bỏ phiếu nên không phương án nào đạt.") % words


def published(ballot: Ballot) -> QuerySet[Any]:
    """The votes of a counted ballot: in the order of codes, or by name."""
    return opened_list(ballot) if ballot.secret else open_votes(ballot)


def votes_of(results: tuple[QuestionResult, ...], kept: Iterable[OpenedBallot | OpenVote]) -> Iterator[Vote]:
    """Published votes in words."""
    for one in kept:
        label = printed_code(one.code) if isinstance(one, OpenedBallot) else one.voter.name
        yield _vote(results, label, read_votes(one.votes))


def _vote(results: tuple[QuestionResult, ...], label: str, votes: Votes) -> Vote:
    pairs = zip(results, votes, strict=True)
    return Vote(label, tuple(_answer(one, one.question.asked(len(one.options)), marks) for one, marks in pairs))


def _answer(one: QuestionResult, asked: Asked, marks: tuple[int, ...] | None) -> str:
    if marks is None:
        return _("Không hợp lệ")
    said = words_of(asked, marks)
    if not said:
        return _("Phiếu trắng")
    names = [option.name for option in one.options]
    match asked.kind:
        case Kind.APPROVAL if len(names) == 1:
            return said[0][1]
        case Kind.APPROVAL:
            given: dict[str, list[str]] = {}
            for at, words in said:
                given.setdefault(words, []).append(names[at])
            return "; ".join(f"{words}: {', '.join(which)}" for words, which in given.items())
        case Kind.CHOOSE:
            return ", ".join(names[at] for at, _words in said)
        case Kind.RANK:
            return ", ".join(f"{place}. {names[at]}" for place, (at, _words) in enumerate(said, 1))
