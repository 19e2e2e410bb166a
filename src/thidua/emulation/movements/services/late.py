"""Registering after the last day: a unit asks with a reason, the owner grants it until a day or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_text
from thidua.emulation.movements.errors import (
    BadDays,
    LateAnswered,
    LateAskedWrongly,
    MovementStands,
    NotAddressed,
    ReasonMissing,
)
from thidua.emulation.movements.models import LateRequest, Movement, Registration
from thidua.emulation.movements.queries.addressed import is_addressed, managers_of, people_of
from thidua.emulation.movements.queries.registrations import until_of
from thidua.emulation.movements.rules import LONGEST_TEXT, LateState, State
from thidua.files.services import store
from thidua.notices.services import notify
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class Decision:
    """What the owner says: `until` the day until which the unit may register, None for a refusal."""

    reason: str
    until: date | None = None


@transaction.atomic
def ask_late(
    *, movement_id: int, unit: Unit, reason: str, evidence: UploadedFile[bytes] | None = None, by: User
) -> LateRequest:
    """Ask to register after the last day. Raises MovementStands, NotAddressed, LateAskedWrongly, ReasonMissing,
    BadText, or what `files.services.store` refuses.
    """
    movement = Movement.objects.select_for_update(of=("self",), no_key=True).get(pk=movement_id)
    _refuse_needless(movement, unit)
    said = clean_text(reason, most=LONGEST_TEXT)
    if not said:
        raise ReasonMissing(_("Hãy ghi lý do chưa đăng ký đúng hạn."), where="reason")
    late = LateRequest.objects.create(
        movement=movement,
        unit=unit,
        reason=said,
        evidence=store(upload=evidence, by=by) if evidence else None,
        asked_at=clock.now(),
        asked_by=by,
    )
    record("late_registration.asked", by=by, about=movement, unit=unit)
    notify(
        users=managers_of(movement.owner_id),
        kind="late_registration.asked",
        link=reverse("movement-exceptions"),
        key=f"late-{late.pk}",
        unit=last_names_of([unit.pk], clock.today())[unit.pk].short_name,
        title=movement.title,
    )
    return late


@transaction.atomic
def answer_late(*, late_id: int, decision: Decision, by: User) -> LateRequest:
    """Grant or refuse, with a reason, and tell the unit. Raises LateAnswered, ReasonMissing, BadDays or BadText."""
    late = _locked(late_id)
    if late.state != LateState.ASKED:
        raise LateAnswered(_("Đề nghị này đã được trả lời. Hãy tải lại trang."))
    said = clean_text(decision.reason, most=LONGEST_TEXT)
    if not said:
        raise ReasonMissing(_("Hãy ghi lý do để đơn vị biết và để tra cứu sau này."), where="answer")
    if decision.until is not None and not clock.today() <= decision.until <= late.movement.ends:
        raise BadDays(
            _("Hạn bổ sung phải từ hôm nay và không sau ngày kết thúc phong trào %(ends)s.")
            % {"ends": f"{late.movement.ends:%d/%m/%Y}"},
            where="until",
        )
    late.state = LateState.REFUSED if decision.until is None else LateState.GRANTED
    late.until, late.answer, late.answered_at, late.answered_by = decision.until, said, clock.now(), by
    late.save()
    _announce(late, by)
    return late


@transaction.atomic
def undo_answer(*, late_id: int, by: User) -> LateRequest:
    """Take an answer back while the unit has not registered by it. Raises LateAnswered."""
    late = _locked(late_id)
    if late.state == LateState.ASKED:
        raise LateAnswered(_("Đề nghị này chưa được trả lời."))
    used = Registration.objects.filter(movement=late.movement, unit=late.unit, registered=True, late=True)
    if late.state == LateState.GRANTED and used.exists():
        raise LateAnswered(_("Đơn vị đã đăng ký bổ sung nên không hoàn tác được ý kiến này."))
    waits = LateRequest.objects.filter(movement=late.movement, unit=late.unit, state=LateState.ASKED)
    if waits.exists():
        raise LateAnswered(_("Đơn vị đã gửi đề nghị mới. Hãy trả lời đề nghị đó."))
    late.state, late.until, late.answer = LateState.ASKED, None, ""
    late.answered_at = late.answered_by = None
    late.save()
    record("late_registration.answer_undone", by=by, about=late.movement, unit=late.unit_id)
    return late


def _locked(late_id: int) -> LateRequest:
    return LateRequest.objects.select_for_update(of=("self",)).select_related("movement", "unit").get(pk=late_id)


def _refuse_needless(movement: Movement, unit: Unit) -> None:
    if movement.state != State.LAUNCHED or not movement.registers or movement.deleted_at is not None:
        raise MovementStands(_("Phong trào này hiện không nhận đăng ký. Hãy liên hệ đơn vị phát động."))
    if not is_addressed(movement, unit.pk):
        raise NotAddressed(_("Phong trào này không dành cho đơn vị."))
    until = until_of(movement, unit.pk)
    if until is not None and clock.today() <= until:
        raise LateAskedWrongly(_("Vẫn còn hạn đăng ký nên không cần đề nghị. Hãy đăng ký ngay."))
    if Registration.objects.filter(movement=movement, unit=unit, registered=True).exists():
        raise LateAskedWrongly(_("Đơn vị đã đăng ký nên không cần đề nghị bổ sung."))
    if LateRequest.objects.filter(movement=movement, unit=unit, state=LateState.ASKED).exists():
        raise LateAskedWrongly(_("Đề nghị trước đang chờ xem xét. Hãy chờ ý kiến của đơn vị phát động."))


def _announce(late: LateRequest, by: User) -> None:
    movement = late.movement
    told = people_of([late.unit_id])
    link = reverse("movement-registration", args=[movement.reference, late.unit.code])
    key = f"late-{late.pk}-{late.answered_at:%Y%m%d%H%M%S}"
    unit = last_names_of([late.unit_id], clock.today())[late.unit_id].short_name
    # Why is said in free words, which may name people.
    said = {"answer": late.answer}
    if late.state == LateState.GRANTED:
        until = f"{late.until:%d/%m/%Y}"
        record("late_registration.granted", by=by, about=movement, unit=late.unit_id, personal=said, until=until)
        notify(
            users=told,
            kind="late_registration.granted",
            link=link,
            key=key,
            unit=unit,
            title=movement.title,
            until=until,
        )
        return
    record("late_registration.refused", by=by, about=movement, unit=late.unit_id, personal=said)
    notify(
        users=told,
        kind="late_registration.refused",
        link=link,
        key=key,
        unit=unit,
        title=movement.title,
        answer=late.answer[:200],
    )
