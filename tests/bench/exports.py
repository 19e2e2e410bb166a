"""A large table going out: 150,000 rows of 40 columns from the database into a workbook, in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tests.bench.measure import Measure

if TYPE_CHECKING:
    from tests.bench.country import Country
    from thidua.exchange.exports import Cells, Sheet

ROWS, COLUMNS = 150_000, 40
WHOLE, SHARES, WORDS = 17, 10, 10
MOST_MEGABYTES = 1_024


def exports(_country: Country) -> Iterator[Measure]:
    """Write the table as a worker would; every row must be there."""
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
        target = Path(folder) / "bang.xlsx"
        command = [sys.executable, "-m", "tests.bench.exports", str(target)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        told = json.loads(answer.stdout)
        with ZipFile(target) as packed, packed.open("xl/worksheets/sheet1.xml") as page:
            written = sum(block.count(b"<row ") for block in iter(lambda: page.readline(1 << 20), b""))
        size = target.stat().st_size / 2**20
    if written < ROWS:
        raise AssertionError(f"{ROWS - written} rows of the table are not in the workbook")
    name = f"export: {ROWS:,} rows × {COLUMNS} columns"
    beside = f"limit of {MOST_MEGABYTES:,} MB"
    yield Measure(f"{name}, most memory of the process", told["megabytes"], "MB", told["megabytes"] / 1024, beside)
    yield Measure(name, told["seconds"], "s", told["cpu"] / told["seconds"], f"its time on one core; {size:.0f} MB")


def main(target: Path) -> None:
    """What the process of its own does."""
    import django

    django.setup()
    from thidua.exchange.writing import write_workbook

    started = time.perf_counter()
    write_workbook(_sheet(), target, source="Nguồn: Thi Đua")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time(),
        "megabytes": usage.ru_maxrss / 1024,
    }
    print(json.dumps(told))


def _sheet() -> Sheet:
    """Names, codes, days, counts, shares and words, streamed by a cursor of the server."""
    from thidua.exchange.exports import Column, Kind, Sheet

    return Sheet(
        title="Danh sách",
        columns=(
            Column("Đơn vị", Kind.NAME),
            Column("Mã"),
            Column("Ngày", Kind.DATE),
            *(Column(f"Số {n}", Kind.WHOLE, total=True) for n in range(WHOLE)),
            *(Column(f"Tỷ lệ {n}", Kind.PERCENT, 2) for n in range(SHARES)),
            *(Column(f"Chữ {n}") for n in range(WORDS)),
        ),
        rows=_rows(),
        count=ROWS,
    )


def _rows() -> Iterator[Cells]:
    from django.db import connection

    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT n, 'Công đoàn cơ sở Trường Tiểu học số ' || n, n * 7, (n %% 1000) / 8.0"
            " FROM generate_series(1, %s) n",
            [ROWS],
        )
        while found := cursor.fetchmany(2_000):
            for n, name, number, share in found:
                counts, shares = (number + k for k in range(WHOLE)), (share + k for k in range(SHARES))
                yield (
                    name,
                    f"CD-{n}",
                    date(2024, 5, 18),
                    *counts,
                    *shares,
                    *(f"chữ {n % 50} {k}" for k in range(WORDS)),
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
