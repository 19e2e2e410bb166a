"""Receipts are kept for as long as a sender may still repeat a request."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .repeats import forget_receipts


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="api-receipts", name="api.forget_receipts")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete what is older than a week."""
    forget_receipts()
