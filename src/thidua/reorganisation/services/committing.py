"""Carrying a reorganisation out and undoing it: asked for by a person, done in the background, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from thidua.audit.services import record
from thidua.core import clock
from thidua.org.plans import Weight
from thidua.org.services.lineage import lock_tree
from thidua.people.models import User
from thidua.reorganisation import order
from thidua.reorganisation.errors import (
    NotPreviewed,
    ReorganisationBeyondReach,
    ReorganisationBuiltUpon,
    ReorganisationHasErrors,
    ReorganisationNotOpen,
)
from thidua.reorganisation.involving import involvements_of
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.queries import obstacles_to_undo
from thidua.reorganisation.rules import Part, Stage
from thidua.reorganisation.stored import errors_in, read_plan, stored_plan

from .common import allow_time, locked, managed_by
from .judging import consequences_of
from .telling import tell_of_commit, tell_of_undo

COMMIT, UNDO = "reorganisation.commit", "reorganisation.undo"
# Any constant will do; with the id of the row it tells whether a commit or an undo is at work.
AT_WORK = 7_031_002
# So long after it was asked for, work that nobody does has been broken off.
ABANDONED = timedelta(minutes=2)
LONGEST_FAILURE, LONGEST_PROGRESS = 400, 120

Tell = Callable[[str], None]


def _silent(_doing: str) -> None:
    """Tell nobody."""


@transaction.atomic
def ask_for_commit(*, reorganisation_id: int, by: User) -> Reorganisation:
    """Have a previewed draft carried out in the background; asking again while that happens changes nothing.

    Raises ReorganisationNotOpen, NotPreviewed, or ReorganisationHasErrors.
    """
    stages = (Stage.DRAFT, Stage.COMMITTING, Stage.COMMITTED)
    reorganisation = locked(reorganisation_id, *stages)
    if reorganisation.stage != Stage.DRAFT:
        return reorganisation
    if not reorganisation.changes or reorganisation.preview is None:
        raise NotPreviewed(_("Danh sách đã thay đổi. Hãy xem trước lại rồi thực hiện."))
    if errors := errors_in(reorganisation.preview):
        raise ReorganisationHasErrors(
            _("Còn %(count)d chỗ phải sửa. Hãy sửa danh sách rồi xem trước lại.") % {"count": errors}
        )
    _begin(reorganisation, Stage.COMMITTING, COMMIT, by)
    record(
        "reorganisation.begun",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        changes=len(reorganisation.changes),
    )
    return reorganisation


@transaction.atomic
def commit_reorganisation(*, reorganisation_id: int, by: User, tell: Tell = _silent) -> Reorganisation:
    """Carry out what was asked for, judged again under the lock of the tree; once done it stays done.

    Raises ReorganisationHasErrors with what stands in the way by now, or what a part raises; nothing is changed then.
    """
    allow_time()
    _work_alone(reorganisation_id)
    lock_tree()
    reorganisation = Reorganisation.objects.select_related("issuer").get(pk=reorganisation_id)
    if reorganisation.stage == Stage.COMMITTED:
        return reorganisation
    _require(reorganisation, Stage.COMMITTING)
    tell(_("Đang kiểm tra lại"))
    plan, found = consequences_of(reorganisation, by, lambda _doing: None)
    if wrong := [one for one in found if one.weight is Weight.ERROR]:
        raise ReorganisationHasErrors(wrong[0].sentence)
    involved = involvements_of(plan)
    ledgers = order.apply(plan, by, tell)
    plan = order.with_ids(plan, {code for code, _part in involved})
    tell(_("Đang ghi nhật ký và báo cho mọi người"))
    involvements = [
        Involvement(reorganisation=reorganisation, unit_id=plan.ids[code], part=part) for code, part in involved
    ]
    Involvement.objects.bulk_create(involvements, batch_size=5_000)
    reorganisation.ledger = {"plan": stored_plan(plan), "parts": ledgers}
    reorganisation.stage = Stage.COMMITTED
    reorganisation.committed_by, reorganisation.committed_at = by, clock.now()
    reorganisation.undone_by = reorganisation.undone_at = None
    _finish(reorganisation)
    units = len({code for code, _part in involved})
    record("reorganisation.committed", by=by, about=reorganisation, unit=reorganisation.issuer_id, units=units)
    tell_of_commit(reorganisation)
    return reorganisation


@transaction.atomic
def ask_for_undo(*, reorganisation_id: int, by: User) -> Reorganisation:
    """Have a reorganisation undone in the background; asking again while that happens changes nothing.

    Raises ReorganisationNotOpen, ReorganisationBeyondReach, or ReorganisationBuiltUpon, which names what stands in
    the way.
    """
    reorganisation = locked(reorganisation_id, Stage.COMMITTED, Stage.UNDOING, Stage.UNDONE)
    if reorganisation.stage != Stage.COMMITTED:
        return reorganisation
    allow_time()
    _refuse_beyond_reach(reorganisation, by)
    _refuse_built_upon(reorganisation)
    _begin(reorganisation, Stage.UNDOING, UNDO, by)
    record("reorganisation.undo_begun", by=by, about=reorganisation, unit=reorganisation.issuer_id)
    return reorganisation


@transaction.atomic
def undo_reorganisation(*, reorganisation_id: int, by: User, tell: Tell = _silent) -> Reorganisation:
    """Put back everything that a reorganisation changed; once done it stays done.

    Raises ReorganisationBeyondReach, or ReorganisationBuiltUpon, which names what stands in the way; nothing is changed
    then.
    """
    allow_time()
    _work_alone(reorganisation_id)
    lock_tree()
    reorganisation = Reorganisation.objects.select_related("issuer").get(pk=reorganisation_id)
    if reorganisation.stage == Stage.UNDONE:
        return reorganisation
    _require(reorganisation, Stage.UNDOING)
    tell(_("Đang kiểm tra lại"))
    _refuse_beyond_reach(reorganisation, by)
    _refuse_built_upon(reorganisation)
    tell_of_undo(reorganisation)
    involvements = Involvement.objects.filter(reorganisation=reorganisation)
    units = involvements.values("unit").distinct().count()
    involvements.delete()
    order.undo(read_plan(reorganisation.ledger["plan"]), reorganisation.ledger["parts"], by, tell)
    reorganisation.stage = Stage.UNDONE
    reorganisation.undone_by, reorganisation.undone_at = by, clock.now()
    _finish(reorganisation)
    record("reorganisation.undone", by=by, about=reorganisation, unit=reorganisation.issuer_id, units=units)
    return reorganisation


@transaction.atomic
def note_failure(*, reorganisation_id: int, sentence: str, by: User | None) -> None:
    """Say why the last attempt ended in vain: the row is again what it was before it."""
    _work_alone(reorganisation_id)
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation_id)
    before = {Stage.COMMITTING: Stage.DRAFT, Stage.UNDOING: Stage.COMMITTED}.get(Stage(reorganisation.stage))
    if before is None:
        return
    reorganisation.stage = before
    reorganisation.progress, reorganisation.busy_since = "", None
    reorganisation.failure = sentence[:LONGEST_FAILURE]
    reorganisation.save(update_fields=["stage", "progress", "busy_since", "failure"])
    record(
        "reorganisation.failed",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        reason=reorganisation.failure,
    )


def give_up_abandoned() -> int:
    """Give back what was being done when the machine stopped: nothing of it had happened; the answer is how many."""
    long_ago = clock.now() - ABANDONED
    busy = Reorganisation.objects.filter(stage__in=(Stage.COMMITTING, Stage.UNDOING), busy_since__lt=long_ago)
    waiting = set(
        ProcrastinateJob.objects.filter(task_name__in=(COMMIT, UNDO), status="todo").values_list(
            "args__reorganisation_id", flat=True
        )
    )
    abandoned = [pk for pk in busy.values_list("pk", flat=True) if pk not in waiting and not _is_worked_on(pk)]
    for pk in abandoned:
        sentence = _("Máy chủ đã dừng giữa chừng, chưa có gì thay đổi. Hãy bấm lại.")
        note_failure(reorganisation_id=pk, sentence=sentence, by=None)
    return len(abandoned)


def _begin(reorganisation: Reorganisation, stage: Stage, task: str, by: User) -> None:
    reorganisation.stage = stage
    reorganisation.progress, reorganisation.failure = _("Đang chờ đến lượt"), ""
    reorganisation.busy_since = clock.now()
    reorganisation.save(update_fields=["stage", "progress", "failure", "busy_since"])
    # The job is written with the row or not at all.
    app.configure_task(task).defer(reorganisation_id=reorganisation.pk, user_id=by.pk)


def _finish(reorganisation: Reorganisation) -> None:
    reorganisation.progress = reorganisation.failure = ""
    reorganisation.busy_since = None
    reorganisation.save()


def _require(reorganisation: Reorganisation, stage: Stage) -> None:
    if reorganisation.stage != stage:
        raise ReorganisationNotOpen(
            _("Quyết định này đang ở trạng thái «%(stage)s» nên không làm được việc đó.")
            % {"stage": Stage(reorganisation.stage).label}
        )


def _refuse_beyond_reach(reorganisation: Reorganisation, by: User) -> None:
    """To manage the unit that issued it is not enough: what the list touched needs managing, as for the commit.

    Units that it founded stand below others that it touched, and today perhaps not yet.
    """
    managed = managed_by(by)
    if managed is None:
        return
    involved = Involvement.objects.filter(reorganisation=reorganisation)
    founded = involved.filter(part=Part.FOUNDED).values("unit")
    if involved.exclude(unit__in=founded).exclude(unit__in=managed).exists():
        raise ReorganisationBeyondReach(
            _("Quyết định này thay đổi cả đơn vị ngoài phạm vi bạn quản lý. Hãy nhờ cấp trên hoàn tác.")
        )


def _refuse_built_upon(reorganisation: Reorganisation) -> None:
    if standing := obstacles_to_undo(reorganisation):
        raise ReorganisationBuiltUpon(
            _("Không hoàn tác được vì đã có: %(what)s. Hãy bỏ những thứ đó trước, hoặc lập quyết định mới.")
            % {"what": "; ".join(standing)}
        )


def _work_alone(reorganisation_id: int) -> None:
    """Wait for whoever works on this reorganisation; the row itself stays free, so that progress can be said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [AT_WORK, reorganisation_id])


@transaction.atomic
def _is_worked_on(reorganisation_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_xact_lock(%s, %s)", [AT_WORK, reorganisation_id])
        return bool(cursor.fetchone()[0])
