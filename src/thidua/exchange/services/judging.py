"""Columns mapped to fields, and every row judged."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.exchange.errors import BadMapping
from thidua.exchange.kinds import ListKind, Tell
from thidua.exchange.models import Intake, IntakeRow
from thidua.exchange.rules import Stage
from thidua.exchange.storing import keep_verdicts, lines_of
from thidua.people.models import User

from .common import AT_ONCE, JUDGE, allow_time, begin, finish, judged_by, locked, silent, work_alone


@transaction.atomic
def map_columns(*, intake_id: int, kind: ListKind, mapping: Mapping[str, int], by: User) -> Intake:
    """Say which column is which field, and have the list judged; remembered for lists with the same headings.

    Raises ListNotOpen or BadMapping.
    """
    allow_time()
    intake = locked(intake_id, Stage.MAPPING, Stage.PREVIEWED)
    _check(kind, intake, mapping)
    intake.mapping, intake.mapped = dict(mapping), True
    record("list.mapped", by=by, about=intake, kind=kind.name, columns=len(mapping))
    begin_judging(intake, kind, by)
    return intake


def begin_judging(intake: Intake, kind: ListKind, by: User) -> None:
    """Judge a short list at once, and have a long one judged by a worker."""
    if intake.total > AT_ONCE:
        begin(intake, Stage.READING, JUDGE, by)
    else:
        _judge(intake, kind, by, silent)


@transaction.atomic
def judge_list(*, intake_id: int, kind: ListKind, by: User, tell: Tell = silent) -> Intake:
    """Judge every row of a list that waits for it, and leave any other alone. Raises Cancelled."""
    allow_time()
    work_alone(intake_id)
    intake = Intake.objects.get(pk=intake_id)
    if intake.stage == Stage.READING:
        _judge(intake, kind, by, tell)
    return intake


def _judge(intake: Intake, kind: ListKind, by: User, tell: Tell) -> None:
    judged = judged_by(kind, intake, lines_of(intake), by, tell)
    keep_verdicts(intake, judged)
    IntakeRow.objects.filter(intake=intake, chosen=False).update(chosen=True)
    intake.failure = ""
    finish(intake, Stage.PREVIEWED)


def _check(kind: ListKind, intake: Intake, mapping: Mapping[str, int]) -> None:
    """Raise BadMapping unless all that is required has a column, and no column stands for two fields."""
    taken: dict[int, str] = {}
    for one in kind.fields:
        at = mapping.get(one.name)
        if at is None:
            if one.required:
                raise BadMapping(_("Hãy chọn cột cho «%(name)s».") % {"name": one.heading}, where=one.name)
            continue
        if not 0 <= at < len(intake.headings):
            raise BadMapping(_("Tệp không có cột đã chọn. Hãy chọn lại."), where=one.name)
        if at in taken:
            raise BadMapping(
                _("Cột này đã chọn cho «%(name)s». Hãy chọn cột khác.") % {"name": kind.field(taken[at]).heading},
                where=one.name,
            )
        taken[at] = one.name
