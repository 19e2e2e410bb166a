"""Reports: the way of a sheet from draft to accepted, with every submission kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.figures.models import Sheet
from thidua.files.models import StoredFile
from thidua.indicators.models import FormVersion, Indicator, Period
from thidua.org.models import Unit

from .narrative_models import Narrative  # noqa: F401 - Django finds it here
from .rules import Channel, Confirmation, Outcome, ReportState
from .upload_models import Upload, UploadCell, UploadPart  # noqa: F401 - Django finds them here


class Report(models.Model):
    """A unit's report for a period. `version` is the version of its cells that the state speaks of."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="report")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(_("hạn nộp"))
    # Its unit ended: what was entered up to this day stands, nobody goes on with it.
    cut_off = models.DateField(_("ngày chốt số liệu"), null=True)
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


class CellNote(models.Model):
    """What a cell says besides its number: an estimate, a flag to look again, why the number is out of range.

    `reason` explains `reason_number` (scaled) and no other: a new number asks anew.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="cell_notes")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    estimated = models.BooleanField(_("số ước tính"), default=False)
    flagged = models.BooleanField(_("cần xem lại"), default=False)
    reason = models.CharField(_("lý do"), max_length=400, blank=True)
    reason_number = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("report", "indicator", name="cell_note_once")]


class CellComment(models.Model):
    """A remark in the conversation about a cell; nothing said is taken back."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="cell_comments")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("ý kiến"), max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index("report", "indicator", name="comment_of_cell")]


class Evidence(models.Model):
    """A file behind a cell, or behind the whole report where there is no indicator."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index("report", name="evidence_of_report")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removal_pair",
            )
        ]


class BehalfEntry(models.Model):
    """A version that an officer typed for a unit which sent paper or a message, and what the unit says to it.

    The unit answers through a link whose secret is kept as a digest only, until `link_until`.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="behalf_entries")
    version = models.PositiveSmallIntegerField()
    channel = models.CharField(_("nhận qua"), max_length=8, choices=Channel.choices)
    remark = models.CharField(_("ghi chú"), max_length=400, blank=True)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    link_digest = models.CharField(max_length=64, unique=True, null=True)
    link_until = models.DateTimeField(null=True)
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, default=Confirmation.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(_("người trả lời"), max_length=120, blank=True)
    # Who answered signed in; through the link there is only the name.
    answered_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    objection = models.CharField(_("điểm chưa đúng"), max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [models.UniqueConstraint("report", "version", name="behalf_once")]


class AdHocRequest(models.Model):
    """A form that some units are asked to fill in once, over a window of days: a period of its own."""

    period = models.OneToOneField(Period, on_delete=models.PROTECT, related_name="request")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("tên yêu cầu"), max_length=200)
    message = models.TextField(_("nội dung"), blank=True, max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.title


class ReportException(models.Model):
    """A report of a unit below that its parent's report goes on without, and the version that merges it later."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="exceptions")
    missing = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="missed_by")
    reason = models.CharField(_("lý do"), max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    merged_version = models.PositiveSmallIntegerField(null=True)
    merged_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("report", "missing", name="exception_once"),
            models.CheckConstraint(
                condition=Q(merged_version__isnull=True, merged_at__isnull=True)
                | Q(merged_version__isnull=False, merged_at__isnull=False),
                name="exception_merge_pair",
            ),
        ]


class Reminder(models.Model):
    """That a unit was reminded of a report: by a person, or by the timetable when there is none."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reminders")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["report", "-at"], name="reminder_of_report")]


class HistoryImport(models.Model):
    """A workbook of past totals: where they come from, what stood there before, so that it can be undone."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("nguồn"), max_length=400)
    cells = models.PositiveIntegerField()
    before = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="history_undo_pair",
            )
        ]

    def __str__(self) -> str:
        return self.source
