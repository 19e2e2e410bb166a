"""The real program in processes of its own, and a small HTTP client for it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.installation import FULL, LIGHT, furnish
from tests.proofs.stage import Actor, Cast

STARTS_WITHIN = 180
CSRF = "c" * 32


@dataclass(frozen=True)
class Site:
    """A running installation."""

    port: int
    data: Path
    cast: Cast

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def site(*, schools: int, handed_in: int = 0, **variables: str) -> Iterator[Site]:
    """Set the stage, run `thidua serve` on it with further variables, stop it and leave nothing behind."""
    with serving("tests.proofs.stage", str(schools), str(handed_in), **variables) as (port, data, told):
        cast = Cast([Actor(**actor) for actor in told["actors"]], told["district"], told["city"])
        yield Site(port, data, cast)


@contextlib.contextmanager
def serving(stage: str, *arguments: str, **variables: str) -> Iterator[tuple[int, Path, Mapping[str, Any]]]:
    """Set a stage by a module run as a program, and serve it: the port, the data folder and what the module printed.

    Needs the fixture `django_db_setup`, see `furnish`.
    """
    folder = Path(tempfile.mkdtemp(prefix="thidua-proof-"))
    folder.chmod(0o755)
    if not FULL:
        furnish(folder / "data")
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "THIDUA_PROCESS", "THIDUA_DEMO"}}
    environment |= {
        "THIDUA_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "THIDUA_SECRET_KEY": uuid.uuid4().hex,
    }
    set_up = subprocess.run(
        [sys.executable, "-m", stage, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(set_up.stdout.splitlines()[-1])
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "thidua.cli.main", "serve", "--port", str(port)],
        env=environment | LIGHT | variables,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port, folder / "data", told
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def headers(session: str) -> dict[str, str]:
    """What a script of ours sends along for somebody signed in."""
    return {
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }


@dataclass
class Browser:
    """One person's browser: keeps its connection, sends saves as the entry grid does, and sends lost ones again."""

    site: Site
    actor: Actor
    held: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def save(self, code: str, value: str, *, until: float) -> str | None:
        """Save one cell, again under the same key until it is answered 200; the answer is the key, or None."""
        key = str(uuid.uuid4())
        body = json.dumps({"key": key, "edits": [{"code": code, "before": self.held.get(code, ""), "text": value}]})
        while time.monotonic() < until:
            status, answer = self.post(f"{self.actor.report}o/", body)
            if status == http.client.OK:
                (cell,) = json.loads(answer)["cells"]
                if cell["outcome"] != "saved":
                    raise AssertionError(cell)
                self.held[code] = value
                return key
            time.sleep(0.05)
        return None

    def read(self, *, until: float) -> dict[str, str | None] | None:
        """What the report holds by code, asked again until it is answered 200; None when it never is."""
        address = self.actor.report.replace("/bao-cao/", "/api/v1/reports/").rstrip("/")
        while time.monotonic() < until:
            status, answer = self.get(address)
            if status == http.client.OK:
                return {cell["code"]: cell["value"] for cell in json.loads(answer)["cells"]}
            time.sleep(0.05)
        return None

    def post(self, path: str, body: str) -> tuple[int, str]:
        """Send something once; the answer is the status, 0 when the connection broke, and the text."""
        return self._ask("POST", path, body)

    def get(self, path: str) -> tuple[int, str]:
        """Ask once; the answer is as of `post`."""
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
            self._connection.request(method, path, body, headers(self.actor.session))
            response = self._connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection = None
            return 0, ""
