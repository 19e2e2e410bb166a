"""Clusters of units that compete with each other for a year, and who sits in them since when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Unit, whole

from .duty_models import Duty, DutyDone, PlannedDuty  # noqa: F401 - Django finds them here
from .review_models import Review, ReviewPart  # noqa: F401 - Django finds them here
from .rules import ChangeKind, NextLead, SeatRole
from .talk_models import Material, Post  # noqa: F401 - Django finds them here


class Cluster(models.Model):
    """Units that compete with each other in a year, formed by the unit above them.

    `reference` is the random part of its addresses. `continues` is the same cluster of the year before: what its
    rotation list, last year's ranks and pairs of cross-checkers are read from. A dissolved cluster stays readable.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    name = models.CharField(_("tên cụm, khối"), max_length=200)
    continues = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="continued_by")
    decision = models.CharField(_("quyết định thành lập"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    dissolved_on = models.DateField(null=True)
    next_lead = models.CharField(
        _("cụm trưởng năm sau"), max_length=8, choices=NextLead.choices, default=NextLead.ROTATION
    )
    # The codes of the indicators that are set side by side, in the order of the table.
    indicators = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        verbose_name = _("cụm thi đua")
        ordering: ClassVar = ["-year", "name"]
        constraints: ClassVar = [models.UniqueConstraint("owner", "year", "name", name="cluster_name_once")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A unit sat in a cluster over days `[from, until)` in one role; a change of role is a new seat.

    Spans are closed and continued, never overwritten.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=SeatRole.choices, default=SeatRole.MEMBER)
    during = DateRangeField()
    # Why the span began and ended, in words: a decision, a reorganisation, the rotation list.
    began_by = models.CharField(max_length=200, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("thành viên cụm")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="seat_once_at_a_time",
                expressions=[
                    (whole("cluster"), RangeOperators.OVERLAPS),
                    (whole("unit"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="seat_one_lead_at_a_time",
                expressions=[(whole("cluster"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(role=SeatRole.LEAD),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False), name="seat_spans_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.cluster_id} ({self.role})"


class Turn(models.Model):
    """A place in the list by which the members of a cluster lead it one year after the other."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="turns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["cluster", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint("cluster", "place", name="turn_place_once"),
            models.UniqueConstraint("cluster", "unit", name="turn_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.place} = {self.unit_id}"


class Change(models.Model):
    """Something that was done to a cluster and its seats, with the ledger that takes exactly that back.

    `ledger` names the seats that were begun and, of those that were closed, what stood there before. `units` are the
    codes of the units that it was about.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    on = models.DateField()
    reason = models.CharField(_("lý do"), max_length=200, blank=True)
    units = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    ledger = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["cluster", "-at"], name="change_of_cluster")]

    def __str__(self) -> str:
        return f"{self.kind} @ {self.cluster_id} {self.on}"
