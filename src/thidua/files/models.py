"""Files that people attach: what they are; their bytes lie under the data folder, named by their digest."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file as it was sent. It never changes; the app that refers to it decides who may read it."""

    digest = models.CharField(max_length=64)
    name = models.CharField(_("tên tệp"), max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index("digest", name="file_digest")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie; the same bytes lie there once, however often they were sent."""
        return Path(settings.FILES_DIR) / self.digest[:2] / self.digest

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")
