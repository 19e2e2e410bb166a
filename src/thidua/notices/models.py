"""Notices: a sentence with a link that waits for one person until it is read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """What a person should know. `kind` names a sentence that the sending app declares, `facts` fill it in.

    `key` keeps one thing from being told twice: a person never gets two notices with one key.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=300)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint("user", "key", name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], name="notice_of_user"),
            models.Index("user", condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"
