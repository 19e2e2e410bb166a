"""The sealer runs every minute in the worker."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services import seal_inbox


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit-seal", name="audit.seal")
def seal(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Seal what has come in."""
    seal_inbox()
