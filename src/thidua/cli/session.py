"""What every command needs before its work: a running database with the present schema, and Django."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from thidua.cli import environment
from thidua.cli.postgres import Postgres
from thidua.cli.refusal import Refusal


@contextlib.contextmanager
def database(*, schema: bool = True) -> Iterator[None]:
    """Run a block with Django set up on a database that has the present schema.

    Without `DATABASE_URL` the embedded database of the data folder is used: started when it is not
    running, and stopped by whichever command leaves it last. `schema=False` leaves the schema as it is.
    """
    with _address():
        os.environ.setdefault("THIDUA_PROCESS", "command")
        set_up_django()
        if schema and _schema_is_behind():
            run_child("prepare")
        yield


def run_child(*command: str, **variables: str) -> None:
    """Run another command of ours in a process of its own and wait; refuse when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "thidua.cli.main", *command],
        env=os.environ | {"THIDUA_PROCESS": "migrate"} | variables,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"`thidua {' '.join(command)}` kết thúc với mã {done.returncode}.")


@contextlib.contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold a data folder as its one server; refuse when another one holds it. `kill -9` lets go of it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "serve.lock").open("a+") as lock:
        if not _lock(lock, fcntl.LOCK_EX):
            lock.seek(0)
            holder = lock.read().strip() or "?"
            raise Refusal(
                f"Thư mục dữ liệu {data} đang được một Thi Đua khác dùng (tiến trình {holder}). "
                f"Hãy dừng nó, hoặc chọn thư mục khác: make demo DATA=build/khac PORT=8001"
            )
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextlib.contextmanager
def _address() -> Iterator[None]:
    """Set `DATABASE_URL` for this process and its children."""
    if environment.text("DATABASE_URL"):
        yield
        return
    postgres = Postgres(environment.data_folder())
    with (
        (postgres.data / "users.lock").open("a") as users,
        (postgres.data / "start.lock").open("a") as starting,
    ):
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        postgres.start(with_parent=False)
        fcntl.flock(starting, fcntl.LOCK_UN)
        os.environ["DATABASE_URL"] = postgres.url
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not serving(postgres.data) and _lock(users, fcntl.LOCK_EX):
                postgres.stop()


def serving(data: Path) -> bool:
    """Return whether a server holds the data folder."""
    try:
        with (data / "serve.lock").open("a") as lock:
            return not _lock(lock, fcntl.LOCK_EX)
    except OSError:
        return False


def _lock(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def set_up_django() -> None:
    """Load the settings and the applications; the database need not be there."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def _schema_is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
