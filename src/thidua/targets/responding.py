"""Answers to assigned targets: the unit accepts or objects, the unit above adjusts or keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.people.models import User

from .models import Target, TargetEntry, TargetResponse
from .rules import EntryKind, ResponseKind
from .services import NothingAssigned, ReasonNeeded, TargetChanged
from .telling import tell_kept, tell_objected


class NothingToKeep(DomainError):
    """Nobody objects to the target, so there is nothing to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit says to one of its targets; `entry_id` is the line of the ledger that it saw."""

    target_id: int
    entry_id: int
    kind: ResponseKind
    reason: str = ""


@transaction.atomic
def answer_targets(*, answers: Sequence[Answer], by: User) -> int:
    """Accept targets or object to them, all of one unit and year; the number of answers.

    Raises NothingAssigned, TargetChanged or ReasonNeeded.
    """
    responses = [_respond(answer, by=by) for answer in sorted(answers, key=lambda answer: answer.target_id)]
    objections = [response for response in responses if response.kind == ResponseKind.OBJECTED]
    if objections:
        target = objections[0].target
        tell_objected(unit=target.unit, period=target.period, count=len(objections), key=str(objections[0].pk), by=by)
    return len(responses)


@transaction.atomic
def keep_target(*, target_id: int, entry_id: int, reason: str, by: User) -> TargetResponse:
    """Keep an amount that the unit objects to, and say why.

    Raises NothingToKeep, NothingAssigned, TargetChanged or ReasonNeeded.
    """
    last = TargetResponse.objects.filter(entry=entry_id).order_by("-pk").first()
    if last is None or last.kind != ResponseKind.OBJECTED:
        raise NothingToKeep(_("Đơn vị không còn ý kiến về chỉ tiêu này. Hãy tải lại trang."))
    response = _respond(Answer(target_id, entry_id, ResponseKind.KEPT, reason), by=by)
    tell_kept(target=response.target, key=str(response.pk), by=by)
    return response


def _respond(answer: Answer, *, by: User) -> TargetResponse:
    reason = answer.reason.strip()
    if answer.kind is not ResponseKind.ACCEPTED and not reason:
        raise ReasonNeeded(_("Hãy ghi lý do, để cấp trên và đơn vị hiểu nhau."))
    targets = Target.objects.select_for_update(of=("self",)).select_related("unit", "indicator", "period")
    target = targets.get(pk=answer.target_id)
    if target.assigned is None:
        raise NothingAssigned(_("Chỉ tiêu này đã được hủy nên không còn gì để trả lời."))
    line = TargetEntry.objects.filter(target=target).exclude(kind=EntryKind.REGISTERED).order_by("-pk").first()
    if line is None or line.pk != answer.entry_id:
        raise TargetChanged(_("Chỉ tiêu vừa được giao lại hoặc điều chỉnh. Hãy tải lại trang rồi trả lời."))
    response = TargetResponse.objects.create(
        target=target, entry=line, kind=answer.kind, reason=reason, by=by, at=clock.now()
    )
    record(
        _EVENTS[answer.kind],
        by=by,
        about=target,
        unit=target.unit_id,
        indicator=target.indicator.code,
        year=target.period.code,
        amount=target.assigned,
    )
    return response


_EVENTS = {
    ResponseKind.ACCEPTED: "target.accepted",
    ResponseKind.OBJECTED: "target.objected",
    ResponseKind.KEPT: "target.kept",
}
