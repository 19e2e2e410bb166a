"""Three nodes with a network of their own: a namespace each, joined by a bridge to this machine."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

BRIDGE = "thidua-ct"
NETWORK = "10.77.0.0/24"
HERE = "10.77.0.1"


class NotPossible(Exception):
    """This machine does not allow what the test needs; the sentence says what."""


@dataclass(frozen=True)
class Machine:
    """A network namespace that stands for one machine."""

    number: int

    @property
    def name(self) -> str:
        """As Patroni, etcd and HAProxy call it."""
        return f"db{self.number}"

    @property
    def address(self) -> str:
        """Where the others reach it."""
        return f"10.77.0.{10 + self.number}"

    @property
    def namespace(self) -> str:
        """The namespace's name on this machine."""
        return f"{BRIDGE}-{self.name}"

    @property
    def cable(self) -> str:
        """The near end of its cable."""
        return f"{BRIDGE}{self.number}"

    def within(self, *command: str) -> list[str]:
        """The command that runs another one inside, as the database's user."""
        return [
            *("ip", "netns", "exec", self.namespace),
            *("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command),
        ]

    def cut_off(self) -> None:
        """Pull its cable: nobody reaches it and it reaches nobody; its processes notice nothing else."""
        _ip("link", "set", self.cable, "down")

    def reconnect(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self.cable, "up")


@contextlib.contextmanager
def network(count: int) -> Iterator[list[Machine]]:
    """Lay the network of so many machines; take it away at the end, also what an interrupted run left."""
    machines = [Machine(number) for number in range(1, count + 1)]
    _remove(machines)
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("address", "add", f"{HERE}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for machine in machines:
            _lay(machine)
        yield machines
    finally:
        _remove(machines)


def _lay(machine: Machine) -> None:
    _ip("netns", "add", machine.namespace)
    _ip("link", "add", machine.cable, "type", "veth", "peer", "name", "eth0", "netns", machine.namespace)
    _ip("link", "set", machine.cable, "master", BRIDGE, "up")
    inside = ("-n", machine.namespace)
    _ip(*inside, "address", "add", f"{machine.address}/24", "dev", "eth0")
    _ip(*inside, "link", "set", "eth0", "up")
    _ip(*inside, "link", "set", "lo", "up")


def _remove(machines: list[Machine]) -> None:
    for machine in machines:
        subprocess.run(["ip", "link", "delete", machine.cable], capture_output=True, check=False)
        subprocess.run(["ip", "netns", "delete", machine.namespace], capture_output=True, check=False)
    subprocess.run(["ip", "link", "delete", BRIDGE], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPossible(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
