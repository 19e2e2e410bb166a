"""Changes of targets: every one is a line of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number, unscale
from thidua.indicators.models import Indicator, Period
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.people.models import User

from .models import Target, TargetEntry
from .rules import EntryKind, remainder


class NotATarget(DomainError):
    """The amount cannot be a target of this indicator."""

    status = 422


class ReasonNeeded(DomainError):
    """An adjustment or a cancellation does not say why."""

    status = 422


class NothingAssigned(DomainError):
    """There is no assigned target to adjust or cancel."""


class TargetChanged(DomainError):
    """Somebody else changed the target meanwhile."""


class SplitDoesNotAddUp(DomainError):
    """The children's targets do not add up to the parent's and nobody says why."""

    status = 422


@dataclass(frozen=True, slots=True)
class Basis:
    """What a line of the ledger rests on."""

    on: date
    decision: str = ""
    reason: str = ""


def assign_target(*, unit: Unit, indicator: Indicator, period: Period, amount: int, basis: Basis, by: User) -> Target:
    """Assign a target, scaled as the indicator's numbers are; a further assignment replaces the amount."""
    return _write(unit, indicator, period, EntryKind.ASSIGNED, amount, basis, by)


def register_target(*, unit: Unit, indicator: Indicator, period: Period, amount: int, basis: Basis, by: User) -> Target:
    """Register what the unit itself sets out to reach; it stands beside the assigned target."""
    return _write(unit, indicator, period, EntryKind.REGISTERED, amount, basis, by)


@transaction.atomic
def adjust_target(*, target_id: int, amount: int | None, seen: int | None, basis: Basis, by: User) -> Target:
    """Change an assigned amount during the year, or cancel it with None; `seen` is what the editor saw.

    Raises ReasonNeeded, NothingAssigned or TargetChanged.
    """
    if not basis.reason.strip():
        raise ReasonNeeded(_("Hãy ghi lý do và văn bản khi điều chỉnh hoặc hủy chỉ tiêu."))
    target = Target.objects.select_for_update().select_related("unit", "indicator", "period").get(pk=target_id)
    if target.assigned is None:
        raise NothingAssigned(_("Đơn vị chưa được giao chỉ tiêu này nên không có gì để điều chỉnh."))
    if target.assigned != seen:
        raise TargetChanged(
            _("Chỉ tiêu vừa được người khác đổi thành %(amount)s. Hãy tải lại trang rồi điều chỉnh.")
            % {"amount": print_number(unscale(target.assigned, target.indicator.decimals))}
        )
    kind = EntryKind.CANCELLED if amount is None else EntryKind.ADJUSTED
    return _write(target.unit, target.indicator, target.period, kind, amount, basis, by)


@transaction.atomic
def split_target(
    *, parent: Target, parts: Mapping[int, int], indicator: Indicator, basis: Basis, by: User
) -> Sequence[Target]:
    """Assign a parent's target to its children, by unit id; a remainder must be zero or explained in the reason.

    The children must stand directly below: the caller's gate grants assignment to no others.
    """
    left = remainder(parent.assigned or 0, parts.values())
    if left and not basis.reason.strip():
        raise SplitDoesNotAddUp(
            _("Tổng giao cho đơn vị dưới lệch %(left)s so với chỉ tiêu. Hãy chia hết hoặc ghi lý do để lại phần lệch.")
            % {"left": print_number(unscale(left, indicator.decimals))}
        )
    units = Unit.objects.in_bulk(list(parts))
    targets = [
        _write(units[unit_id], indicator, parent.period, EntryKind.ASSIGNED, amount, basis, by)
        for unit_id, amount in sorted(parts.items())
    ]
    record("target.split", by=by, about=parent, unit=parent.unit_id, children=len(targets), remainder=left)
    return targets


@transaction.atomic
def _write(
    unit: Unit, indicator: Indicator, period: Period, kind: EntryKind, amount: int | None, basis: Basis, by: User
) -> Target:
    """Append a line to the ledger and bring the standing amount along."""
    _refuse_impossible(indicator, amount)
    Target.objects.get_or_create(unit=unit, indicator=indicator, period=period)
    target = Target.objects.select_for_update().get(unit=unit, indicator=indicator, period=period)
    column = "registered" if kind is EntryKind.REGISTERED else "assigned"
    before: int | None = getattr(target, column)
    setattr(target, column, amount)
    target.save(update_fields=[column])
    TargetEntry.objects.create(
        target=target,
        kind=kind,
        amount=amount,
        before=before,
        on=basis.on,
        decision=basis.decision.strip(),
        reason=basis.reason.strip(),
        by=by,
        at=clock.now(),
    )
    record(f"target.{kind}", by=by, about=target, unit=unit.pk, indicator=indicator.code, amount=amount, before=before)
    return target


def _refuse_impossible(indicator: Indicator, amount: int | None) -> None:
    if amount is not None and not 0 <= amount <= 10**13:
        raise NotATarget(_("Chỉ tiêu phải là số từ 0 trở lên và không quá lớn. Hãy kiểm tra lại."))
    percent = indicator.kind == Kind.RATIO and indicator.measure_vi == "%"
    if percent and amount is not None and amount > 1000 * 10**indicator.decimals:
        raise NotATarget(_("Chỉ tiêu tỷ lệ phải từ 0 đến 1000%. Hãy kiểm tra lại."))
