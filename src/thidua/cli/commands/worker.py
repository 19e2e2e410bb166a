"""`thidua worker`: jobs, and what must follow a change at once: totals and the audit chain."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import signal
import threading

import psycopg

from thidua.cli.session import database

HELP = "tiến trình nền; serve và demo tự chạy lệnh này"

PAUSE_SECONDS = 0.2
PAUSE_AFTER_FAILURE_SECONDS = 1.0
TURNS_BETWEEN_RESTATEMENTS = 10
"""The past in today's tree may follow a little later: so that a second reading does not slow the first one down."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - one signature for all commands
    """Work until told to stop."""
    with database(schema=False):
        stop = threading.Event()
        folding = threading.Thread(target=_fold_and_seal, args=[stop], name="fold")
        folding.start()
        try:
            asyncio.run(_run_jobs_for_ever(stop))
        finally:
            stop.set()
            folding.join()
    return 0


def _fold_and_seal(stop: threading.Event) -> None:
    """Fold changed figures into totals, of today's tree too, and seal the audit inbox, over and over."""
    import structlog
    from django.db import close_old_connections, connection

    from thidua.audit.services import seal_inbox
    from thidua.figures.fold import fold_marks
    from thidua.figures.restating import refresh_stale

    log = structlog.get_logger(__name__)
    for turn in itertools.count():
        if stop.is_set():
            break
        pause = PAUSE_SECONDS
        now_and_then = (refresh_stale,) if turn % TURNS_BETWEEN_RESTATEMENTS == 0 else ()
        for work in (fold_marks, seal_inbox, *now_and_then):
            try:
                work()
            except Exception:  # the loop must outlive a database that restarts
                log.exception("background.failed", work=work.__name__)
                close_old_connections()
                pause = PAUSE_AFTER_FAILURE_SECONDS
        stop.wait(pause)
    connection.close()


async def _run_jobs_for_ever(stop: threading.Event) -> None:
    """Run jobs until told to stop; a database that moves to another host is away for a while.

    Without it the library's worker fails in one part or another, and mostly ends as if it had been told to.
    """
    import structlog
    from procrastinate.exceptions import ConnectorException

    log = structlog.get_logger(__name__)
    work = asyncio.current_task()
    assert work is not None

    def end() -> None:
        stop.set()
        work.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    while not stop.is_set():
        with contextlib.suppress(asyncio.CancelledError):
            try:
                await _run_jobs()
            except (ConnectorException, psycopg.OperationalError):
                log.exception("jobs.interrupted")
            await asyncio.sleep(PAUSE_AFTER_FAILURE_SECONDS)


async def _run_jobs() -> None:
    """Run deferred jobs; who cancels it lets those in hand finish."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(concurrency=2, shutdown_graceful_timeout=5, install_signal_handlers=False)
