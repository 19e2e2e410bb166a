"""Every page of the demonstration: the server's time, statements, and what a first visit weighs.

`python -m tests.bench.demo` measures this alone and prints a line for each page; `make bench` takes the worst of
them. With `DEMO_DATA=build/x` the demonstration of that folder is measured, otherwise one is built and removed.
`ONLY=target` measures the addresses whose name contains a word.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.measure import Measure, percentile

if TYPE_CHECKING:
    from django.test import Client

    from tests.bench.demo_pages import Page

VISITS = int(os.environ.get("VISITS", "30"))
MILLISECONDS, KILOBYTES, KILOBYTES_WITH_CHARTS = 60, 350, 700
RESULT = Path("build/bench-demo.json")


@dataclass(frozen=True)
class Cost:
    """What a page costs the person for whom it costs most. Times in ms, weights in KB."""

    name: str
    about: str
    person: str
    p50: float
    p95: float
    cpu: float
    sql: float
    statements: int
    page: float
    visit: float
    charts: bool

    @property
    def over(self) -> str:
        """What is over its target."""
        limit = KILOBYTES_WITH_CHARTS if self.charts else KILOBYTES
        return " ".join(word for word, bad in (("SLOW", self.p95 > MILLISECONDS), ("HEAVY", self.visit > limit)) if bad)


class Statements:
    """Counts statements and the time until their answers are there."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - started


@contextlib.contextmanager
def demonstration() -> Iterator[None]:
    """Django on the demonstration's database, set up as the demonstration's server is."""
    os.environ |= {"THIDUA_DEMO": "1", "THIDUA_HASHED_STATIC": "1", "THIDUA_PROCESS": "web"}
    if given := os.environ.get("DEMO_DATA"):
        from thidua.cli.session import database

        os.environ["THIDUA_DATA"] = str(Path(given).resolve())
        with database():
            yield
        return
    from tests.bench.place import database as new_database

    with new_database():
        from django.conf import settings

        from thidua.cli import demodata
        from thidua.indicators.services import install_catalogue, install_forms

        install_catalogue()
        install_forms()
        demodata.ensure(settings.THIDUA_STORY)
        yield


def costs() -> Iterator[Cost]:
    """Measure each page for the one of the five people for whom it costs most."""
    from django.test import Client

    from tests.bench.demo_pages import pages
    from thidua.people.demo import demo_people
    from thidua.people.models import User

    logging.disable()  # that somebody may not open a page is what is asked here
    people: dict[str, Client] = {}
    for person in demo_people():
        people[person.username] = Client()
        people[person.username].force_login(User.objects.get(username=person.username))
    opened: dict[str, bool] = {}
    for page in pages():
        if os.environ.get("ONLY", "") not in page.name:
            continue
        readers = {name: client for name, client in people.items() if client.get(page.path).status_code == 200}
        opened[page.name] = opened.get(page.name, False) or bool(readers)
        if readers:
            person_of = max(readers, key=lambda name: _cpu(readers[name], page.path))
            yield _cost(page, person_of, readers[person_of])
    if unopened := sorted(name for name, was_opened in opened.items() if not was_opened):
        raise AssertionError(f"nobody of the demonstration could open {unopened}")


def _cpu(client: Client, path: str) -> float:
    started = time.process_time()
    client.get(path)
    return time.process_time() - started


def _cost(page: Page, person: str, client: Client) -> Cost:
    from django.db import connection

    from tests.bench.weight import first_visit

    walls, cpus, sqls, statements = [], [], [], Statements()
    for _visit in range(VISITS):
        statements = Statements()
        with connection.execute_wrapper(statements):
            cpu, started = time.process_time(), time.perf_counter()
            response = client.get(page.path)
            walls.append((time.perf_counter() - started) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        sqls.append(statements.seconds * 1000)
    body = response.getvalue()
    is_page = b"<html" in body[:1000]
    return Cost(
        page.name,
        page.about,
        person,
        percentile(walls, 0.5),
        percentile(walls, 0.95),
        percentile(cpus, 0.5),
        percentile(sqls, 0.5),
        statements.count,
        len(body) / 1000,
        first_visit(body) / 1000 if is_page else 0,
        b"<thidua-chart" in body,
    )


def line(cost: Cost) -> str:
    """A line for a person to read."""
    return (
        f"{cost.name:<26}{cost.about[:44]:<45}{cost.person:<17}{cost.p50:7.1f}{cost.p95:7.1f}{cost.cpu:7.1f}"
        f"{cost.sql:7.1f}{cost.statements:5}{cost.page:8.0f}{cost.visit:6.0f}  {cost.over}"
    )


def measures() -> list[Measure]:
    """The dearest page of all by each measure; a process of its own has the demonstration's settings."""
    subprocess.run([sys.executable, "-m", "tests.bench.demo"], check=True)
    found = json.loads(RESULT.read_text())
    slow, many = (max(found, key=lambda cost: cost[key]) for key in ("p95", "statements"))
    light, heavy = (max((c for c in found if c["charts"] == charts), key=lambda c: c["visit"]) for charts in (0, 1))
    return [
        _against(f"demo, slowest page: {slow['name']}, p95", slow["p95"], "ms", MILLISECONDS),
        Measure(f"demo, most statements: {many['name']}", many["statements"], ""),
        _against(f"demo, heaviest page: {light['name']}", light["visit"], "KB", KILOBYTES),
        _against(f"demo, heaviest with charts: {heavy['name']}", heavy["visit"], "KB", KILOBYTES_WITH_CHARTS),
    ]


def _against(name: str, value: float, unit: str, target: float) -> Measure:
    return Measure(name, value, unit, value / target, f"target of {target} {unit}")


def main() -> int:
    """Measure, print a line for each page, the dearest first, and write `build/bench-demo.json`."""
    with demonstration():
        from thidua.cli.assets import collect

        collect()
        found = sorted(costs(), key=lambda cost: -cost.cpu)
    print(f"{'page':<26}{'of':<45}{'person':<17}{'p50':>7}{'p95':>7}{'CPU':>7}{'SQL':>7}{'n':>5}{'KB':>8}{'all':>6}")
    print("\n".join(line(cost) for cost in found))
    RESULT.write_text(json.dumps([asdict(cost) for cost in found], ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
