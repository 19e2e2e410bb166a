"""Cells, what counts, and totals. Physical design and measurements: docs/adr/0003-cells-and-totals.md."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from thidua.indicators.models import FormVersion, Indicator, Period
from thidua.org.models import Unit

from .rules import Basis, Scope


def bigints() -> ArrayField[list[int | None], list[int | None]]:
    return ArrayField(models.BigIntegerField(null=True), size=64)


def counts() -> ArrayField[list[int], list[int]]:
    return ArrayField(models.IntegerField(), size=64)


class PeriodUnit(models.Model):
    """The tree of a base period: every unit that lived a day in it, under its last parent.

    `folds_into` is the unit whose total takes this unit's own cells directly: itself when it has children,
    otherwise its parent (leaves have no stored total of their own).
    """

    pk = models.CompositePrimaryKey("period_id", "unit_id")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    folds_into = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    depth = models.PositiveSmallIntegerField()
    has_children = models.BooleanField()
    # It did not count on the period's last day: its flows stay, its stocks are its successors' by then.
    ended = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index("period", "folds_into", name="period_unit_folds"),
            models.Index("period", "parent", name="period_unit_children"),
            models.Index("unit", name="period_unit_unit"),
        ]


class Sheet(models.Model):
    """A unit's form for a period: which version of its cells counts as official and as preliminary."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheets")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="sheets")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    closes = models.DateField()
    official_version = models.PositiveSmallIntegerField(null=True)
    submitted_version = models.PositiveSmallIntegerField(null=True)
    # Nobody waits for it: its unit ended before it was due.
    owed = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("period", "unit", "form_version", name="sheet_once")]
        indexes: ClassVar = [models.Index("unit", "period", name="sheet_of_unit")]


class SheetCells(models.Model):
    """64 cells of a version of a sheet: scaled integers, NULL = empty; bit i-1 of `na` = position i not applicable.

    Partitioned by the year in which the period closes; written by `sheets`, read by SQL.
    """

    pk = models.CompositePrimaryKey("closes", "sheet_id", "version", "block", "scope")
    closes = models.DateField()
    sheet = models.ForeignKey(Sheet, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    version = models.PositiveSmallIntegerField()
    block = models.PositiveSmallIntegerField()
    scope = models.PositiveSmallIntegerField(choices=Scope.choices, default=Scope.OWN)
    cells = bigints()
    na = models.BigIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "figures_sheetcells"


class CellEdit(models.Model):
    """The journal of cells: one row for a burst of edits. Never changed, never deleted."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="edits")
    version = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    indicators = ArrayField(models.BigIntegerField())
    before = ArrayField(models.BigIntegerField(null=True))
    after = ArrayField(models.BigIntegerField(null=True))
    before_na = ArrayField(models.BooleanField())
    after_na = ArrayField(models.BooleanField())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("sheet", "key", name="cell_edit_once")]


class Mark(models.Model):
    """A unit's cells of a base period have begun or ceased to count: its totals are stale until the next fold.

    Append-only and without a unique key: a mark written while the fold runs must survive it.
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    at = models.DateTimeField()


class BaseTotal(models.Model):
    """Own cells plus children of an inner unit, for exactly one base period."""

    pk = models.CompositePrimaryKey("closes", "period_id", "unit_id", "block", "basis")
    closes = models.DateField()
    period = models.ForeignKey(
        Period, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    block = models.PositiveSmallIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)
    sums = bigints()
    # What own cells and children add up to where a figure for the whole subtree stands in their place.
    beneath = ArrayField(models.BigIntegerField(null=True), size=64, null=True)
    with_value = counts()
    received = counts()
    expected = counts()

    class Meta:
        managed = False
        db_table = "figures_basetotal"


class Total(models.Model):
    """The stored reading of an inner unit for any period: in the period, and since the start of the year."""

    pk = models.CompositePrimaryKey("closes", "period_id", "unit_id", "block", "basis")
    closes = models.DateField()
    period = models.ForeignKey(
        Period, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    block = models.PositiveSmallIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)
    sums = bigints()
    to_date = bigints()
    with_value = counts()
    received = counts()
    expected = counts()
    folded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "figures_total"


class Wording(models.Model):
    """Words to print for a figure («hơn 700»), valid only while the figure is still the one they were chosen for."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    value = models.BigIntegerField()
    words = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "period", "indicator", name="wording_once"),
            models.CheckConstraint(condition=~Q(words=""), name="wording_says_something"),
        ]


class Restatement(models.Model):
    """The past as it reads in the tree of one day: every value with whoever carries its unit on.

    Only what that tree changes is stored (`RestatedUnit` names it), everything else is read from ordinary totals.
    Today's is kept fresh; those of other days were asked for. Design: docs/adr/0011-two-readings-of-history.md.
    """

    on = models.DateField()
    today = models.BooleanField(default=False)
    # NULL while nothing may be read from it yet.
    ready_at = models.DateTimeField(null=True)
    # Which successions it followed: others call for a new computation.
    followed = models.CharField(max_length=32, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("today", condition=Q(today=True), name="restatement_of_today_once"),
            models.UniqueConstraint("on", condition=Q(today=False), name="restatement_of_a_day_once"),
        ]


class RestatedPlace(models.Model):
    """The tree of a restatement's day, and of whoever is founded later the first place."""

    pk = models.CompositePrimaryKey("restatement_id", "unit_id")
    restatement = models.ForeignKey(Restatement, on_delete=models.CASCADE, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    parent = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    depth = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index("restatement", "parent", name="restated_children")]


class RestatedUnit(models.Model):
    """A unit that is made of other values in a restatement's tree than in the base period's own.

    `parent` and `depth` are its place in the restatement's tree; without a depth it is not in that tree and reads as
    nothing. Unit 0 stands for all that ended without a successor.
    """

    pk = models.CompositePrimaryKey("restatement_id", "period_id", "unit_id")
    restatement = models.ForeignKey(Restatement, on_delete=models.CASCADE, db_index=False, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    parent = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    depth = models.PositiveSmallIntegerField(null=True)


class RestatedBaseTotal(models.Model):
    """What a `RestatedUnit` adds up to in the restatement's tree, for exactly one base period."""

    pk = models.CompositePrimaryKey("restatement_id", "period_id", "unit_id", "block", "basis")
    restatement = models.ForeignKey(Restatement, on_delete=models.CASCADE, db_index=False, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    block = models.PositiveSmallIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)
    sums = bigints()
    with_value = counts()
    received = counts()
    expected = counts()


class RestatedTotal(models.Model):
    """The reading of a unit for any period that holds a base period in which it is a `RestatedUnit`."""

    pk = models.CompositePrimaryKey("restatement_id", "period_id", "unit_id", "block", "basis")
    restatement = models.ForeignKey(Restatement, on_delete=models.CASCADE, db_index=False, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    block = models.PositiveSmallIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis.choices)
    sums = bigints()
    to_date = bigints()
    with_value = counts()
    received = counts()
    expected = counts()


class RestatementMark(models.Model):
    """Ordinary totals of a base period have changed, of one unit's cells or (NULL) all: what restates them is stale.

    Append-only, as `Mark` is.
    """

    period = models.ForeignKey(Period, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
