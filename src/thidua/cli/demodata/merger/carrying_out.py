"""The decisions of the story go through the same services as anybody's."""

from __future__ import annotations

from dataclasses import replace

from thidua.cli.demodata.merger.decisions import Decision
from thidua.cli.demodata.merger.units import CITY
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reorganisation import services


def prepare(decision: Decision, *, by: User) -> int:
    """Draft a decision with its changes and preview it; the answer is its id."""
    stated = services.Decision(
        title=decision.title, number=decision.number, decided_on=decision.decided_on, on=decision.on
    )
    drafted = services.draft_reorganisation(issuer=Unit.objects.get(code=CITY), decision=stated, by=by)
    changes = [replace(change, row=row) for row, change in enumerate(decision.changes, start=1)]
    services.replace_changes(reorganisation_id=drafted.pk, changes=changes, by=by)
    services.preview_reorganisation(reorganisation_id=drafted.pk, by=by)
    return drafted.pk


def carry_out(decision: Decision, *, by: User) -> None:
    """Draft, preview and carry out a decision."""
    pk = prepare(decision, by=by)
    services.ask_for_commit(reorganisation_id=pk, by=by)
    services.commit_reorganisation(reorganisation_id=pk, by=by)
