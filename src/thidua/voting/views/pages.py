"""The list of ballots, and a ballot: how it stands and what the person who looks may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.documents.rules import State as Drafted
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.ui.links import Link
from thidua.ui.templatetags.formats import vitime
from thidua.voting.models import Ballot, CommitteeMember, Voter
from thidua.voting.queries import committee_of
from thidua.voting.rules import ACTS, Act, State
from thidua.voting.standing import BallotStanding, ballots_for
from thidua.voting.waiting import waiting_for

from .frame import LIVE, TONES, framed, panel_of, quorum_words, seen_or_404, signed_in
from .setup import described
from .turns import turn_of

PAGE = 50
OVER = (State.COUNTED, State.VOID)


def seen_ballots(request: HttpRequest) -> QuerySet[Ballot]:
    """The ballots that the person may see, narrowed by `xem`: waiting for her, counted or set up by her, over."""
    user = signed_in(request)
    found = ballots_for(user)
    match request.GET.get("xem", ""):
        case "cho-toi":
            found = found.filter(pk__in=waiting_for(user).values("ballot"))
        case "kiem-phieu":
            found = found.filter(pk__in=CommitteeMember.objects.filter(user=user).values("ballot"))
        case "to-chuc":
            found = found.filter(owner__in=gate.units_for(user, Permission.BALLOT_MANAGE))
        case "da-xong":
            found = found.filter(state__in=OVER)
    return found.annotate(roll=_counted(Q()), voted=_counted(Q(voted_at__isnull=False)))


def _counted(which: Q) -> Coalesce:
    """How many lines of a ballot's roll are so, counted apart: two counts by one join would multiply each other."""
    lines = Voter.objects.filter(which, ballot=OuterRef("pk")).order_by().values("ballot")
    return Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A ballot in the list, with what waits there for who looks."""

    ballot: Ballot
    owner: str
    tone: str
    roll: int
    voted: int
    task: str
    task_url: str


@require_safe
def ballot_list(request: HttpRequest) -> HttpResponse:
    """Ballots that wait for one, that one counts, that one sets up, and past ones."""
    user = signed_in(request)
    chosen = request.GET.get("xem", "")
    page = Paginator(seen_ballots(request), PAGE).get_page(request.GET.get("trang"))
    waiting = waiting_for(user).count()
    organises = gate.any_unit(user, Permission.BALLOT_MANAGE)
    narrowed = f"xem={chosen}&" if chosen else ""
    context: dict[str, Any] = {
        "title": _("Bỏ phiếu"),
        "sentence": _waiting_words(waiting),
        "organises": organises,
        "tabs": _tabs(chosen, waiting, organises=organises),
        "rows": _rows(list(page.object_list), user),
        "page": page,
        "previous_url": f"?{narrowed}trang={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?{narrowed}trang={page.next_page_number()}" if page.has_next() else "",
        "empty_title": _("Không có cuộc bỏ phiếu nào ở đây"),
        "empty_sentence": _(
            "Cuộc bỏ phiếu xuất hiện khi bạn có tên trong danh sách, ở tổ kiểm phiếu, hoặc tổ chức nó."
        ),
    }
    return render(request, "voting/list.html", context)


def _waiting_words(waiting: int) -> str:
    if not waiting:
        return _("Không có cuộc bỏ phiếu nào đang chờ phiếu của bạn.")
    words = ngettext(
        "%(count)d cuộc bỏ phiếu đang chờ phiếu của bạn.", "%(count)d cuộc bỏ phiếu đang chờ phiếu của bạn.", waiting
    )
    return words % {"count": waiting}


def _tabs(chosen: str, waiting: int, *, organises: bool) -> list[Link]:
    offered = [
        ("", _("Tất cả"), 0),
        ("cho-toi", _("Chờ tôi bỏ phiếu"), waiting),
        ("kiem-phieu", _("Tôi kiểm phiếu"), 0),
        *([("to-chuc", _("Tôi tổ chức"), 0)] if organises else []),
        ("da-xong", _("Đã xong"), 0),
    ]
    address = reverse("ballot-list")
    return [
        Link(label, f"{address}?xem={name}" if name else address, name == chosen, count=count)
        for name, label, count in offered
    ]


def _rows(ballots: list[Any], user: User) -> list[Row]:
    """As many statements for fifty ballots as for one."""
    names = last_names_of([ballot.owner_id for ballot in ballots], clock.today())
    waiting = set(waiting_for(user).filter(ballot__in=ballots).values_list("ballot_id", flat=True))
    counting = set(CommitteeMember.objects.filter(user=user, ballot__in=ballots).values_list("ballot_id", flat=True))
    rows = []
    for ballot in ballots:
        task, name = _task(ballot, votes=ballot.pk in waiting, counts=ballot.pk in counting)
        rows.append(
            Row(
                ballot,
                names[ballot.owner_id].short_name,
                TONES[State(ballot.state)],
                ballot.roll,
                ballot.voted,
                task,
                reverse(name, args=[ballot.reference]) if name else "",
            )
        )
    return rows


def _task(ballot: Ballot, *, votes: bool, counts: bool) -> tuple[str, str]:
    """What waits in a ballot for the person, and the name of the page for it."""
    if votes:
        return pgettext("act", "Bỏ phiếu"), "ballot-vote"
    if counts and ballot.state == State.READY:
        return _("Mở bỏ phiếu"), "ballot-open"
    if counts and ballot.state == State.OPEN:
        return _("Điểm danh, khóa phiếu"), "ballot-roll"
    if counts and ballot.state == State.CLOSED:
        return _("Kiểm phiếu"), "ballot-count"
    if ballot.state == State.COUNTED:
        return _("Xem kết quả"), "ballot-result"
    return "", ""


@require_safe
def ballot_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A ballot: its state, its questions, what the person may do now."""
    standing = seen_or_404(request, reference)
    ballot = standing.ballot
    edits = standing.manages and ballot.state == State.DRAFT
    members = committee_of(ballot)
    context = framed(standing, "ballot") | {
        "turn": turn_of(standing),
        "edits": edits,
        "steps": _steps(ballot, len(members)) if edits else [],
        "panel": panel_of(ballot),
        "live": ballot.state in LIVE,
        "questions": [
            {"question": one.put.question, "options": one.put.options, "rule": one.rule, "needed": one.needed}
            for one in described(ballot)
        ],
        "committee": members,
        "quorum": quorum_words(ballot),
        "hours": _hours(ballot),
        "voids": standing.member is not None and ballot.state in ACTS[Act.VOID][0],
        "reopens": standing.manages and ballot.state == State.READY,
        "minutes_url": minutes_url(standing),
    }
    return render(request, "voting/page.html", context)


@require_safe
def state(request: HttpRequest, reference: str) -> HttpResponse:
    """204 while the ballot stands as `da` says, else the tiles anew; a new state renews the whole page."""
    standing = seen_or_404(request, reference)
    ballot = standing.ballot
    panel = panel_of(ballot)
    seen = request.GET.get("da", "")
    if seen == panel.token:
        return HttpResponse(status=204)
    answer = render(request, "voting/panel.html", {"ballot": ballot, "panel": panel, "live": ballot.state in LIVE})
    was, now = seen.split("-"), panel.token.split("-")
    # Numbers of votes and of people are put into the page; for a key that was turned the page says something else.
    if (was[0], was[-2:]) != (now[0], now[-2:]):
        answer["HX-Refresh"] = "true"
    return answer


def minutes_url(standing: BallotStanding) -> str:
    """The address of the minutes, "" where there are none that the person may read."""
    minutes = standing.ballot.minutes
    if minutes is None or minutes.deleted_at is not None:
        return ""
    working = {Permission.DOCUMENT_DRAFT, Permission.DOCUMENT_ISSUE}
    reading = working if minutes.state == Drafted.DRAFT else working | {Permission.DOCUMENT_VIEW}
    return reverse("document-page", args=[minutes.reference]) if standing.at_owner & reading else ""


def _hours(ballot: Ballot) -> str:
    begins = vitime(ballot.opens_at) if ballot.opens_at else _("khi tổ kiểm phiếu mở")
    ends = vitime(ballot.closes_at) if ballot.closes_at else _("khi tổ kiểm phiếu khóa")
    return _("từ %(begins)s đến %(ends)s") % {"begins": begins, "ends": ends}


def _steps(ballot: Ballot, members: int) -> list[dict[str, str]]:
    """What a draft needs, in order, each with whether it is there."""
    asked, people = ballot.questions.count(), ballot.voters.count()
    done = [
        (True, _("Thông tin chung"), _("Tên, hình thức, đủ số người, giờ nhận phiếu."), _("Sửa"), "ballot-edit"),
        (
            asked > 0,
            _("Câu hỏi"),
            ngettext("Đã có %(count)d câu hỏi.", "Đã có %(count)d câu hỏi.", asked) % {"count": asked},
            _("Thêm câu hỏi"),
            "ballot-question-add",
        ),
        (
            people > 0,
            _("Danh sách bỏ phiếu"),
            ngettext("Đã có %(count)d người.", "Đã có %(count)d người.", people) % {"count": people},
            _("Chọn người") if not people else _("Sửa"),
            "ballot-roster",
        ),
        (
            members > 0,
            _("Tổ kiểm phiếu"),
            _("Đã có ba người.") if members else _("Ba người mở, khóa và kiểm phiếu."),
            _("Chọn người") if not members else _("Sửa"),
            "ballot-committee",
        ),
    ]
    return [
        {
            "title": title,
            "sentence": sentence,
            "action": action,
            "url": reverse(name, args=[ballot.reference]),
            "tone": "good" if there else "quiet",
            "icon": "circle-check" if there else "circle-dashed",
        }
        for there, title, sentence, action, name in done
    ]
