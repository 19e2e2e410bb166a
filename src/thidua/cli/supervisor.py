"""Keeps the processes of one installation running, and leaves none behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from thidua.cli.environment import REPOSITORY
from thidua.cli.postgres import Postgres
from thidua.cli.processes import dies_with_parent, with_variable
from thidua.cli.refusal import Refusal

# Every child carries the data folder in this variable, so that the next start finds survivors of `kill -9`.
MARK = "THIDUA_SERVES"
TICK_SECONDS = 0.25
GRACE_SECONDS = 10
# A child that ends this often within a minute will not get better by another start.
MANY_DEATHS = 5


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal is for the supervisor to pass on."""
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | self.variables,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )

    def running(self) -> bool:
        """Return whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Signal the process, or everything that it started."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.process.pid, number)


@dataclass
class Supervisor:
    """Runs children until it is told to stop; a child that ends is started again."""

    mark: str
    postgres: Postgres | None
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def add(self, name: str, *command: str, **variables: str) -> Child:
        """Start one more Python program under supervision."""
        child = Child(name, (sys.executable, *command), variables | {MARK: self.mark})
        self.children.append(child)
        child.start()
        return child

    def listen(self) -> None:
        """Stop in order on Ctrl-C, a polite kill and, unless `nohup` says otherwise, a closed terminal."""
        signal.signal(signal.SIGINT, self._stop)  # a shell's background job begins with it ignored
        signal.signal(signal.SIGTERM, self._stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._stop)

    def run(self) -> None:
        """Watch the children until told to stop."""
        while not self.stopping:
            self.tend()
            time.sleep(TICK_SECONDS)

    def tend(self) -> None:
        """Start again what has ended; refuse to go on when something ends again and again."""
        if self.postgres is not None and self.postgres.pid() is None:
            print("Cơ sở dữ liệu đã dừng bất ngờ, đang khởi động lại.", file=sys.stderr)
            self.postgres.start(with_parent=True)
        for child in self.children:
            if child.running() or self.stopping:
                continue
            child.signal(signal.SIGKILL, group=True)  # what it started must not keep the port
            recent = [death for death in child.deaths if death > time.monotonic() - 60]
            child.deaths = [*recent, time.monotonic()]
            if len(child.deaths) >= MANY_DEATHS:
                raise Refusal(f"«{child.name}» dừng {MANY_DEATHS} lần trong một phút; xem thông báo ở trên.")
            print(f"«{child.name}» đã dừng bất ngờ, đang khởi động lại.", file=sys.stderr)
            child.start()

    def stop(self) -> None:
        """End every child, the last started first, then the database."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.running() for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.02)
        for child in self.children:
            child.signal(signal.SIGKILL, group=True)
            if child.process is not None:
                child.process.wait()
        if self.postgres is not None:
            self.postgres.stop()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def end_survivors(mark: str) -> None:
    """Kill what a supervisor of the same data folder left behind when it was killed itself."""
    for pid in with_variable(MARK, mark):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def mark_of(data: Path) -> str:
    """Return what marks the processes of one data folder."""
    return str(data.resolve())
