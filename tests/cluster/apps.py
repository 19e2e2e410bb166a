"""HAProxy before everything, and the application's processes as hosts of their own would run them."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster.network import HERE
from tests.cluster.nodes import Cluster, filled, wait_until
from tests.proofs.running import free_port
from thidua.cli.environment import REPOSITORY
from thidua.cli.processes import with_variable
from thidua.cli.supervisor import MARK, mark_of

PRIMARY_PORT, REPLICA_PORT = 6432, 6433


@dataclass
class Program:
    """A process of ours in a data folder of its own; what it says goes to a file there."""

    name: str
    folder: Path
    command: tuple[str, ...]
    variables: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.variables, "THIDUA_DATA": str(self.folder)},
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """`kill -9` for it and everything that it started."""
        if self.process is None:
            return
        for pid in (self.process.pid, *with_variable(MARK, mark_of(self.folder))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """End it in order."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Web(Program):
    """A web process, which says of itself whether it can serve."""

    port: int = field(default_factory=free_port)

    def ready(self) -> bool:
        """Whether it can serve."""
        return answers(self.port, "/suc-khoe/")


@dataclass
class Apps:
    """HAProxy, two web processes and two workers."""

    folder: Path
    cluster: Cluster
    port: int = field(default_factory=free_port)
    haproxy: Program = field(init=False)
    webs: list[Web] = field(init=False)
    workers: list[Program] = field(init=False)

    def __post_init__(self) -> None:
        """Say how each is run."""
        ports = [free_port() for _ in range(2)]
        self.haproxy = Program(
            "haproxy", self.folder / "haproxy", ("haproxy", "-db", "-f", str(self._haproxy_cfg(ports))), {}
        )
        self.webs = [
            Web(
                name,
                self.folder / name,
                _thidua("serve", "--no-worker", "--port", str(port)),
                self.variables | {"THIDUA_REPLICA_URL": self.cluster.url(REPLICA_PORT), "THIDUA_PROXIES": "1"},
                port=port,
            )
            for name, port in zip(("web1", "web2"), ports, strict=True)
        ]
        self.workers = [
            Program(name, self.folder / name, _thidua("worker"), self.variables | {"THIDUA_PROCESS": "worker"})
            for name in ("worker1", "worker2")
        ]

    @property
    def variables(self) -> dict[str, str]:
        """What every host of the application is told."""
        return {
            "DATABASE_URL": self.cluster.url(PRIMARY_PORT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "THIDUA_SECRET_KEY": self.cluster.passwords["database_password"] * 2,
            "THIDUA_FILES": str(self.folder / "files"),
            "THIDUA_WORKERS": "1",
        }

    def start_haproxy(self) -> None:
        """Start HAProxy and wait until it finds the leader."""
        self.haproxy.start()
        wait_until("HAProxy finds the leader", lambda: self.cluster.reachable(self.cluster.url(PRIMARY_PORT)))

    def start(self) -> None:
        """Start the application's processes, one after the other, and wait until HAProxy serves."""
        for web in self.webs:
            web.start()
            wait_until(f"{web.name} serves", web.ready)
        for worker in self.workers:
            worker.start()
        wait_until("HAProxy serves", lambda: answers(self.port, "/suc-khoe/"))

    def stop(self) -> None:
        """End everything."""
        for program in (*self.webs, *self.workers, self.haproxy):
            program.stop()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of our commands on this database and wait."""
        return subprocess.run(
            _thidua(*command),
            env={**os.environ, **self.variables, "THIDUA_DATA": str(self.folder / "command")},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )

    def _haproxy_cfg(self, ports: list[int]) -> Path:
        values = {
            "database_address": HERE,
            "web_address": f"127.0.0.1:{self.port}",
            "host": "localhost",
            "web1": f"127.0.0.1:{ports[0]}",
            "web2": f"127.0.0.1:{ports[1]}",
        }
        values |= {node.name: node.machine.address for node in self.cluster.nodes}
        file = self.folder / "haproxy.cfg"
        file.write_text(filled("haproxy.cfg", values), encoding="utf-8")
        return file


def answers(port: int, path: str) -> bool:
    """Whether an address of this machine answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _thidua(*command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "thidua.cli.main", *command)
