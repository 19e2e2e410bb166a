"""What must be there before anybody needs it, and what takes longer than a page."""

from __future__ import annotations

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.figures.periods import open_year
from thidua.indicators.queries import refresh_catalogue
from thidua.indicators.services import ensure_periods
from thidua.people.models import User
from thidua.reporting.errors import UploadNotOpen
from thidua.reporting.rules import Channel
from thidua.reporting.services.cut_off import close_cut_off
from thidua.reporting.services.reminders import remind_by_timetable
from thidua.reporting.services.upload_writing import WRITE, note_failure, write_some

log = structlog.get_logger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="make-next-year", name="reporting.make_next_year")
def make_next_year(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Keep the periods and partitions of this year and the next ready; harmless when they are."""
    this_year = clock.today().year
    for year in (this_year, this_year + 1):
        open_year(year)
        for calendar in Calendar:
            ensure_periods(calendar=calendar, year=year)


# In the morning of Việt Nam (UTC+7), when people begin their day; a step missed by night is taken up at noon.
@app.periodic(cron="0 1,5 * * *")
@app.task(queueing_lock="remind-by-timetable", name="reporting.remind_by_timetable")
def remind(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Remind the units that hold others up of what is due."""
    remind_by_timetable()


# Hourly, because the scheduler's midnight need not be that of Việt Nam; mostly there is nothing to close.
@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="close-cut-off", name="reporting.close_cut_off")
def close_reports_that_were_cut_off(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Close the reports of units whose last day is over, where that was decided."""
    close_cut_off()


@app.task(name=WRITE)
def write_upload(upload_id: int, user_id: int, channel: str, language: str) -> None:
    """Write what was chosen of a file, a few reports at a time; done again it goes on where it stopped."""
    by = User.objects.get(pk=user_id)
    chosen = Channel(channel) if channel else None
    refresh_catalogue()
    with translation.override(language or None):
        try:
            while write_some(upload_id=upload_id, channel=chosen, by=by):
                continue
        except UploadNotOpen:
            return  # somebody wrote the rest, or took it back
        except Exception:
            log.exception("upload.failed", upload=upload_id)
            sentence = _("Có lỗi ở máy chủ. Những ô đã ghi vẫn giữ; hãy ghi tiếp, hoặc báo người quản trị kỹ thuật.")
            note_failure(upload_id=upload_id, sentence=sentence)
            raise
