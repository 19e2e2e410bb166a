"""The database is killed while people save: what was answered 200 is there, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable

import psycopg

from tests.proofs.running import Browser, Site, site
from thidua.cli.postgres import Postgres

FULL = bool(os.environ.get("THIDUA_PROVE"))
SECONDS = 20 if FULL else 5
PEOPLE = 40 if FULL else 12
SAVES_PER_SECOND = 200 if FULL else 60
CODES = ("ORG16", "ORG18", "ORG21")


class Typist(threading.Thread):
    """Types ever larger numbers into three cells of one report at a steady rate."""

    def __init__(self, browser: Browser, begin: float, end: float) -> None:
        super().__init__()
        self.browser, self.begin, self.end = browser, begin, end
        self.saved: list[tuple[str, str, str]] = []

    def run(self) -> None:
        pause = PEOPLE / SAVES_PER_SECOND
        for n in range(1, 100_000):
            at = self.begin + n * pause
            if at > self.end:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            code, value = CODES[n % len(CODES)], str(n)
            # A save that met the dead database is sent again well after it is back.
            key = self.browser.save(code, value, until=self.end + 20)
            if key:
                self.saved.append((key, code, value))


def test_every_save_that_was_answered_survives_the_death_of_the_database(
    record_property: Callable[[str, object], None],
) -> None:
    with site(schools=PEOPLE) as running:
        database = Postgres(running.data)
        begin = time.monotonic() + 0.5
        typists = [Typist(Browser(running, actor), begin, begin + SECONDS) for actor in running.cast.actors]
        for typist in typists:
            typist.start()
        time.sleep(0.5 + SECONDS / 2)
        _kill(database)
        for typist in typists:
            typist.join()
        answered = sum(len(typist.saved) for typist in typists)
        journal, cells = _look(running, database)

    record_property("saves answered 200", answered)
    assert answered >= 0.9 * SAVES_PER_SECOND * SECONDS
    for typist in typists:
        last = {code: value for _, code, value in typist.saved}
        for key, code, value in typist.saved:
            assert journal[key] == 1, (key, code, value)
        for code, value in last.items():
            assert cells[typist.browser.actor.sheet, code] == int(value), (typist.browser.actor, code)


def _kill(database: Postgres) -> None:
    pid = database.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _look(running: Site, database: Postgres) -> tuple[Counter[str], dict[tuple[int, str], int]]:
    """How often each key stands in the journal, and what each cell holds, straight from the database."""
    with psycopg.connect(database.url) as connection:
        journal = Counter(str(key) for (key,) in connection.execute("SELECT key FROM figures_celledit"))
        rows = connection.execute(
            "SELECT c.sheet_id, i.code, c.cells[s.position] FROM figures_sheetcells c"
            " JOIN indicators_slot s ON s.block_id = c.block JOIN indicators_indicator i ON i.id = s.indicator_id"
            " WHERE i.code = ANY(%s)",
            [list(CODES)],
        )
        return journal, {(sheet, code): number for sheet, code, number in rows}
