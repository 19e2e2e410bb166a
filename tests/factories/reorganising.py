"""Carrying reorganisations out in tests, in the order in which the apps are always asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests import people
from thidua.org.models import Unit
from thidua.org.plans import End, Ledger, Plan
from thidua.org.rules import WHOLE, NewUnit, UnitKind
from thidua.reorganisation import order


def plan(on: date, **changes: object) -> Plan:
    """A plan whose units are known by their codes."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    facts = {"on": on, "counts_from": on, "decision": "12/QĐ-LĐLĐ", "ids": ids} | changes
    return Plan(**facts)


def into(*heirs: str) -> End:
    """The end of a unit that these succeed in equal parts."""
    return End("Sắp xếp tổ chức", shares(*heirs))


def shares(*heirs: str) -> tuple[tuple[str, int], ...]:
    """Equal parts of a unit; the first takes what is left over."""
    parts = [WHOLE // len(heirs)] * len(heirs) if heirs else []
    if heirs:
        parts[0] += WHOLE - sum(parts)
    return tuple(zip(heirs, parts, strict=True))


def founded(code: str, under: str, on: date, kind: UnitKind = UnitKind.GRASSROOTS) -> NewUnit:
    """A unit to be founded that bears its code as its name."""
    return NewUnit(code, code, code, kind, under, on)


def carried_out(planned: Plan) -> dict[str, Ledger]:
    """Carry a plan out; the answer is the ledger of every app by its name."""
    return order.apply(planned, people.person("organiser"), _unheard)


def undone(planned: Plan, ledgers: Mapping[str, Ledger]) -> None:
    """Put everything back, when nothing stands in the way."""
    assert order.obstacles(known(planned), ledgers) == []
    order.undo(known(planned), ledgers, people.person("organiser"), _unheard)


def known(planned: Plan) -> Plan:
    """The plan with the ids of all units that there are by now."""
    return replace(planned, ids=dict(Unit.objects.values_list("code", "pk")))


def _unheard(_what: str) -> None:
    """Nobody watches the progress of a test."""
