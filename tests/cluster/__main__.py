"""`make cluster-test`: three database nodes, two web and two worker processes behind HAProxy, broken under load.

Exit code 0 when every promise held, 1 when one did not, 2 when this machine does not allow the test.
`KEEP=1` leaves the folder with what every process said.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.cluster.apps import Apps
from tests.cluster.load import ACCEPTED_PER_SECOND, SAVES_PER_SECOND, Officer, Person
from tests.cluster.network import Machine, NotPossible, network
from tests.cluster.nodes import Cluster, Node
from tests.cluster.packages import USER, install_packages, versions
from tests.cluster.trials import Trials, latency
from tests.proofs.running import Browser, Site
from tests.proofs.stage import Actor, Cast
from thidua.cli.environment import REPOSITORY
from thidua.cli.locations import choose_place
from thidua.cli.postgres import MAJOR_VERSION, installed_binaries
from thidua.cli.refusal import Refusal

NODES = 3
PEOPLE = 10
HANDED_IN = 160
LOCK = Path("/run/lock/thidua-cluster-test")


def main() -> int:
    """Build everything, break it, say what held."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is taken away, too
    try:
        install_packages()
        with ExitStack() as stack:
            _be_alone(stack)
            folder = _folder(stack)
            cluster = Cluster(_nodes(folder, stack.enter_context(network(NODES))), _binaries(folder))
            stack.callback(cluster.stop)
            print(f"PostgreSQL {MAJOR_VERSION} · {versions()}", flush=True)
            cluster.start()
            apps = Apps(folder, cluster)
            stack.callback(apps.stop)
            apps.start_haproxy()
            cast = _stage(apps)
            apps.start()
            trials = _trials(cluster, apps, cast)
            kept = _run(trials)
    except (NotPossible, Refusal) as error:
        print(f"cluster-test: {error}", file=sys.stderr)
        return 2
    print(f"{'Every promise held' if kept else 'A PROMISE WAS BROKEN'}; {time.monotonic() - began:.0f} s altogether.")
    return 0 if kept else 1


def _be_alone(stack: ExitStack) -> None:
    """Hold a lock until the end: a second test would take the first one's network away."""
    lock = stack.enter_context(LOCK.open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotPossible("another cluster test runs on this machine") from None


def _folder(stack: ExitStack) -> Path:
    """A folder where the database's user may pass, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="thidua-cluster-", dir="/var/tmp"))
    folder.chmod(0o755)
    if os.environ.get("KEEP"):
        print(f"everything stays in {folder}")
    else:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _nodes(folder: Path, machines: list[Machine]) -> list[Node]:
    nodes = [Node(machine, folder / machine.name) for machine in machines]
    for node in nodes:
        node.home.mkdir(mode=0o700)
        shutil.chown(node.home, USER, USER)
    return nodes


def _binaries(folder: Path) -> Path:
    """PostgreSQL's programs, where the database's user may run them."""
    return choose_place(folder / "binaries", installed_binaries()).binaries


def _stage(apps: Apps) -> Cast:
    """Units, people and an open month in the new database."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.proofs.stage", str(PEOPLE + HANDED_IN), str(HANDED_IN)],
        env={**os.environ, **apps.variables, "THIDUA_DATA": str(apps.folder / "stage")},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise NotPossible(f"the stage could not be set: {told.stderr[-2000:]}")
    said = json.loads(told.stdout.splitlines()[-1])
    return Cast([Actor(**actor) for actor in said["actors"]], said["district"], said["city"])


def _trials(cluster: Cluster, apps: Apps, cast: Cast) -> Trials:
    site = Site(apps.port, apps.folder, cast)
    handed_in, typing = cast.actors[:HANDED_IN], cast.actors[HANDED_IN:]
    return Trials(
        cluster,
        apps,
        [Person(Browser(site, actor)) for actor in typing],
        Officer(Browser(site, Actor(cast.district, "", 0)), [actor.report for actor in handed_in]),
        Browser(site, Actor(cast.city, "", 0)),
    )


def _run(trials: Trials) -> bool:
    """Run everything and print the tables; whether every promise held."""
    print(
        f"load: {PEOPLE} people, {SAVES_PER_SECOND} saves/s, each read at once; {ACCEPTED_PER_SECOND} accepted report/s"
    )
    print("… what synchronous replication costs", flush=True)
    costs = trials.cost_of_synchrony()
    trials.run()
    print(
        "\nAnswering a save, ms              p50    p95    p99   (all nodes on this machine: no network between them)"
    )
    for mode, saves in costs:
        print(f"  {mode + ' synchronous replication':<30}" + "".join(f"{part:7.1f}" for part in latency(saves)))
    print(f"\n{'Trial':<54}{'saves':>7}{'still':>8}{'whole':>8}{'totals':>8}{'lost':>6}{'twice':>6}{'stale':>6}")
    for outcome in trials.outcomes:
        found = outcome.promises
        print(
            f"{outcome.name:<54}{outcome.saves:>7}"
            f"{outcome.still:>6.1f} s{outcome.whole:>6.1f} s{found.totals_after:>6.1f} s"
            f"{len(found.lost):>6}{len(found.twice):>6}{len(found.stale):>6}"
        )
    print(
        "saves: answered 200 · still: longest time in which nobody's save was answered · whole: until a leader with a\n"
        "synchronous standby (or the process) is back · totals: until the total at the root had every accepted report\n"
        "lost: answered and not there · twice: counted more than once, or `thidua check` differs · stale: read older\n"
        "than what the reader had just saved"
    )
    saved = sum(len(person.saves) for person in trials.people)
    print(f"{saved} saves answered and read back, {len(trials.officer.accepted)} reports accepted;")
    print(f"cells were looked up {trials.read_at_replicas} times at replicas while nothing was broken.")
    return not any(outcome.promises.broken() for outcome in trials.outcomes)


if __name__ == "__main__":
    sys.exit(main())
