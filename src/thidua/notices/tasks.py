"""Housekeeping of notices."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services import forget_old


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="forget-notices", name="notices.forget_old")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete notices that have had their time."""
    forget_old()
