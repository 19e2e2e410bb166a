"""What takes longer than a page: judging a long list, writing it, taking it back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core.errors import DomainError
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.exchange.services import (
    commit_list,
    forget_old,
    give_up_abandoned,
    judge_list,
    note_failure,
    undo_list,
)
from thidua.exchange.services.common import COMMIT, JUDGE, UNDO
from thidua.exchange.services.progress import progress_of
from thidua.indicators.queries import refresh_catalogue
from thidua.notices.services import notify
from thidua.people.models import User

from .kinds import kind_named

log = structlog.get_logger(__name__)

# Whoever waited longer has gone to do something else, and is told that it is over.
LONG = 5.0  # seconds
_NOTICES = {Stage.PREVIEWED: "list.judged", Stage.COMMITTED: "list.committed", Stage.UNDONE: "list.undone"}


@app.task(name=JUDGE)
def judge(intake_id: int, user_id: int, language: str) -> None:
    """Judge every row of a list."""
    _work(judge_list, intake_id, user_id, language)


@app.task(name=COMMIT)
def commit(intake_id: int, user_id: int, language: str) -> None:
    """Write a list."""
    _work(commit_list, intake_id, user_id, language)


@app.task(name=UNDO)
def undo(intake_id: int, user_id: int, language: str) -> None:
    """Take a list back."""
    _work(undo_list, intake_id, user_id, language)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="abandoned-lists", name="exchange.give_up_abandoned")
def give_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Give back what was being done when a worker was killed."""
    give_up_abandoned()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget-lists", name="exchange.forget_old_lists")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete lists that were never written and that nobody will look for again."""
    forget_old()


def _work(do: Callable[..., Intake], intake_id: int, user_id: int, language: str) -> None:
    """Do it in the person's language, say why when it cannot be done, and tell her when it took long."""
    by = User.objects.get(pk=user_id)
    kind = kind_named(Intake.objects.values_list("kind", flat=True).get(pk=intake_id))
    began = time.monotonic()
    refresh_catalogue()
    with translation.override(language or None), progress_of(intake_id) as tell:
        try:
            do(intake_id=intake_id, kind=kind, by=by, tell=tell)
        except DomainError as error:
            note_failure(intake_id=intake_id, sentence=error.sentence, by=by)
        except Exception:
            log.exception("list.failed", intake=intake_id)
            sentence = _("Có lỗi ở máy chủ, chưa có gì thay đổi. Hãy thử lại hoặc báo người quản trị kỹ thuật.")
            note_failure(intake_id=intake_id, sentence=sentence, by=by)
            raise
    if time.monotonic() - began > LONG:
        _tell_of(Intake.objects.get(pk=intake_id), by)


def _tell_of(intake: Intake, by: User) -> None:
    kind = "list.stopped" if intake.failure else _NOTICES.get(Stage(intake.stage))
    if kind is None:
        return
    facts: dict[str, Any] = {"name": intake.file_name, "rows": intake.total, "saved": intake.saved_count}
    link = reverse("intake", args=[intake.kind, intake.pk])
    at = intake.undone_at or intake.committed_at or intake.uploaded_at
    notify(users=[by.pk], kind=kind, link=link, key=f"{kind}:{intake.pk}:{at:%Y%m%d%H%M%S}", **facts)
