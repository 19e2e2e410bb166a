"""Members and their memberships: who belonged to which unit over which days. For millions of people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Unit, whole
from thidua.people.models import Person

from .rules import Began, Ended, Sex


class Member(models.Model):
    """What the register knows of a person beside the name.

    The identity number is kept as a keyed digest, by which a duplicate is found, and sealed; the last digits stand for
    it where it is shown. The telephone number is sealed. `version` grows with every correction.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="member")
    birth_date = models.DateField(_("ngày sinh"), null=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex.choices, blank=True)
    identity_digest = models.BinaryField(max_length=32, null=True, unique=True)
    identity_sealed = models.TextField(blank=True)
    identity_tail = models.CharField(max_length=3, blank=True)
    phone_sealed = models.TextField(blank=True)
    card_number = models.CharField(_("số thẻ"), max_length=20, blank=True)
    occupation = models.CharField(_("nghề nghiệp"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("đoàn viên")

    def __str__(self) -> str:
        return f"№ {self.pk}"


class Membership(models.Model):
    """A member belonged to a unit over a span of days `[from, until)`; open while nothing ended it.

    Spans are closed and continued, never overwritten. `recorded_at` is when the row was last written.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    during = DateRangeField()
    began = models.CharField(max_length=12, choices=Began.choices)
    began_by = models.CharField(_("quyết định kết nạp"), max_length=120, blank=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)
    ended_by = models.CharField(_("quyết định cho ra"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quá trình đoàn viên")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="membership_in_one_unit_at_a_time",
                expressions=[(whole("member"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False), name="membership_spans_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ended="", during__endswith__isnull=True)
                | (~Q(ended="") & Q(during__endswith__isnull=False)),
                name="membership_ends_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("unit"), Func("during", function="lower"), name="membership_begun", include=("began", "member")
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} @ {self.unit_id}"


class Carried(models.Model):
    """What a reorganisation did to one membership, so that it can be put back exactly.

    `during` NULL: the reorganisation made it; else the row as it was before, with `unit` and `ended`.
    """

    batch = models.UUIDField(db_index=True)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField(null=True)
    ended = models.CharField(max_length=12, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đoàn viên chuyển theo sắp xếp")

    def __str__(self) -> str:
        return f"{self.batch}: {self.membership_id}"
