"""Units of the federation, where they stood and what they were called, day by day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from thidua.org.rules import LegalType, PostRole, Sector, UnitKind
from thidua.people.models import Person


def whole(column: str) -> Func:
    """The one-element range of an integer column: lets core GiST exclude equal ids without btree_gist."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


class Unit(models.Model):
    """A permanent identity. Its name, kind and parent are in placements; nothing here ever moves."""

    code = models.CharField(_("mã đơn vị"), max_length=40, unique=True)
    founded_on = models.DateField(_("ngày thành lập"))
    dissolved_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    legal_type = models.CharField(max_length=20, choices=LegalType.choices, default=LegalType.UNION)
    sector = models.CharField(_("khu vực"), max_length=12, choices=Sector.choices, default=Sector.STATE)
    bloc = models.CharField(_("khối"), max_length=40, blank=True)
    # Federations print percentages with one digit or two; a unit without its own follows its ancestors.
    percent_digits = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_because = models.CharField(_("lý do kết thúc"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("đơn vị")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=F("founded_on")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(percent_digits__isnull=True) | Q(percent_digits__lte=4),
                name="unit_percent_digits",
            ),
            models.UniqueConstraint(Lower("code"), name="unit_code_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.code


class Placement(models.Model):
    """Where a unit stood and what it was called over a span of days `[from, until)`.

    `during` is what the law says, `counts` the days from which periods take their trees: a change whose legal day lies
    in a closed period counts from a later one. A place that never counts has the empty range.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="child_placements")
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=80)
    kind = models.CharField(_("loại đơn vị"), max_length=24, choices=UnitKind.choices)
    during = DateRangeField()
    counts = DateRangeField()
    # `rules.searchable` of name, short name and code; `core.text.sort_key` of the name.
    search = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=800, editable=False, db_collation="C")

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="placement_spans_do_not_overlap",
                expressions=[(whole("unit"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="placement_counts_do_not_overlap",
                expressions=[(whole("unit"), RangeOperators.OVERLAPS), ("counts", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="placement_spans_a_day"),
            models.CheckConstraint(condition=~Q(parent=F("unit")), name="placement_not_under_itself"),
        ]
        indexes: ClassVar = [
            models.Index("parent", "sort_key", name="placement_children"),
            GinIndex(SearchVector("search", config="simple"), name="placement_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """Derived closure: `ancestor` stood `depth` levels above `unit` during the span (0 = the unit itself)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()
    during = DateRangeField()

    class Meta:
        indexes: ClassVar = [
            models.Index("ancestor", "unit", name="lineage_down"),
            models.Index("unit", "depth", name="lineage_up"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.ancestor_id} ({self.depth})"


class Custody(models.Model):
    """Derived: who holds an ended unit today (its successors' holders, else its nearest living ancestor)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "holder", name="custody_once")]
        indexes: ClassVar = [models.Index("holder", name="custody_held")]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.holder_id}"


class Succession(models.Model):
    """What became of a unit on a day; shares are millionths that sum to 1,000,000 over one predecessor and day.

    A unit that goes on after giving a part of itself away is its own successor for the share that it keeps.
    """

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inheritances")
    share = models.PositiveIntegerField()
    on = models.DateField()
    # Values of periods that end before this day follow the succession.
    counts_from = models.DateField()

    class Meta:
        verbose_name = _("quan hệ kế tục")
        constraints: ClassVar = [
            models.UniqueConstraint("predecessor", "successor", "on", name="succession_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1_000_000), name="succession_share"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} > {self.successor_id} ({self.share})"


class Area(models.Model):
    """An administrative area: a province, a commune, a ward, a special zone."""

    code = models.CharField(_("mã địa bàn"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    sort_key = models.CharField(max_length=480, editable=False, db_collation="C")

    class Meta:
        verbose_name = _("địa bàn")

    def __str__(self) -> str:
        return self.name


class Jurisdiction(models.Model):
    """A unit looks after an area over a span of days; one union may cover several areas, and an area have several."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="jurisdictions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="jurisdictions")
    during = DateRangeField()

    class Meta:
        verbose_name = _("địa bàn phụ trách")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="jurisdiction_spans_do_not_overlap",
                expressions=[
                    (whole("unit"), RangeOperators.OVERLAPS),
                    (whole("area"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="jurisdiction_spans_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.area}"


class Post(models.Model):
    """A post that a person holds at a unit over a span of days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32, choices=PostRole.choices)
    title = models.CharField(_("chức danh"), max_length=120)
    during = DateRangeField()

    class Meta:
        verbose_name = _("chức vụ")
        constraints: ClassVar = [
            models.UniqueConstraint("person", "unit", "role", "during", name="post_held_once"),
        ]
        indexes: ClassVar = [models.Index("unit", name="post_at_unit")]

    def __str__(self) -> str:
        return self.title
