"""How a person stands to a round of scoring: whose cards she sees, and which points she may give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.standing import ClusterStanding, standing_in
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.scoring.scheme import Criterion, Scorer

from .models import Card, CardEvidence, CrossCheck, PointChange, Round
from .rules import ANSWERED_IN, OPEN_IN, WITH_FILES, RoundState, Stage, sees_points

P = Permission
SELF_SCORERS = frozenset({Scorer.SYSTEM, Scorer.UNIT, Scorer.DEPARTMENT})
"""Whose criteria the unit scores itself first; those of the lead and of the owner it only reads."""


@dataclass(frozen=True)
class RoundStanding:
    """What a person may do in a round.

    `joins` are the ids of the round's units in whose name she takes part, `at_owner` how she stands to the owner,
    `cluster` how to the cluster, where there is one.
    """

    round: Round
    user: User
    cluster: ClusterStanding | None
    at_owner: gate.Standing
    joins: frozenset[int]

    @property
    def state(self) -> RoundState:
        """How far the round has come."""
        return RoundState(self.round.state)

    @property
    def manages(self) -> bool:
        """Whether she organises the round for its owner."""
        return P.EMULATION_MANAGE in self.at_owner.permissions

    @property
    def concludes(self) -> bool:
        """Whether she gives the final points for the owner."""
        return P.EMULATION_CONCLUDE in self.at_owner.permissions

    @property
    def leads(self) -> bool:
        """Whether she takes part for the lead or a deputy of the cluster."""
        return self.cluster is not None and self.cluster.leads

    @property
    def runs(self) -> bool:
        """Whether she moves the round from self-scoring to cross-checking and on: its owner's officer, or the lead."""
        return self.manages or self.leads

    @cached_property
    def areas(self) -> frozenset[str] | None:
        """The work areas whose criteria she verifies: None for all, empty for none."""
        return self.at_owner.areas(P.EMULATION_VERIFY)

    @property
    def verifies(self) -> bool:
        """Whether she verifies criteria of any department."""
        return self.areas is None or bool(self.areas)

    @cached_property
    def sees_all(self) -> bool:
        """Whether the points of every card are open to her."""
        return sees_points(
            self.state,
            of_owner=P.EMULATION_VIEW in self.at_owner.permissions,
            in_cluster=self.cluster is not None,
            leads=self.leads,
            competes=self.leads and self.state == RoundState.SELF and self._waited_for,
        )

    @property
    def _waited_for(self) -> bool:
        """Whether a card of a unit for which she takes part is not handed in."""
        return Card.objects.filter(round=self.round, unit__in=self.joins, self_submitted_at=None).exists()

    @cached_property
    def scored(self) -> frozenset[int]:
        """The cards whose own unit's scoring she had a hand in, wherever she works today."""
        changes = PointChange.objects.filter(card__round=self.round, stage=Stage.SELF, by=self.user)
        handed_in = Card.objects.filter(round=self.round, self_submitted_by=self.user)
        return frozenset({*changes.values_list("card", flat=True), *handed_in.values_list("pk", flat=True)})

    @cached_property
    def checks(self) -> dict[int, int]:
        """The units that she cross-checks, with the unit in whose name she does."""
        pairs = CrossCheck.objects.filter(round=self.round, checker__in=self.joins)
        return dict(pairs.values_list("checked", "checker"))

    def owns(self, card: Card) -> bool:
        """Whether a card is her own: she takes part for its unit, or had a hand in its own scoring."""
        return card.unit_id in self.joins or card.pk in self.scored

    def stages_of(self, card: Card) -> frozenset[Stage]:
        """The stages whose points she may give on a card now, of some criterion at least."""
        return frozenset(stage for stage in OPEN_IN[self.state] if self._gives(stage, card))

    def may_give(self, stage: Stage, card: Card, criterion: Criterion) -> bool:
        """Whether she may give the point of a stage for a criterion of a card now."""
        return stage in self.stages_of(card) and self.covers(stage, criterion)

    def covers(self, stage: Stage, criterion: Criterion) -> bool:
        """Whether points of a criterion are given in a stage, by her where it is divided by work areas."""
        match stage:
            case Stage.SELF | Stage.CROSS:
                return criterion.scorer in SELF_SCORERS
            case Stage.LEAD:
                return criterion.scorer != Scorer.OWNER
            case Stage.DEPARTMENT:
                mine = self.areas is None or criterion.area in self.areas
                return criterion.scorer == Scorer.DEPARTMENT and mine
            case Stage.FINAL:
                return True
            case Stage.COMPUTED:
                return False

    def in_name_of(self, stage: Stage, card: Card) -> int:
        """The id of the unit in whose name she gives a point of a stage."""
        match stage:
            case Stage.SELF:
                return card.unit_id
            case Stage.CROSS:
                return self.checks[card.unit_id]
            case Stage.LEAD if not self.manages and self.cluster is not None:
                return next(iter(self._leading(card)), self.round.owner_id)
            case _:
                return self.round.owner_id

    def evidence_stage(self, card: Card, criterion: Criterion) -> Stage | None:
        """Whose hand she is when she puts a file beside a point now; None where she may not."""
        if card.unit_id in self.joins:
            answers = self.state in ANSWERED_IN
            return Stage.SELF if answers or Stage.SELF in self.stages_of(card) else None
        gives = self.stages_of(card) & WITH_FILES
        return next((stage for stage in reversed(Stage) if stage in gives and self.covers(stage, criterion)), None)

    def put_there(self, card: Card, file: CardEvidence) -> bool:
        """Whether a file was put there by her: by anybody of her unit while it was the unit's hand."""
        return card.unit_id in self.joins if file.stage == Stage.SELF else file.by_id == self.user.pk

    def may_change_file(self, card: Card, criterion: Criterion, file: CardEvidence) -> bool:
        """Whether she may take a file away or put it back now; what came in a step before stays."""
        hand = self.evidence_stage(card, criterion)
        return hand is not None and file.step == self.state and self.put_there(card, file)

    def _gives(self, stage: Stage, card: Card) -> bool:
        match stage:
            case Stage.SELF:
                return card.unit_id in self.joins and card.self_submitted_at is None
            case Stage.CROSS:
                return card.unit_id in self.checks and card.cross_submitted_at is None and not self.owns(card)
            case Stage.LEAD:
                return (self.manages or bool(self._leading(card))) and not self.owns(card)
            case Stage.DEPARTMENT:
                return self.verifies and not self.owns(card)
            case Stage.FINAL:
                return self.concludes and not self.owns(card)
            case Stage.COMPUTED:
                return False

    def _leading(self, card: Card) -> list[int]:
        """The units that lead the cluster and for which she takes part, but for the card's own."""
        seats = self.cluster.seats if self.cluster is not None else ()
        lead = [seat.unit_id for seat in seats if seat.role != "member" and seat.unit_id in self.joins]
        return [unit for unit in lead if unit != card.unit_id]

    def cards(self) -> QuerySet[Card]:
        """The cards whose points she sees, by the codes of their units."""
        cards = self._all_cards()
        if self.sees_all:
            return cards
        return cards.filter(unit__in=gate.units_for(self.user, P.EMULATION_VIEW))

    def listed(self) -> QuerySet[Card]:
        """The cards of which she sees how far they are: the lead and deputies of the cluster see that of all."""
        return self._all_cards() if self.leads else self.cards()

    def _all_cards(self) -> QuerySet[Card]:
        return Card.objects.filter(round=self.round).select_related("unit").order_by("unit__code")

    def require(self, allowed: object) -> None:
        """Raise PermissionDenied unless she may."""
        if not allowed:
            raise PermissionDenied(_("Tài khoản không có quyền này ở đợt chấm điểm."))


def round_or_404(user: gate.Someone, reference: str) -> RoundStanding:
    """A round that the person may see: the owner's, the cluster's, or one in which she sees a unit's card.

    Raises Http404 for everybody else.
    """
    found = Round.objects.select_related("owner", "cluster", "scheme__scheme").filter(reference=reference).first()
    if found is None or not isinstance(user, User) or not seen_rounds(user).filter(pk=found.pk).exists():
        raise Http404(_("Không tìm thấy đợt chấm điểm này."))
    return standing_to(user, found)


def standing_to(user: User, round_: Round) -> RoundStanding:
    """How a person stands to a round; as many statements for 120,000 cards as for one."""
    joined = gate.units_for(user, P.EMULATION_JOIN)
    units = Card.objects.filter(round=round_, unit__in=joined).values_list("unit", flat=True)
    return RoundStanding(
        round=round_,
        user=user,
        cluster=standing_in(user, round_.cluster) if round_.cluster is not None else None,
        at_owner=gate.standing_at(user, round_.owner_id),
        joins=frozenset(units),
    )


def seen_rounds(user: User) -> QuerySet[Round]:
    """The rounds that a person sees."""
    seen = gate.units_for(user, P.EMULATION_VIEW)
    if gate.everywhere(user, P.EMULATION_VIEW):
        return Round.objects.all()
    owned = Round.objects.filter(owner__in=seen)
    seated = _seated_over(Seat.objects.filter(unit__in=seen))
    carded = Round.objects.filter(pk__in=Card.objects.filter(unit__in=seen).values("round"))
    return Round.objects.filter(
        pk__in=owned.order_by().values("pk").union(seated.order_by().values("pk"), carded.order_by().values("pk"))
    )


def _seated_over(seats: QuerySet[Seat]) -> QuerySet[Round]:
    """The rounds of clusters whose period some seat reaches into, and of clusters that one sits in today.

    What begins after a unit left its cluster is no longer its own.
    """
    period = Period.objects.filter(code=OuterRef("period"))
    reaching = Q(during__startswith__lte=OuterRef("ends")) & (
        Q(during__endswith=None) | Q(during__endswith__gt=OuterRef("starts"))
    )
    sitting = seats.filter(reaching | Q(during__contains=clock.today()), cluster=OuterRef("cluster"))
    dated = Round.objects.annotate(starts=Subquery(period.values("starts")), ends=Subquery(period.values("ends")))
    return Round.objects.filter(pk__in=dated.filter(Exists(sitting)).order_by().values("pk"))


def card_or_404(standing: RoundStanding, code: str) -> Card:
    """The card of a unit whose points the person may see.

    Raises PermissionDenied where she sees only how far it is, Http404 for everything else.
    """
    card = standing.cards().filter(unit__code=code).first()
    if card is not None:
        return card
    if standing.listed().filter(unit__code=code).exists():
        raise PermissionDenied(
            _("Hãy nộp bảng tự chấm của đơn vị mình; sau đó cụm trưởng, cụm phó xem được phiếu của các thành viên.")
        )
    raise Http404(_("Không tìm thấy phiếu chấm điểm của đơn vị này."))
