"""Lists from files with their rows, and tables that were asked for as files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from thidua.core.sealing import opened

from .rules import ExportState, Stage, Verdict


class Intake(models.Model):
    """A list from a file: of which kind, how its columns were mapped, where it stands, what became of its rows.

    `mapping` is name of field -> number of the column from 0; `heading_row` the number of the row of headings from 1.
    `total` is how many rows there are, of which a worker has `done` some; `failure` why the last attempt was in vain.
    """

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    options = models.JSONField(default=dict)
    heading_row = models.PositiveIntegerField(default=1)
    headings = ArrayField(models.TextField(), default=list)
    mapping = models.JSONField(default=dict)
    # Whether the person has said so: that is remembered for the next list with the same headings.
    mapped = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.READING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancelling = models.BooleanField(default=False)
    busy_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=400, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    saved_count = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("danh sách nhập")
        indexes: ClassVar = [models.Index(F("kind"), F("uploaded_at").desc(), name="intake_latest")]

    def __str__(self) -> str:
        return self.file_name


class IntakeRow(models.Model):
    """A row of a list as the file has it, with what was judged and what was made of it.

    `texts` are its cells, or the one text that `core.sealing` closed them into; `cells` are the cells in either case.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    texts = ArrayField(models.TextField())
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    flaws = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    chosen = models.BooleanField(default=True)
    saved = models.BooleanField(default=False)
    about = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("intake", "number", name="intake_row_once")]
        indexes: ClassVar = [models.Index("intake", "verdict", "number", name="intake_rows_by_verdict")]

    def __str__(self) -> str:
        return f"{self.intake_id}:{self.number}"

    @property
    def cells(self) -> list[str]:
        """The cells of the row. Raises SealBroken."""
        return opened(self.texts)


class Export(models.Model):
    """A table that somebody asked for as a file and that a worker writes.

    `table` names the table, `query` is what was seen (filters, order, columns) as the page's query string. The file
    lies under the data folder's `exports` by `reference` and is deleted after `expires_at`.
    """

    reference = models.CharField(max_length=22, unique=True)
    table = models.CharField(max_length=60)
    path = models.CharField(max_length=400)
    query = models.TextField(blank=True)
    title = models.CharField(max_length=300)
    file_name = models.CharField(max_length=120)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancelling = models.BooleanField(default=False)
    failure = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("bảng xuất")
        indexes: ClassVar = [models.Index(F("asked_by"), F("asked_at").desc(), name="export_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> ExportState:
        """Where it is; a cancelled one counts as such at once, though its worker may need a moment to stop."""
        if self.ready_at is not None:
            return ExportState.READY
        if self.cancelling:
            return ExportState.CANCELLED
        if self.failure:
            return ExportState.FAILED
        return ExportState.WRITING if self.done else ExportState.WAITING
