"""The workspace of a cluster: what its members write to each other and the documents that they share."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.documents.models import Document
from thidua.files.models import StoredFile
from thidua.org.models import Unit


class Post(models.Model):
    """Something that a person wrote to a cluster in the name of a unit; an answer has the post that it answers.

    `mentions` are the codes of the members whom it speaks to. A deleted post keeps its words so that it can be brought
    back by its writer; nobody else reads them any more.
    """

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="posts")
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    in_name_of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("nội dung"))
    mentions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("ý kiến trao đổi")
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["cluster", "-at"], name="post_of_cluster")]

    def __str__(self) -> str:
        return f"{self.cluster_id} · {self.pk}"


class Material(models.Model):
    """A document that a cluster shares: a file that was sent, or an issued document by reference."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("tên tài liệu"), max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    in_name_of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tài liệu của cụm")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, document__isnull=True) | Q(file__isnull=True, document__isnull=False),
                name="material_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title
