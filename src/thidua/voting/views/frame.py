"""What every page of a ballot shares: who asks, where she is, the tabs, how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core import clock
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.ui.links import Link
from thidua.voting.models import Ballot
from thidua.voting.queries import Turnout, turnout
from thidua.voting.rules import QuorumOn, State
from thidua.voting.standing import BallotStanding, ballot_or_404

INVALID = 422
TONES = {
    State.DRAFT: "quiet",
    State.READY: "info",
    State.OPEN: "good",
    State.CLOSED: "warn",
    State.COUNTED: "good",
    State.VOID: "bad",
}
# In these something happens while people look on.
LIVE = frozenset({State.READY, State.OPEN, State.CLOSED})
safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def seen_or_404(request: HttpRequest, reference: str) -> BallotStanding:
    """A ballot that the person may see and that was not thrown away. Raises Http404 for all others."""
    standing = ballot_or_404(signed_in(request), reference)
    if standing.ballot.discarded_at is not None:
        raise Http404(_("Không tìm thấy cuộc bỏ phiếu này."))
    return standing


def require_roll(standing: BallotStanding) -> None:
    """Raise PermissionDenied for who neither organises nor counts: who has voted is for them alone."""
    if not standing.manages and standing.member is None:
        raise PermissionDenied(_("Danh sách ai đã bỏ phiếu chỉ dành cho tổ kiểm phiếu và người tổ chức."))


def framed(standing: BallotStanding, current: str, title: str = "") -> dict[str, Any]:
    """The context of a page of a ballot; `current` is the name of its address."""
    ballot = standing.ballot
    crumbs = [(_("Bỏ phiếu"), reverse("ballot-list"))]
    if title:
        crumbs.append((ballot.title, reverse("ballot", args=[ballot.reference])))
    return {
        "title": title or ballot.title,
        "crumbs": crumbs,
        "ballot": ballot,
        "standing": standing,
        "owner": last_names_of([ballot.owner_id], clock.today())[ballot.owner_id].short_name,
        "tone": TONES[State(ballot.state)],
        "tabs": _tabs(standing, current),
    }


def _tabs(standing: BallotStanding, current: str) -> list[Link]:
    ballot, inside = standing.ballot, standing.manages or standing.member is not None
    offered = [("ballot", _("Tổng quan"), True)]
    offered.append(("ballot-roll", _("Danh sách bỏ phiếu"), inside and ballot.state != State.DRAFT))
    offered.append(("ballot-open", _("Mở phiếu"), inside and ballot.state == State.READY))
    offered.append(
        ("ballot-count", _("Khóa và kiểm phiếu"), inside and ballot.state in {State.OPEN, State.CLOSED, State.COUNTED})
    )
    offered.append(("ballot-result", _("Kết quả"), standing.sees_results))
    return [
        Link(label, reverse(name, args=[ballot.reference]), name == current) for name, label, shown in offered if shown
    ]


@dataclass(frozen=True, slots=True)
class Panel:
    """How many take part so far, against the quorum. `token` changes with everything that the page tells of it."""

    total: int
    voted: int
    present: int
    quorum_label: str
    quorum_count: int
    quorum_needed: int
    token: str


def panel_of(ballot: Ballot) -> Panel:
    """The numbers of a ballot as of now."""
    counts = turnout(ballot)
    count, whole, label = _quorum(ballot, counts)
    turned = ballot.turns.count()
    rehearsed = ballot.committee.filter(rehearsed_at__isnull=False).count()
    facts = (ballot.state, counts.total, counts.cast, counts.present, turned, rehearsed)
    return Panel(
        total=counts.total,
        voted=counts.cast,
        present=counts.present,
        quorum_label=label,
        quorum_count=count,
        quorum_needed=ballot.quorum.least(whole),
        token="-".join(map(str, facts)),
    )


def _quorum(ballot: Ballot, counts: Turnout) -> tuple[int, int, str]:
    """What is held against the quorum, of how many, and what the tile is called."""
    match QuorumOn(ballot.quorum_on):
        case QuorumOn.CAST_OF_TOTAL:
            return counts.cast, counts.total, _("Phiếu đã có / cần có")
        case QuorumOn.PRESENT_OF_TOTAL:
            return counts.present, counts.total, _("Có mặt / cần có")
        case QuorumOn.CAST_OF_PRESENT:
            return counts.cast, counts.present + counts.writing, _("Phiếu đã có / cần có")


def quorum_words(ballot: Ballot) -> str:
    """When the result counts, in a sentence."""
    return f"{ballot.quorum} {ballot.get_quorum_on_display()}"
