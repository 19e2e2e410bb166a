"""`thidua serve` and `thidua demo`: database, worker and web server as one thing that starts and stops."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from thidua.cli import environment
from thidua.cli.assets import collect
from thidua.cli.postgres import Postgres
from thidua.cli.refusal import Refusal
from thidua.cli.session import exclusive, run_child
from thidua.cli.supervisor import Supervisor, end_survivors, mark_of

READY_SECONDS = 60


def serve(*, host: str, port: int, demo: bool, worker: bool = True) -> int:
    """Run one installation until it is told to stop; without `worker` its web server only.

    The port and the data folder are claimed before anything is started or written.
    """
    _refuse_a_taken_port(host, port)
    data = environment.data_folder()
    with exclusive(data):
        mark = mark_of(data)
        end_survivors(mark)
        _keep_a_secret_key(data)
        os.environ |= {"THIDUA_HASHED_STATIC": "1", "THIDUA_DEMO": "1" if demo else "0"}
        with _supervised(data, mark) as supervisor:
            run_child("prepare", *(["--demo"] if demo else []))
            collect()
            if worker:
                supervisor.add("worker", "-m", "thidua.cli.main", "worker", THIDUA_PROCESS="worker")
            supervisor.add("web", *_web_server(host, port), THIDUA_PROCESS="web")
            if _answers(supervisor, host, port):
                print(f"Thi Đua: http://{_shown(host)}:{port}/   (Ctrl-C để dừng)", flush=True)
            supervisor.run()
    print("Đã dừng.", file=sys.stderr)
    return 0


@contextlib.contextmanager
def _supervised(data: Path, mark: str) -> Iterator[Supervisor]:
    """Start the embedded database, unless another is given, and stop everything at the end."""
    given = environment.text("DATABASE_URL")
    postgres = None if given else Postgres(data)
    supervisor = Supervisor(mark, postgres)
    try:
        if postgres is not None:
            postgres.start(with_parent=True)
            os.environ["DATABASE_URL"] = postgres.url
        supervisor.listen()
        yield supervisor
    finally:
        supervisor.stop()


def _web_server(host: str, port: int) -> tuple[str, ...]:
    workers = environment.number("THIDUA_WORKERS", 2)
    # A thread waits for the database most of its time; more of them than this only take turns.
    threads = min(8, 2 * (os.cpu_count() or 1) + 1)
    return (
        *("-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", "64"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"),
    )


def _refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"Không mở được cổng {port} trên {host} ({error.strerror}). "
                f"Hãy chọn cổng khác: make demo PORT={port + 1}"
            ) from None


def _answers(supervisor: Supervisor, host: str, port: int) -> bool:
    """Wait until the web server accepts connections; return False when told to stop before."""
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.stopping:
        supervisor.tend()
        with contextlib.suppress(OSError):
            socket.create_connection((_shown(host), port), timeout=1).close()
            return True
        if time.monotonic() > deadline:
            raise Refusal(f"Máy chủ web không trả lời sau {READY_SECONDS} giây; xem thông báo ở trên.")
        time.sleep(0.05)
    return False


def _shown(host: str) -> str:
    """Return a host that a browser on this machine can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - read, not bound


def _keep_a_secret_key(data: Path) -> None:
    """Make the data folder's secret key once; only its owner may read it."""
    kept = data / "secret-key"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
