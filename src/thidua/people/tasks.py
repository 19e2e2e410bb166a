"""Housekeeping of sign-ins."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services import forget_ended_sessions


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget-sessions", name="people.forget_sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete sessions that have run out, and what was noted of them."""
    forget_ended_sessions()
