"""Plans and previews as plain data, kept on the row of their reorganisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from thidua.org.plans import Consequence, End, OpenReports, OpenTargets, People, Plan, Weight
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind

# A list of thousands may be wrong in every row: so many consequences of one weight are kept, all are counted.
MOST_KEPT = 500


def stored_plan(plan: Plan) -> dict[str, Any]:
    """A plan as JSON."""
    return {
        "on": plan.on.isoformat(),
        "counts_from": plan.counts_from.isoformat(),
        "decision": plan.decision,
        "founded": [asdict(unit) | {"founded_on": unit.founded_on.isoformat()} for unit in plan.founded],
        "renamed": {code: list(names) for code, names in plan.renamed.items()},
        "moved": dict(plan.moved),
        "ended": {code: [end.reason, [list(heir) for heir in end.heirs]] for code, end in plan.ended.items()},
        "divided": {code: [list(heir) for heir in heirs] for code, heirs in plan.divided.items()},
        "open_reports": plan.open_reports.value,
        "open_targets": plan.open_targets.value,
        "people": plan.people.value,
        "ids": dict(plan.ids),
    }


def read_plan(stored: Mapping[str, Any]) -> Plan:
    """A plan as `stored_plan` wrote it."""
    return Plan(
        on=date.fromisoformat(stored["on"]),
        counts_from=date.fromisoformat(stored["counts_from"]),
        decision=stored["decision"],
        founded=tuple(_new_unit(row) for row in stored["founded"]),
        renamed={code: (name, short_name) for code, (name, short_name) in stored["renamed"].items()},
        moved=stored["moved"],
        ended={code: End(reason, _heirs(heirs)) for code, (reason, heirs) in stored["ended"].items()},
        divided={code: _heirs(heirs) for code, heirs in stored["divided"].items()},
        open_reports=OpenReports(stored["open_reports"]),
        open_targets=OpenTargets(stored["open_targets"]),
        people=People(stored["people"]),
        ids=stored["ids"],
    )


def stored_preview(consequences: Iterable[Consequence]) -> dict[str, Any]:
    """Consequences as JSON: the first of each weight, and how many there are of each."""
    by_weight: dict[str, list[dict[str, Any]]] = {weight.value: [] for weight in Weight}
    counts = dict.fromkeys(by_weight, 0)
    for consequence in consequences:
        weight = consequence.weight.value
        counts[weight] += 1
        if counts[weight] <= MOST_KEPT:
            by_weight[weight].append(asdict(consequence) | {"weight": weight})
    return {"counts": counts, "consequences": [row for rows in by_weight.values() for row in rows]}


def read_preview(stored: Mapping[str, Any]) -> list[Consequence]:
    """The consequences that `stored_preview` kept."""
    return [
        Consequence(**{**row, "weight": Weight(row["weight"]), "examples": tuple(row["examples"])})
        for row in stored["consequences"]
    ]


def errors_in(stored: Mapping[str, Any]) -> int:
    """How many things stand in the way, by a preview that was kept."""
    return int(stored["counts"][Weight.ERROR.value])


def _new_unit(row: Mapping[str, Any]) -> NewUnit:
    return NewUnit(
        **{
            **row,
            "kind": UnitKind(row["kind"]),
            "founded_on": date.fromisoformat(row["founded_on"]),
            "sector": Sector(row["sector"]),
            "legal_type": LegalType(row["legal_type"]),
        }
    )


def _heirs(rows: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((code, share) for code, share in rows)
