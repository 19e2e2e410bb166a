"""Words of covenants: how far one has come, how a clause is measured, and how a result stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.periods import Span
from thidua.indicators.rules import Direction, Kind
from thidua.targets.rules import PaceStatus, is_met, pace

# The share of a target that is written in clauses is kept in hundredths of a per cent.
PERCENT = 100


class CovenantState(TextChoices):
    """How far a covenant has come. Its text may change in a draft; it is frozen from signing on."""

    DRAFT = "draft", _("Dự thảo")
    COMMENTING = "commenting", _("Đang góp ý")
    AGREED = "agreed", _("Đã thống nhất")
    SIGNING = "signing", _("Đang ký")
    IN_FORCE = "in_force", _("Có hiệu lực")


# States in which the words stand as they are, and the database refuses to change them.
FROZEN = (CovenantState.SIGNING, CovenantState.IN_FORCE)


class Measure(TextChoices):
    """What a clause is held against."""

    VALUE = "value", _("Kết quả của một chỉ tiêu")
    PLAN = "plan", _("Tỷ lệ hoàn thành chỉ tiêu được giao")
    WORDS = "words", _("Việc cần làm, xác nhận bằng tay")


class Comparator(TextChoices):
    """How a result is compared with what was promised."""

    AT_LEAST = "at_least", _("Đạt từ … trở lên (≥)")
    AT_MOST = "at_most", _("Không quá (≤)")

    @property
    def sign(self) -> str:
        """The comparator as it is printed before an amount."""
        return "≥" if self is Comparator.AT_LEAST else "≤"

    @property
    def direction(self) -> Direction:
        """The same as the direction of a target."""
        return Direction.MORE if self is Comparator.AT_LEAST else Direction.LESS


class SignerRole(TextChoices):
    """In what capacity somebody signs."""

    MEMBER = "member", _("Đơn vị giao ước")
    WITNESS = "witness", _("Chứng kiến")


class Method(TextChoices):
    """How somebody signs."""

    DRAWN = "drawn", _("Ký tay trên màn hình")
    TYPED = "typed", _("Gõ họ tên xác nhận")
    CERTIFICATE = "certificate", _("Chữ ký số")


class ClauseState(TextChoices):
    """How a unit stands to a clause today."""

    MET = "met", _("Đạt")
    ON_THE_WAY = "on_the_way", _("Đúng tiến độ")
    BEHIND = "behind", _("Chậm")
    NO_REPORT = "no_report", _("Chưa có số liệu")
    NO_TARGET = "no_target", _("Chưa có chỉ tiêu")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    NOT_DONE = "not_done", _("Chưa thực hiện")
    WAITING = "waiting", _("Chờ xác nhận")


@dataclass(frozen=True, slots=True)
class Measured:
    """A result up to a day, as far as a clause needs it; exact numbers in the indicator's unit of measure.

    `judged_on` is the last day that the result speaks for, None while no base period of the year is over.
    """

    result: Fraction | None
    target: Fraction | None
    kind: Kind
    year: Span
    judged_on: date | None

    @property
    def grows(self) -> bool:
        """Whether the result is a flow that adds up over the year."""
        return self.kind in {Kind.FLOW, Kind.DISTINCT}

    @property
    def over(self) -> bool:
        """Whether the result speaks for the whole year."""
        return self.judged_on is not None and self.judged_on >= self.year.ends

    @property
    def late(self) -> bool:
        """Whether a flow that goes on like this misses its amount."""
        if not self.grows or self.judged_on is None or self.result is None or self.target is None:
            return False
        found = pace(self.result, self.target, year=self.year, day=self.judged_on)
        return found is not None and found.status in {PaceStatus.BEHIND, PaceStatus.AT_RISK}


def state_of(measured: Measured, comparator: Comparator) -> ClauseState:
    """How a measured result stands to what was promised.

    Flows that shall reach an amount are measured by their pace over the year. What has no pace (stocks, ratios) is on
    its way until the year is over. A limit is kept, or it is not.
    """
    if measured.target is None:
        return ClauseState.NO_TARGET
    if measured.result is None:
        return ClauseState.NO_REPORT
    kept = is_met(measured.result, measured.target, comparator.direction) or False
    return _limit(measured, kept=kept) if comparator is Comparator.AT_MOST else _reached(measured, kept=kept)


def _limit(measured: Measured, *, kept: bool) -> ClauseState:
    """Flows grow until the year is over: a limit that is not passed yet is not kept for good either."""
    if not kept:
        return ClauseState.BEHIND
    return ClauseState.ON_THE_WAY if measured.grows and not measured.over else ClauseState.MET


def _reached(measured: Measured, *, kept: bool) -> ClauseState:
    if kept:
        return ClauseState.MET
    if measured.over or measured.late:
        return ClauseState.BEHIND
    return ClauseState.ON_THE_WAY
