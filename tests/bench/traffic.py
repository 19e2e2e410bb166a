"""The browser's way of saving, under load: bursts of many people through the running server."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Sequence

from tests.bench.api_load import MONTH, web_server
from tests.bench.country import FOUNDED, Country
from tests.bench.measure import Measure, percentile
from tests.proofs.stage import Actor, signed_in
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.figures.models import CellEdit
from thidua.people.services import add_user
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.views.report import report_url

PEOPLE = 500
SECONDS = 10
SENDERS = 8
CSRF = "c" * 32
CELLS_IN_A_BURST = 3


def saving(country: Country) -> list[Measure]:
    """500 people type into drafts of their own; every save that was answered must be in the journal."""
    actors = _actors()
    codes = [indicator.code for indicator in country.indicators]
    before = CellEdit.objects.count()
    with web_server() as port:
        typists = [Typist(port, actors[n::SENDERS], codes) for n in range(SENDERS)]
        for typist in typists:
            typist.start()
        for typist in typists:
            typist.join()
    latencies = [latency for typist in typists for latency in typist.latencies]
    lost = len(latencies) - (CellEdit.objects.count() - before)
    if lost > 0:
        raise AssertionError(f"{lost} saves were answered and are not there")
    return [
        Measure(f"browser: save bursts of {PEOPLE} people", len(latencies) / SECONDS, "/s"),
        Measure("browser: a save burst, p50", percentile(latencies, 0.5) * 1000, "ms"),
        Measure("browser: a save burst, p95", percentile(latencies, 0.95) * 1000, "ms"),
    ]


def _actors() -> list[Actor]:
    """Chairs of unions that have not begun their report yet."""
    reports = (
        Report.objects.filter(period__code=MONTH, state=ReportState.DRAFT, started_at=None)
        .select_related("unit", "period", "sheet__form_version__form")
        .order_by("-pk")[:PEOPLE]
    )
    actors = []
    for report in reports:
        user = add_user(username=f"typist.{report.pk}", password=None, full_name="Typist", by=None)
        give_grant(user=user, role=Role.CHAIR, unit=report.unit, since=FOUNDED, by=None)
        actors.append(Actor(signed_in(user), report_url(report), report.sheet_id))
    return actors


class Typist(threading.Thread):
    """Saves bursts for some people in turn, as fast as the answers come."""

    def __init__(self, port: int, actors: Sequence[Actor], codes: Sequence[str]) -> None:
        super().__init__()
        self.port, self.actors, self.codes = port, actors, codes
        self.latencies: list[float] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        held: dict[tuple[int, str], str] = {}
        end = time.perf_counter() + SECONDS
        number = 0
        while time.perf_counter() < end:
            number += 1
            actor = self.actors[number % len(self.actors)]
            chosen = [self.codes[(number + n) % len(self.codes)] for n in range(CELLS_IN_A_BURST)]
            edits = [{"code": c, "before": held.get((actor.sheet, c), ""), "text": str(number)} for c in chosen]
            started = time.perf_counter()
            connection.request("POST", f"{actor.report}o/", _body(edits), _headers(actor))
            response = connection.getresponse()
            answer = response.read()
            if response.status != http.HTTPStatus.OK:
                raise AssertionError(f"{response.status} {answer[:200]!r}")
            self.latencies.append(time.perf_counter() - started)
            held |= {(actor.sheet, c): str(number) for c in chosen}
        connection.close()


def _body(edits: list[dict[str, str]]) -> str:
    return json.dumps({"key": str(uuid.uuid4()), "edits": edits})


def _headers(actor: Actor) -> dict[str, str]:
    return {
        "Cookie": f"sessionid={actor.session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
