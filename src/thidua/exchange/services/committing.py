"""Writing a list and taking it back: all in one transaction, at once for short lists, else by a worker."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.audit.services import record
from thidua.core import clock
from thidua.exchange.errors import ListHasErrors, NothingToSave
from thidua.exchange.kinds import Judged, ListKind, Made, Tell
from thidua.exchange.models import Intake, IntakeRow
from thidua.exchange.rules import WRITTEN, Stage, Verdict
from thidua.exchange.storing import as_seen, keep_made, keep_verdicts, lines_of, made_by, seen_before
from thidua.people.models import User

from .common import (
    AT_ONCE,
    COMMIT,
    UNDO,
    allow_time,
    begin,
    finish,
    judged_by,
    locked,
    part_of,
    silent,
    work_alone,
)


@transaction.atomic
def ask_for_commit(*, intake_id: int, kind: ListKind, by: User) -> Intake:
    """Have the chosen rows written; asking again while that happens, or after it, changes nothing.

    A short list is written at once. What has changed since the preview is not written: the preview is renewed, and
    `failure` says so. Raises ListNotOpen, ListHasErrors, NothingToSave, or what the kind raises.
    """
    allow_time()
    intake = locked(intake_id, Stage.PREVIEWED, Stage.COMMITTING, Stage.COMMITTED)
    if intake.stage != Stage.PREVIEWED:
        return intake
    _refuse_as_shown(intake, kind)
    if intake.total > AT_ONCE:
        begin(intake, Stage.COMMITTING, COMMIT, by)
    else:
        _commit(intake, kind, by, silent)
    return intake


@transaction.atomic
def commit_list(*, intake_id: int, kind: ListKind, by: User, tell: Tell = silent) -> Intake:
    """Write a list that waits for it, and leave any other alone. Raises what the kind does, and Cancelled."""
    allow_time()
    work_alone(intake_id)
    intake = Intake.objects.get(pk=intake_id)
    if intake.stage == Stage.COMMITTING:
        _commit(intake, kind, by, tell)
    return intake


@transaction.atomic
def ask_for_undo(*, intake_id: int, kind: ListKind, by: User) -> Intake:
    """Have everything taken back that a list wrote; asking again changes nothing.

    Raises ListNotOpen, or what the kind raises when something stands on what was written.
    """
    allow_time()
    intake = locked(intake_id, Stage.COMMITTED, Stage.UNDOING, Stage.UNDONE)
    if intake.stage != Stage.COMMITTED:
        return intake
    if intake.saved_count > AT_ONCE:
        begin(intake, Stage.UNDOING, UNDO, by)
    else:
        _undo(intake, kind, by, silent)
    return intake


@transaction.atomic
def undo_list(*, intake_id: int, kind: ListKind, by: User, tell: Tell = silent) -> Intake:
    """Take back a list that waits for it, and leave any other alone. Raises what the kind does, and Cancelled."""
    allow_time()
    work_alone(intake_id)
    intake = Intake.objects.get(pk=intake_id)
    if intake.stage == Stage.UNDOING:
        _undo(intake, kind, by, tell)
    return intake


def _refuse_as_shown(intake: Intake, kind: ListKind) -> None:
    """Refuse at once what the preview shows that cannot be written."""
    if kind.whole and intake.refused_count:
        raise ListHasErrors(_refusal(intake.refused_count))
    chosen = IntakeRow.objects.filter(intake=intake, verdict__in=WRITTEN, chosen=True)
    if not chosen.exists():
        raise NothingToSave(_("Không có dòng nào được chọn để ghi. Hãy chọn ít nhất một dòng mới hoặc có thay đổi."))


def _refusal(refused: int) -> str:
    return ngettext(
        "%(n)d dòng còn sai, danh sách này ghi tất cả hoặc không ghi gì. Hãy sửa trong tệp rồi tải lên lại.",
        "%(n)d dòng còn sai, danh sách này ghi tất cả hoặc không ghi gì. Hãy sửa trong tệp rồi tải lên lại.",
        refused,
    ) % {"n": refused}


def _commit(intake: Intake, kind: ListKind, by: User, tell: Tell) -> None:
    """Judge again under the locks of the kind, and write what still is as it was shown."""
    kind.lock(intake.options)
    judged = judged_by(kind, intake, lines_of(intake), by, part_of(tell, 0))
    shown = seen_before(intake)
    chosen = [one for one in judged if one.row in shown and shown[one.row][1]]
    refused = sum(one.verdict == Verdict.REFUSED for one in judged)
    differing = sum(as_seen(one) != shown[one.row][0] for one in chosen)
    if differing or (kind.whole and refused):
        _show_anew(intake, judged, max(differing, 1))
        return
    made = kind.commit(chosen, by, intake.options, part_of(tell, 1))
    if {one.row for one in made} != {one.row for one in chosen}:
        raise ValueError(f"the kind {kind.name} does not say of every row what it made")
    _keep(intake, made, by)
    finish(intake, Stage.COMMITTED)


def _show_anew(intake: Intake, judged: Sequence[Judged], differing: int) -> None:
    """Nothing is written that was not shown: the preview is renewed instead."""
    keep_verdicts(intake, judged)
    intake.failure = ngettext(
        "%(n)d dòng đã khác so với lúc xem trước nên chưa ghi gì. Hãy xem lại rồi ghi.",
        "%(n)d dòng đã khác so với lúc xem trước nên chưa ghi gì. Hãy xem lại rồi ghi.",
        differing,
    ) % {"n": differing}
    finish(intake, Stage.PREVIEWED)


def _keep(intake: Intake, made: Sequence[Made], by: User) -> None:
    keep_made(intake, made)
    intake.saved_count, intake.committed_at, intake.failure = len(made), clock.now(), ""
    record("list.committed", by=by, about=intake, kind=intake.kind, rows=len(made))


def _undo(intake: Intake, kind: ListKind, by: User, tell: Tell) -> None:
    kind.lock(intake.options)
    made = made_by(intake)
    kind.undo(made, by, intake.options, tell)
    IntakeRow.objects.filter(intake=intake, saved=True).update(saved=False, about=None, before={})
    intake.undone_at, intake.failure = clock.now(), ""
    record("list.undone", by=by, about=intake, kind=intake.kind, rows=len(made))
    finish(intake, Stage.UNDONE)
