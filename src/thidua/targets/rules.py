"""Completion of targets, pace over the year, and splitting a target over children."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.numbers import Exact
from thidua.core.periods import Span
from thidua.core.shares import largest_remainder
from thidua.indicators.rules import Direction, Kind


class PaceStatus(TextChoices):
    """How a unit stands with a target at a day of the year."""

    AHEAD = "ahead", _("Vượt tiến độ")
    ON_TRACK = "on_track", _("Đúng tiến độ")
    BEHIND = "behind", _("Chậm tiến độ")
    AT_RISK = "at_risk", _("Có nguy cơ không đạt")


@dataclass(frozen=True, slots=True)
class Completion:
    """A result against its targets.

    Percentages of plan exist for targets above zero where more is better. Otherwise a
    target is met or not, and `limit_used_percent` is the share of the limit used (None
    for a limit of zero). `met` is None while there is no result or no target.
    """

    percent_of_plan: Fraction | None
    percent_of_registered: Fraction | None
    met: bool | None
    limit_used_percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Reached:
    """ "n of m targets reached"; a target without a result counts among the m."""

    reached: int
    of: int


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """From which share of the target, projected to the year's end, a status begins."""

    ahead: Fraction = Fraction(11, 10)
    on_track: Fraction = Fraction(95, 100)
    behind: Fraction = Fraction(75, 100)


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a result stands on its way to a year's target.

    `expected_share` is the part of the year gone (0 to 1), `expected` what the target
    asks for by now, `projection` the result at the year's end if it goes on like this.
    """

    result: Fraction
    target: Fraction
    expected_share: Fraction
    status: PaceStatus

    @property
    def expected(self) -> Fraction:
        return self.target * self.expected_share

    @property
    def projection(self) -> Fraction:
        return self.result / self.expected_share


USUAL_LIMITS = PaceLimits()


def complete(
    result: Exact | None,
    *,
    assigned: Exact | None,
    registered: Exact | None = None,
    direction: Direction = Direction.MORE,
) -> Completion:
    """Completion of the assigned target, with the registered one beside it."""
    return Completion(
        percent_of_plan=percent_of_plan(result, assigned, direction),
        percent_of_registered=percent_of_plan(result, registered, direction),
        met=is_met(result, assigned, direction),
        limit_used_percent=limit_used_percent(result, assigned, direction),
    )


def percent_of_plan(
    result: Exact | None, target: Exact | None, direction: Direction = Direction.MORE
) -> Fraction | None:
    """result / target in per cent; none for a zero target or where less is better."""
    if direction is Direction.LESS:
        return None
    return _percent(result, target)


def limit_used_percent(
    result: Exact | None, limit: Exact | None, direction: Direction = Direction.LESS
) -> Fraction | None:
    """The share of a limit that is used, in per cent; none where more is better."""
    if direction is Direction.MORE:
        return None
    return _percent(result, limit)


def is_met(result: Exact | None, target: Exact | None, direction: Direction = Direction.MORE) -> bool | None:
    """Whether the target is reached, or the limit kept; None while a number is missing."""
    if result is None or target is None:
        return None
    return result >= target if direction is Direction.MORE else result <= target


def targets_reached(completions: Iterable[Completion]) -> Reached:
    """How many of the targets are met; those without a result yet are not."""
    met = [completion.met for completion in completions]
    return Reached(reached=sum(m is True for m in met), of=len(met))


@lru_cache(maxsize=1024)
def expected_share(year: Span, day: date) -> Fraction:
    """The part of the days of `year` that are over at the end of `day`, from 0 to 1."""
    days = (year.ends - year.starts).days + 1
    gone = (day - year.starts).days + 1
    return Fraction(min(max(gone, 0), days), days)


def pace(
    result: Exact,
    target: Exact,
    *,
    year: Span,
    day: date,
    direction: Direction = Direction.MORE,
    limits: PaceLimits | None = None,
) -> Pace | None:
    """The pace of a cumulative result at the end of `day`; None before the year begins.

    `day` should be the last day that the result covers (the end of its last base
    period), not today: otherwise a unit looks late only because it has not reported.
    Progress is taken as even over the year.
    """
    share = expected_share(year, day)
    if share == 0:
        return None
    done, asked = Fraction(result), Fraction(target)
    judge = _status_to_reach if direction is Direction.MORE else _status_to_keep
    return Pace(done, asked, share, judge(done, asked, share, limits or USUAL_LIMITS))


def split_target(whole: int, weights: Mapping[str, int | Decimal]) -> dict[str, int]:
    """A parent's target over its children (by code), adding up to it exactly.

    Largest remainders, ties to the smaller code. Raises NothingToShareBy when no weight
    is above zero.
    """
    codes = sorted(weights)
    parts = largest_remainder(whole, [weights[code] for code in codes], codes)
    return dict(zip(codes, parts, strict=True))


# A target of a rate, in per cent, above this is a slip of the pen.
LARGEST_RATE = 1000


def adds_up(kind: Kind) -> bool:
    """Whether the targets of children add up to their parent's: rates, averages and extremes do not."""
    return kind in {Kind.FLOW, Kind.STOCK, Kind.DISTINCT}


def remainder(whole: int, parts: Iterable[int]) -> int:
    """What a split by hand leaves over (below zero: what it gives too much)."""
    return whole - sum(parts)


def _percent(result: Exact | None, target: Exact | None) -> Fraction | None:
    if result is None or target is None or target <= 0:
        return None
    above, below = result.as_integer_ratio()
    target_above, target_below = target.as_integer_ratio()
    return Fraction(100 * above * target_below, below * target_above)


def _status_to_reach(result: Fraction, target: Fraction, share: Fraction, limits: PaceLimits) -> PaceStatus:
    """The projection against the target in whole numbers: a page judges hundreds, and fractions take far longer."""
    if result >= target:
        return PaceStatus.AHEAD if share < 1 else PaceStatus.ON_TRACK
    if share == 1 or target <= 0:
        return PaceStatus.AT_RISK
    projected = result.numerator * share.denominator * target.denominator
    asked = result.denominator * share.numerator * target.numerator
    if projected * limits.behind.denominator < asked * limits.behind.numerator:
        return PaceStatus.AT_RISK
    if projected * limits.on_track.denominator < asked * limits.on_track.numerator:
        return PaceStatus.BEHIND
    ahead = projected * limits.ahead.denominator >= asked * limits.ahead.numerator
    return PaceStatus.AHEAD if ahead else PaceStatus.ON_TRACK


def _status_to_keep(result: Fraction, target: Fraction, share: Fraction, limits: PaceLimits) -> PaceStatus:
    """The mirror image for limits: how far below the limit the year will end."""
    if result > target:
        return PaceStatus.AT_RISK
    projection = result / share
    if projection > target:
        return PaceStatus.BEHIND
    return PaceStatus.AHEAD if projection * limits.ahead <= target else PaceStatus.ON_TRACK


class EntryKind(TextChoices):
    """What a line of the ledger does to a target."""

    ASSIGNED = "assigned", _("Giao")
    REGISTERED = "registered", _("Đăng ký")
    ADJUSTED = "adjusted", _("Điều chỉnh")
    TRANSFERRED = "transferred", _("Chuyển giao")
    CANCELLED = "cancelled", _("Hủy")


class ResponseKind(TextChoices):
    """What is said to an assigned target: by the unit itself, and `KEPT` by the unit above to an objection."""

    ACCEPTED = "accepted", _("Đồng ý")
    OBJECTED = "objected", _("Có ý kiến")
    KEPT = "kept", _("Giữ nguyên")
