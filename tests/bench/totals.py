"""Folding: a month anew, beside DuckDB computing the same sums and counts, and one acceptance to the root."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import duckdb
from django.db import connection, transaction

from tests.bench.country import Country
from tests.bench.measure import Measure, percentile, seconds
from thidua.core import clock
from thidua.figures.fold import fold_marks, rebuild
from thidua.figures.models import Mark, Sheet, Total
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.workflow import accept_report, accept_reports

RATES = (33, 200)
SECONDS_AT_A_RATE = 6


def rebuilding(country: Country) -> Iterator[Measure]:
    """Rebuild a month and all months; DuckDB has the wide cells in memory already and does one basis."""
    month = country.periods[-1]
    reference = 2 * _duckdb(country)
    ours = seconds(lambda: rebuild(month))
    yield Measure("rebuild of a month, both bases", ours, "s", ours / reference, "DuckDB, the same sums and counts")
    yield Measure("  DuckDB for it", reference, "s")
    yield Measure(f"rebuild of {len(country.periods)} months", seconds(lambda: rebuild(*country.periods), 1), "s")


def _duckdb(country: Country) -> float:
    """Sums and counts of every position level by level in DuckDB, on wide rows with the path of each unit."""
    month = country.periods[-1]
    places = [(i.slot.block_id, i.slot.position) for i in country.indicators]
    blocks = sorted({block for block, _ in places})
    columns = ", ".join(
        f"b{blocks.index(block)}.cells[{position}] AS v{n}" for n, (block, position) in enumerate(places)
    )
    joins = " ".join(
        f"LEFT JOIN figures_sheetcells b{n} ON b{n}.closes = s.closes AND b{n}.sheet_id = s.id AND b{n}.block = {block}"
        f" AND b{n}.version = s.official_version"
        for n, block in enumerate(blocks)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT low.parent_id, up.parent_id, top.parent_id, {columns} FROM figures_sheet s"
            " JOIN figures_periodunit low ON low.unit_id = s.unit_id AND low.period_id = s.period_id"
            " JOIN figures_periodunit up ON up.unit_id = low.parent_id AND up.period_id = s.period_id"
            " JOIN figures_periodunit top ON top.unit_id = up.parent_id AND top.period_id = s.period_id"
            f" {joins} WHERE s.period_id = %s",
            [month.pk],
        )
        rows = cursor.fetchall()
    names = [f"v{n}" for n in range(len(places))]
    memory = duckdb.connect()
    memory.execute("SET threads = 2")
    memory.execute(f"CREATE TABLE cells (u1 BIGINT, u2 BIGINT, u3 BIGINT, {', '.join(f'{n} BIGINT' for n in names)})")
    width = len(names) + 3
    for start in range(0, len(rows), 1000):
        some = rows[start : start + 1000]
        values = ",".join(["(" + ",".join("?" * width) + ")"] * len(some))
        memory.execute(f"INSERT INTO cells VALUES {values}", [value for row in some for value in row])
    sums = ", ".join(f"sum({n}) AS {n}, count({n}) AS c{n}" for n in names)
    again = ", ".join(f"sum({n}) AS {n}, sum(c{n}) AS c{n}" for n in names)

    def work() -> None:
        memory.execute(f"CREATE OR REPLACE TABLE l1 AS SELECT u1, u2, u3, {sums} FROM cells GROUP BY u1, u2, u3")
        memory.execute(f"CREATE OR REPLACE TABLE l2 AS SELECT u2, u3, {again} FROM l1 GROUP BY u2, u3")
        memory.execute(f"CREATE OR REPLACE TABLE l3 AS SELECT u3, {again} FROM l2 GROUP BY u3")

    return seconds(work)


def accepting(country: Country) -> Iterator[Measure]:
    """One at a time through the service, many at once, and how soon the root's total has them."""
    waiting = list(
        Report.objects.filter(state=ReportState.SUBMITTED, period__in=country.periods).values_list("pk", flat=True)
    )
    officer = country.people.officer
    singles, waiting = waiting[:300], waiting[300:]
    flagged, waiting = waiting[:300], waiting[300:]
    flag = seconds(lambda: [_only_set_the_flag(pk) for pk in flagged], 1) / len(flagged)
    ours = seconds(lambda: [accept_report(report_id=pk, by=officer) for pk in singles], 1) / len(singles)
    fold_marks()
    yield Measure("acceptance through the service", 1 / ours, "/s", flag / ours, "the same setting only the flag")
    for rate in RATES:
        count = rate * SECONDS_AT_A_RATE
        some, waiting = waiting[:count], waiting[count:]
        ages = _ages_at_the_root(country, some, rate)
        yield Measure(f"new total at the root at {rate}/s, p50", percentile(ages, 0.5), "s")
        yield Measure(f"new total at the root at {rate}/s, p99", percentile(ages, 0.99), "s")
    rest = len(waiting)
    taken = seconds(lambda: accept_reports(report_ids=waiting, by=officer), 1)
    yield Measure(f"set-based acceptance of {rest}", rest / taken, "/s")


def _only_set_the_flag(report_id: int) -> None:
    """The floor: the same row changed and marked, nothing checked and nothing recorded."""
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        Report.objects.filter(pk=report_id).update(
            state=ReportState.ACCEPTED, accepted_at=clock.now(), accepted_by=report.submitted_by_id
        )
        Sheet.objects.filter(pk=report.sheet_id).update(official_version=report.version, submitted_version=None)
        Mark.objects.create(period_id=report.period_id, unit_id=report.unit_id, at=clock.now())


def _ages_at_the_root(country: Country, report_ids: list[int], rate: int) -> list[float]:
    """Seconds from each acceptance's commit until a fold that includes it has committed."""
    committed: list[float] = []
    folded: list[tuple[float, int]] = []
    done = threading.Event()

    def fold() -> None:
        count = 0
        while not done.is_set() or count < len(report_ids):
            count += fold_marks()
            folded.append((time.perf_counter(), count))
            time.sleep(0.2)
        connection.close()

    folder = threading.Thread(target=fold)
    folder.start()
    begun = time.perf_counter()
    for n, report_id in enumerate(report_ids):
        time.sleep(max(0.0, begun + n / rate - time.perf_counter()))
        accept_report(report_id=report_id, by=country.people.officer)
        committed.append(time.perf_counter())
    done.set()
    folder.join()
    if not Total.objects.filter(unit=country.root).exists():
        raise RuntimeError("the root has no totals")
    ages, reached = [], iter(folded)
    at, count = next(reached)
    for n, moment in enumerate(committed):
        while count <= n:
            at, count = next(reached)
        ages.append(max(0.0, at - moment))
    return ages
