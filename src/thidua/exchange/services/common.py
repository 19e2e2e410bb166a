"""What every step of a list needs: its row, time, and whoever works on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core import clock
from thidua.exchange.errors import Cancelled, ListNotOpen
from thidua.exchange.kinds import Judged, Line, ListKind, Tell
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.people.models import User

JUDGE, COMMIT, UNDO = "exchange.judge", "exchange.commit", "exchange.undo"
# Shorter lists are done at once, longer ones by a worker.
AT_ONCE = 500
# Any constant will do; with the id of the list it tells whether a worker has it.
AT_WORK = 7_031_003
# A page may hold the database for five seconds; a list of thousands takes longer, once.
PATIENCE = "10min"


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def allow_time() -> None:
    """Let the statements of this transaction take as long as a long list does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])


def locked(intake_id: int, *stages: Stage) -> Intake:
    """The list, locked. Raises ListNotOpen unless it is in one of these stages."""
    intake = Intake.objects.select_for_update().get(pk=intake_id)
    if intake.stage not in stages:
        raise ListNotOpen(
            _("Danh sách này đang ở trạng thái «%(stage)s» nên không làm được việc đó.")
            % {"stage": Stage(intake.stage).label}
        )
    return intake


def work_alone(intake_id: int) -> None:
    """Wait for whoever works on this list; its row itself stays free, so that progress can be said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [AT_WORK, intake_id])


def begin(intake: Intake, stage: Stage, task: str, by: User) -> None:
    """Hand a list to a worker."""
    intake.stage, intake.busy_since = stage, clock.now()
    intake.done, intake.cancelling, intake.failure = 0, False, ""
    intake.save()
    # The job is written with the row or not at all.
    language = translation.get_language() or ""
    app.configure_task(task).defer(intake_id=intake.pk, user_id=by.pk, language=language)


def finish(intake: Intake, stage: Stage) -> None:
    """Write what a step made of a list. Raises Cancelled when the person has cancelled it meanwhile."""
    if Intake.objects.select_for_update().values_list("cancelling", flat=True).get(pk=intake.pk):
        raise cancelled()
    intake.stage, intake.busy_since = stage, None
    intake.done, intake.cancelling = 0, False
    intake.save()


def cancelled() -> Cancelled:
    """What is raised, and said afterwards, when the person has cancelled."""
    return Cancelled(_("Đã dừng theo yêu cầu của bạn, chưa có gì thay đổi."))


def judged_by(kind: ListKind, intake: Intake, lines: Sequence[Line], by: User, tell: Tell) -> Sequence[Judged]:
    """What a kind says of every row. Raises ValueError where it left one out or made one up."""
    judged = kind.judge(lines, by, intake.options, tell)
    if [one.row for one in judged] != [line.row for line in lines]:
        raise ValueError(f"the kind {kind.name} does not judge every row once and in order")
    return judged


def part_of(tell: Tell, begins: int, parts: int = 2) -> Tell:
    """Tells of one of several equal parts of the work as of the whole."""

    def tell_part(done: int, total: int) -> None:
        tell(begins * total + done, parts * total)

    return tell_part
