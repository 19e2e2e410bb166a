"""Carrying reorganisations out in tests, app by app in the order in which they are always asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import ModuleType

from tests import people
from thidua.access import reorganising as access
from thidua.figures import reorganising as figures
from thidua.org import reorganising as org
from thidua.org.models import Unit
from thidua.org.plans import End, Ledger, Plan
from thidua.org.rules import WHOLE, NewUnit, UnitKind
from thidua.reporting import reorganising as reporting
from thidua.targets import reorganising as targets

APPS: tuple[ModuleType, ...] = (org, access, figures, targets, reporting)


def plan(on: date, **changes: object) -> Plan:
    """A plan whose units are known by their codes."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    facts = {"on": on, "counts_from": on, "decision": "12/QĐ-LĐLĐ", "ids": ids} | changes
    return Plan(**facts)


def into(*heirs: str) -> End:
    """The end of a unit that these succeed in equal parts."""
    parts = [WHOLE // len(heirs)] * len(heirs)
    if heirs:
        parts[0] += WHOLE - sum(parts)
    return End("Sắp xếp tổ chức", tuple(zip(heirs, parts, strict=True)))


def founded(code: str, under: str, on: date, kind: UnitKind = UnitKind.GRASSROOTS) -> NewUnit:
    """A unit to be founded that bears its code as its name."""
    return NewUnit(code, code, code, kind, under, on)


def carried_out(planned: Plan) -> list[Ledger]:
    """Carry a plan out; the answer is the ledger of every app."""
    ledgers = []
    for app in APPS:
        ledgers.append(app.apply(planned, people.person("organiser")))
        planned = known(planned)
    return ledgers


def undone(planned: Plan, ledgers: list[Ledger]) -> None:
    """Put everything back, when nothing stands in the way."""
    planned = known(planned)
    steps = list(zip(APPS, ledgers, strict=True))[::-1]
    assert [what for app, ledger in steps for what in app.obstacles(planned, ledger)] == []
    for app, ledger in steps:
        app.undo(planned, ledger, people.person("organiser"))


def known(planned: Plan) -> Plan:
    """The plan with the ids of all units that there are by now."""
    return replace(planned, ids=dict(Unit.objects.values_list("code", "pk")))
