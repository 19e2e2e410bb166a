"""Tokens that programs sign in with, and receipts that make their requests safe to send again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A secret that lets a program act as a user; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("tên"), max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    # A day, not an instant: a busy token is then written once a day and not at every request.
    last_used_on = models.DateField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_lives"),
        ]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """The answer to a change, kept under the key that its sender gave: sent again, it is answered and not done."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField()
    # SHA-256 of method, address and body: a key that comes again with another request is a mistake.
    request = models.BinaryField(max_length=32)
    answer = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("user", "key", name="receipt_once")]
