"""Covenants: what the units of a cluster promise each other for a year, how they signed it, what became of it.

From signing on the words are frozen and in force everything is: triggers of the database refuse any change (ADR 0019).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thidua.documents.models import Document
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.movements.models import Programme
from thidua.emulation.schemes.models import SchemeVersion
from thidua.files.models import StoredFile
from thidua.indicators.models import Indicator
from thidua.org.models import Unit

from .rules import FROZEN, Comparator, CovenantState, Measure, Method, SignerRole


class Covenant(models.Model):
    """The covenant of a cluster, or an annex that amends it (`amends`; `number` counts annexes from 1).

    `reference` is the random part of its addresses. `comment_until` is the last day for comments. `agreed_because` is
    the owner's reason where not every member agreed. `digest` (SHA-256, hex) names exactly the words that are signed,
    set when signing begins; `paper` is the PDF of these words that a certificate signs. `document` is the issued
    paper with all signatures.
    """

    reference = models.CharField(max_length=22, unique=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="covenants")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="annexes")
    number = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("tên giao ước"), max_length=300)
    preamble = models.TextField(_("căn cứ và lời mở đầu"), blank=True)
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, related_name="covenants")
    state = models.CharField(max_length=10, choices=CovenantState.choices, default=CovenantState.DRAFT)
    comment_until = models.DateField(_("góp ý đến hết ngày"), null=True)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_because = models.CharField(max_length=500, blank=True)
    signing_since = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    in_force_on = models.DateField(null=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("giao ước thi đua")
        ordering: ClassVar = ["cluster", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint("cluster", "number", name="covenant_number_once"),
            models.UniqueConstraint(
                "amends",
                condition=Q(amends__isnull=False) & ~Q(state=CovenantState.IN_FORCE),
                name="covenant_one_open_annex",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True, number=0) | Q(amends__isnull=False, number__gt=0),
                name="covenant_annexes_are_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FROZEN) & ~Q(digest="") | ~Q(state__in=FROZEN) & Q(digest=""),
                name="covenant_digest_while_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state=CovenantState.IN_FORCE) | Q(in_force_at__isnull=False, in_force_on__isnull=False),
                name="covenant_in_force_since",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def frozen(self) -> bool:
        """Whether its words stand as they are."""
        return self.state in FROZEN

    @property
    def in_force(self) -> bool:
        """Whether it was witnessed and binds its members."""
        return self.state == CovenantState.IN_FORCE


class Article(models.Model):
    """An article of a covenant, in the order of `order`. One that was removed from a draft can be brought back."""

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="articles")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("tên điều"), max_length=300)
    text = models.TextField(_("nội dung"), blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chương trình")
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("điều của giao ước")
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """One promise of an article that can be held against something.

    By figures: `indicator` with `comparator` and `target`, scaled as the indicator's numbers are; of `Measure.PLAN`
    the target is the share of the assigned target, in hundredths of a per cent. Where units promise different amounts
    these stand in `MemberTarget`. In words: confirmed by hand. `replaces` is the clause of an earlier paper that an
    annex puts this one in the place of.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="clauses")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("nội dung cam kết"), max_length=500)
    measure = models.CharField(_("cách đo"), max_length=5, choices=Measure.choices, default=Measure.VALUE)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    comparator = models.CharField(max_length=8, choices=Comparator.choices, default=Comparator.AT_LEAST)
    target = models.BigIntegerField(_("mức cam kết"), null=True)
    per_member = models.BooleanField(_("mỗi đơn vị một mức"), default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("cam kết")
        ordering: ClassVar = ["article__order", "article", "order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(measure=Measure.WORDS, indicator__isnull=True, target__isnull=True, per_member=False)
                | (
                    ~Q(measure=Measure.WORDS)
                    & Q(indicator__isnull=False)
                    & (Q(per_member=True, target__isnull=True) | Q(per_member=False, target__isnull=False))
                ),
                name="clause_is_measurable_or_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MemberTarget(models.Model):
    """What one unit promises by a clause whose amounts differ; scaled as the clause's target."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="member_targets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    target = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("clause", "unit", name="member_target_once")]

    def __str__(self) -> str:
        return f"{self.clause_id} · {self.unit_id}: {self.target}"


class Entry(models.Model):
    """A date of the covenant's calendar: what has to be done until then."""

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="entries")
    on = models.DateField(_("ngày"))
    text = models.CharField(_("việc"), max_length=300)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.text


class Comment(models.Model):
    """What a member says about an article while comments are asked, and what the lead answers."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("ý kiến"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(_("trả lời"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("góp ý")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Opinion(models.Model):
    """Whether a member agrees to the draft as it stands; the last word counts, until the text changes."""

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("covenant", "unit", name="opinion_once")]

    def __str__(self) -> str:
        return f"{self.covenant_id} · {self.unit_id}: {self.agrees}"


class Party(models.Model):
    """Who is to sign: the members of the cluster on the day that signing began, in the order of their signing.

    `name` is the unit's name as the paper prints it.
    """

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    seat = models.CharField(max_length=6)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("covenant", "unit", name="party_once"),
            models.UniqueConstraint("covenant", "position", name="party_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Signature(models.Model):
    """Somebody signed the words with a `digest` in the name of a unit, or as a witness for the owner.

    `drawing` is what was drawn, as the path of an SVG in a field of 600 × 200; `file` the PDF with all certificate
    signatures so far. `device` says on what it was signed, `presented_by` whose session the device was in when it was
    signed at the table. Voided signatures stay: somebody took them back, or the text went back to a draft.
    """

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="signatures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=7, choices=SignerRole.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("họ và tên người ký"), max_length=120)
    post = models.CharField(_("chức vụ"), max_length=120)
    method = models.CharField(max_length=11, choices=Method.choices)
    drawing = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    device = models.CharField(max_length=120)
    presented_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("chữ ký giao ước")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "covenant", "unit", "role", condition=Q(voided_at__isnull=True), name="signature_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(method=Method.DRAWN) & ~Q(drawing="") | ~Q(method=Method.DRAWN) & Q(drawing=""),
                name="signature_drawn_has_a_drawing",
            ),
            models.CheckConstraint(
                condition=Q(method=Method.CERTIFICATE, file__isnull=False)
                | ~Q(method=Method.CERTIFICATE) & Q(file__isnull=True),
                name="signature_certificate_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TableCode(models.Model):
    """A code that a signer takes to the device on the table: it stands for her there, once and for minutes.

    Only a keyed digest is kept.
    """

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.covenant_id} · {self.unit_id}"


class Confirmation(models.Model):
    """Somebody confirms by hand whether a unit kept a clause in words; the last one that stands counts."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kept = models.BooleanField()
    remark = models.CharField(_("căn cứ xác nhận"), max_length=500)
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("xác nhận")
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index("clause", "unit", name="confirmation_of_clause")]

    def __str__(self) -> str:
        return f"{self.clause_id} · {self.unit_id}: {self.kept}"
