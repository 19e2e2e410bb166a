"""What a country takes on the disk: a report with all that hangs on it, and a national month."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tests.bench.country import Country
from tests.bench.measure import Measure
from thidua.audit.services import seal_inbox

FOR_CELLS_AND_TOTALS, FOR_EVERYTHING = 100, 300
NATIONAL_REPORTS = 120_000


def disk(country: Country) -> Iterator[Measure]:
    """Megabytes of a month of 120,000 reports, in proportion; the journal's come from reports that were typed."""
    seal_inbox()
    reports = _rows("reporting_report")
    cells = _size("figures_sheetcells%") / reports
    totals = (_size("figures_basetotal%") + _size("figures_total%")) / reports
    papers = sum(_size(table) for table in ("figures_sheet", "reporting_report", "reporting_submission")) / reports
    journal = _size("figures_celledit") / max(1, _rows("figures_celledit"))
    audit = _size("audit_event") / max(1, _rows("audit_event"))
    # A report is handed in and accepted: two lines of the log; its figures come as one burst of edits.
    whole = cells + totals + papers + journal + 2 * audit
    yield Measure("disk: cells of a report", cells, "bytes")
    yield Measure("disk: totals, for each report", totals, "bytes")
    yield Measure("disk: sheet, report and submission", papers, "bytes")
    yield Measure("disk: journal of a burst of edits", journal, "bytes")
    yield Measure("disk: an entry of the log", audit, "bytes")
    yield _national("disk: a national month, cells and totals", cells + totals, FOR_CELLS_AND_TOTALS)
    yield _national("disk: a national month, everything", whole, FOR_EVERYTHING)


def _national(name: str, of_a_report: float, target: int) -> Measure:
    megabytes = of_a_report * NATIONAL_REPORTS / 1e6
    return Measure(name, megabytes, "MB", megabytes / target, f"target of {target} MB")


def _size(tables: str) -> int:
    """Bytes of tables, or of their partitions, with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname LIKE %s",
            [tables],
        )
        return int(cursor.fetchone()[0])


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
