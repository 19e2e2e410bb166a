"""The hourly look at the clock: is a backup due, is one overdue, does the archive take what it is given?"""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="keep-up-backups", lock="keep-up-backups", name="backups.keep_up")
def keep_up_with_backups(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Make what is due and tell administrators of what failed; harmless where nothing is set up."""
    # Other processes load this module only to know the task by name.
    from thidua.cli.backups.scheduling import keep_up

    keep_up()
