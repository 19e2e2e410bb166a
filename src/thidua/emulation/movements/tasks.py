"""What takes longer than a page, and what is due by the day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services.telling import TELL, remind_by_timetable, tell_some


@app.task(name=TELL)
def tell(movement_id: int) -> None:
    """Tell the units of a movement that it was launched, some at a time."""
    while tell_some(movement_id=movement_id):
        continue


# In the morning of Việt Nam (UTC+7); a step missed by night is taken up at noon.
@app.periodic(cron="20 1,5 * * *")
@app.task(queueing_lock="remind-of-registrations", name="movements.remind_by_timetable")
def remind(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Remind the units that have not registered of the last day."""
    remind_by_timetable()
