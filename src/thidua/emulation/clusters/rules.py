"""Words of clusters: what a seat is, how the next lead is found, whose duty something is, what a review asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEWEST_MEMBERS, MOST_MEMBERS = 5, 25
"""How many members clusters usually have; fewer or more is said, not refused."""
MOST_INDICATORS = 60
LONGEST_NAME = LONGEST_REASON = LONGEST_TITLE = 200
LONGEST_POST = 4_000
LONGEST_PART = 10_000


class SeatRole(TextChoices):
    """What a unit is to its cluster."""

    LEAD = "lead", gettext_lazy("Cụm trưởng")
    DEPUTY = "deputy", gettext_lazy("Cụm phó")
    MEMBER = "member", gettext_lazy("Thành viên")


class NextLead(TextChoices):
    """How next year's lead is found."""

    ROTATION = "rotation", gettext_lazy("Luân phiên theo danh sách")
    ELECTION = "election", gettext_lazy("Bầu tại hội nghị tổng kết")


class ChangeKind(TextChoices):
    """What was done to a cluster and its seats."""

    FORMED = "formed", gettext_lazy("Thành lập cụm")
    JOINED = "joined", gettext_lazy("Thêm thành viên")
    LEFT = "left", gettext_lazy("Thành viên ra khỏi cụm")
    ROLE = "role", gettext_lazy("Đổi vai trò")
    DISSOLVED = "dissolved", gettext_lazy("Giải thể cụm")


class Whose(TextChoices):
    """Who has to do what stands in the calendar."""

    LEAD = "lead", gettext_lazy("Cụm trưởng")
    MEMBERS = "members", gettext_lazy("Mọi thành viên")


class DutyKind(TextChoices):
    """What kind of duty it is; its icon and the page that it is done on follow from that."""

    LAUNCH = "launch", gettext_lazy("Phát động, giao chỉ tiêu")
    COVENANT = "covenant", gettext_lazy("Giao ước thi đua")
    FIGURES = "figures", gettext_lazy("Gửi số liệu")
    REVIEW = "review", gettext_lazy("Sơ kết, tổng kết")
    SELF_SCORE = "self_score", gettext_lazy("Tự chấm điểm")
    CROSS_CHECK = "cross_check", gettext_lazy("Chấm chéo")
    CLOSING = "closing", gettext_lazy("Hội nghị tổng kết")
    OTHER = "other", gettext_lazy("Việc khác")


@dataclass(frozen=True, slots=True)
class Due:
    """How a duty stands with one unit: done on a day or not, late or in time."""

    on: date
    done_on: date | None

    def late(self, today: date) -> bool:
        """Whether it was done after its day, or is not done though its day is over."""
        return (self.done_on or today) > self.on


def size_warning(members: int) -> str:
    """What is to be said of a cluster of so many members, "" where it is of the usual size."""
    if members < FEWEST_MEMBERS:
        return _("Cụm chỉ có %(count)d thành viên; thông thường mỗi cụm có từ %(fewest)d đến %(most)d đơn vị.") % {
            "count": members,
            "fewest": FEWEST_MEMBERS,
            "most": MOST_MEMBERS,
        }
    if members > MOST_MEMBERS:
        return _("Cụm có tới %(count)d thành viên; thông thường mỗi cụm có từ %(fewest)d đến %(most)d đơn vị.") % {
            "count": members,
            "fewest": FEWEST_MEMBERS,
            "most": MOST_MEMBERS,
        }
    return ""


def next_in_turn(order: list[int], lead: int | None, members: set[int]) -> int | None:
    """Who leads next year by the list `order` (unit ids): the next after the present lead who is still a member.

    After the last the first comes again. None where nobody of the list is a member.
    """
    begin = order.index(lead) + 1 if lead in order else 0
    return next((unit for unit in [*order[begin:], *order[:begin]] if unit in members), None)


def same_day_in(year: int, day: date) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
