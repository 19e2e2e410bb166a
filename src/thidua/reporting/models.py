"""Reports: the way of a sheet from draft to accepted, with every submission kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.figures.models import Sheet
from thidua.indicators.models import Indicator, Period
from thidua.org.models import Unit

from .rules import Outcome, ReportState


class Report(models.Model):
    """A unit's report for a period. `version` is the version of its cells that the state speaks of."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="report")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(_("hạn nộp"))
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submission_pair",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="report_acceptance_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.SUBMITTED) | Q(submitted_at__isnull=False),
                name="report_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ACCEPTED) | Q(accepted_at__isnull=False),
                name="report_accepted_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index("period", "state", name="report_period_state"),
            models.Index("unit", "period", name="report_of_unit"),
            # The inbox asks for the few that wait among all that ever were.
            models.Index("unit", "period", condition=Q(state=ReportState.SUBMITTED), name="report_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"


class Submission(models.Model):
    """A version as it was handed in, and what became of it. Old versions stay readable."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("lý do điều chỉnh"), max_length=400, blank=True)
    late = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [models.UniqueConstraint("report", "version", name="submission_once")]


class ReturnReason(models.Model):
    """Why a submission was sent back: for one indicator, or for the whole report when there is none."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="return_reasons")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    sentence = models.CharField(max_length=400)
