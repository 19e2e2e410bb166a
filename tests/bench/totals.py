"""Folding: a month anew, beside DuckDB computing the same sums and counts, and one acceptance to the root."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

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
SECONDS_FOR_A_YEAR = 60
SET_BASED_A_SECOND, BATCH = 1_000, 50
SET_BASED = 10_000


def rebuilding(country: Country) -> Iterator[Measure]:
    """Rebuild a month and all months; DuckDB has the wide cells in memory already and does one basis."""
    month = country.periods[-1]
    reference = by_duckdb(country)
    ours = seconds(lambda: rebuild(month)) / 2
    yield Measure("rebuild of a month, each basis", ours, "s", ours / reference, "DuckDB, the same sums and counts")
    yield Measure("DuckDB: a month, one basis", reference, "s")
    every = seconds(lambda: rebuild(*country.periods), 1)
    months = len(country.periods)
    yield Measure(f"rebuild of {months} months", every, "s", every / (2 * months * reference), "DuckDB")
    yield Measure(f"rebuild of {months} months, in seconds", every, "s", every / SECONDS_FOR_A_YEAR, "target of 60 s")


def by_duckdb(country: Country) -> float:
    """Seconds for sums and counts of every position, level by level, of one month and basis in DuckDB.

    It has wide rows with the path of each unit in memory already.
    """
    names = [f"v{n}" for n in range(len(country.indicators))]
    sums = ", ".join(f"sum({n}) AS {n}, count({n}) AS c{n}" for n in names)
    again = ", ".join(f"sum({n}) AS {n}, sum(c{n}) AS c{n}" for n in names)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as memory:
        path = Path(folder) / "cells.csv"
        _write_cells(country, path)
        memory.execute("SET threads = 2")
        types = ", ".join(f"'{name}': 'BIGINT'" for name in ("u1", "u2", "u3", *names))
        memory.execute(f"CREATE TABLE cells AS FROM read_csv('{path}', header = true, columns = {{{types}}})")

        def work() -> None:
            memory.execute(f"CREATE OR REPLACE TABLE l1 AS SELECT u1, u2, u3, {sums} FROM cells GROUP BY u1, u2, u3")
            memory.execute(f"CREATE OR REPLACE TABLE l2 AS SELECT u2, u3, {again} FROM l1 GROUP BY u2, u3")
            memory.execute(f"CREATE OR REPLACE TABLE l3 AS SELECT u3, {again} FROM l2 GROUP BY u3")

        return seconds(work)


def _write_cells(country: Country, path: Path) -> None:
    """The official cells of the last month, a line for each report."""
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
    question = (
        f"SELECT low.parent_id AS u1, up.parent_id AS u2, top.parent_id AS u3, {columns} FROM figures_sheet s"
        " JOIN figures_periodunit low ON low.unit_id = s.unit_id AND low.period_id = s.period_id"
        " JOIN figures_periodunit up ON up.unit_id = low.parent_id AND up.period_id = s.period_id"
        " JOIN figures_periodunit top ON top.unit_id = up.parent_id AND top.period_id = s.period_id"
        f" {joins} WHERE s.period_id = {month.pk}"
    )
    with (
        path.open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({question}) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        for data in copy:
            file.write(data)


def accepting(country: Country) -> Iterator[Measure]:
    """One at a time through the service, many at once, and how soon the root's total has them."""
    submitted = Report.objects.filter(state=ReportState.SUBMITTED, period__in=country.periods)
    waiting = list(submitted.values_list("pk", flat=True))

    def some(count: int) -> list[int]:
        taken = waiting[: min(count, len(waiting) // 4)]
        del waiting[: len(taken)]
        return taken

    officer = country.officer
    singles, flagged = some(300), some(300)
    if not flagged:
        sys.exit("Every report of this country is accepted: build it anew by `thidua scale`.")
    flag = seconds(lambda: [_only_set_the_flag(pk) for pk in flagged], 1) / len(flagged)
    ours = seconds(lambda: [accept_report(report_id=pk, by=officer) for pk in singles], 1) / len(singles)
    fold_marks()
    yield Measure("acceptance through the service", 1 / ours, "/s", flag / ours, "the same setting only the flag")
    for rate in RATES:
        ages = _ages_at_the_root(country, [[pk] for pk in some(rate * SECONDS_AT_A_RATE)], rate)
        yield from _ages(f"at {rate}/s", ages)
    together = some(SET_BASED_A_SECOND * SECONDS_AT_A_RATE)
    batches = [together[n : n + BATCH] for n in range(0, len(together), BATCH)]
    yield from _ages(
        f"at {SET_BASED_A_SECOND}/s, {BATCH} at once", _ages_at_the_root(country, batches, SET_BASED_A_SECOND)
    )
    taken = seconds(lambda: accept_reports(report_ids=waiting, by=officer), 1)
    yield Measure(
        f"set-based acceptance of {len(waiting):,}",
        len(waiting) / taken,
        "/s",
        len(waiting) / taken / SET_BASED,
        f"target of {SET_BASED:,}/s",
    )


def _ages(name: str, ages: list[float]) -> Iterator[Measure]:
    p50, p99 = percentile(ages, 0.5), percentile(ages, 0.99)
    yield Measure(f"new total at the root {name}, p50", p50, "s", p50 / 0.5, "target of 0.5 s")
    yield Measure(f"new total at the root {name}, p99", p99, "s", p99 / 2, "target of 2 s")


def _only_set_the_flag(report_id: int) -> None:
    """The floor: the same row changed and marked, nothing checked and nothing recorded."""
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        Report.objects.filter(pk=report_id).update(
            state=ReportState.ACCEPTED, accepted_at=clock.now(), accepted_by=report.submitted_by_id
        )
        Sheet.objects.filter(pk=report.sheet_id).update(official_version=report.version, submitted_version=None)
        Mark.objects.create(period_id=report.period_id, unit_id=report.unit_id, at=clock.now())


def _ages_at_the_root(country: Country, batches: list[list[int]], rate: int) -> list[float]:
    """Seconds from each acceptance's commit until a fold that includes it has committed; batches come at the rate."""
    committed: list[float] = []
    folded: list[tuple[float, int]] = []
    done = threading.Event()
    wanted = sum(len(batch) for batch in batches)

    def fold() -> None:
        count = 0
        while not done.is_set() or count < wanted:
            count += fold_marks()
            folded.append((time.perf_counter(), count))
            time.sleep(0.2)
        connection.close()

    folder = threading.Thread(target=fold)
    folder.start()
    begun = time.perf_counter()
    for batch in batches:
        time.sleep(max(0.0, begun + len(committed) / rate - time.perf_counter()))
        accept_reports(report_ids=batch, by=country.officer)
        committed += [time.perf_counter()] * len(batch)
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
