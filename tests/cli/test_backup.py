"""What a backup refuses, which ones are kept, and who hears of it when one fails."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import TEMPLATE
from tests.factories.tree import tree
from tests.people import administrator, inspector, officer
from thidua.audit.models import AuditInbox
from thidua.audit.services import record, seal_inbox
from thidua.cli.backups.archive import CHECKSUM, MANIFEST, MARK, growing, opened
from thidua.cli.backups.manifest import BadBackup, Manifest, State
from thidua.cli.backups.schedule import Schedule, kept, name_at
from thidua.cli.backups.scheduling import keep_up, make_scheduled
from thidua.cli.main import main
from thidua.cli.postgres import Postgres
from thidua.cli.refusal import Refusal
from thidua.core.clock import VIETNAM
from thidua.notices.models import Notice

DIGEST = hashlib.sha256(b"a photograph").hexdigest()
NOW = datetime(2026, 11, 22, 10, tzinfo=VIETNAM)
Ran = subprocess.CompletedProcess[str]


def thidua(*arguments: str | Path, preexec: Callable[[], None] | None = None, **variables: str) -> Ran:
    """Run a command in a process of its own, as a person does."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("THIDUA", "DJANGO", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "-m", "thidua.cli.main", *map(str, arguments)],
        env=own | variables,
        preexec_fn=preexec,
        capture_output=True,
        text=True,
        check=False,
    )


# ── The file ─────────────────────────────────────────────────────────────────
def a_backup(target: Path, *, version: str = "0.0.1", migration: str = "0001_initial") -> Path:
    """A whole backup of nothing much; made without a database."""
    with growing(target) as (writer, workshop):
        for name, content in (("database/toc.dat", b"contents" * 1000), (f"files/{DIGEST}", b"a photograph")):
            source = workshop / "part"
            source.write_bytes(content)
            writer.add(name, source)
        state = State(migrations={"people": migration}, rows={}, audit_number=0, audit_hash="")
        writer.close(
            Manifest(made_at=NOW, version=version, postgresql=180004, key="", state=state, parts=tuple(writer.parts))
        )
    return target


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return a_backup(tmp_path / "a.backup")


def test_a_backup_is_read_as_it_was_written_and_by_its_owner_alone(backup: Path, tmp_path: Path) -> None:
    with opened(backup) as archive:
        archive.verify()
        assert archive.manifest.made_at == NOW
        toc, file = archive.manifest.parts
        archive.copy(file, tmp_path / "copied")
    assert (toc.name, toc.size, file.sha256) == ("database/toc.dat", 8000, DIGEST)
    assert (tmp_path / "copied").read_bytes() == b"a photograph"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def spoil(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


SPOILED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another file": (lambda _: b"%PDF-1.7 something else entirely " * 50, "không phải bản sao lưu"),
    "an empty file": (lambda _: b"", "không phải bản sao lưu"),
    "packed once more": (lambda content: b"\x1f\x8b\x08" + content, "đặt mật khẩu"),
    "a byte of a part": (lambda content: flipped(content, content.index(b"contents")), "«database/toc.dat»"),
    "a byte of a file": (lambda content: flipped(content, content.index(b"a photograph")), f"«files/{DIGEST}»"),
    "a byte of the manifest": (lambda content: flipped(content, content.index(b'"made_at"') + 14), "bảng kê"),
    "cut off in a part": (lambda content: content[:3000], "cắt cụt"),
    "cut off before the end": (lambda content: content[: content.index(b'"made_at"') - 1024], "cắt cụt"),
    "cut off in the manifest": (lambda content: content[: content.index(b'"made_at"') + 100], "cắt cụt"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_backup_is_refused_before_anything_is_written(
    how: str, backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoiling, sentence = SPOILED[how]
    backup.write_bytes(spoiling(backup.read_bytes()))
    place = backup.parent / "place"
    monkeypatch.setenv("THIDUA_DATA", str(place))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["restore", str(backup)]) == 2
    assert sentence in capsys.readouterr().err
    assert not place.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "files/short", "database/a/b", "database/..", "database/toc.dat"]
)
def test_parts_that_are_not_ours_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.backup"
    with tarfile.open(path, "w") as tar:
        for member in (MARK, "database/toc.dat", name, MANIFEST, CHECKSUM):
            tar.addfile(tarfile.TarInfo(member), io.BytesIO())
    with pytest.raises(BadBackup, match="phần lạ"), opened(path):
        pass


def test_nothing_is_overwritten_and_nothing_half_is_left(backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refusal, match="không ghi đè"):
        a_backup(backup)
    assert backup.read_bytes() == before
    with pytest.raises(ValueError, match="interrupted"), growing(tmp_path / "b.backup"):
        raise ValueError("interrupted")
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]


# ── With a database that DATABASE_URL names ──────────────────────────────────
@pytest.fixture(scope="module")
def databases(django_db_setup: None, postgres: Postgres) -> Iterator[Callable[[str, str], str]]:
    """Make further databases of the test's server: (name, template) -> address."""
    made = []

    def create(name: str, template: str) -> str:
        with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return postgres.admin_url(name)

    yield create
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        for name in made:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.skipif(not os.environ.get("THIDUA_PROVE"), reason="makes three databases: make prove")
def test_an_older_schema_comes_forward_and_a_place_in_use_is_refused(
    databases: Callable[[str, str], str], tmp_path: Path
) -> None:
    old, fresh = databases("backup_old", TEMPLATE), databases("backup_fresh", "template0")
    copy = tmp_path / "old.backup"
    assert thidua("manage", "migrate", "web", "zero", DATABASE_URL=old).returncode == 0
    made = thidua("backup", copy, DATABASE_URL=old, THIDUA_DATA=str(tmp_path / "old"))
    assert made.returncode == 0, made.stderr
    with opened(copy) as archive:
        assert "web" not in archive.manifest.state.migrations

    there = {"DATABASE_URL": fresh, "THIDUA_DATA": str(tmp_path / "fresh")}
    restored = thidua("restore", copy, **there)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "mọi số liệu khớp" in restored.stdout
    assert "phải cài lại mã xác thực" not in restored.stdout
    with psycopg.connect(fresh) as connection:
        assert connection.execute("SELECT count(*) FROM web_savedview").fetchone() == (0,)
        told = connection.execute("SELECT event, facts FROM audit_inbox ORDER BY id").fetchall()
    assert told[-1] == ("backup.restored", {"name": "old.backup"})

    again = thidua("restore", copy, **there)
    assert again.returncode == 2
    assert "Chỉ khôi phục vào nơi còn trống" in again.stderr
    _a_full_disk(old, tmp_path, copy.stat().st_size)
    _the_backup_of_a_day(old, tmp_path / "nightly", tmp_path)


def _a_full_disk(url: str, tmp_path: Path, size: int) -> None:
    """A disk that takes all but the last bytes, by the limit that the kernel sets to a file's size."""
    full = tmp_path / "full"
    full.mkdir()
    limit = (size - 20_000, size - 20_000)
    done = thidua(
        *("backup", full / "b.backup"),
        preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
        DATABASE_URL=url,
        THIDUA_DATA=str(tmp_path / "old"),
    )
    assert done.returncode == 2, done.stderr
    assert "Không ghi được bản sao lưu" in done.stderr
    assert list(full.iterdir()) == []


def _the_backup_of_a_day(url: str, folder: Path, data: Path) -> None:
    """The worker's own command: a new one is made, the one that has had its time goes, what a crash left goes too."""
    folder.mkdir()
    outlived, stranger = folder / "thidua-2020-01-01T010000.backup", folder / "letter.txt"
    outlived.touch()
    stranger.touch()
    (folder / ".thidua-2020-01-02T010000.backup.part-x").mkdir()
    few = {"THIDUA_BACKUP_DAILY": "1", "THIDUA_BACKUP_WEEKLY": "1", "THIDUA_BACKUP_MONTHLY": "1"}
    there = {"DATABASE_URL": url, "THIDUA_DATA": str(data / "old"), "THIDUA_BACKUP_DIR": str(folder)}
    done = thidua("backup", "--scheduled", **there, **few)
    assert done.returncode == 0, done.stderr
    left = {path.name for path in folder.iterdir()} - {"letter.txt", "backup.lock"}
    assert len(left) == 1
    with opened(folder / left.pop()) as archive:
        archive.verify()
    assert stranger.exists()


@pytest.mark.parametrize(
    ("newer", "sentence"),
    [({"version": "99.0"}, "Thi Đua 99.0"), ({"migration": "0999_later"}, "people 0999_later")],
)
def test_what_is_newer_is_refused(
    newer: dict[str, str], sentence: str, databases: Callable[[str, str], str], tmp_path: Path
) -> None:
    name = f"backup_newer_{next(iter(newer))}"
    url = databases(name, "template0")
    done = thidua("restore", a_backup(tmp_path / "n.backup", **newer), DATABASE_URL=url, THIDUA_DATA=str(tmp_path))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Hãy cài bản Thi Đua mới hơn" in done.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


# ── The schedule ─────────────────────────────────────────────────────────────
def test_days_weeks_and_months_are_kept_as_asked_and_the_newest_always() -> None:
    nights = [NOW.replace(hour=1) - timedelta(days=days) for days in range(400)]
    keep = kept(nights, daily=7, weekly=4, monthly=12)
    assert keep >= set(nights[:7])
    assert len({(night.year, night.month) for night in keep}) == 12
    assert len(keep) <= 7 + 4 + 12
    assert min(keep) == datetime(2025, 12, 31, 1, tzinfo=VIETNAM)
    assert kept(nights, daily=0, weekly=0, monthly=0) == {nights[0]}
    assert kept([], daily=7, weekly=4, monthly=12) == set()
    # After a long stop the old ones stay: days without a backup do not count.
    assert kept(nights[300:], daily=7, weekly=0, monthly=0) == set(nights[300:307])


def test_a_backup_is_due_after_its_hour_and_overdue_after_two_days(tmp_path: Path) -> None:
    plan = Schedule(tmp_path, hour=1, daily=7, weekly=4, monthly=12)
    assert plan.due(NOW)
    assert not plan.overdue(NOW)
    (tmp_path / name_at(NOW.replace(hour=0))).touch()
    (tmp_path / "thidua-of-somebody-else.backup").touch()
    assert plan.due(NOW)
    (tmp_path / name_at(NOW.replace(hour=1))).touch()
    assert not plan.due(NOW)
    assert plan.due(NOW + timedelta(days=1))
    assert not plan.overdue(NOW + timedelta(days=1))
    assert plan.overdue(NOW + timedelta(days=3))
    midnight = tmp_path / name_at(NOW.replace(hour=0))
    assert replace(plan, daily=1, weekly=0, monthly=0).outlived() == [midnight]


@pytest.mark.django_db
def test_a_failure_reaches_the_log_and_the_administrators_once_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = tree("city > district")
    told, untold = administrator(units["city"]), administrator(units["district"])
    officer(units["city"])
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("THIDUA_DATA", str(tmp_path))
    monkeypatch.setenv("THIDUA_BACKUP_DIR", str(blocked / "within"))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nowhere")
    for _hour in range(2):
        keep_up()
    assert [(notice.user, notice.kind) for notice in Notice.objects.all()] == [(told, "backup.failed")]
    assert untold.pk != told.pk
    assert "file/within" in Notice.objects.get().facts["why"]
    assert AuditInbox.objects.filter(event="backup.failed").count() == 2
    assert Notice.objects.get().link.startswith(reverse("audit-log"))


def test_two_scheduled_backups_are_never_made_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setenv("THIDUA_BACKUP_DIR", str(tmp_path))
    with (tmp_path / "backup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Refusal, match="Đang có một bản sao lưu khác"):
            make_scheduled()
    assert [path.name for path in tmp_path.iterdir()] == ["backup.lock"]


# ── What administrators see ──────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_log_tells_administrators_how_old_the_last_backup_is(client: Client) -> None:
    units = tree("city > district")
    address = reverse("audit-log")
    client.force_login(administrator(units["city"]))
    assert "Chưa có bản sao lưu nào" in client.get(address).content.decode()

    record("backup.made", by=None, name="thidua-1.backup", size="5,1 MB")
    seal_inbox()
    page = client.get(address).content.decode()
    assert "Bản sao lưu gần nhất" in page
    assert "thidua-1.backup" in page
    assert "Không lập được bản sao lưu" not in page.split("<form")[0]

    record("backup.failed", by=None, why="Ổ đĩa đầy.")
    seal_inbox()
    page = client.get(address).content.decode()
    assert "Ổ đĩa đầy." in page
    assert "thidua-1.backup" in page

    client.force_login(administrator(units["district"]))
    assert "thidua-1.backup" not in client.get(address).content.decode()
    client.force_login(inspector(units["city"]))
    assert "Bản sao lưu gần nhất" not in client.get(address).content.decode()
