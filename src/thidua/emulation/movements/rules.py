"""Words of programmes and movements, and when units register for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.periods import Calendar
from thidua.ui.tones import Tone

LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT = 300, 200, 4000
MOST_ROWS, MOST_PAPERS = 40, 50
# Month and day in any year: of the 29th of February there is not one each year.
A_COMMON_YEAR = 2023
# The month from which a day of a school year lies in the calendar year in which that year begins.
SCHOOL_YEAR_FROM = 7


class ProgrammeKind(TextChoices):
    """What stands above the year."""

    RESOLUTION = "resolution", _("Nghị quyết")
    ACTION = "action", _("Chương trình hành động")
    SCHEME = "scheme", _("Đề án")
    THEME = "theme", _("Chủ đề năm")


class Counting(TextChoices):
    """Which years' figures a target of a term is compared with."""

    OF_YEAR = "year", _("Kết quả của năm đích")
    IN_TOTAL = "total", _("Cộng dồn từ đầu nhiệm kỳ đến năm đích")


class MovementKind(TextChoices):
    """What units are called to."""

    MOVEMENT = "movement", _("Phong trào thi đua thường xuyên")
    TOPIC = "topic", _("Phong trào thi đua chuyên đề")
    CAMPAIGN = "campaign", _("Đợt thi đua cao điểm")


class State(TextChoices):
    """How far a movement has come."""

    DRAFT = "draft", _("Đang soạn")
    LAUNCHED = "launched", _("Đang thực hiện")
    REVIEWED = "reviewed", _("Đã tổng kết")
    CLOSED = "closed", _("Đã kết thúc")


class PaperRole(TextChoices):
    """What a paper of a movement or a programme is."""

    LAUNCH = "launch", _("Văn bản phát động")
    PLAN = "plan", _("Kế hoạch, hướng dẫn")
    INTERIM = "interim", _("Báo cáo sơ kết")
    FINAL = "final", _("Báo cáo tổng kết")
    OTHER = "other", _("Tài liệu khác")


class EntryKind(TextChoices):
    """What was done to a registration."""

    REGISTERED = "registered", _("Đăng ký")
    CHANGED = "changed", _("Sửa")
    WITHDRAWN = "withdrawn", _("Rút")
    UNDONE = "undone", _("Hoàn tác")
    CARRIED = "carried", _("Chuyển theo sắp xếp tổ chức")


class LateState(TextChoices):
    """How a request to register after the last day stands."""

    ASKED = "asked", _("Chờ xem xét")
    GRANTED = "granted", _("Được đăng ký bổ sung")
    REFUSED = "refused", _("Không chấp nhận")


class Answer(TextChoices):
    """Whether a unit registered for what decides on the year's end."""

    YES = "yes", _("Đã đăng ký")
    LATE = "late", _("Đăng ký bổ sung")
    WAITING = "waiting", _("Chưa đăng ký, còn hạn")
    NO = "no", _("Không đăng ký")


class RosterPart(TextChoices):
    """Which of the units that a movement is for; the value is what the address of their list says."""

    ALL = "", _("Tất cả")
    REGISTERED = "da", _("Đã đăng ký")
    MISSING = "chua", _("Chưa đăng ký")
    LATE = "bo-sung", _("Đăng ký bổ sung")
    ASKED = "de-nghi", _("Đang đề nghị")


STATE_TONES: Mapping[str, Tone] = MappingProxyType(
    {State.DRAFT: Tone.QUIET, State.LAUNCHED: Tone.INFO, State.REVIEWED: Tone.GOOD, State.CLOSED: Tone.QUIET}
)
ANSWER_TONES: Mapping[str, Tone] = MappingProxyType(
    {Answer.YES: Tone.GOOD, Answer.LATE: Tone.GOOD, Answer.WAITING: Tone.WARN, Answer.NO: Tone.BAD}
)
LATE_TONES: Mapping[str, Tone] = MappingProxyType(
    {LateState.ASKED: Tone.WARN, LateState.GRANTED: Tone.GOOD, LateState.REFUSED: Tone.BAD}
)
# Where a movement goes next, and back again by undoing.
NEXT: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {
        State.LAUNCHED: (State.REVIEWED, State.CLOSED),
        State.REVIEWED: (State.CLOSED, State.LAUNCHED),
        State.CLOSED: (State.REVIEWED, State.LAUNCHED),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a registration as it was typed: content, goal, measure, plan."""

    content: str
    goal: str = ""
    measure: str = ""
    plan: str = ""


def last_day(*, calendar: Calendar, year: int, month: int, day: int) -> date:
    """The last day for registering for a year: in a school year the months before July are of the year after."""
    later = calendar == Calendar.SCHOOL and month < SCHOOL_YEAR_FROM
    return date(year + later, month, day)
