"""`make bench`: build a country and measure. `UNITS` and `MONTHS` in the environment choose another size."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tests.bench.measure import Measure, table, write
from tests.bench.place import database

UNITS = int(os.environ.get("UNITS", "12000"))
MONTHS = int(os.environ.get("MONTHS", "12"))


def main() -> int:
    """Measure everything, print a table, write `build/bench.json`."""
    measures: list[Measure] = []
    with database():
        from tests.bench import api_load, country, screens, totals, traffic

        started = time.perf_counter()
        place = country.build(units=UNITS, months=MONTHS)
        measures.append(Measure(f"country of {place.units} units, {MONTHS} months", time.perf_counter() - started, "s"))
        for part in (totals.rebuilding, screens.screens, totals.accepting, api_load.intake, traffic.saving):
            measures += part(place)
    from tests.bench import demo

    measures += demo.measures()
    print(table(measures))
    write(measures, Path("build/bench.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
