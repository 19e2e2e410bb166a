"""Drafting a movement, launching it, and its way to the end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.core.text import clean_line, clean_text
from thidua.emulation.movements.errors import BadDays, MovementStands, NobodyAddressed, ReasonMissing
from thidua.emulation.movements.models import LateRequest, Movement, Programme, Registration
from thidua.emulation.movements.queries.addressed import places
from thidua.emulation.movements.rules import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    NEXT,
    MovementKind,
    State,
)
from thidua.org.models import Lineage, Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User

from .telling import begin_telling

REFERENCE_BYTES = 16
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """What is said of a movement before it is launched; `register_until` None: units do not register."""

    kind: MovementKind
    title: str
    calendar: Calendar
    year: int
    starts: date
    ends: date
    among: Unit
    kinds: Sequence[UnitKind]
    theme: str = ""
    goals: str = ""
    register_until: date | None = None
    decides: bool = False
    programme: Programme | None = None


@transaction.atomic
def draft_movement(*, owner: Unit, setting: Setting, by: User) -> Movement:
    """Write a movement that nobody but its owner sees yet. Raises BadDays, NobodyAddressed or BadText."""
    movement = Movement(reference=secrets.token_urlsafe(REFERENCE_BYTES), owner=owner, made_by=by, made_at=clock.now())
    _set(movement, setting)
    movement.save()
    record("movement.drafted", by=by, about=movement, unit=owner)
    return movement


@transaction.atomic
def edit_movement(*, movement_id: int, setting: Setting, by: User) -> Movement:
    """Change a draft; of one that was launched only what it says, its days and the programme.

    Raises MovementStands when that would change for whom it is or until when they register, or it is closed.
    """
    movement = lock(movement_id)
    if movement.state in {State.REVIEWED, State.CLOSED}:
        raise MovementStands(_("Phong trào đã tổng kết nên không sửa được. Hãy mở lại phong trào rồi sửa."))
    before = _addressing(movement)
    _set(movement, setting)
    if movement.state != State.DRAFT and _addressing(movement) != before:
        raise MovementStands(
            _("Phong trào đã phát động nên không đổi được đối tượng và hạn đăng ký. Hãy thu hồi phát động rồi sửa.")
        )
    movement.save()
    record("movement.edited", by=by, about=movement, unit=movement.owner_id)
    return movement


@transaction.atomic
def delete_draft(*, movement_id: int, by: User) -> Movement:
    """Put a draft away; the undo is `restore_draft`. Raises MovementStands once it was launched."""
    movement = lock(movement_id)
    _require(movement, State.DRAFT, deleted=False)
    movement.deleted_at = clock.now()
    movement.save(update_fields=["deleted_at"])
    record("movement.deleted", by=by, about=movement, unit=movement.owner_id)
    return movement


@transaction.atomic
def restore_draft(*, movement_id: int, by: User) -> Movement:
    """Take a draft out again. Raises MovementStands when it was not put away."""
    movement = lock(movement_id)
    _require(movement, State.DRAFT, deleted=True)
    movement.deleted_at = None
    movement.save(update_fields=["deleted_at"])
    record("movement.restored", by=by, about=movement, unit=movement.owner_id)
    return movement


@transaction.atomic
def launch_movement(*, movement_id: int, launched_on: date, number: str = "", by: User) -> Movement:
    """Launch a draft and tell the units that it is for, as issued by a document of a day.

    Few are told at once, many by a worker. Raises MovementStands, NobodyAddressed, BadDays or BadText.
    """
    movement = lock(movement_id)
    _require(movement, State.DRAFT, deleted=False)
    if launched_on > clock.today():
        raise BadDays(_("Ngày phát động chưa tới. Hãy ghi ngày của văn bản phát động."), where="launched_on")
    movement.number = clean_line(number, most=LONGEST_NUMBER)
    movement.launched_on = launched_on
    movement.addressed = places(movement).count()
    if not movement.addressed:
        raise NobodyAddressed(_("Không có đơn vị nào thuộc đối tượng này. Hãy chọn lại loại đơn vị hoặc phạm vi."))
    movement.state, movement.told = State.LAUNCHED, 0
    movement.save()
    record("movement.launched", by=by, about=movement, unit=movement.owner_id, units=movement.addressed)
    begin_telling(movement)
    return movement


@transaction.atomic
def undo_launch(*, movement_id: int, by: User) -> Movement:
    """Make a movement a draft again while no unit has registered or asked for anything. Raises MovementStands."""
    movement = lock(movement_id)
    _require(movement, State.LAUNCHED, deleted=False)
    taken = Registration.objects.filter(movement=movement).exists()
    if taken or LateRequest.objects.filter(movement=movement).exists():
        raise MovementStands(
            _("Đã có đơn vị đăng ký nên không thu hồi được. Hãy kết thúc phong trào nếu không làm tiếp.")
        )
    movement.state, movement.launched_on, movement.addressed, movement.told = State.DRAFT, None, 0, 0
    movement.save()
    record("movement.launch_undone", by=by, about=movement, unit=movement.owner_id)
    return movement


@transaction.atomic
def move_movement(*, movement_id: int, to: State, seen: State, review: str = "", by: User) -> Movement:
    """Bring a launched movement forward, or back again: reviewed with what came of it, closed, running.

    `seen` is the state that the person saw. Raises MovementStands, ReasonMissing without a review, or BadText.
    """
    movement = lock(movement_id)
    if movement.state != seen or to not in NEXT.get(movement.state, ()):
        raise MovementStands(
            _("Phong trào đang ở trạng thái «%(state)s» nên không làm được việc này. Hãy tải lại trang.")
            % {"state": movement.get_state_display()}
        )
    if to == State.REVIEWED and seen == State.LAUNCHED:
        movement.review = clean_text(review, most=LONGEST_TEXT)
        if not movement.review:
            raise ReasonMissing(_("Hãy ghi kết quả tổng kết phong trào."), where="review")
    before = movement.get_state_display()
    movement.state = to
    movement.save(update_fields=["state", "review"])
    record(
        "movement.moved",
        by=by,
        about=movement,
        unit=movement.owner_id,
        before=before,
        state=movement.get_state_display(),
    )
    return movement


def lock(movement_id: int) -> Movement:
    """The movement, which nobody else changes until the transaction ends."""
    return Movement.objects.select_for_update(of=("self",)).select_related("owner").get(pk=movement_id)


def _require(movement: Movement, state: State, *, deleted: bool) -> None:
    if movement.state != state or (movement.deleted_at is not None) is not deleted:
        raise MovementStands(
            _("Phong trào đang ở trạng thái «%(state)s» nên không làm được việc này. Hãy tải lại trang.")
            % {"state": movement.get_state_display()}
        )


def _addressing(movement: Movement) -> tuple[object, ...]:
    return (
        movement.among_id,
        sorted(movement.kinds),
        movement.calendar,
        movement.year,
        movement.registers,
        movement.register_until,
        movement.decides,
    )


def _set(movement: Movement, setting: Setting) -> None:
    """Take what is said of a movement."""
    if setting.ends < setting.starts:
        raise BadDays(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), where="ends")
    if setting.register_until is not None and setting.register_until > setting.ends:
        raise BadDays(_("Hạn đăng ký phải trước khi phong trào kết thúc."), where="register_until")
    if setting.programme is not None and setting.programme.owner_id != movement.owner_id:
        above = Lineage.objects.filter(unit=movement.owner_id, during__contains=clock.today())
        if not above.filter(ancestor=setting.programme.owner_id).exists():
            raise MovementStands(_("Chương trình này không phải của đơn vị hoặc cấp trên."), where="programme")
    within = Lineage.objects.filter(ancestor=movement.owner_id, unit=setting.among.pk, during__contains=clock.today())
    if not setting.kinds or not within.exists():
        raise NobodyAddressed(_("Hãy chọn đối tượng trong phạm vi của đơn vị phát động."), where="kinds")
    movement.kind, movement.calendar, movement.year = setting.kind, setting.calendar, setting.year
    movement.title = clean_line(setting.title, most=LONGEST_TITLE)
    movement.theme = clean_line(setting.theme, most=LONGEST_TITLE)
    movement.goals = clean_text(setting.goals, most=LONGEST_TEXT)
    movement.starts, movement.ends = setting.starts, setting.ends
    movement.among, movement.kinds = setting.among, [str(kind) for kind in setting.kinds]
    movement.registers = setting.register_until is not None
    movement.register_until = setting.register_until
    movement.decides = setting.decides and movement.registers
    movement.programme = setting.programme
