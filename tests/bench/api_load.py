"""Whole reports over HTTP: load generator, server and database share the machine's cores.

`python -m tests.bench.api_load` measures this alone; `make bench` takes `intake`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.bench.measure import Measure, percentile, table

if TYPE_CHECKING:
    from tests.bench.country import Country

SENDERS = 6
REPORTS = int(os.environ.get("REPORTS", "2000"))
MONTH = "2025-M01"
FORM = "scale-month"
READY_SECONDS = 30
TARGET_PER_SECOND = 150


@dataclass
class Run:
    """What became of the requests of one run."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Reports that were answered 200, each second."""
        return len(self.latencies) / self.seconds


def intake(place: Country) -> list[Measure]:
    """Send whole reports of 60 cells, each handed in at once, and see that every one of them arrived."""
    secret, codes = _prepare(place, REPORTS)
    bodies = _bodies(place)
    with web_server() as port:
        send(port, secret, codes[: 4 * SENDERS], bodies)
        run = send(port, secret, codes[4 * SENDERS :], bodies)
    lost = len(codes) - _arrived()
    if run.failures or lost:
        raise AssertionError(f"{len(run.failures)} failed, {lost} lost: {run.failures[:3]}")
    return [
        Measure(
            "API: whole reports of 60 cells, submitted",
            run.per_second,
            "/s",
            run.per_second / TARGET_PER_SECOND,
            f"{TARGET_PER_SECOND}/s asked for",
        ),
        Measure("API: a whole report, p50", percentile(run.latencies, 0.5) * 1000, "ms"),
        Measure("API: a whole report, p95", percentile(run.latencies, 0.95) * 1000, "ms"),
    ]


def _prepare(place: Country, reports: int) -> tuple[str, list[str]]:
    """A month with drafts, and the token of a program that may hand them in."""
    from tests.bench.country import FOUNDED
    from thidua.access.rules import Role
    from thidua.access.services import give_grant
    from thidua.api.services import issue_token
    from thidua.core.periods import Calendar
    from thidua.indicators.services import ensure_periods
    from thidua.org.models import Unit
    from thidua.people.services import add_user
    from thidua.reporting.models import Report
    from thidua.reporting.services.periods import open_period

    month = ensure_periods(calendar=Calendar.CALENDAR, year=2025)[MONTH]
    open_period(period=month, by=None)
    program = add_user(username="program", password=None, full_name="Program", by=None)
    drafts = Report.objects.filter(period=month).order_by("pk").values_list("unit", flat=True)[:reports]
    units = list(Unit.objects.filter(pk__in=list(drafts)).order_by("pk"))
    give_grant(user=program, role=Role.OFFICER, units=units, since=FOUNDED, by=None)
    return issue_token(user=program, name="bench", by=None).secret, [unit.code for unit in units]


def _bodies(place: Country) -> list[bytes]:
    """A few different whole reports."""
    dice = random.Random(1)
    return [
        json.dumps(
            {"cells": {indicator.code: str(dice.randint(0, 500)) for indicator in place.indicators}, "submit": True}
        ).encode()
        for _each in range(20)
    ]


def _arrived() -> int:
    from thidua.reporting.models import Submission

    return Submission.objects.filter(report__period__code=MONTH).count()


def send(port: int, secret: str, codes: Sequence[str], bodies: Sequence[bytes]) -> Run:
    """PUT one report for each unit, from several connections that are kept open."""
    waiting = list(enumerate(reversed(codes)))
    run = Run(0.0)

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        while waiting:
            try:
                number, code = waiting.pop()
            except IndexError:
                break
            started = time.perf_counter()
            connection.request(
                "PUT",
                f"/api/v1/reports/{code}/{MONTH}/{FORM}",
                bodies[number % len(bodies)],
                headers | {"Idempotency-Key": str(uuid4())},
            )
            answer = connection.getresponse()
            said = answer.read()
            if answer.status == http.HTTPStatus.OK:
                run.latencies.append(time.perf_counter() - started)
            else:
                run.failures.append(f"{answer.status} {said.decode()[:200]}")
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=work) for _sender in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.seconds = time.perf_counter() - started
    return run


@contextlib.contextmanager
def web_server() -> Iterator[int]:
    """The web server as `thidua serve` starts it, on a free port and the database of the environment."""
    from thidua.cli.server import _web_server

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, *_web_server("127.0.0.1", port)]
    server = subprocess.Popen(command, env=os.environ | {"THIDUA_PROCESS": "web"}, cwd=Path.cwd())
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the web server does not answer")


def main() -> int:
    """Build a small country and measure intake alone."""
    from tests.bench.place import database

    with database():
        from tests.bench import country

        place = country.build(units=REPORTS + 200, months=1)
        print(table(intake(place)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
