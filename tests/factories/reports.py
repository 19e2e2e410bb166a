"""Catalogue, forms and reports for tests."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from tests.factories.catalogue import installed
from thidua.core.numbers import parse_number
from thidua.core.periods import parse
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, Edit, read_cells
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.queries.entry import rows_of
from thidua.reporting.services.entry import save_cells
from thidua.reporting.services.periods import open_period
from thidua.reporting.services.workflow import accept_report, submit_report

MONTH = "2024-M05"
# A grassroots month that passes every check when the month before says 59 members.
GOOD_MONTH = {
    "ORG16": "62",
    "ORG17": "48",
    "ORG18": "60",
    "ORG19": "47",
    "ORG21": "1",
    "ORG23": "0",
    "ORG24": "1",
    "LAW05": "0",
    "LAW36": "0",
    "LAW37": "0",
    "LAW38": "0",
    "WEL01": "12",
    "WEL02": "5",
}


def forms() -> None:
    """The project's own catalogue and forms."""
    installed()


def opened(code: str = MONTH) -> Period:
    """A period that is open for the units that there are."""
    span = parse(code)
    period = ensure_periods(calendar=span.calendar, year=span.year)[code]
    open_period(period=period, by=None)
    period.refresh_from_db()
    return period


def report_of(unit: Unit, code: str = MONTH, form: str = "") -> Report:
    """The unit's report of a period, with everything that pages use of it; of one form where it has several."""
    reports = Report.objects.filter(unit=unit, period__code=code)
    if form:
        reports = reports.filter(sheet__form_version__form__code=form)
    return reports.select_related("sheet__form_version__form", "unit", "period").get()


def cell(code: str, text: str | None) -> Cell:
    """The cell of an indicator from what is typed: a number, "x" for not applicable, None for empty."""
    if text is None:
        return EMPTY
    if text == "x":
        return NOT_APPLICABLE
    return Cell(parse_number(text, decimals=catalogue().by_code[code].decimals))


def typed(report: Report, by: User, values: Mapping[str, str | None]) -> Report:
    """Type values over whatever the cells hold; the answer is the report as it stands then."""
    report = fresh(report)
    pks = {code: catalogue().by_code[code].pk for code in values}
    before = read_cells(report.sheet, report.version, pks.values())
    edits = [Edit(pks[code], before[pks[code]], cell(code, text)) for code, text in values.items()]
    written = save_cells(report_id=report.pk, edits=edits, by=by, key=uuid4())
    assert all(one.saved for one in written)
    return fresh(report)


def completed(report: Report, by: User, values: Mapping[str, str | None] | None = None) -> Report:
    """Type into every cell: `values`, else 0."""
    given = dict(GOOD_MONTH if values is None else values)
    return typed(report, by, {row.indicator.code: given.get(row.indicator.code, "0") for row in rows_of(report)})


def submitted(report: Report, by: User, values: Mapping[str, str | None] | None = None) -> Report:
    """A report that is complete and handed in."""
    completed(report, by, values)
    submit_report(report_id=report.pk, by=by)
    return fresh(report)


def accepted(report: Report, by: User, acceptor: User, values: Mapping[str, str | None] | None = None) -> Report:
    """A report that is handed in and accepted."""
    submitted(report, by, values)
    accept_report(report_id=report.pk, by=acceptor)
    return fresh(report)


def fresh(report: Report) -> Report:
    """The report as the database has it now."""
    return Report.objects.select_related("sheet__form_version__form", "unit", "period").get(pk=report.pk)


def texts(report: Report, *codes: str) -> list[str]:
    """What cells of the current version hold, as text: "62", "NA" or ""."""
    report = fresh(report)
    indicators = [catalogue().by_code[code] for code in codes]
    cells = read_cells(report.sheet, report.version, [indicator.pk for indicator in indicators])
    return ["NA" if (c := cells[i.pk]).na else "" if c.number is None else str(c.number) for i in indicators]
