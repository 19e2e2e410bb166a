"""Making a backup: one snapshot of the database, the files that it speaks of, and a manifest."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import psycopg

from thidua.cli import environment
from thidua.cli.backups import programs
from thidua.cli.backups.archive import Writer, growing
from thidua.cli.backups.manifest import Manifest, State
from thidua.cli.backups.state import attached_digests, path_of, read_state
from thidua.cli.refusal import Refusal
from thidua.core.clock import VIETNAM

# The last step costs most and saves least; a backup shares the machine with people who work.
COMPRESSION = "gzip:5"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One instant of a database that several programs may read together while the connection stays open."""

    name: str
    taken_at: datetime
    state: State
    digests: list[str]
    postgresql: int


def make_backup(target: Path) -> Manifest:
    """Write the database of `DATABASE_URL` and its attached files to one file, while people work.

    Everything that was committed before this began is in it. The file gets its name when it has been read back whole.
    Prints what it does. Needs Django's settings. Raises Refusal.
    """
    url = os.environ["DATABASE_URL"]
    with growing(target) as (writer, workshop), _snapshot(url) as snapshot:
        _add_database(writer, workshop, url, snapshot)
        manifest = Manifest(
            made_at=snapshot.taken_at,
            version=metadata.version("thidua"),
            postgresql=snapshot.postgresql,
            key=key_fingerprint(),
            broken_files=_add_files(writer, snapshot.digests),
            state=snapshot.state,
            parts=tuple(writer.parts),
        )
        writer.close(manifest)
        print("Đang đọc lại để kiểm tra…", flush=True)
    return manifest


def make_and_record(target: Path) -> Manifest:
    """Make a backup and write so into the audit log, which the backup itself therefore does not hold yet."""
    from django.db import connection
    from django.template.defaultfilters import filesizeformat

    from thidua.audit.services import record

    manifest = make_backup(target)
    if "audit_inbox" in manifest.state.rows:
        record("backup.made", by=None, name=target.name, size=filesizeformat(target.stat().st_size))
    connection.close()
    return manifest


def key_fingerprint() -> str:
    """Return what tells one secret key from another and reveals nothing of it."""
    from django.utils.crypto import salted_hmac

    return salted_hmac("thidua.backup", "key", algorithm="sha256").hexdigest()[:16]


@contextlib.contextmanager
def _snapshot(url: str) -> Iterator[Snapshot]:
    """Hold one instant of the database. Raises Refusal when nothing of ours is in it."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
        assert found is not None
        state = read_state(connection)
        if not state.migrations:
            raise Refusal("Cơ sở dữ liệu này chưa có gì của Thi Đua để sao lưu. Hãy kiểm tra THIDUA_DATA.")
        yield Snapshot(
            name=found[0],
            taken_at=found[1].astimezone(VIETNAM),
            state=state,
            digests=attached_digests(connection),
            postgresql=connection.info.server_version,
        )


def _add_database(writer: Writer, workshop: Path, url: str, snapshot: Snapshot) -> None:
    rows, tables = sum(snapshot.state.rows.values()), len(snapshot.state.rows)
    print(f"Cơ sở dữ liệu lúc {snapshot.taken_at:%H:%M:%S %d/%m/%Y}: {tables} bảng, {rows} dòng.", flush=True)
    folder = workshop / "database"
    programs.run(
        "pg_dump",
        *("--format=directory", f"--file={folder}", f"--jobs={programs.jobs()}", f"--snapshot={snapshot.name}"),
        *(f"--compress={COMPRESSION}", "--no-owner", "--no-privileges", "--no-sync", "--verbose"),
        url=url,
        tell=("dumping contents of table", "đang kết xuất bảng thứ %d"),
    )
    programs.run("pg_restore", "--list", folder)
    for file in sorted(folder.iterdir()):
        writer.add(f"database/{file.name}", file)
        file.unlink()  # so that the whole never lies on the disk twice


def _add_files(writer: Writer, digests: list[str]) -> tuple[str, ...]:
    """Add the attached files; the answer is those that are missing or no longer what was stored.

    Files are written before the row that speaks of them and never change, so the snapshot's are all there by now.
    """
    if digests:
        print(f"Tệp đính kèm: {len(digests)}.", flush=True)
    broken = []
    for digest in digests:
        path = path_of(environment.files_folder(), digest)
        if not path.is_file() or writer.add(f"files/{digest}", path).sha256 != digest:
            broken.append(digest)
    return tuple(broken)
