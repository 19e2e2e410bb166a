"""Targets that arrive whole, from a file of a federation: set-based, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import BadEntries, BadEntry
from thidua.people.models import User

from .models import Target, TargetEntry
from .rules import EntryKind

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ArrivingTarget:
    """A unit's target with its amounts scaled; `path` names it in errors."""

    unit_id: int
    indicator_id: int
    period_id: int
    on: date
    assigned: int | None = None
    registered: int | None = None
    decision: str = ""
    path: str = ""


@transaction.atomic
def record_targets(*, arriving: Sequence[ArrivingTarget], by: User) -> int:
    """Write targets that nobody has set yet, each with its lines of the ledger; the answer is how many.

    Raises BadEntries naming every entry whose target stands already.
    """
    periods = {entry.period_id for entry in arriving}
    standing = set(Target.objects.filter(period__in=periods).values_list("unit_id", "indicator_id", "period_id"))
    wrong = [
        BadEntry(entry.path, _("Đơn vị đã có chỉ tiêu này. Muốn đổi, hãy điều chỉnh kèm lý do trên màn hình chỉ tiêu."))
        for entry in arriving
        if (entry.unit_id, entry.indicator_id, entry.period_id) in standing
    ]
    if wrong:
        raise BadEntries(_("Có %(count)d mục không nhận được; chưa có gì được ghi.") % {"count": len(wrong)}, wrong)
    targets = Target.objects.bulk_create(
        [
            Target(
                unit_id=entry.unit_id,
                indicator_id=entry.indicator_id,
                period_id=entry.period_id,
                assigned=entry.assigned,
                registered=entry.registered,
            )
            for entry in arriving
        ],
        batch_size=BATCH,
    )
    entries = [
        line
        for target, entry in zip(targets, arriving, strict=True)
        for line in (_line(target, entry, EntryKind.ASSIGNED, by), _line(target, entry, EntryKind.REGISTERED, by))
        if line.amount is not None
    ]
    TargetEntry.objects.bulk_create(entries, batch_size=BATCH)
    record("target.recorded", by=by, targets=len(targets))
    return len(targets)


def _line(target: Target, entry: ArrivingTarget, kind: EntryKind, by: User) -> TargetEntry:
    amount = entry.assigned if kind is EntryKind.ASSIGNED else entry.registered
    return TargetEntry(
        target=target, kind=kind, amount=amount, on=entry.on, decision=entry.decision, by=by, at=clock.now()
    )
