"""What clusters do by themselves."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services.duties import remind_by_calendar


# In the morning of Việt Nam (UTC+7), once more at noon for what was missed by night.
@app.periodic(cron="10 1,5 * * *")
@app.task(queueing_lock="remind-of-duties", name="clusters.remind_of_duties")
def remind(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Remind people of what is due in the calendars of their clusters."""
    remind_by_calendar()
