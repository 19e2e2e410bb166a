"""Point tables of a federation: what a scheme is, and its editions; a published edition never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Unit


class Scheme(models.Model):
    """A point table that a unit makes for those below it; what it says is in its versions.

    `reference` is the random part of its addresses. `copied_from` is the scheme whose words it began with, mostly last
    year's. An archived scheme is offered for nothing new.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên bảng điểm"), max_length=200)
    year = models.PositiveSmallIntegerField(_("năm"))
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bảng điểm")
        ordering: ClassVar = ["-year", "name"]

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """An edition of a scheme. `content` is the table in the format of `thidua.scoring`, whole.

    A scheme has at most one draft. Once published, content and digest stay as they are; a trigger holds that.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # Grows with every save of a draft, so that two editors find out about each other.
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("phiên bản bảng điểm")
        ordering: ClassVar = ["scheme", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint("scheme", "number", name="scheme_version_once"),
            models.UniqueConstraint("scheme", condition=Q(published_at__isnull=True), name="scheme_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, digest="")
                | (Q(published_at__isnull=False, published_by__isnull=False) & ~Q(digest="")),
                name="scheme_version_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} · {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class DraftEdit(models.Model):
    """One edit of a draft and what stood there before it: what undo puts back, and what another editor is told.

    `revision` is the one that the edit made; `said` says in words what was done. Gone once the draft is published.
    """

    version = models.ForeignKey(SchemeVersion, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
    before = models.JSONField()
    said = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [models.UniqueConstraint("version", "revision", name="draft_edit_once")]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.revision}"


class TrialRun(models.Model):
    """A trial of more units than a page scores at once: what was asked, how far a worker is, what came out.

    `key` is the digest of `asked` (both tables, the units, the period), so that the page that asks the same finds it.
    `result` is that of `trials.stored`, None until it is there; `trouble` says why it could not be made. Runs are
    forgotten after some days.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="trials")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64)
    asked = models.JSONField()
    address = models.CharField(max_length=300)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("scheme", "by", "key", name="trial_run_once")]

    def __str__(self) -> str:
        return f"{self.scheme_id} · {self.key[:8]}"

    @property
    def working(self) -> bool:
        """Whether a worker has it still to do."""
        return self.finished_at is None
