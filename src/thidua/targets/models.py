"""Targets: an append-only ledger and the standing amounts that it adds up to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.indicators.models import Indicator, Period
from thidua.org.models import Unit

from .rules import EntryKind, ResponseKind


class Target(models.Model):
    """What a unit is to reach in a period. The amounts are the last ones of its ledger, kept by `services` alone."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="targets")
    assigned = models.BigIntegerField(_("chỉ tiêu giao"), null=True)
    registered = models.BigIntegerField(_("chỉ tiêu đăng ký"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("period", "unit", "indicator", name="target_once"),
            models.CheckConstraint(
                condition=(Q(assigned__isnull=True) | Q(assigned__gte=0, assigned__lte=10**13))
                & (Q(registered__isnull=True) | Q(registered__gte=0, registered__lte=10**13)),
                name="target_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} · {self.unit.code} · {self.period.code}"


class TargetEntry(models.Model):
    """One line of the ledger: never changed, never deleted; undoing one is a further entry."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    # The standing amount after this entry, scaled; NULL cancels the target.
    amount = models.BigIntegerField(null=True)
    before = models.BigIntegerField(null=True)
    on = models.DateField(_("ngày quyết định"))
    decision = models.CharField(_("văn bản giao"), max_length=120, blank=True)
    reason = models.CharField(_("lý do"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Lines that were written with one decision, so that they can be taken back together; NULL: written alone.
    batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]


class TargetResponse(models.Model):
    """What was said about one line of the ledger: the unit accepts or objects, the unit above keeps the amount.

    The last one on the last assigning line counts; never changed, never deleted.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="responses")
    entry = models.ForeignKey(TargetEntry, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(max_length=10, choices=ResponseKind.choices)
    reason = models.CharField(_("lý do"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind="accepted") | ~Q(reason=""), name="target_response_reason")
        ]
