"""Locking a report for a change: one way for all services, because every keystroke passes through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from thidua.core import sql
from thidua.figures.locks import PERIOD
from thidua.figures.models import Sheet
from thidua.indicators.models import Form, FormVersion, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.reporting.errors import PeriodNotOpen
from thidua.reporting.models import Report

PACKAGE = "thidua.reporting"


@dataclass(frozen=True, slots=True)
class _Locked:
    """A report as SQL returns it."""

    id: int
    state: str
    version: int
    due_at: datetime
    started_at: datetime | None
    submitted_at: datetime | None
    submitted_by_id: int | None
    accepted_at: datetime | None
    accepted_by_id: int | None
    unit_id: int
    unit_code: str
    period_id: int
    period_code: str
    period_state: str
    sheet_id: int
    closes: date
    official_version: int | None
    submitted_version: int | None
    form_version_id: int
    form_id: int
    form_code: str
    collection: str


def lock_report(report_id: int) -> Report:
    """The report, locked for a change in an open period. Lock order: period, report.

    It comes with its sheet, unit, period and form, of which only what changes need is loaded: the ORM would
    spend longer on putting the statement together than the database on the whole save.
    Raises Report.DoesNotExist or PeriodNotOpen.
    """
    sql.run(PACKAGE, "share_period", {"lock": PERIOD, "report": report_id})
    # Only a second statement sees what was committed while the first one waited.
    row = sql.fetch_one(PACKAGE, "lock_report", {"report": report_id}, _Locked)
    if row is None:
        raise Report.DoesNotExist(report_id)
    report = _report(row)
    refuse_closed(report.period)
    return report


def refuse_closed(period: Period) -> None:
    """Raise PeriodNotOpen unless the books of the period are open."""
    if period.state != PeriodState.OPEN:
        raise PeriodNotOpen(
            _("Kỳ %(period)s %(state)s. Hãy đề nghị người quản trị mở kỳ rồi thử lại.")
            % {"period": period, "state": PeriodState(period.state).label.lower()}
        )


def _report(row: _Locked) -> Report:
    report = sql.known(
        Report,
        id=row.id,
        sheet_id=row.sheet_id,
        unit_id=row.unit_id,
        period_id=row.period_id,
        state=row.state,
        version=row.version,
        due_at=row.due_at,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        submitted_by_id=row.submitted_by_id,
        accepted_at=row.accepted_at,
        accepted_by_id=row.accepted_by_id,
    )
    report.unit = sql.known(Unit, id=row.unit_id, code=row.unit_code)
    report.period = sql.known(Period, id=row.period_id, code=row.period_code, state=row.period_state)
    report.sheet = sql.known(
        Sheet,
        id=row.sheet_id,
        unit_id=row.unit_id,
        period_id=row.period_id,
        form_version_id=row.form_version_id,
        closes=row.closes,
        official_version=row.official_version,
        submitted_version=row.submitted_version,
    )
    report.sheet.form_version = sql.known(FormVersion, id=row.form_version_id, form_id=row.form_id)
    report.sheet.form_version.form = sql.known(Form, id=row.form_id, code=row.form_code, collection=row.collection)
    return report
