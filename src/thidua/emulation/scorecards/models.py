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
from thidua.files.models import StoredFile
from thidua.org.models import Unit
from thidua.org.rules import UnitKind

from .rules import STAGE_FIELDS, Points, RoundState, Stage, Work, YearTarget


class Round(models.Model):
    """Some units are scored by an edition of a scheme over a period: a cluster, or all grassroots unions of a unit.

    `period` is the code of the span whose accepted figures count. At `frozen_at` the inputs were taken for good.
    `reference` is the random part of its addresses. Without a cluster it is of all units of `unit_kind` below the
    owner. `year_target` says what of a year's target counts in a shorter period. `work` is what a worker is asked to
    do since `work_since`, `work_done` of `work_total` cards, and `trouble` why it could not. `cross_seed` is what the
    pairs of cross-checkers were drawn with. The days are those by which a stage is meant to be over, as the owner set
    them; they lock nothing.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="rounds")
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(_("tên đợt chấm điểm"), max_length=200)
    period = models.CharField(_("kỳ"), max_length=20)
    year_target = models.CharField(
        _("so với chỉ tiêu năm"), max_length=5, choices=YearTarget.choices, default=YearTarget.WHOLE
    )
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.SELF)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    unit_kind = models.CharField(max_length=24, choices=UnitKind.choices, blank=True)
    computed_at = models.DateTimeField(null=True)
    work = models.CharField(max_length=9, choices=Work.choices, default=Work.NONE, blank=True)
    work_since = models.DateTimeField(null=True)
    work_done = models.PositiveIntegerField(default=0)
    work_total = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    cross_seed = models.BigIntegerField(null=True)
    self_until = models.DateField(_("hạn tự chấm"), null=True)
    cross_until = models.DateField(_("hạn chấm chéo"), null=True)
    recheck_until = models.DateField(_("hạn phúc tra, thẩm định"), null=True)

    class Meta:
        verbose_name = _("đợt chấm điểm")
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint("cluster", "period", "scheme", name="round_once_a_cluster"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=False) | ~Q(state__in=[RoundState.FROZEN, RoundState.FINAL]),
                name="round_final_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(cluster__isnull=False, unit_kind="") | (Q(cluster__isnull=True) & ~Q(unit_kind="")),
                name="round_of_cluster_or_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _points() -> ArrayField[list[int | None], list[int | None]]:
    return ArrayField(models.BigIntegerField(null=True), default=list, blank=True)


class Card(models.Model):
    """A unit's scorecard in a round.

    `inputs` is what the computed points stand on, by criterion, in the results format of `thidua.scoring`, with where
    each figure came from; `facts` are those of the conditions, as they were known when it was computed. A later
    stage holds points only where somebody gave them. `counts` holds, by criterion, what was counted last where points
    follow from counts; `notes` what the unit says to a criterion. `self_submitted_at`: when the unit handed in its own
    scoring; `cross_submitted_at`: when its cross-checker did.
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
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    computed_at = models.DateTimeField(null=True)
    self_submitted_at = models.DateTimeField(null=True)
    self_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    cross_submitted_at = models.DateTimeField(null=True)
    cross_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("phiếu chấm điểm của đơn vị")
        constraints: ClassVar = [models.UniqueConstraint("round", "unit", name="card_once")]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.unit_id}"

    @property
    def is_begun(self) -> bool:
        """Whether the unit has scored or noted anything itself."""
        return bool(self.notes) or any(point is not None for point in self.self_scored)

    @property
    def stages(self) -> dict[Stage, Points]:
        """The points of every stage."""
        return {stage: getattr(self, field) for stage, field in STAGE_FIELDS.items()}


class PointChange(models.Model):
    """One hand's point for one criterion of a card, with what stood there before; kept for ever.

    A point that differs from what the stage before gave needs a reason. `counts` is what the point follows from where
    it was counted. What was saved in one go shares a `batch`, by which it is taken back in one go: each of its changes
    is then undone by a new one, `undoes`. A trigger refuses to change or delete a line.
    """

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="changes")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    counts = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The unit in whose name it was done: the member itself, its cross-checker, the lead, the owner.
    in_name_of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    batch = models.UUIDField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index("card", "position", name="change_of_point"),
            models.Index("batch", name="change_of_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}:{self.position} {self.before} → {self.after}"


class CardEvidence(models.Model):
    """A file beside a criterion of a card: whose hand put it there in which step of the round.

    In a later step than self-scoring those who check put files beside the points that they give, and the unit answers.
    """

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.SELF)
    step = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.SELF)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index("card", "position", name="evidence_of_point")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="card_evidence_removal_pair",
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class CardFact(models.Model):
    """What the owner states about a unit for a condition of the scheme, and on what grounds; the last line holds."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="stated")
    fact = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    grounds = models.CharField(_("căn cứ"), max_length=500)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.card_id} · {self.fact}"


class CrossCheck(models.Model):
    """A unit checks the scoring of another one in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="cross_checks")
    checker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    checked = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("round", "checked", name="cross_check_once"),
            models.CheckConstraint(condition=~Q(checker=models.F("checked")), name="cross_check_never_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.checker_id} → {self.checked_id}"
