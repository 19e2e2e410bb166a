"""What each screen costs the server: time and statements, at every level and at 1, 30 and 1,000 rows."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench.country import FOUNDED, Country
from tests.bench.measure import Measure, percentile
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import add_user
from thidua.reporting.models import Report
from thidua.reporting.views.report import report_url

VISITS = 20
TARGET_MS = 100


def screens(country: Country) -> Iterator[Measure]:
    """Visit every screen as an officer of the unit that it is about, in this process."""
    month, flow = country.periods[-1].code, country.indicators[0].code
    for unit in (country.root, country.province, country.upper, country.grassroots):
        client = _signed_in(unit, Role.CHAIR if unit == country.grassroots else Role.OFFICER)
        yield from _visit(client, f"unit page, {unit.code}", f"{reverse('unit', args=[unit.code])}?ky={month}")
        yield from _visit(client, f"figure page, {unit.code}", reverse("figure", args=[unit.code, month, flow]))
        yield from _visit(client, f"home, {unit.code}", reverse("home"))
    report = Report.objects.filter(unit=country.grassroots, period=country.periods[-1]).get()
    chair = _signed_in(country.grassroots, Role.CHAIR)
    yield from _visit(chair, "report entry, 60 cells", report_url(report))
    for width, unit in country.wide.items():
        client = _signed_in(unit, Role.OFFICER)
        for name, path in (
            ("unit page", f"{reverse('unit', args=[unit.code])}?ky={month}"),
            ("figure page", reverse("figure", args=[unit.code, month, flow])),
            ("inbox", reverse("inbox")),
            ("who has not reported", f"{reverse('inbox-missing')}?ky={month}"),
            ("reports", reverse("report-list")),
            ("tree", reverse("tree")),
            ("tree node", reverse("tree-children", args=[unit.code])),
            ("targets", reverse("target-list")),
        ):
            yield from _visit(client, f"{name}, {width} children", path)
    yield from _visit(_signed_in(country.root, Role.OFFICER), "search", f"{reverse('unit-search')}?q=huyen so 1")


def account(unit: Unit, role: Role) -> User:
    """Somebody with a role at a unit."""
    name = f"bench.{role.value}.{unit.code}".lower()
    user = User.objects.filter(username=name).first()
    if user is None:
        user = add_user(username=name, password=None, full_name=name, by=None)
        give_grant(user=user, role=role, unit=unit, since=FOUNDED, by=None)
    return user


def _signed_in(unit: Unit, role: Role) -> Client:
    client = Client()
    client.force_login(account(unit, role))
    return client


def _visit(client: Client, name: str, path: str) -> Iterator[Measure]:
    _get(client, path)
    with CaptureQueriesContext(connection) as captured:
        _get(client, path)
    statements = len(captured)  # counted at once: the next request empties the log
    times, processor = [], []
    for _visit in range(VISITS):
        cpu, started = time.process_time(), time.perf_counter()
        _get(client, path)
        times.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    p50, p95, cpu = percentile(times, 0.5), percentile(times, 0.95), percentile(processor, 0.5)
    beside = f"target of {TARGET_MS} ms; p50 {p50:.0f} ms, of it Python {cpu:.0f} ms, {statements} statements"
    yield Measure(f"{name}: p95", p95, "ms", p95 / TARGET_MS, beside)


def _get(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise AssertionError(f"{path}: {response.status_code}")
