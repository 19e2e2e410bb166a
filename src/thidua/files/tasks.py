"""Housekeeping of files."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from .retention import forget_previews, forget_unused

log = structlog.get_logger(__name__)


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="forget-files", name="files.forget_unused")
def forget_files(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Delete every night what nothing refers to any more."""
    rows, files = forget_unused()
    log.info("files.forgotten", rows=rows, files=files, previews=forget_previews())
