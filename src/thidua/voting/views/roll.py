"""The roll while votes are taken: who has voted, who is present, whose paper came in; reminding the others."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thidua.core.text import search_terms
from thidua.ui.links import Link
from thidua.ui.notices import say
from thidua.voting.models import Voter
from thidua.voting.rules import Place, State
from thidua.voting.services.reminding import remind_voters
from thidua.voting.services.roll import mark_present, mark_written, unmark_written
from thidua.voting.standing import BallotStanding, require_committee

from .frame import framed, panel_of, require_roll, seen_or_404, signed_in

PAGE = 100
LONGEST = 200
LONGEST_ID = 18
MARKS = ("present", "absent", "written", "unwritten")


def seen_roll(request: HttpRequest, reference: str) -> QuerySet[Voter]:
    """The lines of a roll, narrowed by words (`q`) and by `loc`: not voted, present. Raises what the page raises."""
    return _roll(request, _inside(request, reference))


def _inside(request: HttpRequest, reference: str) -> BallotStanding:
    """A prepared ballot for who organises or counts it."""
    standing = seen_or_404(request, reference)
    require_roll(standing)
    if standing.ballot.state == State.DRAFT:
        raise Http404(_("Danh sách chưa được chốt."))
    return standing


def _roll(request: HttpRequest, standing: BallotStanding) -> QuerySet[Voter]:
    voters = standing.ballot.voters.order_by("body", "name", "pk")
    for term in search_terms(request.GET.get("q", "")[:LONGEST]):
        voters = voters.filter(user__person__search__contains=term)
    match request.GET.get("loc", ""):
        case "chua":
            voters = voters.filter(voted_at=None)
        case "co-mat":
            voters = voters.filter(present=True)
    return voters


@require_safe
def roll(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is on the roll and whether the vote is in, for who organises or counts."""
    standing = _inside(request, reference)
    ballot = standing.ballot
    page = Paginator(_roll(request, standing), PAGE).get_page(request.GET.get("trang"))
    open_now = ballot.state == State.OPEN
    member = standing.member is not None
    narrowing = {name: request.GET[name][:LONGEST] for name in ("q", "loc") if request.GET.get(name)}
    context: dict[str, Any] = framed(standing, "ballot-roll", _("Danh sách bỏ phiếu")) | {
        "panel": panel_of(ballot),
        "page": page,
        "voters": page.object_list,
        "query": narrowing.get("q", ""),
        "chosen": narrowing.get("loc", ""),
        "filters": _filters(reference, narrowing, rooms=ballot.place != Place.REMOTE),
        "here": urlencode({**narrowing, "trang": page.number}),
        "marks_presence": member and ballot.state in {State.READY, State.OPEN} and ballot.place != Place.REMOTE,
        "marks_written": member and open_now,
        "reminds": open_now and ballot.voters.filter(voted_at=None).exists(),
        "previous_url": f"?{urlencode({**narrowing, 'trang': page.number - 1})}" if page.has_previous() else "",
        "next_url": f"?{urlencode({**narrowing, 'trang': page.number + 1})}" if page.has_next() else "",
    }
    return render(request, "voting/roll.html", context)


@require_POST
def mark(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark a line: `present` or `absent` ("page": all that are listed), `written` or `unwritten`; back to the roll.

    The toast of each takes it back by the same address with the opposite mark in its query.
    """
    standing = _inside(request, reference)
    require_committee(standing)
    for name in MARKS:
        if value := request.POST.get(name) or request.GET.get(name):
            _mark(request, standing, name, value)
    query = {name: request.GET[name] for name in ("q", "loc", "trang") if request.GET.get(name)}
    suffix = f"?{urlencode(query)}" if query else ""
    return redirect(f"{reverse('ballot-roll', args=[reference])}{suffix}#danh-sach")


def _mark(request: HttpRequest, standing: BallotStanding, name: str, value: str) -> None:
    ballot, user = standing.ballot, signed_in(request)
    listed = request.POST.getlist("listed") if value == "page" else value.split(",")
    ids = [int(one) for one in listed if one.isascii() and one.isdecimal() and len(one) <= LONGEST_ID]
    undo = f"{reverse('ballot-roll-mark', args=[standing.ballot.reference])}?"
    if name in {"present", "absent"}:
        present = name == "present"
        changed = mark_present(ballot_id=ballot.pk, voter_ids=ids, present=present, by=user)
        words = (
            ngettext("Đã điểm danh %(count)d người.", "Đã điểm danh %(count)d người.", changed)
            if present
            else ngettext("Đã bỏ điểm danh %(count)d người.", "Đã bỏ điểm danh %(count)d người.", changed)
        )
        opposite = {("absent" if present else "present"): ",".join(map(str, ids))}
        say(request, words % {"count": changed}, undo=undo + urlencode(opposite) if len(ids) == 1 else "")
        return
    try:
        voter_id = ids[0]
        voter = (mark_written if name == "written" else unmark_written)(ballot_id=ballot.pk, voter_id=voter_id, by=user)
    except (IndexError, Voter.DoesNotExist) as error:
        raise Http404(_("Không có người này trong danh sách.")) from error
    words = (
        _("Đã nhận phiếu văn bản của %(name)s.")
        if name == "written"
        else _("Đã bỏ ghi nhận phiếu văn bản của %(name)s.")
    )
    opposite = {"unwritten" if name == "written" else "written": str(voter.pk)}
    say(request, words % {"name": voter.name}, undo=undo + urlencode(opposite))


@require_POST
def remind(request: HttpRequest, reference: str) -> HttpResponse:
    """Remind those who have not voted."""
    standing = _inside(request, reference)
    told = remind_voters(ballot_id=standing.ballot.pk, by=signed_in(request))
    if told:
        say(request, ngettext("Đã nhắc %(count)d người.", "Đã nhắc %(count)d người.", told) % {"count": told})
    else:
        say(request, _("Hôm nay những người chưa bỏ phiếu đều đã được nhắc."))
    return redirect("ballot-roll", reference)


def _filters(reference: str, narrowing: dict[str, str], *, rooms: bool) -> list[Link]:
    offered = [("", _("Tất cả")), ("chua", _("Chưa bỏ phiếu")), *([("co-mat", _("Có mặt"))] if rooms else [])]
    address = reverse("ballot-roll", args=[reference])
    rest = {"q": narrowing["q"]} if "q" in narrowing else {}
    links = []
    for name, label in offered:
        query = urlencode({**rest, **({"loc": name} if name else {})})
        links.append(Link(label, f"{address}?{query}" if query else address, narrowing.get("loc", "") == name))
    return links
