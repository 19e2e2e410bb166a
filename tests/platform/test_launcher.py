"""The launcher with real processes: what starts, what refuses, what is left behind."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.installation import FULL, LIGHT, furnish
from thidua.cli import locations
from thidua.cli import postgres as postgres_module
from thidua.cli.postgres import Postgres, installed_binaries
from thidua.cli.processes import with_variable
from thidua.cli.supervisor import MARK, mark_of

Served = tuple[subprocess.Popen[str], int, Path]

READY_SECONDS = 60
GONE_SECONDS = 30  # a database that does not stop in order is stopped after 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} seconds"
        time.sleep(0.05)


def thidua(*arguments: str, data: Path, **variables: str) -> subprocess.Popen[str]:
    """Start the program as a person does; it must not notice that it runs inside a test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("THIDUA", "DJANGO"))}
    inherited.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "thidua.cli.main", *arguments],
        env=inherited | {"THIDUA_DATA": str(data)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def refusal(*arguments: str, data: Path, **variables: str) -> str:
    """Run a command that must refuse; return what it says."""
    process = thidua(*arguments, data=data, **variables)
    _, said = process.communicate(timeout=READY_SECONDS)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    return said


def processes_of(data: Path) -> list[int]:
    """Return every process of an installation but the supervisor itself."""
    database = Postgres(data).pid()
    return with_variable(MARK, mark_of(data)) + ([database] if database else [])


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder to be, where every user may pass (pytest's own folders are closed)."""
    with tempfile.TemporaryDirectory(prefix="thidua-") as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "data"
        yield folder
        if folder.exists():
            for pid in with_variable(MARK, mark_of(folder)):
                os.kill(pid, signal.SIGKILL)
            Postgres(folder).stop()


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@dataclass
class Installation:
    """A data folder and its server. Tests may hurt it: whoever asks for it next gets it running again."""

    data: Path
    process: subprocess.Popen[str] | None = None
    port: int = 0

    def serve(self) -> None:
        """Start the server where none runs, and wait until it answers."""
        if self.process is not None and self.process.poll() is None:
            return
        self._forget()
        self.port = free_port()
        self.process = process = thidua("serve", "--port", str(self.port), data=self.data, **LIGHT)
        wait_until(lambda: process.poll() is not None or answers(self.port), READY_SECONDS)
        assert process.poll() is None, process.stderr and process.stderr.read()

    def stop(self) -> None:
        """Stop the server, and read what it said to the end."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=GONE_SECONDS)
        self.process = None

    def _forget(self) -> None:
        """Let go of a server that has ended; what a killed one left behind may hold its pipes until the next start."""
        if self.process is not None:
            for pipe in (self.process.stdout, self.process.stderr):
                if pipe is not None:
                    pipe.close()
        self.process = None


@pytest.fixture(scope="module")
def installation(django_db_setup: None) -> Iterator[Installation]:
    """One installation for all; by `make prove` its first start also makes its database."""
    with data_folder() as folder:
        if not FULL:
            furnish(folder)
        made = Installation(folder)
        yield made
        made.stop()


@pytest.fixture
def served(installation: Installation) -> Served:
    """The installation's server, running."""
    installation.serve()
    assert installation.process is not None
    return installation.process, installation.port, installation.data


# The tests up to the line below stand in an order in which the server seldom has to be started again.


def test_a_taken_data_folder_is_refused_with_the_holder_named(served: Served) -> None:
    process, _, data = served

    said = refusal("serve", "--port", str(free_port()), data=data)

    assert str(data) in said
    assert str(process.pid) in said


def test_a_command_uses_the_running_database_and_leaves_it_running(served: Served) -> None:
    _, port, data = served
    before = Postgres(data).pid()

    command = thidua("manage", "check", "--database", "default", data=data)

    assert command.wait(READY_SECONDS) == 0
    assert Postgres(data).pid() == before
    assert answers(port)


def test_a_host_can_serve_without_a_worker(served: Served, data: Path) -> None:
    shared, port = Postgres(served[2]).url, free_port()
    process = thidua("serve", "--no-worker", "--port", str(port), data=data, DATABASE_URL=shared, **LIGHT)
    try:
        wait_until(lambda: process.poll() is not None or answers(port), READY_SECONDS)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=5).status == 200
        assert _child_running(process.pid, b"granian")
        assert not _child_running(process.pid, b"thidua.cli.main")
    finally:
        process.terminate()
        process.communicate(timeout=GONE_SECONDS)


def test_a_killed_part_is_started_again(served: Served) -> None:
    process, port, data = served
    database = Postgres(data).pid()
    web_server = _child_running(process.pid, b"granian")
    assert database is not None
    assert web_server is not None

    os.kill(database, signal.SIGKILL)
    os.kill(web_server, signal.SIGKILL)

    wait_until(lambda: Postgres(data).pid() not in {None, database}, READY_SECONDS)
    wait_until(lambda: _child_running(process.pid, b"granian") not in {None, web_server}, READY_SECONDS)
    wait_until(lambda: answers(port), READY_SECONDS)
    assert process.poll() is None


def test_killing_the_application_ends_its_processes_and_the_next_start_works(
    served: Served, installation: Installation
) -> None:
    process, _, data = served

    process.kill()
    process.wait()
    installation.serve()

    assert installation.process is not process
    marked = with_variable(MARK, mark_of(data))
    assert marked
    assert all(_starter(pid) != process.pid for pid in marked)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_server_leaves_no_process_behind(served: Served, how: signal.Signals) -> None:
    process, port, data = served
    assert len(processes_of(data)) >= 4  # database, worker, web server and its workers

    process.send_signal(how)

    assert process.wait(GONE_SECONDS) == 0
    assert processes_of(data) == []
    assert not answers(port)


def test_killing_everything_at_once_leaves_a_folder_that_starts_again(served: Served) -> None:
    process, _, data = served

    for pid in [process.pid, *processes_of(data)]:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert (Postgres(data).place.cluster / "postmaster.pid").exists()

    postgres = Postgres(data)
    postgres.start(with_parent=True)
    assert postgres.ready()
    postgres.stop()


def test_a_command_stops_the_database_that_it_started(installation: Installation) -> None:
    installation.stop()

    command = thidua("manage", "check", "--database", "default", data=installation.data)

    assert command.wait(READY_SECONDS) == 0
    assert Postgres(installation.data).pid() is None


# ── What is refused, and where everything lives ──────────────────────────────


def test_a_taken_port_is_refused_before_anything_is_made(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = refusal("demo", "--port", str(port), data=data)

    assert str(port) in said
    assert not data.exists()


def test_production_names_every_unsafe_setting_and_makes_nothing(data: Path) -> None:
    said = refusal(
        *("serve", "--port", str(free_port())),
        data=data,
        THIDUA_MODE="production",
        THIDUA_DEBUG="1",
        THIDUA_DEMO="1",
        THIDUA_INSECURE_COOKIES="1",
    )

    for name in ("SECRET_KEY", "DEBUG", "DEMO", "TODAY", "ALLOWED_HOSTS", "INSECURE_COOKIES"):
        assert f"THIDUA_{name}" in said
    assert not data.exists()


def test_listening_to_other_machines_is_production(data: Path) -> None:
    assert "THIDUA_ALLOWED_HOSTS" in refusal("serve", "--host", "0.0.0.0", data=data)


def test_a_data_folder_of_another_major_version_is_refused(data: Path) -> None:
    postgres = Postgres(data)
    postgres.place.cluster.mkdir()
    (postgres.place.cluster / "PG_VERSION").write_text("16\n")

    said = refusal("prepare", data=data)

    assert "PostgreSQL 16" in said
    assert str(data) in said


def test_a_database_that_is_not_postgresql_is_refused(data: Path) -> None:
    assert "DATABASE_URL" in refusal("prepare", data=data, DATABASE_URL="mysql://root@localhost/x")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_shelters_database_and_programs_where_their_user_may_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    binaries = _copy_of_the_wheel(closed)
    with tempfile.TemporaryDirectory(prefix="thidua-shelter-") as shelter:
        Path(shelter).chmod(0o755)
        monkeypatch.setattr(locations, "SHELTERS", (tmp_path / "closed", Path(shelter)))
        monkeypatch.setattr(postgres_module, "installed_binaries", lambda: binaries)
        postgres = Postgres(closed / "data")
        try:
            postgres.start(with_parent=True)

            said = capfd.readouterr().err
            assert str(postgres.place.root) in said
            assert str(postgres.place.binaries.parent.parent) in said
            assert Postgres(closed / "data").place == postgres.place
            with psycopg.connect(postgres.url) as connection:
                directory = connection.execute("SHOW data_directory").fetchone()
            assert directory == (str(postgres.place.cluster),)
            assert postgres.place.cluster.is_relative_to(shelter)
        finally:
            postgres.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take over another user's folder")
def test_root_runs_the_server_of_a_folder_as_its_owner(data: Path) -> None:
    first = Postgres(data)
    first.start(with_parent=True)
    first.stop()
    owner = pwd.getpwnam("daemon")
    for path in [first.place.root, *first.place.root.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid)

    again = Postgres(data)
    again.start(with_parent=True)

    assert again.place.user == owner.pw_uid
    assert again.ready()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets folders that its server may not pass")
def test_a_database_that_moved_behind_a_closed_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "postgres" / "cluster").mkdir(parents=True)
    tmp_path.chmod(0o700)

    assert str(tmp_path / "data") in refusal("prepare", data=tmp_path / "data")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_an_ordinary_user_runs_it_too(tmp_path: Path) -> None:
    """The whole launcher in a process without any right of root."""

    account = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="thidua-user-") as home:
        os.chown(home, account.pw_uid, account.pw_gid)
        program = (
            "from pathlib import Path; from thidua.cli.postgres import Postgres; import os\n"
            f"p = Postgres(Path({home!r}) / 'data'); p.start(with_parent=True)\n"
            "print(os.geteuid(), p.place.user, p.ready()); p.stop()"
        )
        try:
            done = subprocess.run(
                [sys.executable, "-c", program],
                user=account.pw_uid,
                group=account.pw_gid,
                extra_groups=[],
                capture_output=True,
                text=True,
                check=False,
            )
        except PermissionError:
            pytest.skip("this Python lies where no other user may pass")
    assert done.stdout.split() == [str(account.pw_uid), "None", "True"], done.stderr


def _copy_of_the_wheel(folder: Path) -> Path:
    binaries = installed_binaries()
    package = binaries.parent
    shutil.copytree(binaries, folder / package.name / binaries.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), folder / f"{package.name}.libs", symlinks=True)
    return folder / package.name / binaries.name


def _starter(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _children(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _child_running(pid: int, program: bytes) -> int | None:
    return next((child for child in _children(pid) if program in _command(child)), None)


def test_a_host_without_a_worker_needs_the_database_of_several(data: Path) -> None:
    assert "DATABASE_URL" in refusal("serve", "--no-worker", "--port", str(free_port()), data=data)
