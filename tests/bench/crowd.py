"""Fifty people who read: each opens a page, thinks for five seconds, and opens the next, over HTTP."""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from collections.abc import Sequence

from django.urls import reverse

from tests.bench.api_load import web_server
from tests.bench.country import FOUNDED, Country
from tests.bench.measure import Measure, percentile
from tests.bench.memory import of_processes
from tests.proofs.stage import signed_in
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.services import add_user

PEOPLE = 50
THINK_SECONDS = 5.0
SECONDS = int(os.environ.get("CROWD_SECONDS", "60"))
TARGET_MS = 150
# How many of fifty read at each level.
LEVELS = ((UnitKind.CONFEDERATION, 3), (UnitKind.PROVINCE, 12), (UnitKind.DISTRICT, 20), (UnitKind.GRASSROOTS, 15))


def crowd(country: Country) -> list[Measure]:
    """Every request of a minute must be answered; the memory of all processes is taken while they work."""
    readers = _readers(country)
    with web_server() as port:
        threads = [Reader(port, n, session, pages) for n, (session, pages) in enumerate(readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        memory = of_processes()
    failures = [failure for thread in threads for failure in thread.failures]
    if failures:
        raise AssertionError(f"{len(failures)} requests failed: {failures[:3]}")
    times = [taken for thread in threads for taken in thread.times]
    p95 = percentile(times, 0.95)
    return [
        Measure(f"{PEOPLE} people, {THINK_SECONDS:.0f} s of thought: pages", len(times) / SECONDS, "/s"),
        Measure(f"{PEOPLE} people: a page, p50", percentile(times, 0.5), "ms"),
        Measure(f"{PEOPLE} people: a page, p95", p95, "ms", p95 / TARGET_MS, f"target of {TARGET_MS} ms"),
        *memory,
    ]


def _readers(country: Country) -> list[tuple[str, list[str]]]:
    """A session for each reader, and the pages that she goes through."""
    month, flow = country.periods[-1].code, country.indicators[0].code
    readers = []
    for kind, count in LEVELS:
        placed = Unit.objects.filter(placements__kind=kind).order_by("pk")
        step = max(1, placed.count() // count)
        for unit in placed[: count * step : step]:
            role = Role.CHAIR if kind == UnitKind.GRASSROOTS else Role.OFFICER
            user = add_user(username=f"reader.{unit.code}".lower(), password=None, full_name="Reader", by=None)
            give_grant(user=user, role=role, unit=unit, since=FOUNDED, by=None)
            readers.append((signed_in(user), _pages(unit, kind, month, flow)))
    while len(readers) < PEOPLE:
        readers.append(readers[len(readers) % 3])
    return readers


def _pages(unit: Unit, kind: UnitKind, month: str, flow: str) -> list[str]:
    below = [] if kind == UnitKind.GRASSROOTS else [reverse("inbox"), f"{reverse('inbox-missing')}?ky={month}"]
    return [
        reverse("home"),
        f"{reverse('unit', args=[unit.code])}?ky={month}",
        reverse("figure", args=[unit.code, month, flow]),
        f"{reverse('unit', args=[unit.code])}?ky={_year_of(month)}",
        reverse("report-list"),
        reverse("tree"),
        *below,
    ]


def _year_of(month: str) -> str:
    """The code of the year that a month lies in."""
    return month.partition("-")[0]


class Reader(threading.Thread):
    """Opens her pages in an order of her own."""

    def __init__(self, port: int, number: int, session: str, pages: Sequence[str]) -> None:
        super().__init__()
        self.port, self.session, self.pages = port, session, pages
        self.dice = random.Random(number)
        self.times: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        end = time.perf_counter() + SECONDS
        time.sleep(self.dice.uniform(0, THINK_SECONDS))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sessionid={self.session}"}
        while time.perf_counter() < end:
            path = self.dice.choice(self.pages)
            started = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            self.times.append((time.perf_counter() - started) * 1000)
            if response.status != http.HTTPStatus.OK:
                self.failures.append(f"{path}: {response.status}")
            time.sleep(self.dice.expovariate(1 / THINK_SECONDS))
        connection.close()
