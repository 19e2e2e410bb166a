"""Rounds of scoring and the cards of the units that are scored in them.

Points are whole thousandths, an array per stage whose positions are the criteria of the round's scheme in the order of
the table; empty where nobody gave any. 120,000 cards of 40 criteria are 120,000 rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.schemes.models import SchemeVersion
from thidua.org.models import Unit

from .rules import RoundState, Stage


class Round(models.Model):
    """Some units are scored by an edition of a scheme over a period: a cluster, or all grassroots unions of a unit.

    `period` is the code of the span whose accepted figures count. At `frozen_at` the inputs were taken for good.
    `reference` is the random part of its addresses.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="rounds")
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(_("tên đợt chấm điểm"), max_length=200)
    period = models.CharField(_("kỳ"), max_length=20)
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.SELF)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đợt chấm điểm")
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint("cluster", "period", "scheme", name="round_once_a_cluster"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=False) | ~Q(state__in=[RoundState.FROZEN, RoundState.FINAL]),
                name="round_final_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _points() -> ArrayField[list[int | None], list[int | None]]:
    return ArrayField(models.BigIntegerField(null=True), default=list, blank=True)


class Card(models.Model):
    """A unit's scorecard in a round.

    `inputs` is what the computed points stand on, by criterion, in the results format of `thidua.scoring`, with where
    each figure came from; `facts` are those of the scheme's conditions. A later stage holds points only where somebody
    gave them. `self_submitted_at`: when the unit handed in its own scoring.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="cards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    computed = _points()
    self_scored = _points()
    cross_checked = _points()
    lead_checked = _points()
    verified = _points()
    final = _points()
    computed_at = models.DateTimeField(null=True)
    self_submitted_at = models.DateTimeField(null=True)
    self_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("bảng điểm của đơn vị")
        constraints: ClassVar = [models.UniqueConstraint("round", "unit", name="card_once")]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.unit_id}"


class PointChange(models.Model):
    """One hand's point for one criterion of a card, with what stood there before; kept for ever.

    A point that differs from what the stage before gave needs a reason.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The unit in whose name it was done: the member itself, its cross-checker, the lead, the owner.
    in_name_of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index("card", "position", name="change_of_point")]

    def __str__(self) -> str:
        return f"{self.card_id}:{self.position} {self.before} → {self.after}"
