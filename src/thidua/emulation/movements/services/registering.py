"""A unit registers for a movement, changes that, withdraws it, takes the last change back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.movements.errors import (
    BadRegistration,
    MovementStands,
    NotAddressed,
    RegistrationChanged,
    RegistrationOver,
)
from thidua.emulation.movements.models import Movement, Registration, RegistrationEntry
from thidua.emulation.movements.queries.addressed import is_addressed
from thidua.emulation.movements.queries.registrations import until_of
from thidua.emulation.movements.rules import LONGEST_LINE, LONGEST_TITLE, MOST_ROWS, EntryKind, Row, State
from thidua.org.models import Unit
from thidua.people.models import User

LONGEST_CELL = 80


@transaction.atomic
def register(
    *,
    movement_id: int,
    unit: Unit,
    aim: str,
    rows: Sequence[Row],
    seen: int,
    behalf: bool = False,
    by: User,
) -> Registration:
    """Register a unit, or change what it registered; `seen` is the last entry that the person saw, 0 for none.

    `behalf`: somebody above types it for the unit. Raises MovementStands, NotAddressed, RegistrationOver,
    RegistrationChanged, BadRegistration or BadText.
    """
    movement = open_for(movement_id, unit)
    clean_aim, lines = _clean(aim, rows)
    found = _locked(movement, unit)
    _refuse_changed(found, seen)
    if found and found.registered and (found.aim, found.rows) == (clean_aim, lines):
        return found
    now = clock.now()
    new = found is None or not found.registered
    registration = found or Registration(movement=movement, unit=unit)
    if new:
        registration.since, registration.registered = now, True
        registration.late = movement.register_until is not None and clock.today() > movement.register_until
    registration.aim, registration.rows = clean_aim, lines
    registration.save()
    _enter(registration, EntryKind.REGISTERED if new else EntryKind.CHANGED, behalf=behalf, by=by)
    if new:
        record("registration.made", by=by, about=movement, unit=unit, aim=clean_aim)
    else:
        record("registration.changed", by=by, about=movement, unit=unit, aim=clean_aim)
    return registration


@transaction.atomic
def withdraw(*, movement_id: int, unit: Unit, seen: int, by: User) -> Registration:
    """Take a registration back until the last day; what it said is kept. Raises as `register` does."""
    movement = open_for(movement_id, unit)
    found = _locked(movement, unit)
    _refuse_changed(found, seen)
    if found is None or not found.registered:
        raise RegistrationChanged(_("Đơn vị chưa đăng ký hoặc đã rút. Hãy tải lại trang."))
    found.registered = False
    found.save(update_fields=["registered"])
    _enter(found, EntryKind.WITHDRAWN, behalf=False, by=by)
    record("registration.withdrawn", by=by, about=movement, unit=unit)
    return found


@transaction.atomic
def undo_entry(*, movement_id: int, unit: Unit, entry_id: int, by: User) -> Registration:
    """Take the last entry back: the registration stands as it did before it. The undo of all three.

    Raises RegistrationChanged when it is not the last one, or it came with a reorganisation; else as `register` does.
    """
    movement = open_for(movement_id, unit)
    found = _locked(movement, unit)
    entries = list(found.entries.order_by("-pk")[:2]) if found else []
    if found is None or not entries or entries[0].pk != entry_id or entries[0].kind == EntryKind.CARRIED:
        raise RegistrationChanged(_("Bản đăng ký đã đổi sau đó nên không hoàn tác được. Hãy tải lại trang."))
    before = entries[1] if len(entries) > 1 else None
    found.registered = before.registered if before else False
    if before:
        found.late, found.aim, found.rows, found.since = before.late, before.aim, before.rows, before.since
    found.save()
    _enter(found, EntryKind.UNDONE, behalf=False, by=by)
    record("registration.undone", by=by, about=movement, unit=unit)
    return found


def open_for(movement_id: int, unit: Unit) -> Movement:
    """The movement, while a unit may register for it today; it is locked. Raises what says why it may not."""
    movement = Movement.objects.select_for_update(of=("self",), no_key=True).get(pk=movement_id)
    if movement.state != State.LAUNCHED or not movement.registers or movement.deleted_at is not None:
        raise MovementStands(_("Phong trào này hiện không nhận đăng ký. Hãy liên hệ đơn vị phát động."))
    if not is_addressed(movement, unit.pk):
        raise NotAddressed(_("Phong trào này không dành cho đơn vị."))
    until = until_of(movement, unit.pk)
    if until is not None and clock.today() > until:
        raise RegistrationOver(over_sentence(until))
    return movement


def over_sentence(until: date) -> str:
    """Why a unit can no longer register, and what it may do."""
    return _(
        "Hạn đăng ký đã hết ngày %(until)s. Hãy gửi đề nghị đăng ký bổ sung kèm lý do và minh chứng;"
        " đơn vị phát động xem xét từng trường hợp."
    ) % {"until": f"{until:%d/%m/%Y}"}


def _clean(aim: str, rows: Sequence[Row]) -> tuple[str, list[dict[str, str]]]:
    title = clean_line(aim, most=LONGEST_LINE)
    if not title:
        raise BadRegistration(_("Hãy ghi danh hiệu hoặc hình thức khen thưởng mà đơn vị phấn đấu."), where="aim")
    lines = [
        Row(
            content=clean_line(row.content, most=LONGEST_TITLE),
            goal=clean_line(row.goal, most=LONGEST_LINE),
            measure=clean_line(row.measure, most=LONGEST_CELL),
            plan=clean_line(row.plan, most=LONGEST_CELL),
        )
        for row in rows
    ]
    kept = [row for row in lines if any(asdict(row).values())]
    if not 1 <= len(kept) <= MOST_ROWS:
        raise BadRegistration(_("Hãy ghi từ 1 đến %(most)d nội dung đăng ký.") % {"most": MOST_ROWS}, where="rows")
    if any(not row.content for row in kept):
        raise BadRegistration(_("Có dòng chưa ghi nội dung. Hãy ghi nội dung hoặc xóa cả dòng."), where="rows")
    return title, [asdict(row) for row in kept]


def _locked(movement: Movement, unit: Unit) -> Registration | None:
    return Registration.objects.select_for_update(of=("self",)).filter(movement=movement, unit=unit).first()


def _refuse_changed(found: Registration | None, seen: int) -> None:
    last = found.entries.order_by("-pk").values_list("pk", flat=True).first() if found else None
    if (last or 0) != seen:
        raise RegistrationChanged(_("Bản đăng ký vừa được người khác sửa. Hãy tải lại trang để xem rồi sửa tiếp."))


def _enter(registration: Registration, kind: EntryKind, *, behalf: bool, by: User) -> RegistrationEntry:
    return RegistrationEntry.objects.create(
        registration=registration,
        kind=kind,
        registered=registration.registered,
        late=registration.late,
        aim=registration.aim,
        rows=registration.rows,
        since=registration.since,
        behalf=behalf,
        at=clock.now(),
        by=by,
    )
