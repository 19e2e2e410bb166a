"""The database nodes: etcd, Patroni and PostgreSQL in each machine, with the files that operators use."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import psycopg

from tests.cluster.network import HERE, NETWORK, Machine, NotPossible
from tests.cluster.packages import USER

FILES = Path(__file__).with_name("files")
READY_SECONDS = 90


def wait_until(what: str, happened: Callable[[], bool], *, seconds: float = READY_SECONDS) -> float:
    """Wait for something; the answer is how many seconds it took. Raises NotPossible when it does not come."""
    started = time.monotonic()
    while not happened():
        if time.monotonic() - started > seconds:
            raise NotPossible(f"after {seconds:.0f} s still not: {what}")
        time.sleep(0.1)
    return time.monotonic() - started


def filled(name: str, values: Mapping[str, object]) -> str:
    """A file of the operators with its places filled."""
    return Template((FILES / name).read_text(encoding="utf-8")).substitute(values)


@dataclass
class Node:
    """One machine of the cluster and what runs on it."""

    machine: Machine
    home: Path
    etcd: subprocess.Popen[bytes] | None = None
    patroni: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """As its machine is called."""
        return self.machine.name

    def run(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start one of its programs; what it says goes to a file of its home."""
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self.machine.within(*command),
                cwd=self.home,
                env={"PATH": os.defpath + ":/usr/sbin", "LC_ALL": "C.UTF-8", "ETCD_UNSUPPORTED_ARCH": "arm64"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def pids(self) -> list[int]:
        """Everything that runs on this machine."""
        found = subprocess.run(
            ["ip", "netns", "pids", self.machine.namespace], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def kill(self) -> None:
        """`kill -9` for everything on it, as when its power fails."""
        while pids := self.pids():
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        for child in (self.etcd, self.patroni):
            if child is not None:
                child.wait()
        self.etcd = self.patroni = None


@dataclass
class Cluster:
    """All nodes, and who leads them."""

    nodes: list[Node]
    binaries: Path
    passwords: Mapping[str, str] = field(
        default_factory=lambda: {
            f"{name}_password": secrets.token_hex(16) for name in ("superuser", "replication", "database")
        }
    )

    def start(self) -> None:
        """Start every node, wait for a leader with a synchronous standby, and make the database."""
        for node in self.nodes:
            self.start_etcd(node)
        for node in self.nodes:
            self.start_patroni(node)
        wait_until("a leader with a synchronous standby", lambda: self.complete() == len(self.nodes))
        with self.connect(self.leader(), "postgres") as connection:
            for statement in filled("database.sql", self.passwords).split(";"):
                if statement.strip():
                    connection.execute(statement.encode())

    def start_etcd(self, node: Node) -> None:
        """Start a node's etcd, which finds the others."""
        node.etcd = node.run("etcd", "etcd", "--config-file", str(self._written(node, "etcd.yml")))

    def start_patroni(self, node: Node) -> None:
        """Start a node's Patroni, which makes or mends its database and starts it."""
        node.patroni = node.run("patroni", "patroni", str(self._written(node, "patroni.yml")))

    def _written(self, node: Node, name: str) -> Path:
        """One of the operators' files as a node has it; only the database's user reads it."""
        values = {
            **self.passwords,
            "name": node.name,
            "address": node.machine.address,
            "etcd_hosts": ",".join(f"{each.machine.address}:2379" for each in self.nodes),
            "etcd_members": ",".join(f"{each.name}=http://{each.machine.address}:2380" for each in self.nodes),
            "network": NETWORK,
            "home": node.home,
            "data": node.home / "data",
            "binaries": self.binaries / "bin",
            "shared_buffers": "128MB",
        }
        file = node.home / name
        file.write_text(filled(name, values), encoding="utf-8")
        file.chmod(0o600)
        shutil.chown(file, USER, USER)
        return file

    def stop(self) -> None:
        """End everything at once: the data is thrown away."""
        for node in self.nodes:
            node.kill()

    def members(self, of: Sequence[Node] = ()) -> dict[str, str]:
        """The role of each member that works, as the first of these nodes knows it that answers.

        Roles are leader, sync_standby and replica.
        """
        for node in of or self.nodes:
            with contextlib.suppress(OSError, ValueError):
                url = f"http://{node.machine.address}:8008/cluster"
                with urllib.request.urlopen(url, timeout=1) as answer:
                    told = json.load(answer)["members"]
                    return {m["name"]: m["role"] for m in told if m["state"] in {"running", "streaming"}}
        return {}

    def complete(self) -> int:
        """How many members work together, 0 while no standby is synchronous."""
        members = self.members()
        whole = {"leader", "sync_standby"} <= set(members.values())
        return len(members) if whole and self.answers(self.led_by(members)) else 0

    def led_by(self, members: Mapping[str, str]) -> Node | None:
        """The node that leads these members."""
        return next((node for node in self.nodes if members.get(node.name) == "leader"), None)

    def leader_or_none(self) -> Node | None:
        """The node that says of itself that it leads."""
        return next((node for node in self.nodes if self.answers(node)), None)

    def standby(self) -> Node:
        """The synchronous standby."""
        members = self.members()
        return next(node for node in self.nodes if members.get(node.name) == "sync_standby")

    def revive(self, node: Node) -> None:
        """Start what is down on a node."""
        if node.etcd is None:
            self.start_etcd(node)
        if node.patroni is None:
            self.start_patroni(node)

    def leader(self) -> Node:
        """The leader; there must be one."""
        node = self.leader_or_none()
        if node is None:
            raise NotPossible("there is no leader")
        return node

    def answers(self, node: Node | None, role: str = "primary") -> bool:
        """Whether a node's Patroni says that it has this role."""
        if node is None:
            return False
        try:
            urllib.request.urlopen(f"http://{node.machine.address}:8008/{role}", timeout=1).close()
        except (OSError, urllib.error.HTTPError):
            return False
        return True

    def connect(self, node: Node, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the superuser straight to one node."""
        return psycopg.connect(
            host=node.machine.address,
            dbname=database,
            user="postgres",
            password=self.passwords["superuser_password"],
            autocommit=True,
            connect_timeout=3,
        )

    def reachable(self, url: str) -> bool:
        """Whether a database answers at an address."""
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return False
        return True

    def be_synchronous(self, wanted: bool) -> None:
        """Turn synchronous replication on or off, and wait until it is so."""
        body = json.dumps({"synchronous_mode": wanted, "synchronous_mode_strict": wanted}).encode()
        address = f"http://{self.leader().machine.address}:8008/config"
        urllib.request.urlopen(urllib.request.Request(address, body, method="PATCH"), timeout=5).close()
        wait_until(
            "the mode of replication",
            lambda: ("sync_standby" in self.members().values()) is wanted and self._waits() is wanted,
        )

    def reads_at_replicas(self) -> int:
        """How often cells of reports were looked up on nodes that do not lead."""
        statement = (
            b"SELECT coalesce(sum(idx_scan), 0) FROM pg_stat_user_tables WHERE relname LIKE 'figures_sheetcells%'"
        )
        found = 0
        for node in self.nodes:
            if not self.answers(node):
                with self.connect(node, "thidua") as connection:
                    row = connection.execute(statement).fetchone()
                    found += int(str(row[0])) if row else 0
        return found

    def _waits(self) -> bool:
        """Whether commits wait for another node."""
        with self.connect(self.leader(), "postgres") as connection:
            return connection.execute("SHOW synchronous_standby_names").fetchone() != ("",)

    def url(self, port: int) -> str:
        """The application's address of the database behind HAProxy."""
        return f"postgresql://thidua:{self.passwords['database_password']}@{HERE}:{port}/thidua?connect_timeout=5"
