"""What must be true after every trial, asked of the database itself."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.cluster.apps import Apps
from tests.cluster.load import CODES, Officer, Person
from tests.cluster.nodes import Cluster
from tests.proofs.running import Browser

TOTALS_WITHIN = 60.0
# What every report that the stage hands in says (`tests.factories.reports`, which needs Django).
MONTH, CODE, NUMBER = "2024-M05", "ORG16", 62


@dataclass
class Promises:
    """Every promise, with what breaks it."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    totals_after: float = 0.0

    def broken(self) -> list[str]:
        """Everything that is not as it must be."""
        return [*self.lost, *self.twice, *self.stale, *self.trouble]


def look(cluster: Cluster, apps: Apps, people: Sequence[Person], officer: Officer, city: Browser) -> Promises:
    """Compare what was answered with what the leader holds, while nobody works."""
    found = Promises(
        stale=[line for person in people for line in person.stale],
        trouble=[*officer.trouble, *(line for person in people for line in person.trouble)],
    )
    journal, cells = _stored(cluster)
    for person in people:
        for save in person.saves:
            if journal[save.key] != 1:
                (found.twice if journal[save.key] else found.lost).append(
                    f"save {save.key} stands {journal[save.key]} times"
                )
        for code, value in {save.code: save.value for save in person.saves}.items():
            stored = cells.get((person.browser.actor.sheet, code))
            if stored != int(value):
                found.lost.append(f"{person.browser.actor.report} {code}: saved {value}, stored {stored}")
    found.totals_after = _wait_for_totals(officer, city, found)
    checked = apps.run("check")
    if checked.returncode:
        found.twice.append(f"thidua check: {checked.stdout.strip()} {checked.stderr.strip()}")
    return found


def _wait_for_totals(officer: Officer, city: Browser, found: Promises) -> float:
    """Wait until the city's total is that of the accepted reports, each counted once."""
    wanted = len(officer.accepted) * NUMBER
    started, total = time.monotonic(), None
    while time.monotonic() - started < TOTALS_WITHIN:
        status, answer = city.get(f"/api/v1/figures/city/{MONTH}")
        rows = json.loads(answer)["figures"] if status == 200 else []
        total = next((int(row["value"] or 0) for row in rows if row["code"] == CODE), 0)
        if total == wanted:
            return time.monotonic() - started
        time.sleep(0.2)
    (found.twice if (total or 0) > wanted else found.lost).append(
        f"{len(officer.accepted)} accepted reports make {wanted}, the city's total is {total}"
    )
    return TOTALS_WITHIN


def _stored(cluster: Cluster) -> tuple[Counter[str], dict[tuple[int, str], int]]:
    """How often each key stands in the journal, and what each cell holds."""
    with cluster.connect(cluster.leader(), "thidua") as connection:
        journal = Counter(str(key) for (key,) in connection.execute("SELECT key FROM figures_celledit"))
        rows = connection.execute(
            "SELECT c.sheet_id, i.code, c.cells[s.position] FROM figures_sheetcells c"
            " JOIN indicators_slot s ON s.block_id = c.block JOIN indicators_indicator i ON i.id = s.indicator_id"
            " WHERE i.code = ANY(%s)",
            [list(CODES)],
        )
        return journal, {(int(str(sheet)), str(code)): int(str(number or 0)) for sheet, code, number in rows}
