"""What a person may see of a ranking and do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.standing import standing_in
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.rules import RankingState
from thidua.emulation.scorecards.models import Round

P = Permission


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to the ranking of a round; `ranking` is None while none was drawn up.

    `settles`: she writes the council's part, for the owner or for the lead of the cluster.
    """

    round: Round
    ranking: Ranking | None
    settles: bool
    concludes: bool
    watches: bool

    @property
    def sees(self) -> bool:
        """Whether the result is hers to see: members see it once its moment has come."""
        return self.ranking is not None and (self.settles or self.concludes or self.watches or self.is_public)

    @property
    def is_public(self) -> bool:
        """Whether members may see the result by now."""
        at = self.ranking.published_at if self.ranking else None
        return at is not None and at <= clock.now()

    @property
    def is_draft(self) -> bool:
        return self.ranking is not None and self.ranking.state == RankingState.DRAFT


def round_or_404(user: gate.Someone, reference: str) -> Standing:
    """How a person stands to the ranking of a round that she may see: at its owner or at a unit that is scored."""
    found = Round.objects.select_related("owner", "cluster__owner", "scheme").filter(reference=reference).first()
    if found is None or not _sees(user, found):
        raise Http404(_("Không tìm thấy đợt chấm điểm này."))
    at_owner = gate.standing_at(user, found.owner_id).permissions
    leads = found.cluster is not None and standing_in(user, found.cluster).leads
    return Standing(
        found,
        Ranking.objects.filter(round=found).first(),
        settles=leads or P.EMULATION_MANAGE in at_owner,
        concludes=P.EMULATION_CONCLUDE in at_owner,
        watches=P.AUDIT_VIEW in at_owner,
    )


def _sees(user: gate.Someone, found: Round) -> bool:
    reached = gate.units_for(user, P.EMULATION_VIEW)
    scored = found.cards.values("unit")
    return reached.filter(pk=found.owner_id).exists() or reached.filter(pk__in=scored).exists()


def required(permitted: bool) -> None:  # noqa: FBT001 - the answer to one question
    """Raise PermissionDenied where something is seen but not permitted."""
    if not permitted:
        raise PermissionDenied(_("Tài khoản không có quyền này với bảng xếp hạng."))
