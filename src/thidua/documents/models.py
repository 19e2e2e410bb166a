"""Documents with their versions, numbers, templates and signatures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thidua.files.models import StoredFile
from thidua.org.models import Unit

from .rules import Kind, State


class Template(models.Model):
    """A version of a layout that a federation has put in the place of the shipped one, for itself and all below.

    Versions of one kind and format are numbered from 1; the newest active one at the nearest unit above holds.
    """

    class Format(models.TextChoices):
        """What a template makes."""

        WORD = "docx", _("Word")
        PDF = "typ", _("PDF")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    format = models.CharField(max_length=4, choices=Format.choices)
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mẫu văn bản")
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "kind", "format", "number", name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.format} v{self.number}"


class NumberSeries(models.Model):
    """The last number that a unit gave to documents of one symbol in a year; locked while the next one is given."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    symbol = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "year", "symbol", name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.symbol}: {self.last}"


class Document(models.Model):
    """A document of a unit. Its words are in versions; an issued one has its number in the unit's series of the year.

    `reference` is the random part of its addresses, `verify_code` that of the public page that says it is genuine.
    `period` and `options` are what it was drafted from, for drafting it again. `frame` holds what stands around the
    words as the fields of `content.Frame`. `replaces` is the issued document in whose place it comes. A draft that
    was deleted is found by nobody, yet can be brought back. `search` is the folded title and number.
    """

    reference = models.CharField(max_length=22, unique=True)
    verify_code = models.CharField(max_length=22, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(_("trích yếu"), max_length=300)
    period = models.CharField(max_length=20, blank=True)
    options = models.JSONField(default=dict)
    frame = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    symbol = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    deleted_at = models.DateTimeField(null=True)
    search = models.TextField(blank=True)

    class Meta:
        verbose_name = _("văn bản")
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "year", "symbol", "number", name="document_number_once"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, number__isnull=True, issued_at__isnull=True, issued_by__isnull=True)
                | (
                    ~Q(state=State.DRAFT)
                    & Q(number__isnull=False, year__isnull=False, issued_at__isnull=False, issued_by__isnull=False)
                ),
                name="document_issued_with_its_number",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)),
                name="document_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(state=State.DRAFT), name="document_deleted_as_draft"
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("unit"), F("made_at").desc(), name="document_of_unit"),
            models.Index("unit", "kind", "period", name="document_of_period"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number_text(self) -> str:
        """Number and symbol as printed: "05/BC-LĐLĐ"; "" for a draft."""
        return f"{self.number:02d}/{self.symbol}" if self.number else ""


class Version(models.Model):
    """What a document said from one saving to the next; `content` as `content.Content`, as data.

    A draft's versions that the same person saved one after the other within minutes are one. The issued version is
    marked; its files are kept as they were issued.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    issued = models.BooleanField(default=False)
    word = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("document", "number", name="version_once"),
            models.UniqueConstraint("document", condition=Q(issued=True), name="issued_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class Signature(models.Model):
    """A signature on the PDF of an issued version; `file` is the PDF with this and all earlier signatures."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    signer = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    valid_until = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chữ ký số")
        constraints: ClassVar = [models.UniqueConstraint("version", "position", name="signature_position_once")]

    def __str__(self) -> str:
        return f"{self.signer} ({self.position})"
