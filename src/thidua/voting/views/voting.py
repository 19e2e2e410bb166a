"""Voting: the paper, reading it again, sealing it, and the code that is shown once.

Choices travel in the bodies of requests alone, never in an address, a session or a message. Whoever gets no answer
sends the same page again: the slip on it is how the service knows the vote (see `services.casting`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.ui import theme
from thidua.voting.errors import BadVote, NotOnRoll, SlipBroken
from thidua.voting.models import Ballot, Voter
from thidua.voting.papers import MarkedPaper, blank_paper, read_paper, room_of
from thidua.voting.rules import Place, printed_code
from thidua.voting.secrecy import of_one_size, secret_page
from thidua.voting.services.casting import Paper, Receipt, cast_vote, new_slip, paper_of
from thidua.voting.standing import BallotStanding

from .frame import INVALID, safe_or_post, seen_or_404, signed_in


@secret_page
@safe_or_post
def vote(request: HttpRequest, reference: str) -> HttpResponse:
    """The paper by GET; a POST reviews what is marked, goes back to it, or sends it, as its field `step` says."""
    if request.method == "POST" and request.POST.get("step") == "cast":
        return _cast(request, reference)
    standing = seen_or_404(request, reference)
    voter = _voter(standing)
    if request.method != "POST" and not standing.votes_now:
        return redirect("ballot", reference)
    paper = _paper_or_404(reference)
    if request.method != "POST":
        return _paper_page(request, paper, voter, blank_paper(paper.puts))
    marked = read_paper(paper.puts, request.POST)
    slip = request.POST.get("slip", "")
    if not marked.valid:
        return _paper_page(
            request, paper, voter, marked, slip=slip, problem=_("Hãy sửa chỗ được đánh dấu."), status=INVALID
        )
    if request.POST.get("step") == "edit":
        return _paper_page(request, paper, voter, marked, slip=slip)
    context = _context(paper, marked, slip or _slip(request, paper))
    return of_one_size(
        render(request, "voting/review.html", context | {"title": _("Đọc lại phiếu")}), room_of(paper.puts)
    )


def _cast(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the vote. What keeps it from being taken is asked only then: a vote that is taken asks for nothing else."""
    paper = _paper_or_404(reference)
    marked = read_paper(paper.puts, request.POST)
    slip = request.POST.get("slip", "")
    if not marked.valid:
        voter = _voter(seen_or_404(request, reference))
        problem = _("Hãy sửa chỗ được đánh dấu.")
        return _paper_page(request, paper, voter, marked, slip=slip, problem=problem, status=INVALID)
    try:
        receipt = cast_vote(paper=paper, votes=marked.votes, slip=slip, by=signed_in(request))
    except NotOnRoll:
        seen_or_404(request, reference)
        raise
    except (BadVote, SlipBroken) as error:
        voter = _voter(seen_or_404(request, reference))
        fresh = "" if isinstance(error, SlipBroken) else slip
        return _paper_page(request, paper, voter, marked, slip=fresh, problem=error.sentence, status=INVALID)
    return _voted_page(request, paper, receipt)


def _voted_page(request: HttpRequest, paper: Paper, receipt: Receipt) -> HttpResponse:
    """The answer to a vote, without the menu and its counts: everybody in the hall gets it in the same minute."""
    shared = paper.ballot.place != Place.REMOTE
    context = {
        "title": _("Phiếu đã được nhận"),
        "ballot": paper.ballot,
        "code": printed_code(receipt.code) if receipt.code else "",
        "receipt": receipt,
        "shared": shared,
        "csrf_token": get_token(request) if shared else "",
        "site": {"demo": settings.THIDUA_DEMO, "today": clock.today(), "theme": theme.chosen(request)},
    }
    # Rendered without the request: the processors would ask the database for what this page does not show.
    return HttpResponse(render_to_string("voting/voted.html", context))


def _paper_page(
    request: HttpRequest,
    paper: Paper,
    voter: Voter,
    marked: MarkedPaper,
    *,
    slip: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(paper, marked, slip or _slip(request, paper)) | {
        "title": paper.ballot.title,
        "voter": voter,
        "problem": problem,
    }
    answer = render(request, "voting/vote.html", context, status=status)
    return answer if request.method != "POST" else of_one_size(answer, room_of(paper.puts))


def _context(paper: Paper, marked: MarkedPaper, slip: str) -> dict[str, Any]:
    carried = [("slip", slip)] if slip else []
    return {"ballot": paper.ballot, "paper": marked, "carried": carried, "crumbs": _crumbs(paper.ballot)}


def _crumbs(ballot: Ballot) -> list[tuple[str, str]]:
    return [
        (_("Bỏ phiếu"), reverse("ballot-list")),
        (ballot.title, reverse("ballot", args=[ballot.reference])),
    ]


def _slip(request: HttpRequest, paper: Paper) -> str:
    return new_slip(paper.ballot, signed_in(request)).signed if paper.ballot.secret else ""


def _voter(standing: BallotStanding) -> Voter:
    if standing.voter is None:
        raise PermissionDenied(_("Bạn không có tên trong danh sách bỏ phiếu này."))
    return standing.voter


def _paper_or_404(reference: str) -> Paper:
    try:
        return paper_of(reference)
    except Ballot.DoesNotExist as error:
        raise Http404(_("Không tìm thấy cuộc bỏ phiếu này.")) from error
