"""What is broken on purpose, one thing after another, while people work; and what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.cluster.apps import Apps
from tests.cluster.load import Load, Officer, Person, Save
from tests.cluster.nodes import Cluster, Node, wait_until
from tests.cluster.promises import Promises, look
from tests.proofs.running import Browser

QUIET_SECONDS = 5.0
AFTERWARDS_SECONDS = 7.0
COST_SECONDS = 20.0


@dataclass(frozen=True)
class Outcome:
    """One trial: what happened, what it cost, and whether the promises held."""

    name: str
    saves: int
    still: float
    whole: float
    promises: Promises


@dataclass
class Trials:
    """The whole test: who works on what, and the outcomes so far."""

    cluster: Cluster
    apps: Apps
    people: Sequence[Person]
    officer: Officer
    city: Browser
    outcomes: list[Outcome] = field(default_factory=list)
    read_at_replicas: int = 0

    def run(self) -> None:
        """Every trial, each on a whole cluster."""
        before = self.cluster.reads_at_replicas()
        self._try("nothing is broken", lambda: 0.0)
        self.read_at_replicas = self.cluster.reads_at_replicas() - before
        self._try("leader killed (kill -9: PostgreSQL, Patroni, etcd)", self._kill_the_leader)
        self._try("leader cut off from the network", lambda: self._cut_off(self.cluster.leader()))
        self._try("synchronous standby cut off", lambda: self._cut_off(self.cluster.standby()))
        self._try("web process killed (kill -9)", self._kill_a_web_process)
        self._try("worker process killed (kill -9)", self._kill_a_worker)

    def cost_of_synchrony(self) -> list[tuple[str, list[Save]]]:
        """The same load without and with synchronous replication, twice in turn."""
        measured: dict[bool, list[Save]] = {False: [], True: []}
        for wanted in (False, True, False, True):
            self.cluster.be_synchronous(wanted)
            with Load(self.people, self.officer) as load:
                time.sleep(COST_SECONDS / 2)
            measured[wanted] += load.saves
        return [("without", measured[False]), ("with", measured[True])]

    def _try(self, name: str, breaks: Callable[[], float]) -> None:
        print(f"… {name}", flush=True)
        with Load(self.people, self.officer) as load:
            time.sleep(QUIET_SECONDS)
            since = time.monotonic()
            whole = breaks()
            time.sleep(AFTERWARDS_SECONDS)
        promises = look(self.cluster, self.apps, self.people, self.officer, self.city)
        self.outcomes.append(Outcome(name, len(load.saves), load.stood_still(since), whole, promises))
        for line in promises.broken()[:10]:
            print(f"  BROKEN: {line}", flush=True)
        self._mend()

    def _kill_the_leader(self) -> float:
        """Kill what runs on the leader; the answer is the seconds until another leads with a standby."""
        leader = self.cluster.leader()
        leader.kill()
        return wait_until("another leader with a standby", lambda: self._whole_without(leader))

    def _cut_off(self, node: Node) -> float:
        """Cut a node off until the others have gone on without it, then plug it in again; all under load."""
        node.machine.cut_off()
        try:
            took = wait_until("the others go on", lambda: self._whole_without(node))
            time.sleep(AFTERWARDS_SECONDS)
        finally:
            node.machine.reconnect()
        return took

    def _kill_a_web_process(self) -> float:
        """Kill one; the other serves. The answer is the seconds until it serves again after a new start."""
        web = self.apps.webs[0]
        web.kill()
        time.sleep(AFTERWARDS_SECONDS)
        started = time.monotonic()
        web.start()
        wait_until(f"{web.name} serves again", web.ready)
        return time.monotonic() - started

    def _kill_a_worker(self) -> float:
        """Kill one; the other folds and seals. It is started again when the promises have been looked at."""
        self.apps.workers[0].kill()
        return 0.0

    def _whole_without(self, node: Node) -> bool:
        members = self.cluster.members(of=[each for each in self.cluster.nodes if each is not node])
        roles = {role for name, role in members.items() if name != node.name}
        return {"leader", "sync_standby"} <= roles and self.cluster.answers(self.cluster.led_by(members))

    def _mend(self) -> None:
        """Start again what is down, and wait until all nodes work together."""
        for node in self.cluster.nodes:
            self.cluster.revive(node)
        for worker in self.apps.workers:
            if worker.process is None:
                worker.start()
        took = wait_until("all nodes work together", lambda: self.cluster.complete() == len(self.cluster.nodes))
        wait_until("both web processes serve", lambda: all(web.ready() for web in self.apps.webs))
        if took > 1:
            print(f"  all three nodes together again {took:.0f} s later", flush=True)


def latency(saves: Sequence[Save]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile of the time until an answer, in milliseconds."""
    cuts = statistics.quantiles([save.seconds * 1000 for save in saves], n=100)
    return cuts[49], cuts[94], cuts[98]
