"""What takes longer than a page, and what nobody asks for: large rounds, and rounds whose figures changed."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from thidua.core.errors import DomainError

from .queries.changed import changed_rounds
from .services.computing import COMPUTE
from .services.working import compute_changed, work_on

log = structlog.get_logger(__name__)


@app.task(name=COMPUTE)
def compute(round_id: int, user_id: int) -> None:
    """Lay out and compute a large round that somebody asked for."""
    work_on(round_id=round_id, user_id=user_id)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="changed-rounds", name="scorecards.compute_changed")
def keep_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Compute small rounds anew that are not frozen and whose units had figures accepted since."""
    for round_ in changed_rounds():
        try:
            compute_changed(round_)
        except DomainError as error:
            log.info("scorecards.not_computed", round=round_.pk, why=error.code)
