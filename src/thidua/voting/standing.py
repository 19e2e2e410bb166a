"""How a person stands to a ballot: by the roll, by the committee, and by what she may do at its owner."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock

from .models import Ballot, CommitteeMember, Voter
from .rules import Place, State

P = Permission
_HIDDEN = frozenset({State.DRAFT, State.READY})


@dataclass(frozen=True, slots=True)
class BallotStanding:
    """What a person may do with a ballot today, by her lines of the roll and the committee and at the owner."""

    ballot: Ballot
    voter: Voter | None
    member: CommitteeMember | None
    at_owner: frozenset[Permission]

    @property
    def manages(self) -> bool:
        """Whether the person sets ballots of the owner up."""
        return P.BALLOT_MANAGE in self.at_owner

    @property
    def sees(self) -> bool:
        """Whether the ballot exists for the person: who has no part in it hears of it once it is open."""
        if self.ballot.discarded_at is not None:
            return self.manages
        if self.manages or self.member is not None:
            return True
        if self.ballot.state == State.DRAFT:
            return False
        return self.voter is not None or (P.EMULATION_VIEW in self.at_owner and self.ballot.state not in _HIDDEN)

    @property
    def sees_results(self) -> bool:
        """Whether results may be shown: to whoever sees the ballot, once it was counted."""
        return self.sees and self.ballot.counted_at is not None

    @property
    def votes_now(self) -> bool:
        """Whether a vote of the person would be taken now."""
        ballot, voter, now = self.ballot, self.voter, clock.now()
        if voter is None or voter.voted_at is not None or ballot.state != State.OPEN:
            return False
        in_time = (ballot.opens_at is None or ballot.opens_at <= now) and (
            ballot.closes_at is None or now < ballot.closes_at
        )
        return in_time and (ballot.place != Place.ROOM or voter.present)


def ballot_or_404(user: gate.Someone, reference: str) -> BallotStanding:
    """A ballot that exists for the person. Raises Http404 for all others; four statements."""
    ballot = Ballot.objects.select_related("owner").filter(reference=reference).first()
    standing = standing_in(user, ballot) if ballot else None
    if standing is None or not standing.sees:
        raise Http404(_("Không tìm thấy cuộc bỏ phiếu này."))
    return standing


def standing_in(user: gate.Someone, ballot: Ballot) -> BallotStanding:
    """How the person stands to a ballot; three statements."""
    return BallotStanding(
        ballot,
        Voter.objects.filter(ballot=ballot, user_id=user.pk or 0).first(),
        CommitteeMember.objects.filter(ballot=ballot, user_id=user.pk or 0).first(),
        gate.standing_at(user, ballot.owner_id).permissions,
    )


def require_manager(standing: BallotStanding) -> None:
    """Raise PermissionDenied for who does not set up ballots of the owner."""
    if not standing.manages:
        raise PermissionDenied(_("Tài khoản không có quyền tổ chức bỏ phiếu ở đơn vị."))


def require_committee(standing: BallotStanding) -> None:
    """Raise PermissionDenied for who is not on the committee."""
    if standing.member is None:
        raise PermissionDenied(_("Chỉ thành viên tổ kiểm phiếu của cuộc bỏ phiếu này làm được việc này."))


def ballots_for(user: gate.Someone) -> QuerySet[Ballot]:
    """The ballots that exist for the person, the newest first, with their owners; discarded drafts are left out."""
    manages, sees = gate.units_for(user, P.BALLOT_MANAGE), gate.units_for(user, P.EMULATION_VIEW)
    on_roll = Exists(Voter.objects.filter(ballot=OuterRef("pk"), user_id=user.pk or 0))
    on_committee = Exists(CommitteeMember.objects.filter(ballot=OuterRef("pk"), user_id=user.pk or 0))
    mine = Q(owner__in=manages) | Q(on_committee) | (~Q(state=State.DRAFT) & Q(on_roll))
    others = ~Q(state__in=_HIDDEN) & Q(owner__in=sees)
    return Ballot.objects.filter(mine | others, discarded_at=None).select_related("owner").order_by("-made_at", "-pk")
