"""Lists that are cancelled, thrown away, or given back because a worker could not do what was asked."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from thidua.audit.services import record
from thidua.core import clock
from thidua.exchange.models import Intake
from thidua.exchange.rules import AFTER_FAILURE, BUSY, Stage
from thidua.people.models import User

from .common import AT_WORK, COMMIT, JUDGE, UNDO, locked, work_alone

# So long after it was asked for, work that nobody does has been broken off.
ABANDONED = timedelta(minutes=2)
# Rows of lists that were not written may hold personal data that nobody needs.
KEEP_UNWRITTEN = timedelta(days=60)
LONGEST_FAILURE = 400


@transaction.atomic
def cancel_list(*, intake_id: int, by: User) -> bool:
    """Have a worker stop what it does with a list; False when there is nothing to stop, or it has just finished."""
    busy = Intake.objects.filter(pk=intake_id, stage__in=BUSY, cancelling=False)
    if not busy.update(cancelling=True):
        return False
    intake = Intake.objects.get(pk=intake_id)
    record("list.cancelled", by=by, about=intake, kind=intake.kind)
    return True


@transaction.atomic
def discard_list(*, intake_id: int, by: User) -> Intake:
    """Throw away a list that was not written, with its rows. Raises ListNotOpen."""
    intake = locked(intake_id, Stage.MAPPING, Stage.PREVIEWED)
    intake.rows.all().delete()
    intake.stage, intake.failure = Stage.DISCARDED, ""
    intake.save(update_fields=["stage", "failure"])
    record("list.discarded", by=by, about=intake, kind=intake.kind, rows=intake.total)
    return intake


@transaction.atomic
def note_failure(*, intake_id: int, sentence: str, by: User | None) -> None:
    """Say why the last attempt was in vain: the list stands again where it stood before it."""
    work_alone(intake_id)
    intake = Intake.objects.select_for_update().get(pk=intake_id)
    before = AFTER_FAILURE.get(Stage(intake.stage))
    if before is None:
        return
    intake.stage, intake.busy_since = before, None
    intake.done, intake.cancelling = 0, False
    intake.failure = sentence[:LONGEST_FAILURE]
    intake.save()
    record("list.failed", by=by, about=intake, kind=intake.kind, reason=intake.failure)


def give_up_abandoned() -> int:
    """Give back what was being done when the machine stopped: nothing of it had happened; the answer is how many."""
    long_ago = clock.now() - ABANDONED
    busy = Intake.objects.filter(stage__in=BUSY, busy_since__lt=long_ago)
    jobs = ProcrastinateJob.objects.filter(task_name__in=(JUDGE, COMMIT, UNDO), status="todo")
    waiting = set(jobs.values_list("args__intake_id", flat=True))
    abandoned = [pk for pk in busy.values_list("pk", flat=True) if pk not in waiting and not _is_worked_on(pk)]
    for pk in abandoned:
        sentence = _("Máy chủ đã dừng giữa chừng, chưa có gì thay đổi. Hãy bấm lại.")
        note_failure(intake_id=pk, sentence=sentence, by=None)
    return len(abandoned)


def forget_old() -> int:
    """Delete lists that were never written, or thrown away, a season ago; the answer is how many."""
    unwritten = Q(stage__in=(Stage.MAPPING, Stage.PREVIEWED, Stage.DISCARDED))
    return Intake.objects.filter(unwritten, uploaded_at__lt=clock.now() - KEEP_UNWRITTEN).delete()[0]


@transaction.atomic
def _is_worked_on(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_xact_lock(%s, %s)", [AT_WORK, pk])
        return bool(cursor.fetchone()[0])
