"""The calendar of a cluster's duties, and the plan of a year that it is laid out from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Unit

from .rules import DutyKind, Whose


class PlannedDuty(models.Model):
    """A line of an owner's plan for the clusters of a year; changing it changes no calendar that is laid out.

    `source` is the document that says so, in words.
    """

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(_("việc"), max_length=200)
    kind = models.CharField(max_length=12, choices=DutyKind.choices, default=DutyKind.OTHER)
    whose = models.CharField(max_length=8, choices=Whose.choices, default=Whose.MEMBERS)
    due_on = models.DateField(_("hạn"))
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("việc của lịch mẫu")
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [models.UniqueConstraint("owner", "year", "title", name="planned_duty_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.due_on:%d/%m/%Y})"


class Duty(models.Model):
    """Something that the lead, or every member, of a cluster has to do by a day."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="duties")
    title = models.CharField(_("việc"), max_length=200)
    kind = models.CharField(max_length=12, choices=DutyKind.choices, default=DutyKind.OTHER)
    whose = models.CharField(max_length=8, choices=Whose.choices, default=Whose.MEMBERS)
    due_on = models.DateField(_("hạn"))
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("việc của cụm")
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("cluster", "title", condition=models.Q(removed_at__isnull=True), name="duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.due_on:%d/%m/%Y})"


class DutyDone(models.Model):
    """A unit has done its duty, as somebody said in its name."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="done")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("duty", "unit", name="duty_done_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} · {self.unit_id}"
