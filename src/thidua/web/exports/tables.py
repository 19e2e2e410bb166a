"""Every table that can be taken away as an Excel file, by the page on which it is seen."""

from __future__ import annotations

from . import reports
from .asking import Exported

TABLES: tuple[Exported, ...] = (
    Exported("report-list", reports.report_list),
    Exported("inbox", reports.inbox),
    Exported("inbox-missing", reports.missing),
    Exported("inbox-coverage", reports.coverage),
    Exported("many-units", reports.many_units),
    Exported("report", reports.handed_in, "cac-lan-nop"),
    Exported("report-compare", reports.comparison),
    Exported("report-journal", reports.cell_journal),
)
