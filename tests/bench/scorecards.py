"""Cards of all grassroots unions computed from accepted figures and stored; the grid of 25 units × 60 criteria."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from tests.bench.country import Country
from tests.bench.measure import Measure, percentile
from tests.bench.memory import forget_peak, peak
from tests.bench.screens import account
from thidua.access.rules import Role
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.schemes.models import Scheme as StoredScheme
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.services.computing import compute_cards
from thidua.emulation.scorecards.services.opening import lay_out_cards
from thidua.indicators.services import ensure_periods
from thidua.org.models import Placement, Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User

COLUMNS, WIDE, UNITS = 40, 60, 25
VISITS, TARGET_MS = 30, 100
CARDS_A_SECOND = 1_500


def scorecards(country: Country) -> Iterator[Measure]:
    """A round over the country, then a cluster's grid as its owner's officer sees it while the lead checks."""
    officer = account(country.root, Role.OFFICER)
    ensure_periods(calendar=Calendar.CALENDAR, year=country.periods[-1].year)
    round_ = _round(country, officer, COLUMNS, unit_kind=UnitKind.GRASSROOTS)
    started = time.perf_counter()
    cards = lay_out_cards(round_)
    yield Measure(f"{cards:,} cards laid out", time.perf_counter() - started, "s")
    forget_peak()
    started, busy = time.perf_counter(), time.process_time()
    compute_cards(round_)
    taken, busy = time.perf_counter() - started, time.process_time() - busy
    yield Measure(f"{cards:,} cards × {COLUMNS} criteria computed from figures and stored", taken, "s")
    yield Measure("processor time of Python in it", busy, "s")
    yield Measure("most memory of the process meanwhile", peak(), "MB")
    rate = cards / taken
    yield Measure("cards a second", rate, "/s", CARDS_A_SECOND / rate, f"target of {CARDS_A_SECOND:,}/s")
    wide = _round(country, officer, WIDE, cluster=_cluster(country, officer))
    lay_out_cards(wide)
    compute_cards(wide)
    Round.objects.filter(pk=wide.pk).update(state="recheck")
    client = Client()
    client.force_login(officer)
    yield _visited(client, reverse("round-grid", args=[wide.reference]))


def _visited(client: Client, address: str) -> Measure:
    times = []
    for _visit in range(VISITS):
        started = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
        assert answer.content.count(b"point-cell") >= UNITS * WIDE
    p95 = percentile(times, 0.95)
    return Measure(f"grid of {UNITS} units × {WIDE} criteria, p95", p95, "ms", p95 / TARGET_MS, "target of 100 ms")


def _round(country: Country, by: User, criteria: int, *, cluster: Cluster | None = None, unit_kind: str = "") -> Round:
    scheme = StoredScheme.objects.create(
        reference=f"bench{criteria}", owner=country.root, name="bench", year=2024, made_by=by, made_at=clock.now()
    )
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        content=json.loads(json.dumps(_table(country, criteria))),
        edited_by=by,
        edited_at=clock.now(),
        published_by=by,
        published_at=clock.now(),
        digest="0" * 64,
    )
    return Round.objects.create(
        reference=f"round{criteria}",
        owner=country.root,
        cluster=cluster,
        unit_kind=unit_kind,
        scheme=version,
        name="bench",
        period=str(country.periods[-1].code),
        made_by=by,
        made_at=clock.now(),
    )


def _table(country: Country, criteria: int) -> dict[str, object]:
    """Criteria over the country's indicators, half in proportion and half by steps."""
    steps = {"method": "steps", "on": "value", "steps": [{"bound": 10, "points": 1}, {"bound": 100, "points": 2}]}
    lines = [
        {
            "code": f"C{number}",
            "name": f"Tiêu chí {number}",
            "max": 2,
            "formula": steps if number % 2 else {"method": "proportional"},
            "measures": [{"key": country.indicators[number % len(country.indicators)].code, "target": 50}],
        }
        for number in range(criteria)
    ]
    groups = [
        {"code": f"G{group}", "name": f"Nhóm {group}", "max": 20, "criteria": lines[group * 10 : group * 10 + 10]}
        for group in range(criteria // 10)
    ]
    return {"code": "bench", "name": "bench", "total": 2 * criteria, "groups": groups}


def _cluster(country: Country, by: User) -> Cluster:
    """Twenty-five units of the country; the first leads."""
    found = Cluster.objects.create(
        reference="bench", owner=country.root, year=2024, name="bench", made_by=by, made_at=clock.now()
    )
    placed = Placement.objects.filter(kind=UnitKind.GRASSROOTS).order_by("pk").values("unit")[:UNITS]
    for number, unit in enumerate(Unit.objects.filter(pk__in=list(placed.values_list("unit", flat=True)))):
        role = SeatRole.MEMBER if number else SeatRole.LEAD
        Seat.objects.create(cluster=found, unit=unit, role=role, during=DateRange(date(2024, 1, 1), None))
    return found
