"""The record of what was done: an inbox that anyone may write, and a numbered chain that nobody may change.

Events hold integers and labels and no foreign keys, so that they outlive what they speak of.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """What happened, who did it, about what: the columns that the inbox and the chain share."""

    at = models.DateTimeField(_("thời điểm"))
    event = models.CharField(_("sự việc"), max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(_("người thực hiện"), max_length=80, blank=True)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_label = models.CharField(_("đối tượng"), max_length=200, blank=True)
    unit_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.event} · {self.about_label}"


class AuditInbox(Entry):
    """An event as it was recorded, in the transaction of the change itself; the sealer moves it on."""

    personal = models.JSONField(null=True)

    class Meta:
        db_table = "audit_inbox"


class AuditEvent(Entry):
    """An event in the chain. `number` has no gaps, `hash` covers the row and the hash of the one before.

    A trigger refuses UPDATE and DELETE. `personal_digest` is the salted SHA-256 of the personal values; it
    stays when they are erased.
    """

    number = models.BigIntegerField(primary_key=True)
    personal_digest = models.BinaryField(null=True, max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_event"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="audit_event_numbered_from_one"),
        ]
        indexes: ClassVar = [
            models.Index("unit_id", "number", name="audit_event_of_unit"),
            models.Index("event", "number", name="audit_event_of_kind"),
            models.Index("actor_id", "number", name="audit_event_of_actor"),
        ]


class AuditPersonal(models.Model):
    """The personal values of an event. Erasing the row leaves the chain valid and the values unknowable."""

    number = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(max_length=32)
    values = models.JSONField()

    class Meta:
        db_table = "audit_personal"

    def __str__(self) -> str:
        return str(self.number)
