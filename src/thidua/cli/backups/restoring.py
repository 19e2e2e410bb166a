"""Restoring a backup into an empty place: all of it, or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from thidua.cli import environment
from thidua.cli.backups import programs
from thidua.cli.backups.archive import Archive, opened, sync_folder
from thidua.cli.backups.making import key_fingerprint
from thidua.cli.backups.manifest import Manifest
from thidua.cli.backups.state import path_of, read_state, tables
from thidua.cli.refusal import Refusal
from thidua.cli.session import database, exclusive, run_child

SCRATCH = "thidua_restoring"
ELSEWHERE = (
    "Chỉ khôi phục vào nơi còn trống: hãy đặt THIDUA_DATA là một thư mục mới "
    "(và DATABASE_URL, nếu dùng, là một cơ sở dữ liệu mới)."
)
SQUARE = 10_000  # PostgreSQL 18.4 calls itself 180004


def restore_backup(path: Path) -> int:
    """Bring a backup back into the empty place that the environment names; the answer is `thidua check`'s.

    Verifies the whole file before anything is written. The embedded database is restored beside and takes its name
    at the end; one that `DATABASE_URL` names is restored in one transaction. Raises Refusal, and leaves the place as
    empty as it was.
    """
    given = bool(environment.text("DATABASE_URL"))
    with opened(path) as archive:
        print(f"Bản sao lưu lập lúc {archive.manifest.made_at:%H:%M %d/%m/%Y}, đang kiểm tra từng phần…", flush=True)
        archive.verify()
        with database(schema=False), exclusive(environment.data_folder()):
            url = os.environ["DATABASE_URL"]
            refuse_what_is_newer(archive.manifest.state.migrations, archive.manifest.version)
            refuse_files_in_place()
            _refuse_a_database_in_use(url, archive.manifest)
            with _target(url, given=given) as target, _files_from(archive):
                _restore_database(archive, target, one_transaction=given)
                run_child("prepare", DATABASE_URL=target)
                found = check(target)
            note_restored(path.name)
    tell_about_key(archive.manifest)
    return found


def refuse_what_is_newer(migrations: Mapping[str, str], version: str) -> None:
    """Raise Refusal when data is of a version, or has the last migration of an app, that this code does not know."""
    from django.db.migrations.loader import MigrationLoader

    own = metadata.version("thidua")
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app} {name}" for app, name in migrations.items() if (app, name) not in known]
    if unknown or _numbers(version) > _numbers(own):
        named = f" (cấu trúc chưa biết: {', '.join(unknown)})" if unknown else ""
        raise Refusal(
            f"Dữ liệu này do Thi Đua {version} lập, mới hơn bản {own} đang cài{named}. "
            f"Hãy cài bản Thi Đua mới hơn rồi khôi phục."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def refuse_files_in_place() -> None:
    """Raise Refusal when attached files lie in the place already."""
    folder = environment.files_folder()
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"Thư mục {folder} đã có tệp. {ELSEWHERE}")


def _refuse_a_database_in_use(url: str, manifest: Manifest) -> None:
    with psycopg.connect(url) as connection:
        if found := tables(connection):
            raise Refusal(f"Cơ sở dữ liệu này đã có {len(found)} bảng. {ELSEWHERE}")
        server = connection.info.server_version
    if server // SQUARE < manifest.postgresql // SQUARE:
        raise Refusal(
            f"Bản sao lưu lấy từ PostgreSQL {manifest.postgresql // SQUARE}, máy chủ này là "
            f"PostgreSQL {server // SQUARE}. Hãy khôi phục vào máy chủ cùng bản hoặc mới hơn."
        )


@contextlib.contextmanager
def _files_from(archive: Archive) -> Iterator[None]:
    """Unpack the attached files beside their place; they get there when the block has done its work."""
    folder = environment.files_folder()
    attached = {
        part.name.removeprefix("files/"): part for part in archive.manifest.parts if part.name.startswith("files/")
    }
    with _workshop(folder.parent, "files") as workshop:
        for digest, part in attached.items():
            target = path_of(workshop, digest)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            archive.copy(part, target)
        yield
        put_in_place(workshop, folder)
    if attached:
        print(f"Tệp đính kèm: {len(attached)}.", flush=True)
    for digest in archive.manifest.broken_files:
        print(f"  Tệp {digest} đã thiếu hoặc hỏng từ khi lập bản sao lưu.", flush=True)


def put_in_place(prepared: Path, folder: Path) -> None:
    """Give a prepared folder of files its place, where at most an empty folder stands."""
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()
    prepared.rename(folder)
    sync_folder(folder.parent)


@contextlib.contextmanager
def _workshop(beside: Path, name: str) -> Iterator[Path]:
    """A folder that only its owner opens, on the same disk; whatever is left of it goes at the end."""
    folder = Path(tempfile.mkdtemp(dir=beside, prefix=f".{name}-restoring-"))
    try:
        yield folder
    except OSError as error:
        raise Refusal(f"Không ghi được vào {beside} ({error.strerror}). Hãy kiểm tra chỗ trống của ổ đĩa.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _target(url: str, *, given: bool) -> Iterator[str]:
    """Give the address to restore to; the embedded database is a scratch one that replaces the empty one at the end."""
    if given:
        yield url
        return
    name = urlsplit(url).path.lstrip("/")
    scratch = urlunsplit(urlsplit(url)._replace(path=f"/{SCRATCH}"))
    admin = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    _on(admin, f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)", f"CREATE DATABASE {SCRATCH}")
    try:
        yield scratch
        # A crash between the two leaves no database of that name; the launcher makes an empty one again.
        _on(admin, f"DROP DATABASE {name} WITH (FORCE)", f"ALTER DATABASE {SCRATCH} RENAME TO {name}")
    except BaseException:
        with contextlib.suppress(psycopg.Error):
            _on(admin, f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        raise


def _on(admin: str, *statements: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))


def _restore_database(archive: Archive, url: str, *, one_transaction: bool) -> None:
    state = archive.manifest.state
    print(f"Cơ sở dữ liệu: {len(state.rows)} bảng, {sum(state.rows.values())} dòng.", flush=True)
    with _workshop(environment.data_folder(), "database") as workshop:
        for part in archive.manifest.parts:
            if part.name.startswith("database/"):
                archive.copy(part, workshop / part.name.removeprefix("database/"))
        programs.run(
            "pg_restore",
            *("--no-owner", "--no-privileges", "--exit-on-error", "--verbose"),
            "--single-transaction" if one_transaction else f"--jobs={programs.jobs()}",
            workshop,
            url=url,
            tell=("processing data for table", "đang nạp bảng thứ %d"),
        )
    with psycopg.connect(url) as connection:
        connection.execute("ANALYZE")
        if read_state(connection) != state:
            raise Refusal("Cơ sở dữ liệu sau khi khôi phục không khớp bảng kê. Hãy thử lại với bản sao lưu khác.")


def check(url: str) -> int:
    """Run `thidua check` on a database; return its exit code."""
    print("Đối chiếu:", flush=True)
    command = [sys.executable, "-m", "thidua.cli.main", "check"]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


def note_restored(name: str) -> None:
    """Write into the audit log that the installation was restored."""
    from django.db import connection

    from thidua.audit.services import record

    record("backup.restored", by=None, name=name)
    connection.close()


def tell_about_key(manifest: Manifest) -> None:
    """Say so when the place has another secret key than the backup's installation had."""
    if manifest.key != key_fingerprint():
        print(
            "Khóa bí mật ở đây khác khóa của hệ thống đã sao lưu: mọi người phải cài lại mã xác thực hai bước và xin "
            "lại mã kích hoạt. Nếu còn giữ khóa cũ (tệp secret-key hoặc THIDUA_SECRET_KEY), hãy đặt lại rồi khởi động.",
            flush=True,
        )
