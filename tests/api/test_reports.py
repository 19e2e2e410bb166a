"""The way of a report over the API: the same gates and the same rules as on the screens."""

from __future__ import annotations

from tests.api.conftest import FORM, MONTH, Federation, zeros
from thidua.figures.cells import NOT_APPLICABLE, Cell, read_cells
from thidua.figures.models import CellEdit
from thidua.indicators.queries import catalogue
from thidua.reporting.models import Report


def cell_of(report: Report, code: str) -> Cell:
    indicator = catalogue().by_code[code].pk
    return read_cells(report.sheet, report.version, [indicator])[indicator]


def test_a_whole_report_is_written_and_handed_in_at_once(federation: Federation) -> None:
    cells = zeros(federation.report)
    cells["ORG21"] = "12"

    status, answer = federation.chair.put(federation.path, {"cells": cells, "submit": True})

    assert (status, answer["state"], answer["version"]) == (200, "submitted", 1)
    report = federation.report
    assert cell_of(report, "ORG21") == Cell(12)
    assert report.sheet.submitted_version == 1
    assert report.submissions.get().submitted_by == federation.chair.user
