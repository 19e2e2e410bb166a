"""Rankings of rounds: places by points, by vote and final, kept apart, with the reason where they differ."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.emulation.clusters.ballot_models import UnitBallot
from thidua.emulation.scorecards.models import Round
from thidua.org.models import Unit

from .rules import RankingState


class Ranking(models.Model):
    """Who came where in a round. `drawn_at`: when points and classes were taken from the cards.

    What is decided stays as it is; members see it from `published_at` on.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="ranking")
    state = models.CharField(max_length=8, choices=RankingState.choices, default=RankingState.DRAFT)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("xếp hạng")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=RankingState.DRAFT, decided_at__isnull=True, published_at__isnull=True)
                | Q(state=RankingState.DECIDED, decided_at__isnull=False, decided_by__isnull=False),
                name="ranking_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} ({self.state})"


class Place(models.Model):
    """Where a unit came. Points are thousandths; without a place it was not considered, `fired` says why.

    `by_points` and `class_by_points` are what the table gives, `conditions_class` what its conditions leave of that,
    `fired` the sentences of those that held. `by_vote` is where the vote put it, `votes` how many it got. The final
    place and class are the council's: where they differ from the table's, `reason` says why.
    """

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    total = models.BigIntegerField(null=True)
    by_points = models.PositiveIntegerField(null=True)
    # By which declared tie-break units with as many points were told apart, in words.
    broken_by = models.CharField(max_length=200, blank=True)
    class_by_points = models.CharField(max_length=100, blank=True)
    conditions_class = models.CharField(max_length=100, blank=True)
    fired = ArrayField(models.CharField(max_length=500), default=list)
    votes = models.PositiveIntegerField(null=True)
    by_vote = models.PositiveIntegerField(null=True)
    final = models.PositiveIntegerField(null=True)
    final_class = models.CharField(max_length=100, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("thứ hạng")
        ordering: ClassVar = ["final", "by_points", "pk"]
        constraints: ClassVar = [models.UniqueConstraint("ranking", "unit", name="place_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.final}"

    @property
    def differs(self) -> bool:
        """Whether the council's place or class is another one than the table's."""
        other_place = self.final is not None and self.final != self.by_points
        return other_place or (bool(self.final_class) and self.final_class != self.conditions_class)


class RankingVote(UnitBallot):
    """The ballot that a ranking was put to; `taken_at`: when its result was written into the places."""

    ranking = models.OneToOneField(Ranking, on_delete=models.CASCADE, related_name="vote")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bỏ phiếu xếp hạng")
