"""What a report says in words."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rules import NarrativePart


class Narrative(models.Model):
    """One part of what a version of a report says in words; empty where the part was taken back.

    A later version says what the one before said until the part is written anew.
    """

    report = models.ForeignKey("reporting.Report", on_delete=models.PROTECT, related_name="narratives")
    version = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=12, choices=NarrativePart.choices)
    text = models.TextField(_("nội dung"), blank=True, max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("phần thuyết minh")
        constraints: ClassVar = [models.UniqueConstraint("report", "part", "version", name="narrative_part_once")]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.version} {self.part}"
