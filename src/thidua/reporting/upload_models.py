"""Workbooks of reports that came back: what each cell said, what was judged of it and what was written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from thidua.figures.cells import Cell
from thidua.files.models import StoredFile
from thidua.indicators.models import Indicator

from .rules import CellVerdict, UploadStage


class Upload(models.Model):
    """Files that one person sent at once; only they see what becomes of them.

    `troubles` are lists of a file's name and the sentence that says what of it was not read. `done` of `total`
    reports are written while a worker commits; `failure` says why it stopped.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file_names = ArrayField(models.CharField(max_length=200))
    troubles = models.JSONField(default=list)
    stage = models.CharField(max_length=12, choices=UploadStage.choices, default=UploadStage.PREVIEWED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tệp số liệu tải lên")
        indexes: ClassVar = [models.Index(F("by"), F("at").desc(), name="upload_latest")]

    def __str__(self) -> str:
        return ", ".join(self.file_names)[:200]


class UploadPart(models.Model):
    """What a file says about one report; `trouble` says why none of it is taken.

    `unit`, `period` and `form` are what the file names, in codes where they are known. `on_behalf`: writing it
    begins entry on behalf of the unit, which then rests on `file` as on paper.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100)
    layout = models.CharField(max_length=8)
    unit = models.CharField(max_length=200)
    period = models.CharField(max_length=100)
    form = models.CharField(max_length=200)
    report = models.ForeignKey("reporting.Report", on_delete=models.PROTECT, null=True, related_name="+")
    trouble = models.CharField(max_length=400, blank=True)
    on_behalf = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint("upload", "number", name="upload_part_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.number}"


class UploadCell(models.Model):
    """A cell of a file: what it says, what the report held, and what becomes of it.

    Numbers are scaled by the indicator's decimals and are the period's own. `text` is the cell as the file has it,
    `sentence` why it is refused or how it was understood. What undoing could not take back stays `saved`, and its
    sentence says why.
    """

    part = models.ForeignKey(UploadPart, on_delete=models.CASCADE, related_name="cells")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=120, blank=True)
    before_number = models.BigIntegerField(null=True)
    before_na = models.BooleanField(default=False)
    after_number = models.BigIntegerField(null=True)
    after_na = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=CellVerdict.choices)
    sentence = models.CharField(max_length=400, blank=True)
    chosen = models.BooleanField(default=False)
    saved = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["part_id", "number"]
        indexes: ClassVar = [models.Index("part", "verdict", "number", name="upload_cells_by_verdict")]

    def __str__(self) -> str:
        return f"{self.part_id}:{self.place}"

    @property
    def before(self) -> Cell:
        """What the report held when the file was judged, or when it was written."""
        return Cell(self.before_number, na=self.before_na)

    @property
    def after(self) -> Cell:
        """What the file asks the cell to hold."""
        return Cell(self.after_number, na=self.after_na)
