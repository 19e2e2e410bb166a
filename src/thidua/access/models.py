"""Grants: who holds which role, where and for how long; who stands in for whom; accounts from a file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Unit
from thidua.org.rules import ImportState
from thidua.people.models import User

from .rules import Role, Scope


class Grant(models.Model):
    """A role that a user holds over a span of days `[from, until)`.

    Scope `subtree`: at `unit`, as far as the role's reach of each permission goes. Scope `areas`: the same,
    narrowed to the work areas whose codes are in `areas`. Scope `units`: every permission of the role holds
    at exactly the units of its `GrantUnit` rows, neither above nor below them.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("vai trò"), max_length=16, choices=Role.choices)
    scope = models.CharField(_("phạm vi"), max_length=8, choices=Scope.choices, default=Scope.SUBTREE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    areas = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    during = DateRangeField(_("thời hạn"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
            models.CheckConstraint(
                condition=Q(scope=Scope.UNITS, unit__isnull=True)
                | Q(scope__in=[Scope.SUBTREE, Scope.AREAS], unit__isnull=False),
                name="grant_scope_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.AREAS, areas__len__gt=0) | (~Q(scope=Scope.AREAS) & Q(areas=[])),
                name="grant_scope_and_areas",
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="grant_spans_a_day"),
            models.CheckConstraint(condition=Q(during__lower_inf=False), name="grant_begins_on_a_day"),
        ]
        indexes: ClassVar = [models.Index("user", name="grant_of_user")]

    def __str__(self) -> str:
        return f"{self.user} · {Role(self.role).label}"


class GrantUnit(models.Model):
    """One unit of a grant whose scope is a set of units: a cluster, a delegation."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="named_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("grant", "unit", name="grant_unit_once")]

    def __str__(self) -> str:
        return f"{self.grant} · {self.unit}"


class Delegation(models.Model):
    """A user stands in for another over a span of days `[from, until)`, with the other's grants of those days.

    `rules.NOT_LENT` stays with the other, and nobody stands in through two: only the other's own grants count.
    """

    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lent")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="borrowed")
    during = DateRangeField(_("thời hạn"))
    reason = models.CharField(_("lý do"), max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ủy quyền")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(during__isempty=False), name="delegation_spans_a_day"),
            models.CheckConstraint(
                condition=Q(during__lower_inf=False, during__upper_inf=False), name="delegation_has_both_days"
            ),
        ]
        indexes: ClassVar = [
            models.Index("to_user", name="delegation_to"),
            models.Index("from_user", name="delegation_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_user_id} > {self.to_user_id}"


class AccountImport(models.Model):
    """A list of accounts from a file: what was read, whether it was made, and which accounts it made."""

    file_name = models.CharField(max_length=200)
    # What the file says, one `account_rows.Entry` per row; judged again when it is committed.
    rows = models.JSONField()
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.PREVIEWED)
    bad_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    created_user_ids = ArrayField(models.BigIntegerField(), default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("danh sách tài khoản")
        indexes: ClassVar = [models.Index(F("uploaded_at").desc(), name="account_import_latest")]

    def __str__(self) -> str:
        return self.file_name
