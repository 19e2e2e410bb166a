"""Words of scoring: how far a round has come, which hands a point passes through, what point counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """How far the scoring of a round has come; it only goes forward, but for what an undo takes back."""

    SELF = "self", _("Các đơn vị tự chấm")
    CROSS = "cross", _("Chấm chéo")
    RECHECK = "recheck", _("Cụm trưởng phúc tra và các ban thẩm định")
    FROZEN = "frozen", _("Đã chốt số liệu đầu vào")
    FINAL = "final", _("Đã chốt điểm")


class Stage(TextChoices):
    """Whose points they are. The later stage counts where it has a point; the last is the conference's."""

    COMPUTED = "computed", _("Hệ thống tính")
    SELF = "self", _("Tự chấm")
    CROSS = "cross", _("Chấm chéo")
    LEAD = "lead", _("Phúc tra")
    DEPARTMENT = "department", _("Ban thẩm định")
    FINAL = "final", _("Điểm chính thức")


class YearTarget(TextChoices):
    """What of a year's target a round over a shorter period holds results against, where they add up over the year."""

    PART = "part", _("Phần chỉ tiêu năm tính đến hết kỳ")
    WHOLE = "whole", _("Toàn bộ chỉ tiêu năm")


class Work(TextChoices):
    """What a worker is doing, or is asked to do, with a round that is too large for a page."""

    NONE = "", _("Không có việc đang chạy")
    OPENING = "opening", _("Đang lập phiếu chấm điểm của các đơn vị")
    COMPUTING = "computing", _("Đang tính điểm từ số liệu")


Points = Sequence[int | None]
"""Whole thousandths of a point by the position of the criterion; None where nobody gave any."""

STAGE_FIELDS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.COMPUTED: "computed",
        Stage.SELF: "self_scored",
        Stage.CROSS: "cross_checked",
        Stage.LEAD: "lead_checked",
        Stage.DEPARTMENT: "verified",
        Stage.FINAL: "final",
    }
)
"""The field of a card that holds the points of a stage."""

BEFORE: Mapping[Stage, tuple[Stage, ...]] = MappingProxyType(
    {stage: tuple(Stage)[:index] for index, stage in enumerate(Stage)}
)
"""The stages before each."""

OPEN_IN: Mapping[RoundState, frozenset[Stage]] = MappingProxyType(
    {
        RoundState.SELF: frozenset({Stage.SELF}),
        RoundState.CROSS: frozenset({Stage.CROSS}),
        RoundState.RECHECK: frozenset({Stage.LEAD, Stage.DEPARTMENT}),
        RoundState.FROZEN: frozenset({Stage.FINAL}),
        RoundState.FINAL: frozenset(),
    }
)
"""The stages whose points may be given while a round is in a state."""


ANSWERED_IN = frozenset({RoundState.CROSS, RoundState.RECHECK})
"""While others check its card a unit answers with files beside its points; the points are no longer its own to give."""

WITH_FILES = frozenset({Stage.SELF, Stage.CROSS, Stage.LEAD, Stage.DEPARTMENT})
"""The stages whose hands put files beside points: all before the inputs are frozen."""


def sees_points(state: RoundState, *, of_owner: bool, in_cluster: bool, leads: bool, competes: bool) -> bool:
    """Whether the points of all units of a round are open to a person; her own units' always are.

    `of_owner`: she looks at emulation for the round's owner. `in_cluster`: she sees the cluster that is scored, `leads`
    its lead or a deputy takes part through her, and `competes` while a card of hers is not handed in. Members see each
    other's points once self-scoring is over, the lead and deputies already once they can no longer profit from them.
    """
    return of_owner or (in_cluster and (state != RoundState.SELF or (leads and not competes)))


def point_at(points: Points, position: int) -> int | None:
    """The point at a position; an array that is shorter has none there."""
    return points[position] if position < len(points) else None


def effective(stages: Mapping[Stage, Points], position: int) -> tuple[Stage | None, int | None]:
    """The point that counts: that of the latest stage that has one, and which stage that is."""
    for stage in reversed(Stage):
        point = point_at(stages.get(stage, ()), position)
        if point is not None:
            return stage, point
    return None, None


def effective_points(stages: Mapping[Stage, Points], criteria: int) -> tuple[int | None, ...]:
    """The points that count, of all criteria."""
    return tuple(effective(stages, position)[1] for position in range(criteria))


def put_at(points: Points, position: int, point: int | None, criteria: int) -> list[int | None]:
    """The points of a stage with another point at one position, as long as the table has criteria."""
    filled = [point_at(points, index) for index in range(criteria)]
    filled[position] = point
    return filled


SMALL = 200
"""Rounds of so many cards are computed while a page is asked for, larger ones by a worker."""
