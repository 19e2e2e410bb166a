"""The reviews of a cluster's half-year and year: what the lead asks for, and what each member sends."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.documents.models import Document
from thidua.org.models import Unit


class Review(models.Model):
    """A review of a period. `sections` are the titles that every member writes under, in order.

    `document` is the draft into which the parts were compiled last.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="reviews")
    title = models.CharField(_("tên đợt sơ kết, tổng kết"), max_length=200)
    period = models.CharField(_("kỳ"), max_length=20)
    sections = models.JSONField(default=list)
    due_on = models.DateField(_("hạn gửi"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    compiled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đợt sơ kết, tổng kết của cụm")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [models.UniqueConstraint("cluster", "period", name="review_once_a_period")]

    def __str__(self) -> str:
        return self.title


class ReviewPart(models.Model):
    """What a member writes for a review: one text for each section, in their order. Sent means the lead may use it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    texts = models.JSONField(default=list)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phần báo cáo của thành viên")
        constraints: ClassVar = [
            models.UniqueConstraint("review", "unit", name="review_part_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="review_part_sent_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.unit_id}"
