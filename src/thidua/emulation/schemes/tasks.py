"""What takes longer than a page: trials of many units."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services.trials import TRY, forget_old_trials, make_trial


@app.task(name=TRY)
def try_table(run_id: int) -> None:
    """Make a trial that somebody asked for."""
    make_trial(run_id=run_id)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="forget-trials", name="schemes.forget_old_trials")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Forget old trials."""
    forget_old_trials()
