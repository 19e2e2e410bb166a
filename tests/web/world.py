"""Reports of grassroots unions for the tests of pages."""

from __future__ import annotations

from tests import people
from thidua.figures.cells import Cell
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports

QUARTER = "2024-Q1"


def write(units: dict[str, Unit], period: str, values: dict[str, dict[str, int]], state=ReportState.ACCEPTED) -> None:
    """Reports of grassroots unions, typed by one and accepted by another."""
    when = Period.objects.get(code=period)
    arriving = [
        Arriving(
            unit_id=units[name].pk,
            period_id=when.pk,
            cells={catalogue().by_code[code].pk: Cell(number) for code, number in cells.items()},
            state=state,
            typed_by=people.person("typist"),
            accepted_by=people.person("acceptor") if state == ReportState.ACCEPTED else None,
        )
        for name, cells in values.items()
    ]
    record_reports(arriving=arriving, by=None)
