"""With a replica beside the database nobody reads anything older than what was saved before she asked."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest

from tests.proofs.running import CSRF, Browser, Site, headers, site
from thidua.cli.postgres import DATABASE, OWNER, Postgres

pytestmark = pytest.mark.skipif(
    not os.environ.get("THIDUA_PROVE"), reason="starts a second database: make prove, and make cluster-test"
)
WITHIN = 20.0
SAVES = 40
CODE = "ORG16"


@dataclass
class Replica:
    """A second PostgreSQL that streams from the embedded one of a running installation."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, valid before it is there."""
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.folder))}"

    def start(self, of: Postgres) -> None:
        """Copy the primary and follow it."""
        place = of.place
        if place.user is not None:
            shutil.chown(self.folder, place.user, place.group)
        shared = {"user": place.user, "group": place.group, "cwd": self.folder, "stderr": subprocess.DEVNULL}
        options = ("-h", str(place.sockets), "-U", OWNER, "-D", "data", "-R", "--checkpoint=fast", "--no-sync")
        subprocess.run([str(place.binaries / "bin" / "pg_basebackup"), *options], check=True, **shared)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "fsync": "off"}
        self.process = subprocess.Popen(
            [
                *(str(place.binaries / "bin" / "postgres"), "-D", "data"),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            **shared,
        )
        wait_until(lambda: self.ask("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'") == 1)

    def ask(self, statement: str) -> object:
        """The one value that a statement answers; None while nobody answers."""
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                row = connection.execute(statement.encode()).fetchone()
                return row[0] if row else None
        except psycopg.OperationalError:
            return None

    def reads(self) -> int:
        """How often cells of reports were looked up here."""
        found = self.ask("SELECT sum(idx_scan) FROM pg_stat_user_tables WHERE relname LIKE 'figures_sheetcells%'")
        return int(str(found or 0))

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    folder = Path(tempfile.mkdtemp(prefix="thidua-replica-"))
    folder.chmod(0o700)
    made = Replica(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def running(replica: Replica) -> Iterator[Site]:
    with site(schools=2, THIDUA_REPLICA_URL=replica.url) as started:
        replica.start(Postgres(started.data))
        yield started


def stale_reads(browser: Browser, saves: int) -> list[tuple[str, str | None]]:
    """Save ever larger numbers and read each at once; the answer is what was read in the place of another one."""
    stale = []
    first = int(browser.held.get(CODE, "0")) + 1
    for value in map(str, range(first, first + saves)):
        assert browser.save(CODE, value, until=time.monotonic() + WITHIN)
        cells = browser.read(until=time.monotonic() + WITHIN)
        assert cells is not None
        if cells[CODE] != value:
            stale.append((value, cells[CODE]))
    return stale


@pytest.fixture
def browser(running: Site) -> Browser:
    """The first chair's browser, which knows what the cell holds."""
    chair = Browser(running, running.cast.actors[0])
    cells = chair.read(until=time.monotonic() + WITHIN)
    assert cells is not None
    if cells[CODE]:
        chair.held[CODE] = cells[CODE]
    return chair


def reads_at_the_replica(replica: Replica, browser: Browser) -> bool:
    """Whether reading a report reaches the replica by now; statistics follow within a second."""
    before = replica.reads()
    for _ in range(5):
        browser.read(until=time.monotonic() + WITHIN)
        time.sleep(0.3)
    return replica.reads() > before


def test_what_was_just_saved_is_read_and_the_replica_answers(running: Site, replica: Replica, browser: Browser) -> None:
    wait_until(lambda: reads_at_the_replica(replica, browser))

    assert stale_reads(browser, SAVES) == []
    assert reads_at_the_replica(replica, browser)


def test_a_replica_that_stands_still_is_not_read(running: Site, replica: Replica, browser: Browser) -> None:
    replica.ask("SELECT pg_wal_replay_pause()")
    try:
        assert stale_reads(browser, SAVES) == []
        wait_until(lambda: not reads_at_the_replica(replica, browser))  # what was counted late is counted by then
    finally:
        replica.ask("SELECT pg_wal_replay_resume()")

    wait_until(lambda: reads_at_the_replica(replica, browser))


def test_what_one_person_saved_another_reads(running: Site, replica: Replica, browser: Browser) -> None:
    """The promise holds for all who ask, not only for the browser that saved."""
    above = Browser(running, browser.actor)
    above.actor = type(browser.actor)(running.cast.district, browser.actor.report, browser.actor.sheet)
    for _ in range(SAVES):
        value = str(int(browser.held.get(CODE, "0")) + 1)
        assert browser.save(CODE, value, until=time.monotonic() + WITHIN)
        cells = above.read(until=time.monotonic() + WITHIN)
        assert cells is not None
        assert cells[CODE] == value


def test_a_page_that_writes_is_answered_by_the_primary(running: Site, replica: Replica, browser: Browser) -> None:
    """The first use of a token on a day is noted, though it only reads."""
    wait_until(lambda: reads_at_the_replica(replica, browser))
    secret = new_token(running, browser)
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    connection.request("GET", "/api/v1/periods", headers={"Authorization": f"Bearer {secret}"})

    assert connection.getresponse().status == http.HTTPStatus.OK
    with psycopg.connect(Postgres(running.data).url) as primary:
        assert primary.execute("SELECT count(*) FROM api_apitoken WHERE last_used_on IS NOT NULL").fetchone() == (1,)


def new_token(running: Site, browser: Browser) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    form = headers(browser.actor.session) | {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    fields = urlencode({"name": "program", "csrfmiddlewaretoken": CSRF})
    connection.request("POST", "/tai-khoan/ma-truy-cap/", fields, form)
    found = re.search(r'class="token-secret">([^<]+)<', connection.getresponse().read().decode())
    assert found
    return found[1]


def test_without_its_replica_everything_is_still_answered(running: Site, replica: Replica, browser: Browser) -> None:
    replica.stop()

    assert stale_reads(browser, 5) == []
