"""3,000 people vote within half a minute while the server is killed: each vote counts once, as it was given.

The load comes from the same cores. Everybody is signed in and has her page open; one in ten clicks twice, one in twenty
tries again from a second page. Whoever gets no answer sends the same page again, as a browser does that is reloaded.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from tests.proofs.running import CSRF, serving
from thidua.cli.postgres import Postgres
from thidua.cli.processes import with_variable
from thidua.cli.supervisor import MARK, mark_of

FULL = bool(os.environ.get("THIDUA_PROVE"))
VOTERS = 3_000 if FULL else 300
SECONDS = 30 if FULL else 120  # beside other tests the server takes its time to come back
CLICKING_TWICE, ON_TWO_PAGES = 10, 20
AT_ONCE = 24
PATIENCE = 0.5
OK, CONFLICT = 200, 409


@dataclass
class Voter:
    """One voter's browser: the session, the page that is sent, the code on it, and what was answered."""

    session: str
    slip: str
    code: str
    second: str
    choice: int
    answers: list[tuple[int, str]] = field(default_factory=list)
    tries: int = 0
    shown: bool = False


@dataclass
class Crowd:
    """Everybody votes, `AT_ONCE` at a time."""

    port: int
    address: str
    clicks: queue.SimpleQueue[Voter]
    until: float
    answered: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    last: float = 0.0

    def work(self) -> None:
        """Send one click after the other, each until it is answered."""
        connection = None
        while True:
            try:
                voter = self.clicks.get_nowait()
            except queue.Empty:
                return
            begun, status, pause = time.monotonic(), 0, 0.05
            while status != OK and time.monotonic() < self.until:
                connection, status, text = self.send(connection, voter, voter.slip, voter.choice)
                self.answered[status] += 1
                voter.tries += 1
                if status == OK:
                    voter.shown = voter.shown or voter.code in text
                else:
                    time.sleep(pause)
                    pause = min(2 * pause, PATIENCE)
            self.last = max(self.last, time.monotonic())
            self.slowest = max(self.slowest, time.monotonic() - begun)

    def send(
        self, connection: http.client.HTTPConnection | None, voter: Voter, slip: str, choice: int
    ) -> tuple[http.client.HTTPConnection | None, int, str]:
        """Send a page once; the status is 0 when no answer came."""
        body = urlencode({"step": "cast", "slip": slip, "c1-1": choice})
        sent = {
            "Cookie": f"sessionid={voter.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("POST", self.address, body, sent)
            answer = connection.getresponse()
            return connection, answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None, 0, ""


def test_everybody_votes_once_though_the_server_dies(record_property: Callable[[str, object], None]) -> None:
    with serving("tests.proofs.ballots_stage", str(VOTERS)) as (port, data, told):
        voters = [Voter(*of, choice=random.randrange(3)) for of in told["voters"]]
        begun, crowd = _vote(voters, port, data, told["address"])
        took = crowd.last - begun
        _try_second_pages(crowd, voters[::ON_TWO_PAGES])
        assert _kept(data) == (VOTERS, VOTERS, VOTERS)
        opened = _count(data, told)

    record_property("seconds", round(took, 1))
    record_property("answers", dict(crowd.answered))
    record_property("slowest vote in seconds", round(crowd.slowest, 1))
    assert took < SECONDS
    # The death was felt: some requests had no answer and came again.
    assert crowd.answered[0] > 0
    assert all(voter.shown for voter in voters), "somebody never saw her code"
    assert opened == {voter.code: [[voter.choice]] for voter in voters}


def _vote(voters: list[Voter], port: int, data: Path, address: str) -> tuple[float, Crowd]:
    """Let everybody vote and kill the server when half have; the answer is when it began."""
    clicks: queue.SimpleQueue[Voter] = queue.SimpleQueue()
    order = random.sample(voters, len(voters))
    for number, voter in enumerate(order):
        clicks.put(voter)
        if number % CLICKING_TWICE == 0:
            clicks.put(voter)
    begun = time.monotonic()
    crowd = Crowd(port, address, clicks, until=begun + 2 * SECONDS)
    workers = [threading.Thread(target=crowd.work) for _worker in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    while clicks.qsize() > VOTERS / 2:
        time.sleep(0.01)
    _kill_the_server(data)
    for worker in workers:
        worker.join()
    return begun, crowd


def _kill_the_server(data: Path) -> None:
    """Kill -9 whatever answers HTTP, in the middle of what it does."""
    for pid in with_variable(MARK, mark_of(data)):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"granian" in command or b"multiprocessing" in command:
            os.kill(pid, signal.SIGKILL)


def _try_second_pages(crowd: Crowd, voters: list[Voter]) -> None:
    """Voters who have voted vote otherwise from another page: refused, and the code of that page is not shown."""
    connection, patience = None, time.monotonic() + SECONDS
    for voter in voters:
        status = 0
        while not status and time.monotonic() < patience:
            connection, status, _text = crowd.send(connection, voter, voter.second, (voter.choice + 1) % 3)
        assert status == CONFLICT


def _kept(data: Path) -> tuple[int, ...]:
    """How many are marked on the roll, how many envelopes there are, how many votes the audit tells of."""
    with psycopg.connect(Postgres(data).url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM voting_voter WHERE voted_at IS NOT NULL),"
            " (SELECT count(*) FROM voting_sealedballot),"
            " (SELECT count(DISTINCT actor_id) FROM (SELECT actor_id, event FROM audit_inbox"
            "  UNION ALL SELECT actor_id, event FROM audit_event) told WHERE event = 'ballot.cast')"
        ).fetchone()
    assert row is not None
    return tuple(row)


def _count(data: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """Every opened vote by its code, counted by a process of its own."""
    known = {name: told[name] for name in ("ballot", "shares", "committee")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.ballots_stage", "count"],
        env=os.environ | {"DATABASE_URL": Postgres(data).url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        input=json.dumps(known),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stderr)
    opened: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return opened
