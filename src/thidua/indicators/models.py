"""The catalogue of indicators, the slots that their numbers live in, periods, and versioned forms."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from thidua.core.periods import Frequency, Span, parse
from thidua.indicators.rules import (
    Collection,
    Combine,
    Direction,
    Entry,
    Kind,
    Operator,
    OverTime,
    PeriodState,
    Severity,
)
from thidua.org.rules import UnitKind


class Named(models.Model):
    """A row of a catalogue: its names are data in both languages, not gettext."""

    name_vi = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi


class WorkArea(Named):
    """A field of work (organising, representation, welfare …) with the department that answers for it."""

    code = models.CharField(max_length=8, unique=True)
    department_vi = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["order"]


class Indicator(Named):
    """A figure that the federation counts, and the arithmetic that it follows for ever."""

    code = models.CharField(_("mã"), max_length=12, unique=True)
    key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    area = models.ForeignKey(WorkArea, on_delete=models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(unique=True)
    measure_vi = models.CharField(_("đơn vị tính"), max_length=40)
    measure_en = models.CharField(max_length=40)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    direction = models.CharField(max_length=5, choices=Direction.choices, default=Direction.MORE)
    # Stored numbers are value × 10**decimals and this never changes; print_digits is how many are shown.
    decimals = models.PositiveSmallIntegerField(default=0)
    print_digits = models.PositiveSmallIntegerField(default=0)
    smallest = models.BigIntegerField(_("trị số nhỏ nhất hợp lý"), default=0)
    largest = models.BigIntegerField(_("trị số lớn nhất hợp lý"), default=10**13)
    numerator = models.ManyToManyField("self", symmetrical=False, related_name="+", blank=True)
    denominator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    weight = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    definition_vi = models.TextField(_("định nghĩa"), blank=True)
    definition_en = models.TextField(blank=True)
    source = models.TextField(_("nguồn số liệu"), blank=True)
    # Words and limits that people have edited are theirs: the data files leave them alone.
    edited_at = models.DateTimeField(null=True, editable=False)
    notes = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(largest__gt=0, largest__lte=10**13), name="indicator_largest"),
            models.CheckConstraint(
                condition=Q(smallest__gte=-(10**13), smallest__lt=F("largest")), name="indicator_smallest"
            ),
            models.CheckConstraint(condition=Q(print_digits__lte=F("decimals") + 4), name="indicator_digits"),
        ]

    @property
    def measure(self) -> str:
        return self.measure_en if get_language() == "en" and self.measure_en else self.measure_vi

    @property
    def definition(self) -> str:
        return self.definition_en if get_language() == "en" and self.definition_en else self.definition_vi


class Block(models.Model):
    """64 positions whose numbers combine over units and over time in one way."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    combine = models.CharField(max_length=4, choices=Combine.choices)
    over_time = models.CharField(max_length=4, choices=OverTime.choices)

    def __str__(self) -> str:
        return f"{self.number} ({self.combine}/{self.over_time})"


class Slot(models.Model):
    """The place of an indicator's numbers, given once and for ever. Forms change; numbers do not move.

    An average holds three positions: the average as typed, value × weight, and weight (see `figures`).
    """

    indicator = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="slot")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="slots")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("block", "position", name="slot_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=64), name="slot_position"),
        ]

    def __str__(self) -> str:
        return f"{self.block_id}:{self.position}"


class BaseFrequency(models.Model):
    """How often units of a kind report an indicator, and on which calendar: cells exist only there."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="base_frequencies")
    unit_kind = models.CharField(max_length=24, choices=UnitKind.choices)
    calendar = models.CharField(max_length=1)
    frequency = models.CharField(max_length=1, choices=[(f.value, f.name) for f in Frequency])
    during = DateRangeField()

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.unit_kind} · {self.calendar}{self.frequency}"


class Period(models.Model):
    """A span of a calendar that reports are made for; longer ones are derived from base periods."""

    code = models.CharField(max_length=20, unique=True)
    calendar = models.CharField(max_length=1)
    frequency = models.CharField(max_length=1, choices=[(f.value, f.name) for f in Frequency])
    year = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    # The data window may be shifted by cut-off rules; it is what `as_of` prints.
    data_from = models.DateField()
    data_until = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PeriodState.choices, default=PeriodState.PLANNED)

    class Meta:
        ordering: ClassVar = ["-ends", "starts"]
        indexes: ClassVar = [models.Index("calendar", "year", name="period_year")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_has_days"),
            models.CheckConstraint(condition=Q(data_until__gte=F("data_from")), name="period_window"),
        ]

    def __str__(self) -> str:
        return self.span.title

    @property
    def span(self) -> Span:
        return parse(self.code)

    @property
    def as_of(self) -> date:
        return self.data_until


class LevelDeadline(models.Model):
    """How many days before a period's last due instant the units of a kind hand in: the backward timetable.

    Kinds without a row in force are due at the period's own instant. Reports that are laid out keep theirs.
    """

    unit_kind = models.CharField(_("loại đơn vị"), max_length=24, choices=UnitKind.choices)
    frequency = models.CharField(max_length=1, choices=[(f.value, f.name) for f in Frequency])
    days_before = models.PositiveSmallIntegerField(_("số ngày trước hạn chung"))
    during = DateRangeField(_("thời gian áp dụng"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days_before__lte=60), name="level_deadline_days"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_kind} · {self.frequency} · −{self.days_before}"


class PeriodPart(models.Model):
    """Derived: which base periods a period's readings are made of.

    `within`: the base lies in the period; `last`: it ends with it; every row lies between the start of the
    calendar's year and the period's end, so that all of them together are the cumulative reading.
    """

    pk = models.CompositePrimaryKey("period_id", "base_id")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="parts")
    base = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    within = models.BooleanField()
    last = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index("base", name="part_of_base")]

    def __str__(self) -> str:
        return f"{self.base_id} ⊂ {self.period_id}"


class Form(Named):
    """What a kind of unit reports at a frequency; what it contains is in its versions."""

    code = models.CharField(max_length=40, unique=True)
    unit_kinds = ArrayField(models.CharField(max_length=24, choices=UnitKind.choices))
    calendar = models.CharField(max_length=1)
    frequency = models.CharField(max_length=1, choices=[(f.value, f.name) for f in Frequency])
    collection = models.CharField(max_length=8, choices=Collection.choices, default=Collection.OWN)


class FormVersion(models.Model):
    """An edition of a form, in force over a span of days once it is published; published is immutable."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    during = DateRangeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("form", "number", name="form_version_once")]

    def __str__(self) -> str:
        return f"{self.form} · {self.number}"


class FormSection(Named):
    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["order"]


class FormRow(models.Model):
    section = models.ForeignKey(FormSection, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=12, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    required = models.BooleanField(default=True)
    entry = models.CharField(max_length=6, choices=Entry.choices, default=Entry.PERIOD)

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return f"{self.label} {self.indicator_id}".strip()


class FormBlock(models.Model):
    """Derived at publishing: which positions of a block the form collects (64 zeros and ones)."""

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="blocks")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+")
    mask = ArrayField(models.SmallIntegerField(), size=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("version", "block", name="form_block_once")]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.block_id}"


class FormCheck(models.Model):
    """A balance check: two sums of indicators compared, with a severity and a sentence.

    A side is a sum such as `ORG18@previous + 2*ORG21 - 10`: numbers and indicators, in the unit of measure;
    `@previous` reads the period before, `@year` from the start of the year to the period's end.
    """

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="checks")
    order = models.PositiveSmallIntegerField()
    left = models.CharField(max_length=400)
    operator = models.CharField(max_length=2, choices=Operator.choices)
    right = models.CharField(max_length=400)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    sentence_vi = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"

    @property
    def sentence(self) -> str:
        return self.sentence_en if get_language() == "en" and self.sentence_en else self.sentence_vi
