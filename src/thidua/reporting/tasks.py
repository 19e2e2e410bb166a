"""What must be there before anybody needs it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.figures.periods import open_year
from thidua.indicators.services import ensure_periods


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="make-next-year", name="reporting.make_next_year")
def make_next_year(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Keep the periods and partitions of this year and the next ready; harmless when they are."""
    this_year = clock.today().year
    for year in (this_year, this_year + 1):
        open_year(year)
        for calendar in Calendar:
            ensure_periods(calendar=calendar, year=year)
