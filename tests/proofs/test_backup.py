"""Backups of the real program: taken while people save, and an archive that goes back to a moment."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.proofs.running import Browser, site
from thidua.cli.backups.archive import opened
from thidua.cli.postgres import Postgres
from thidua.core.clock import VIETNAM

FULL = bool(os.environ.get("THIDUA_PROVE"))
PEOPLE = 40 if FULL else 8
SAVES_PER_SECOND = 200 if FULL else 40
SECONDS_BEFORE, SECONDS_AFTER = (20, 5) if FULL else (2, 1)
CODES = ("ORG16", "ORG18", "ORG21")

_LAST_EDITS = """
    SELECT DISTINCT ON (e.sheet_id, edit.indicator) e.sheet_id, i.code, edit.value
    FROM figures_celledit e CROSS JOIN LATERAL unnest(e.indicators, e.after) AS edit (indicator, value)
    JOIN indicators_indicator i ON i.id = edit.indicator
    WHERE i.code = ANY(%s) ORDER BY e.sheet_id, edit.indicator, e.id DESC
"""
_CELLS = """
    SELECT c.sheet_id, i.code, c.cells[s.position] FROM figures_sheetcells c
    JOIN indicators_slot s ON s.block_id = c.block JOIN indicators_indicator i ON i.id = s.indicator_id
    WHERE i.code = ANY(%s) AND c.cells[s.position] IS NOT NULL
"""


class Typist(threading.Thread):
    """Types ever larger numbers into three cells of one report, and notes when each was answered."""

    def __init__(self, browser: Browser, enough: threading.Event) -> None:
        super().__init__()
        self.browser, self.enough = browser, enough
        self.answered: list[tuple[datetime, str]] = []

    def run(self) -> None:
        n = 0
        while not self.enough.wait(PEOPLE / SAVES_PER_SECOND):
            n += 1
            key = self.browser.save(CODES[n % len(CODES)], str(n), until=time.monotonic() + 20)
            assert key is not None
            self.answered.append((datetime.now(VIETNAM), key))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's own user may enter."""
    made = Path(tempfile.mkdtemp(prefix="thidua-backup-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def thidua(*arguments: str | Path, data: Path, typed: str = "", **variables: str) -> str:
    """Run a command on a data folder as a person does; the answer is what it printed."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA", "DJANGO", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-m", "thidua.cli.main", *map(str, arguments)],
        env=own | {"THIDUA_DATA": str(data)} | variables,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_backup_taken_under_load_holds_all_that_was_answered_and_no_half_of_anything(
    folder: Path, record_property: Callable[[str, object], None]
) -> None:
    copy, enough = folder / "copy.backup", threading.Event()
    with site(schools=PEOPLE) as served:
        typists = [Typist(Browser(served, actor), enough) for actor in served.cast.actors]
        for typist in typists:
            typist.start()
        time.sleep(SECONDS_BEFORE)
        thidua("backup", copy, data=served.data)
        made = datetime.now(VIETNAM)
        time.sleep(SECONDS_AFTER)
        enough.set()
        for typist in typists:
            typist.join()

    printed = thidua("restore", copy, data=folder / "restored")
    answered = [answer for typist in typists for answer in typist.answered]
    with opened(copy) as archive:
        began = archive.manifest.made_at
    before = {key for at, key in answered if at < began}
    record_property("saves answered before the backup began", len(before))
    assert len(before) >= SAVES_PER_SECOND * SECONDS_BEFORE / 2
    assert any(began < at < made for at, _ in answered)
    assert any(at > made for at, _ in answered)

    assert "mọi số liệu khớp" in printed
    journal, last_edits, cells = look(folder / "restored")
    assert before <= journal
    assert cells == last_edits


def look(data: Path) -> tuple[set[str], dict[tuple[int, str], int], dict[tuple[int, str], int]]:
    """The keys of the journal, the last edit of every cell by the journal, and what every cell holds."""
    with running(data) as connection:
        journal = {str(key) for (key,) in connection.execute("SELECT key FROM figures_celledit")}
        last_edits, cells = (
            {(sheet, code): value for sheet, code, value in connection.execute(query, [list(CODES)])}
            for query in (_LAST_EDITS, _CELLS)
        )
        return journal, last_edits, cells


@contextlib.contextmanager
def running(data: Path) -> Iterator[psycopg.Connection]:
    """A connection to the database of a data folder that nobody serves."""
    postgres = Postgres(data)
    postgres.start(with_parent=True)
    try:
        with psycopg.connect(postgres.url) as connection:
            yield connection
    finally:
        postgres.stop()


@pytest.mark.skipif(not FULL, reason="replays a log into a new database: make prove")
def test_an_archived_log_brings_back_a_moment(folder: Path) -> None:
    data, archive = folder / "data", folder / "archive"
    thidua("prepare", data=data, THIDUA_WAL_ARCHIVE=str(archive))
    thidua("backup", "--base", data=data)
    thidua("user", "add", "truoc", "--name", "Người trước", data=data, typed="mat-khau-dai-1\n")
    moment = datetime.now(VIETNAM)
    # The folder is remembered: a command without the variable leaves no gap.
    thidua("user", "add", "sau", "--name", "Người sau", data=data, typed="mat-khau-dai-1\n")
    with running(data) as connection:
        connection.execute("DELETE FROM people_user WHERE username = 'truoc'")

    printed = thidua("restore", archive, "--until", moment.isoformat(sep=" "), data=folder / "then")

    assert "mọi số liệu khớp" in printed
    listed = thidua("user", "list", data=folder / "then")
    assert "truoc" in listed
    assert "sau" not in listed
    listed = thidua("user", "list", data=data)
    assert "truoc" not in listed
    assert "sau" in listed
