"""Housekeeping of sign-ins."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from procrastinate.contrib.django import app


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget-sessions", name="people.forget_sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete sessions that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
