"""Work of the organisation that a day brings with it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.org.services import rebuild_custody


# Hourly, because the scheduler's midnight need not be that of Việt Nam; mostly nothing has changed.
@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="hold-ended-units", name="org.hold_units_that_ended")
def hold_units_that_ended(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Give the units whose last day has passed to whoever holds them from now on."""
    rebuild_custody()
