"""`make bench`: build a country and measure.

In the environment `UNITS` and `MONTHS` choose another size, `PARTS` some of the parts by name ("rebuilding,crowd"), and
`BENCH_DATA=build/x` measures the country that `thidua scale` built in that folder.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.measure import Measure, machine, table, write
from tests.bench.place import database

if TYPE_CHECKING:
    from tests.bench.country import Country

UNITS = int(os.environ.get("UNITS", "120000"))
MONTHS = int(os.environ.get("MONTHS", "12"))
PARTS = os.environ.get("PARTS", "")
RESULT = Path("build/bench.json")

Part = Callable[["Country"], Iterable[Measure]]


def main() -> int:
    """Measure everything, print a table, write `build/bench.json`."""
    measures: list[Measure] = []
    with database():
        from tests.bench import country

        place = country.found() if os.environ.get("BENCH_DATA") else country.build(units=UNITS, months=MONTHS)
        name = f"thidua scale: {place.units:,} units, {place.reports:,} reports"
        measures.append(Measure(name, place.seconds, "s"))
        for part in _parts():
            started = time.perf_counter()
            measures += part(place)
            write(measures, RESULT)  # whatever becomes of the parts that follow
            print(f"  {part.__name__}: {time.perf_counter() - started:.0f} s", flush=True)
    if not PARTS:
        from tests.bench import demo

        measures += demo.measures()
    print(table(measures, title=machine()))
    write(measures, RESULT)
    return 0


def _parts() -> list[Part]:
    """The parts in order: what changes the tree comes last."""
    from tests.bench import (
        api_load,
        crowd,
        disk,
        documents,
        exports,
        lists,
        reorganising,
        scorecards,
        scoring,
        screens,
        totals,
        traffic,
        workbooks,
        workbooks_in,
    )

    parts: list[Part] = [
        totals.rebuilding,
        screens.screens,
        crowd.crowd,
        totals.accepting,
        api_load.intake,
        traffic.saving,
        workbooks.workbooks,
        workbooks_in.workbooks_in,
        exports.exports,
        lists.lists,
        scoring.scoring,
        scorecards.scorecards,
        documents.documents,
        disk.disk,
        reorganising.reorganising,
    ]
    chosen = PARTS.split(",")
    return [part for part in parts if not PARTS or part.__name__ in chosen]


if __name__ == "__main__":
    sys.exit(main())
