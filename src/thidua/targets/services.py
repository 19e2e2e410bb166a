"""Changes of targets: every one is a line of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number, unscale
from thidua.core.periods import Frequency
from thidua.indicators.models import Indicator, Period
from thidua.indicators.rules import Kind
from thidua.org.models import Placement, Unit
from thidua.people.models import User

from .models import Target, TargetEntry
from .rules import LARGEST_RATE, EntryKind, adds_up, remainder
from .telling import tell_assigned


class NotATarget(DomainError):
    """The amount cannot be a target of this indicator."""

    status = 422


class NotAYear(DomainError):
    """Targets are given for a whole year; shorter periods have none of their own."""

    status = 422


class ReasonNeeded(DomainError):
    """An adjustment or a cancellation does not say why."""

    status = 422


class NothingAssigned(DomainError):
    """There is no assigned target to adjust, cancel or split."""


class TargetChanged(DomainError):
    """Somebody else changed the target meanwhile."""


class SplitDoesNotAddUp(DomainError):
    """The children's targets do not add up to the parent's and nobody says why."""

    status = 422


class NotDirectlyBelow(DomainError):
    """A unit that a target is split to does not stand directly below."""

    status = 422


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a line of the ledger rests on."""

    on: date
    decision: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """Whose target for what: a unit, an indicator, a year."""

    unit: Unit
    indicator: Indicator
    period: Period


@transaction.atomic
def assign_target(
    *, unit: Unit, indicator: Indicator, period: Period, amount: int, grounds: Grounds, by: User
) -> Target:
    """Assign a target, scaled as the indicator's numbers are; a further assignment replaces the amount.

    Raises NotATarget or NotAYear.
    """
    target = _write(Aim(unit, indicator, period), EntryKind.ASSIGNED, amount, grounds, by=by)
    _ask([target], by=by)
    return target


@transaction.atomic
def register_target(
    *, unit: Unit, indicator: Indicator, period: Period, amount: int, grounds: Grounds, by: User
) -> Target:
    """Register what the unit itself sets out to reach; it stands beside the assigned target.

    Raises NotATarget or NotAYear.
    """
    return _write(Aim(unit, indicator, period), EntryKind.REGISTERED, amount, grounds, by=by)


@transaction.atomic
def adjust_target(*, target_id: int, amount: int | None, seen: int | None, grounds: Grounds, by: User) -> Target:
    """Change an assigned amount during the year, or cancel it with None; `seen` is what the editor saw.

    Raises ReasonNeeded, NothingAssigned, TargetChanged or NotATarget.
    """
    if not grounds.reason.strip():
        raise ReasonNeeded(_("Hãy ghi lý do và văn bản khi điều chỉnh hoặc hủy chỉ tiêu."))
    target = _locked(target_id)
    if target.assigned is None:
        raise NothingAssigned(_("Đơn vị chưa được giao chỉ tiêu này nên không có gì để điều chỉnh."))
    if target.assigned != seen:
        raise TargetChanged(
            _("Chỉ tiêu vừa được người khác đổi thành %(amount)s. Hãy tải lại trang rồi điều chỉnh.")
            % {"amount": print_number(unscale(target.assigned, target.indicator.decimals))}
        )
    kind = EntryKind.CANCELLED if amount is None else EntryKind.ADJUSTED
    adjusted = _write(Aim(target.unit, target.indicator, target.period), kind, amount, grounds, by=by)
    if amount is not None:
        _ask([adjusted], by=by)
    return adjusted


@transaction.atomic
def split_target(*, parent_id: int, parts: Mapping[int, int], grounds: Grounds, by: User) -> Sequence[Target]:
    """Assign a parent's target to the units directly below it, by unit id; only amounts that change are written.

    Units below that are not named keep what they have. What is left over then must be zero or explained in the
    reason. Rates do not add up: each child gets its own.
    Raises NothingAssigned, NotDirectlyBelow, SplitDoesNotAddUp or NotATarget.
    """
    parent = _locked(parent_id)
    if parent.assigned is None:
        raise NothingAssigned(_("Đơn vị chưa được giao chỉ tiêu này nên chưa có gì để chia cho đơn vị dưới."))
    standing = _standing_below(parent, grounds.on)
    refuse_strangers(parent.unit, set(parts) - standing.keys())
    kept = {unit: amount for unit, amount in standing.items() if amount is not None}
    left = remainder(parent.assigned, {**kept, **parts}.values()) if adds_up(Kind(parent.indicator.kind)) else 0
    if left and not grounds.reason.strip():
        raise SplitDoesNotAddUp(
            _("Tổng giao cho đơn vị dưới lệch %(left)s so với chỉ tiêu. Hãy chia hết hoặc ghi lý do để lại phần lệch.")
            % {"left": print_number(unscale(left, parent.indicator.decimals))}
        )
    units = Unit.objects.in_bulk(list(parts))
    batch = uuid4()
    targets = [
        _write(Aim(units[unit_id], parent.indicator, parent.period), EntryKind.ASSIGNED, amount, grounds, batch, by=by)
        for unit_id, amount in sorted(parts.items())
        if standing.get(unit_id) != amount
    ]
    record("target.split", by=by, about=parent, unit=parent.unit_id, children=len(targets), remainder=left)
    _ask(targets, by=by)
    return targets


def _locked(target_id: int) -> Target:
    """The target, locked until the transaction ends."""
    targets = Target.objects.select_for_update(of=("self",)).select_related("unit", "indicator", "period")
    return targets.get(pk=target_id)


def _standing_below(parent: Target, on: date) -> dict[int, int | None]:
    """What the units directly below on a day are assigned, by unit id; None: nothing."""
    below = units_below(parent.unit, on)
    targets = Target.objects.filter(indicator=parent.indicator, period=parent.period, unit__in=below)
    return dict.fromkeys(below) | dict(targets.values_list("unit_id", "assigned"))


def units_below(parent: Unit, on: date) -> set[int]:
    """The units that stand directly below on a day."""
    return set(Placement.objects.filter(parent=parent, during__contains=on).values_list("unit_id", flat=True))


def refuse_strangers(parent: Unit, strangers: set[int]) -> None:
    """Raise NotDirectlyBelow: the children must stand directly below on the day of the decision."""
    if strangers:
        code = Unit.objects.filter(pk__in=strangers).order_by("code").values_list("code", flat=True).first()
        raise NotDirectlyBelow(
            _("Đơn vị %(code)s không trực thuộc %(parent)s vào ngày quyết định. Hãy bỏ đơn vị đó hoặc sửa ngày.")
            % {"code": code or "?", "parent": parent.code}
        )


def _ask(targets: Sequence[Target], *, by: User) -> None:
    """Ask units for their answers to lines of the ledger that were just written, all of one year."""
    if not targets:
        return
    last = TargetEntry.objects.filter(target__in=targets).latest("pk")
    counts = Counter(target.unit_id for target in targets)
    tell_assigned(counts=counts, period=targets[0].period, key=str(last.pk), by=by)


def _write(
    aim: Aim, kind: EntryKind, amount: int | None, grounds: Grounds, batch: UUID | None = None, *, by: User
) -> Target:
    """Append a line to the ledger and bring the standing amount along."""
    refuse_impossible(aim.indicator, aim.period, amount)
    made, _new = Target.objects.get_or_create(unit=aim.unit, indicator=aim.indicator, period=aim.period)
    target = Target.objects.select_for_update().get(pk=made.pk)
    target.unit, target.indicator, target.period = aim.unit, aim.indicator, aim.period
    column = "registered" if kind is EntryKind.REGISTERED else "assigned"
    before: int | None = getattr(target, column)
    setattr(target, column, amount)
    target.save(update_fields=[column])
    TargetEntry.objects.create(
        target=target,
        kind=kind,
        amount=amount,
        before=before,
        on=grounds.on,
        decision=grounds.decision.strip(),
        reason=grounds.reason.strip(),
        by=by,
        at=clock.now(),
        batch=batch,
    )
    record(
        f"target.{kind}",
        by=by,
        about=target,
        unit=aim.unit.pk,
        indicator=aim.indicator.code,
        year=aim.period.code,
        amount=amount,
        before=before,
    )
    return target


def refuse_impossible(indicator: Indicator, period: Period, amount: int | None) -> None:
    """Raise NotAYear or NotATarget for an amount that cannot be a target."""
    if period.frequency != Frequency.YEAR:
        raise NotAYear(_("Chỉ tiêu được giao cho cả năm. Hãy chọn một năm, không chọn kỳ ngắn hơn."))
    if amount is None:
        return
    if not 0 <= amount <= 10**13:
        raise NotATarget(_("Chỉ tiêu phải là số từ 0 trở lên và không quá lớn. Hãy kiểm tra lại."))
    percent = indicator.kind == Kind.RATIO and indicator.measure_vi == "%"
    if percent and amount > LARGEST_RATE * 10**indicator.decimals:
        raise NotATarget(_("Chỉ tiêu tỷ lệ phải từ 0 đến 1000%. Hãy kiểm tra lại."))
