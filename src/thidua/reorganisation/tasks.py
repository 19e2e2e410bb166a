"""What takes longer than a page: carrying out a reorganisation and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core.errors import DomainError
from thidua.people.models import User

from .services import commit_reorganisation, give_up_abandoned, note_failure, undo_reorganisation
from .services.committing import COMMIT, UNDO
from .services.progress import progress_of

log = structlog.get_logger(__name__)


@app.task(name=COMMIT)
def commit(reorganisation_id: int, user_id: int) -> None:
    """Carry out a reorganisation that somebody asked for."""
    _work(commit_reorganisation, reorganisation_id, user_id)


@app.task(name=UNDO)
def undo(reorganisation_id: int, user_id: int) -> None:
    """Undo a reorganisation that somebody asked to undo."""
    _work(undo_reorganisation, reorganisation_id, user_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="abandoned-reorganisations", name="reorganisation.give_up_abandoned")
def give_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Give back what was being done when a worker was killed."""
    give_up_abandoned()


def _work(do: Callable[..., Any], reorganisation_id: int, user_id: int) -> None:
    """Do it, and say why when it cannot be done."""
    by = User.objects.get(pk=user_id)
    with progress_of(reorganisation_id) as tell:
        try:
            do(reorganisation_id=reorganisation_id, by=by, tell=tell)
        except DomainError as error:
            note_failure(reorganisation_id=reorganisation_id, sentence=error.sentence, by=by)
        except Exception:
            log.exception("reorganisation.failed", reorganisation=reorganisation_id)
            sentence = _("Có lỗi ở máy chủ, chưa có gì thay đổi. Hãy thử lại hoặc báo người quản trị kỹ thuật.")
            note_failure(reorganisation_id=reorganisation_id, sentence=sentence, by=by)
            raise
