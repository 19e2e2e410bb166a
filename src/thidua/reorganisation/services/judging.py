"""From a stored list to its plan, and what every part says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from thidua.core import clock
from thidua.org.plans import Consequence, OpenReports, OpenTargets, People, Plan
from thidua.people.models import User
from thidua.reorganisation import order
from thidua.reorganisation.foreseen import foreseen
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.plans import Judged, Terms, judge
from thidua.reorganisation.rules import Change, read_change
from thidua.reorganisation.stored import stored_preview
from thidua.reorganisation.world import world_of

from .common import allow_time, managed_by


def keep_preview(reorganisation: Reorganisation, by: User) -> None:
    """Ask anew what carrying out a draft would do, and save the answer with it."""
    allow_time()
    reorganisation.preview = stored_preview(consequences_of(reorganisation, by)[1])
    reorganisation.previewed_at = clock.now()
    reorganisation.failure = ""
    reorganisation.save()


def consequences_of(
    reorganisation: Reorganisation, by: User, tell: Callable[[str], None] = lambda _doing: None
) -> tuple[Plan, list[Consequence]]:
    """The plan of a draft and all that can be said of it; parts are only asked about a plan whose rows are right."""
    changes = [read_change(row) for row in reorganisation.changes]
    judged = _judged(reorganisation, changes, by)
    found = list(judged.findings)
    if judged.wrong or not changes:
        return judged.plan, found
    found += foreseen(judged.plan, reorganisation.issuer_id)
    rows = {change.code: change.row for change in reversed(changes)}
    found += [_with_row(one, rows) for one in order.preview(judged.plan, tell)]
    return judged.plan, found


def _judged(reorganisation: Reorganisation, changes: list[Change], by: User) -> Judged:
    terms = Terms(
        on=reorganisation.on,
        counts_from=reorganisation.counts_from,
        decision=reorganisation.number,
        open_reports=OpenReports(reorganisation.open_reports),
        open_targets=OpenTargets(reorganisation.open_targets),
        people=People(reorganisation.people),
    )
    return judge(changes, terms, world_of(changes, reorganisation.on, managed_by(by)))


def _with_row(consequence: Consequence, rows: Mapping[str, int]) -> Consequence:
    """A part knows units, not rows: what it says of one unit leads to the first row of that unit."""
    if consequence.row or len(consequence.examples) != 1:
        return consequence
    return replace(consequence, row=rows.get(consequence.examples[0], 0))
