"""Reorganisations: decided, previewed, carried out as a whole, undone as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thidua.files.models import StoredFile
from thidua.org.models import Unit
from thidua.org.plans import OpenReports, OpenTargets, People

from .rules import Part, Stage


class Reorganisation(models.Model):
    """One decision on the tree with every change that it makes.

    `changes` are `rules.Change` as plain data, `preview` what carrying them out would do, `ledger` what each app needs
    to undo its part.
    """

    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị ban hành"))
    title = models.CharField(_("tên gọi"), max_length=200)
    number = models.CharField(_("số quyết định"), max_length=80)
    decided_on = models.DateField(_("ngày quyết định"))
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("ngày có hiệu lực"))
    # The first day on which periods count by the new tree; never in a closed period.
    counts_from = models.DateField(_("tính vào số liệu từ ngày"))
    open_reports = models.CharField(max_length=12, choices=OpenReports.choices, default=OpenReports.CUT_OFF)
    open_targets = models.CharField(max_length=12, choices=OpenTargets.choices, default=OpenTargets.FOLLOW)
    people = models.CharField(max_length=12, choices=People.choices, default=People.END)
    file_name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=list)
    preview = models.JSONField(null=True)
    previewed_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    # What is being done right now, and the sentence with which the last attempt ended in vain.
    progress = models.CharField(max_length=120, blank=True)
    busy_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=400, blank=True)
    ledger = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sắp xếp tổ chức")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True, committed_by__isnull=True)
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="reorganisation_commit_pair",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="reorganisation_undo_pair",
            ),
        ]
        indexes: ClassVar = [models.Index(F("on").desc(), name="reorganisation_latest")]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"


class Involvement(models.Model):
    """What a reorganisation that stands was to a unit; gone when it is undone."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="involvements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("reorganisation", "unit", "part", name="involved_once")]
        indexes: ClassVar = [models.Index("unit", name="involvement_of_unit")]
