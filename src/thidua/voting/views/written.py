"""Papers of absent voters, read and entered by two members, each for herself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.core.errors import DomainError
from thidua.ui.notices import say
from thidua.voting.models import CommitteeMember
from thidua.voting.papers import MarkedPaper, blank_paper, read_paper, room_of
from thidua.voting.queries import puts_of
from thidua.voting.rules import KEYS_NEEDED, State
from thidua.voting.secrecy import of_one_size, secret_page
from thidua.voting.services.locking import require_state
from thidua.voting.services.written import Reading, drop_paper, enter_paper, readings_of
from thidua.voting.standing import BallotStanding, require_committee

from .frame import INVALID, framed, safe_or_post, seen_or_404, signed_in


def _closed(request: HttpRequest, reference: str) -> tuple[BallotStanding, CommitteeMember]:
    """A closed ballot for a member of its committee."""
    standing = seen_or_404(request, reference)
    require_committee(standing)
    require_state(standing.ballot, [State.CLOSED])
    assert standing.member is not None  # `require_committee` lets nobody else through
    return standing, standing.member


@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """All papers that came in, with who has entered which."""
    standing, member = _closed(request, reference)
    rows = [
        {
            "label": one.label,
            "key": _key(one),
            "readers": one.readers,
            "mine": any(reader.pk == member.pk for reader in one.readers),
            "enough": len(one.readers) >= KEYS_NEEDED,
        }
        for one in readings_of(standing.ballot)
    ]
    context = framed(standing, "ballot-written", _("Phiếu gửi bằng văn bản"))
    context |= {"rows": rows, "ready": all(row["enough"] for row in rows)}
    return render(request, "voting/papers.html", context)


@secret_page
@safe_or_post
def paper(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Enter what one paper says: `key` is its number, or the line of its voter where votes are open."""
    standing, _member = _closed(request, reference)
    reading = _reading_or_404(standing, key)
    puts = puts_of(standing.ballot)
    marked, sentence, status = blank_paper(puts), "", 200
    if request.method == "POST":
        marked, status = read_paper(puts, request.POST, written=True), INVALID
        if marked.valid:
            try:
                enter_paper(
                    ballot_id=standing.ballot.pk, paper=reading.paper, votes=marked.votes, by=signed_in(request)
                )
            except DomainError as error:
                sentence, status = error.sentence, error.status
            else:
                undo = reverse("ballot-paper-drop", args=[reference, key])
                say(request, _("Đã ghi phiếu %(label)s theo bạn đọc.") % {"label": reading.label}, undo=undo)
                return redirect("ballot-written", reference)
        else:
            sentence = _("Hãy sửa chỗ được đánh dấu.")
    answer = _paper_page(request, standing, reading, marked, sentence=sentence, status=status)
    return answer if request.method != "POST" else of_one_size(answer, room_of(puts))


def _paper_page(
    request: HttpRequest,
    standing: BallotStanding,
    reading: Reading,
    marked: MarkedPaper,
    *,
    sentence: str,
    status: int,
) -> HttpResponse:
    title = _("Phiếu %(label)s") % {"label": reading.label}
    context = framed(standing, "ballot-written", title) | {"paper": marked, "problem": sentence, "written": True}
    context["crumbs"].append((_("Phiếu gửi bằng văn bản"), reverse("ballot-written", args=[standing.ballot.reference])))
    return render(request, "voting/paper.html", context, status=status)


@require_POST
def drop(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take back what one entered of a paper."""
    standing, _member = _closed(request, reference)
    reading = _reading_or_404(standing, key)
    drop_paper(ballot_id=standing.ballot.pk, paper=reading.paper, by=signed_in(request))
    say(request, _("Đã bỏ bản nhập của bạn cho phiếu %(label)s.") % {"label": reading.label})
    return redirect("ballot-written", reference)


def _reading_or_404(standing: BallotStanding, key: int) -> Reading:
    for one in readings_of(standing.ballot):
        if _key(one) == key:
            return one
    raise Http404(_("Không có phiếu này."))


def _key(reading: Reading) -> int:
    return reading.paper.number or reading.paper.voter_id or 0
