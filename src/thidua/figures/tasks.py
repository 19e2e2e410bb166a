"""Restating the past in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.figures.restating import compute, refresh_current


# Hourly, because the scheduler's midnight need not be that of Việt Nam; a change dated ahead takes effect on its day.
@app.periodic(cron="9 * * * *")
@app.task(queueing_lock="refresh-restatements", name="figures.refresh_restatements")
def refresh_restatements(timestamp: int = 0) -> None:  # noqa: ARG001 - the scheduler passes it
    """Restate the past when the tree of today is another than yesterday's."""
    refresh_current()


@app.task(name="figures.restate")
def restate() -> None:
    """Restate the past after a reorganisation took effect or was undone."""
    refresh_current()


@app.task(name="figures.refreeze")
def refreeze() -> None:
    """Write the trees of open periods anew after a reorganisation was undone."""
    from thidua.figures.reorganising import refreeze_open

    refreeze_open()


def restate_soon() -> None:
    """Let a worker restate the past once the transaction is committed."""
    restate.defer()


def refreeze_soon() -> None:
    """Let a worker write the trees of open periods anew once the transaction is committed."""
    refreeze.defer()


@app.task(name="figures.compute_restatement")
def compute_restatement(restatement_id: int) -> None:
    """Restate the past in the tree of a day that somebody asked for."""
    compute(restatement_id)
