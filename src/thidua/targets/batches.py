"""One decision for many targets: written together, and together taken back through the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number, unscale
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.people.models import User

from .models import Target, TargetEntry
from .rules import EntryKind, adds_up, remainder
from .services import Grounds, SplitDoesNotAddUp, TargetChanged, refuse_impossible, refuse_strangers, units_below
from .telling import tell_assigned

SIZE = 2_000


class BatchChanged(DomainError):
    """Some target of a decision was changed after it, so that taking it back would undo somebody else's work."""


class NothingToAssign(DomainError):
    """Nothing of what is sent differs from what stands."""

    status = 422


@dataclass(frozen=True, slots=True)
class Line:
    """An amount for a unit and an indicator, scaled as the indicator's numbers are."""

    unit_id: int
    indicator_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a decision changed: its batch, how many targets of how many units."""

    batch: UUID
    targets: int
    units: int


@transaction.atomic
def split_targets(
    *, unit: Unit, period: Period, parts: Mapping[int, Mapping[int, int]], grounds: Grounds, by: User
) -> Written:
    """Assign several indicators (by id) to the units directly below (by id) with one decision.

    Of every indicator that the unit itself is assigned and that adds up, what is left over must be zero or
    explained, as in `split_target`; units that are not named keep what they have.
    Raises NotDirectlyBelow, SplitDoesNotAddUp, NothingToAssign, TargetChanged, NotATarget or NotAYear.
    """
    below = units_below(unit, grounds.on)
    refuse_strangers(unit, {pk for amounts in parts.values() for pk in amounts} - below)
    standing = _locked([unit.pk, *below], list(parts), period)
    if not grounds.reason.strip():
        for indicator_id, amounts in parts.items():
            _refuse_remainder(catalogue().by_id[indicator_id], unit, amounts, standing)
    lines = [Line(pk, what, amount) for what, amounts in parts.items() for pk, amount in amounts.items()]
    return _assign(unit, period, lines, standing, grounds, by=by)


@transaction.atomic
def assign_new(*, unit: Unit, period: Period, lines: Sequence[Line], grounds: Grounds, by: User) -> Written:
    """Assign targets to a unit and units below it with one decision, leaving alone what is assigned already.

    Raises NothingToAssign, TargetChanged, NotATarget or NotAYear.
    """
    standing = _locked({line.unit_id for line in lines}, {line.indicator_id for line in lines}, period)
    new = [line for line in lines if _amount(standing, line.unit_id, line.indicator_id) is None]
    return _assign(unit, period, new, standing, grounds, by=by)


@transaction.atomic
def take_back(*, unit: Unit, batch: UUID, by: User) -> int:
    """Take back a whole decision by further lines of the ledger; the number of targets.

    Every target gets the amount that it had before, or is cancelled where it had none. Raises BatchChanged when
    something was changed since, and NothingToAssign for a decision that there is not.
    """
    # What a reorganisation carried over is taken back with it alone.
    entries = list(TargetEntry.objects.filter(batch=batch, kind=EntryKind.ASSIGNED).order_by("target_id"))
    if not entries:
        raise NothingToAssign(_("Không tìm thấy quyết định cần hoàn tác."))
    targets = Target.objects.select_for_update().order_by("pk").in_bulk([entry.target_id for entry in entries])
    later = TargetEntry.objects.filter(target__in=targets, pk__gt=max(entry.pk for entry in entries))
    if changed := later.exclude(kind=EntryKind.REGISTERED).values("target").distinct().count():
        raise BatchChanged(
            _("%(count)d chỉ tiêu của quyết định này đã đổi sau đó nên không hoàn tác được. Hãy điều chỉnh từng ô.")
            % {"count": changed}
        )
    for entry in entries:
        targets[entry.target_id].assigned = entry.before
    Target.objects.bulk_update(targets.values(), ["assigned"], batch_size=SIZE)
    reason = _("Hoàn tác quyết định %(decision)s") % {"decision": entries[0].decision or "–"}
    TargetEntry.objects.bulk_create(
        [
            TargetEntry(
                target_id=entry.target_id,
                kind=EntryKind.CANCELLED if entry.before is None else EntryKind.ADJUSTED,
                amount=entry.before,
                before=entry.amount,
                on=clock.today(),
                decision=entry.decision,
                reason=reason[:400],
                by=by,
                at=clock.now(),
            )
            for entry in entries
        ],
        batch_size=SIZE,
    )
    record("target.undone", by=by, about=unit, unit=unit, targets=len(entries))
    return len(entries)


Standing = Mapping[tuple[int, int], Target]


def _locked(units: Iterable[int], indicators: Iterable[int], period: Period) -> dict[tuple[int, int], Target]:
    """The targets that there are, locked until the transaction ends, by (unit, indicator)."""
    wanted = Q(unit__in=list(units), indicator__in=list(indicators), period=period)
    rows = Target.objects.select_for_update().filter(wanted).order_by("pk")
    return {(row.unit_id, row.indicator_id): row for row in rows}


def _amount(standing: Standing, unit_id: int, indicator_id: int) -> int | None:
    target = standing.get((unit_id, indicator_id))
    return target.assigned if target else None


def _refuse_remainder(indicator: Indicator, unit: Unit, parts: Mapping[int, int], standing: Standing) -> None:
    whole = _amount(standing, unit.pk, indicator.pk)
    if whole is None or not adds_up(Kind(indicator.kind)):
        return
    kept = {
        pk: target.assigned
        for (pk, what), target in standing.items()
        if what == indicator.pk and pk != unit.pk and target.assigned is not None
    }
    if left := remainder(whole, {**kept, **parts}.values()):
        raise SplitDoesNotAddUp(
            _("«%(name)s»: tổng giao lệch %(left)s so với chỉ tiêu. Hãy chia hết hoặc ghi lý do để lại phần lệch.")
            % {"name": indicator.name, "left": print_number(unscale(left, indicator.decimals))}
        )


def _assign(
    unit: Unit, period: Period, lines: Sequence[Line], standing: Standing, grounds: Grounds, *, by: User
) -> Written:
    for line in lines:
        refuse_impossible(catalogue().by_id[line.indicator_id], period, line.amount)
    changed = [line for line in lines if _amount(standing, line.unit_id, line.indicator_id) != line.amount]
    if not changed:
        raise NothingToAssign(_("Không có chỉ tiêu nào thay đổi so với đang giao. Hãy sửa số rồi giao lại."))
    missing = [line for line in changed if (line.unit_id, line.indicator_id) not in standing]
    made = _made([Target(unit_id=line.unit_id, indicator_id=line.indicator_id, period=period) for line in missing])
    targets = {**standing, **{(row.unit_id, row.indicator_id): row for row in made}}
    batch = uuid4()
    entries = [_entry(targets[line.unit_id, line.indicator_id], line, grounds, batch, by) for line in changed]
    for line in changed:
        targets[line.unit_id, line.indicator_id].assigned = line.amount
    written = [targets[line.unit_id, line.indicator_id] for line in changed]
    Target.objects.bulk_update(written, ["assigned"], batch_size=SIZE)
    TargetEntry.objects.bulk_create(entries, batch_size=SIZE)
    counts = Counter(line.unit_id for line in changed)
    record(
        "target.planned",
        by=by,
        about=unit,
        unit=unit,
        targets=len(changed),
        units=len(counts),
        year=period.code,
        decision=grounds.decision.strip(),
    )
    tell_assigned(counts=counts, period=period, key=str(batch), by=by)
    return Written(batch, len(changed), len(counts))


def _made(targets: Sequence[Target]) -> list[Target]:
    """New targets in the database. Raises TargetChanged when somebody else gave one of them at the same moment."""
    try:
        with transaction.atomic():
            return Target.objects.bulk_create(targets, batch_size=SIZE)
    except IntegrityError:
        raise TargetChanged(_("Người khác vừa giao một số chỉ tiêu này. Hãy tải lại trang rồi giao tiếp.")) from None


def _entry(target: Target, line: Line, grounds: Grounds, batch: UUID, by: User) -> TargetEntry:
    return TargetEntry(
        target=target,
        kind=EntryKind.ASSIGNED,
        amount=line.amount,
        before=target.assigned,
        on=grounds.on,
        decision=grounds.decision.strip(),
        reason=grounds.reason.strip(),
        by=by,
        at=clock.now(),
        batch=batch,
    )
