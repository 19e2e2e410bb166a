"""Programmes above the year, movements and campaigns, and the units that register for them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from thidua.core.periods import Calendar
from thidua.documents.models import Document
from thidua.files.models import StoredFile
from thidua.indicators.models import Indicator
from thidua.org.models import Unit

from .rules import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Counting,
    EntryKind,
    LateState,
    MovementKind,
    PaperRole,
    ProgrammeKind,
    State,
)

USER = settings.AUTH_USER_MODEL


class Programme(models.Model):
    """A resolution, an action programme, a scheme or the theme of a year; `first_year` and `last_year` inclusive.

    `reference` is the random part of its addresses. A deleted one is found by nobody, yet can be brought back.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại"), max_length=10, choices=ProgrammeKind.choices)
    title = models.CharField(_("tên"), max_length=LONGEST_TITLE)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    summary = models.CharField(_("nội dung chính"), max_length=LONGEST_TEXT, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chương trình")
        ordering: ClassVar = ["-last_year", "-first_year", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="programme_years_follow")
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeTarget(models.Model):
    """What a programme wants reached by the end of a year: an indicator's amount (scaled), or words."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("chỉ tiêu"), max_length=LONGEST_TITLE, blank=True)
    amount = models.BigIntegerField(null=True)
    by_year = models.PositiveSmallIntegerField(_("đến năm"))
    counting = models.CharField(max_length=5, choices=Counting.choices, default=Counting.OF_YEAR)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chỉ tiêu nhiệm kỳ")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, amount__isnull=False) | (Q(indicator__isnull=True) & ~Q(text="")),
                name="programme_target_says_something",
            )
        ]

    def __str__(self) -> str:
        return self.text or str(self.indicator)


class Movement(models.Model):
    """A movement or a campaign that a unit calls those below it to.

    It is for the units of `kinds` that stand below `among` (the owner, or one below it, which then is meant too).
    `year` is the calendar or school year by which it counts, that of the first day for a window. Units register until
    `register_until` inclusive; `decides` says that who did not register is not considered at the year's end. Of
    `addressed` units those of the first `told` have been told of the launch by now.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="movements")
    kind = models.CharField(_("loại"), max_length=10, choices=MovementKind.choices)
    title = models.CharField(_("tên"), max_length=LONGEST_TITLE)
    theme = models.CharField(_("chủ đề"), max_length=LONGEST_TITLE, blank=True)
    goals = models.CharField(_("mục tiêu"), max_length=LONGEST_TEXT, blank=True)
    calendar = models.CharField(max_length=1, choices=Calendar.choices)
    year = models.PositiveSmallIntegerField()
    starts = models.DateField(_("từ ngày"))
    ends = models.DateField(_("đến ngày"))
    among = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=24))
    registers = models.BooleanField(_("đơn vị đăng ký"), default=True)
    decides = models.BooleanField(_("không đăng ký thì không được xét cuối năm"), default=True)
    register_until = models.DateField(_("hạn đăng ký"), null=True)
    number = models.CharField(_("số văn bản phát động"), max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    launched_on = models.DateField(_("ngày phát động"), null=True)
    addressed = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    review = models.CharField(_("kết quả sơ kết, tổng kết"), max_length=LONGEST_TEXT, blank=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phong trào")
        ordering: ClassVar = ["-starts", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="movement_days_follow"),
            models.CheckConstraint(
                condition=Q(registers=False, register_until__isnull=True, decides=False)
                | Q(registers=True, register_until__isnull=False),
                name="movement_registers_until",
            ),
        ]
        indexes: ClassVar = [models.Index("owner", "year", name="movement_of_year")]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A file, or a document issued here, that belongs to a movement or to a programme."""

    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, null=True, related_name="papers")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, related_name="papers")
    role = models.CharField(max_length=8, choices=PaperRole.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    caption = models.CharField(_("ghi chú"), max_length=LONGEST_LINE, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tài liệu")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(movement__isnull=False, programme__isnull=True)
                | Q(movement__isnull=True, programme__isnull=False),
                name="paper_of_one",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, document__isnull=True) | Q(file__isnull=True, document__isnull=False),
                name="paper_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file or self.document)


class Registration(models.Model):
    """That a unit takes part in a movement, with its aim and its lines; the standing sum of its entries.

    `since` is when it registered for what stands now; `late` whether that was after the last day. `registered` is
    False after it was withdrawn.
    """

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="registrations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    registered = models.BooleanField()
    late = models.BooleanField(default=False)
    aim = models.CharField(_("danh hiệu, hình thức khen thưởng phấn đấu"), max_length=LONGEST_LINE)
    # Objects of content, goal, measure and plan (`rules.Row`).
    rows = models.JSONField(default=list)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("bản đăng ký thi đua")
        constraints: ClassVar = [models.UniqueConstraint("movement", "unit", name="registration_once")]
        indexes: ClassVar = [models.Index("unit", name="registration_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.movement}"


class RegistrationEntry(models.Model):
    """What a registration was after one change; never changed, never deleted but with an undone reorganisation.

    `behalf` says that somebody above typed it for the unit; `said` are words to it, such as a decision.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    registered = models.BooleanField()
    late = models.BooleanField()
    aim = models.CharField(max_length=LONGEST_LINE)
    rows = models.JSONField(default=list)
    since = models.DateTimeField()
    behalf = models.BooleanField(default=False)
    said = models.CharField(max_length=LONGEST_LINE, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"


class LateRequest(models.Model):
    """A unit asks to register after the last day; the owner grants it until a day, or refuses, with a reason."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="late_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("lý do"), max_length=LONGEST_TEXT)
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=LateState.choices, default=LateState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    answer = models.CharField(_("ý kiến"), max_length=LONGEST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("đề nghị đăng ký bổ sung")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "movement", "unit", condition=Q(state=LateState.ASKED), name="late_request_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=LateState.ASKED, answered_at__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="late_request_answered_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=LateState.GRANTED) | Q(until__isnull=False), name="late_request_granted_until"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.movement}"


# The one-element range of the owner, 0 for none: lets core GiST exclude equal owners without btree_gist.
_OWNER = Func(Coalesce(F("owner"), 0), Coalesce(F("owner"), 0), Value("[]"), function="int8range")


class RegistrationDeadline(models.Model):
    """The last day for registering for the years of a calendar that begin in a span of days.

    Without an owner it is the one that comes with the system; a unit's own holds for its movements and for those of
    units below that have none.
    """

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    calendar = models.CharField(max_length=1, choices=Calendar.choices)
    month = models.PositiveSmallIntegerField(_("tháng"))
    day = models.PositiveSmallIntegerField(_("ngày"))
    during = DateRangeField()
    source = models.CharField(_("căn cứ"), max_length=LONGEST_LINE)

    class Meta:
        verbose_name = _("hạn đăng ký thi đua")
        ordering: ClassVar = ["calendar", "during"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31), name="registration_deadline_is_a_day"
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="registration_deadline_spans_a_day"),
            *(
                ExclusionConstraint(
                    name=f"registration_deadline_once_{name}",
                    expressions=[(_OWNER, RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                    condition=Q(calendar=calendar),
                )
                for name, calendar in (("calendar", Calendar.CALENDAR), ("school", Calendar.SCHOOL))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:02}/{self.month:02}"
