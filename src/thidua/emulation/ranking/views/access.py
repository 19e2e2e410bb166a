"""What a person may see of a ranking and do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.rules import RankingState
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.standing import round_or_404


@dataclass(frozen=True, slots=True)
class RankingStanding:
    """How a person stands to the ranking of a round; `ranking` is None while none was drawn up.

    `settles`: she writes the council's part, for the owner or, once all points are open to it, for the lead of the
    cluster. `watches`: she inspects.
    `calls_votes`: she organises ballots of the owner.
    """

    round: Round
    ranking: Ranking | None
    settles: bool
    concludes: bool
    watches: bool
    calls_votes: bool

    @property
    def writes(self) -> bool:
        """Whether she writes the council's part, or concludes it."""
        return self.settles or self.concludes

    @property
    def sees(self) -> bool:
        """Whether the result is hers to see: members see it once its moment has come."""
        return self.ranking is not None and (self.sees_all or self.is_public)

    @property
    def sees_all(self) -> bool:
        """Whether she sees results that members do not see yet, those of earlier years, too."""
        return self.writes or self.watches

    @property
    def is_public(self) -> bool:
        """Whether members may see the result by now."""
        at = self.ranking.published_at if self.ranking else None
        return at is not None and at <= clock.now()

    @property
    def is_draft(self) -> bool:
        """Whether places may still be changed."""
        return self.ranking is not None and self.ranking.state == RankingState.DRAFT


def crumbs(standing: RankingStanding, *, inside: bool = False) -> list[tuple[str, str]]:
    """The way up from a page of a ranking; with `inside` the ranking itself is on it."""
    reference = standing.round.reference
    way = [
        (_("Chấm điểm"), reverse("round-list")),
        (standing.round.name, reverse("round", args=[reference])),
    ]
    return [*way, (_("Xếp hạng"), reverse("ranking", args=[reference]))] if inside else way


def ranking_or_404(user: gate.Someone, reference: str) -> RankingStanding:
    """How a person stands to the ranking of a round that she may see. Raises Http404 for every other round."""
    scoring = round_or_404(user, reference)
    return RankingStanding(
        scoring.round,
        Ranking.objects.filter(round=scoring.round).first(),
        settles=scoring.runs and scoring.sees_all,
        concludes=scoring.concludes,
        watches=Permission.AUDIT_VIEW in scoring.at_owner.permissions,
        calls_votes=Permission.BALLOT_MANAGE in scoring.at_owner.permissions,
    )


def drawn_or_404(request: HttpRequest, reference: str) -> tuple[RankingStanding, Ranking]:
    """The same for a round whose ranking was drawn up, with the ranking; without one nothing of it is permitted."""
    standing = ranking_or_404(request.user, reference)
    required(standing.ranking is not None)
    assert standing.ranking is not None
    return standing, standing.ranking


def required(permitted: bool) -> None:  # noqa: FBT001 - the answer to one question
    """Raise PermissionDenied where something is seen but not permitted."""
    if not permitted:
        raise PermissionDenied(_("Tài khoản không có quyền này với bảng xếp hạng."))
