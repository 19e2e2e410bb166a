"""Who may do what after the tree has changed: every role, scope and place against a naive model of the written rules.

    where the grant is              END                              FOLLOW
    ─────────────────────────────   ──────────────────────────────   ──────────────────────────────────
    at a unit that goes on          as before, over the new tree     as before, over the new tree
    at a unit that ends, with       holds no longer                  the same role, scope and areas at
      heirs                                                            every heir
    at a unit that ends without     holds no longer                  holds no longer
    naming units                    at those named that go on        at those named that go on, and at
                                                                       the heirs of those that end
    at a unit that is divided       as before                        as before

    An ended unit stands wherever its heirs stand; without heirs, where the nearest unit above stands that lives. A
    unit before its founding stands nowhere. A grant at the one root reaches even what stands nowhere, but for what is
    only done at the unit itself or directly above it. All this begins on the day of the new order; before it, and
    after undoing, everything is as if nothing had been decided.

A part of the cells is asked in a usual run, all of them under `THIDUA_PROVE`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

import pytest

from tests import people
from tests.factories.reorganising import founded, into, known, plan, shares
from tests.factories.tree import tree
from thidua.access import gate
from thidua.access import reorganising as access
from thidua.access.models import Grant
from thidua.access.rules import GRANTED, Permission, Reach, Role, Scope
from thidua.access.services import give_grant
from thidua.org import reorganising as org
from thidua.org.models import Unit
from thidua.org.plans import People, Plan
from thidua.org.rules import UnitKind
from thidua.org.services import rebuild_custody
from thidua.people.models import User

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)
AREA = "WEL"
ROOT = "city"
ASKED = None if os.environ.get("THIDUA_PROVE") else 6

# Every unit by the one above it: `gone` ends or is divided, `mover` goes from one side to the other.
ABOVE: Mapping[str, str | None] = {
    "city": None,
    "sector_old": "city",
    "agency_gone": "sector_old",
    "member": "agency_gone",
    "agency_mover": "sector_old",
    "below": "agency_mover",
    "sector_new": "city",
    "agency_heir": "sector_new",
    "agency_other": "sector_new",
    "sector_far": "city",
    "outside": "sector_far",
}
FRESH = "agency_fresh"


@dataclass(frozen=True)
class Change:
    """A kind of change: what the plan says, and where units stand afterwards."""

    heirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    founded: bool = False
    divided: tuple[str, ...] = ()
    renamed: bool = False

    def planned(self, choice: People) -> Plan:
        return plan(
            ON,
            people=choice,
            founded=(founded(FRESH, "sector_new", ON, UnitKind.AGENCY),) if self.founded else (),
            moved=self.moved,
            ended={code: into(*heirs) for code, heirs in self.heirs.items()},
            divided={"agency_gone": shares(*self.divided)} if self.divided else {},
            renamed={"agency_gone": ("Tên mới", "mới")} if self.renamed else {},
        )

    def above(self) -> dict[str, str | None]:
        """Where everything stands from the day on."""
        new = {FRESH: "sector_new"} if self.founded else {}
        return {code: up for code, up in (ABOVE | new | self.moved).items() if code not in self.heirs}


CHANGES = {
    "merged": Change({"agency_gone": ("agency_heir",)}, {"member": "agency_heir"}),
    "merged into the unit above": Change({"agency_gone": ("sector_old",)}, {"member": "sector_old"}),
    "merged into a new unit": Change({"agency_gone": (FRESH,)}, {"member": FRESH}, founded=True),
    "split": Change({"agency_gone": ("agency_heir", "agency_other")}, {"member": "agency_other"}),
    "divided": Change(divided=("agency_gone", "agency_heir")),
    "dissolved": Change({"agency_gone": ()}, {"member": "sector_old"}),
    "moved": Change(moved={"agency_mover": "sector_new"}),
    "moved beneath another": Change(moved={"agency_mover": "outside"}),
    "founded": Change(founded=True),
    "renamed": Change(renamed=True),
    "a level dissolved": Change({"sector_old": ()}, {"agency_gone": "city", "agency_mover": "city"}),
    "a level merged": Change(
        {"sector_old": ("sector_new",)}, dict.fromkeys(("agency_gone", "agency_mover"), "sector_new")
    ),
    "a level and what is below": Change(
        {"sector_old": (), "agency_gone": ("agency_heir",), "member": ()}, {"agency_mover": "sector_far"}
    ),
}


@dataclass(frozen=True)
class Held:
    """A role as it was given."""

    role: Role
    scope: Scope
    units: tuple[str, ...]

    def give(self) -> User:
        user = people.person(f"{self.role}.{self.scope}.{'.'.join(self.units)}")
        units = list(Unit.objects.filter(code__in=self.units))
        give_grant(
            user=user,
            role=self.role,
            unit=None if self.scope is Scope.UNITS else units[0],
            units=units if self.scope is Scope.UNITS else (),
            areas=[AREA] if self.scope is Scope.AREAS else (),
            since=people.ALWAYS,
            by=None,
        )
        return user


SCOPES = [(Scope.SUBTREE, ()), (Scope.AREAS, ()), (Scope.UNITS, ()), (Scope.UNITS, ("outside",))]
CELLS = [
    Held(role, scope, tuple(sorted({place, *more})))
    for role, (scope, more), place in product(Role, SCOPES, ABOVE)
    if not (more and place in more)
]


class Rules:
    """The table above, for one tree: `change` is None before the day and after undoing."""

    def __init__(self, change: Change | None, choice: People) -> None:
        self.above = change.above() if change else dict(ABOVE)
        self.heirs = dict(change.heirs) if change else {}
        self.choice = choice

    def allowed(self, held: Held, unit: str) -> frozenset[Permission]:
        """Everything that a role allows on a unit."""
        places = self._places(held)
        stands = self._stands(unit)
        if held.scope is Scope.UNITS:
            return frozenset(GRANTED[held.role]) if places & stands else frozenset()
        return frozenset(
            permission
            for permission, reach in GRANTED[held.role].items()
            for place in places
            if any(self._covers(reach, place, stand) for stand in stands)
            or (place == ROOT and reach in {Reach.SUBTREE, Reach.LINE})
        )

    def _places(self, held: Held) -> set[str]:
        """Where a role holds by now."""
        follow = self.choice is People.FOLLOW
        heirs = {heir for place in held.units if follow for heir in self.heirs.get(place, ())}
        return {place for place in held.units if place not in self.heirs} | heirs

    def _stands(self, unit: str) -> set[str]:
        """The living units in whose place a unit stands."""
        if unit not in self.heirs:
            return {unit} & self.above.keys()
        if self.heirs[unit]:
            return set(self.heirs[unit])
        up = ABOVE[unit]
        while up is not None and up in self.heirs:
            up = ABOVE[up]
        return {up} if up else set()

    def _covers(self, reach: Reach, place: str, stand: str) -> bool:
        down, up = self._line(stand), self._line(place)
        match reach:
            case Reach.OWN:
                return place == stand
            case Reach.CHILDREN:
                return self.above[stand] == place
            case Reach.SUBTREE:
                return place in down
            case Reach.LINE:
                return place in down or stand in up

    def _line(self, unit: str) -> list[str]:
        found, at = [], unit
        while at:
            found.append(at)
            at = self.above[at] or ""
        return found


def differences(held: Mapping[User, Held], rules: Rules, units: Collection[Unit]) -> list[tuple]:
    """Every cell in which the gate answers otherwise than the rules, with what is too much and too little."""
    found = []
    for (user, role), unit in product(held.items(), units):
        standing = gate.standing_at(user, unit.pk)
        expected = rules.allowed(role, unit.code)
        if standing.permissions != expected:
            found.append((role, unit.code, standing.permissions - expected, expected - standing.permissions))
        narrowed = frozenset({AREA}) if role.scope is Scope.AREAS else None
        if any(standing.areas(permission) != narrowed for permission in expected):
            found.append((role, unit.code, "areas"))
    return found


CASES = [*product(CHANGES, People, [-10, 5])]
"""Which change, what becomes of people's roles, how many days after the change it is decided."""


@pytest.mark.parametrize(("name", "choice", "decided"), CASES if ASKED is None else CASES[::3])
def test_everybody_has_what_the_rules_say_and_nothing_else(settings, name, choice, decided):
    change = CHANGES[name]
    tree(*_paths())
    cells = CELLS if ASKED is None else random.Random(f"{name} {choice} {decided}").sample(CELLS, ASKED)
    held = {role.give(): role for role in cells}
    before = _grants()
    settings.THIDUA_TODAY = ON + timedelta(days=decided)
    planned, by = change.planned(choice), people.person("organiser")

    tree_ledger = org.apply(planned, by)
    planned = known(planned)
    ledger = access.apply(planned, by)

    for days in [day for day in (-1, 0, 30) if day >= decided]:
        _let_it_be(settings, ON + timedelta(days=days))
        rules = Rules(change if days >= 0 else None, choice)
        assert differences(held, rules, Unit.objects.exclude(code=FRESH if days < 0 else "")) == [], days
    assert access.obstacles(planned, ledger) == []
    access.undo(planned, ledger, by)
    org.undo(planned, tree_ledger, by)
    assert _grants() == before
    assert differences(held, Rules(None, choice), Unit.objects.all()) == []


@pytest.mark.parametrize("choice", People)
def test_lists_are_filtered_by_the_same_rules(settings, choice):
    change = CHANGES["split"]
    tree(*_paths())
    held = {role.give(): role for role in CELLS[::11]}
    settings.THIDUA_TODAY = ON
    planned = change.planned(choice)
    org.apply(planned, people.person("organiser"))
    access.apply(known(planned), people.person("organiser"))

    rules = Rules(change, choice)
    for user, role in held.items():
        for permission in GRANTED[role.role]:
            reached = set(gate.units_for(user, permission).values_list("code", flat=True))
            assert reached == {unit for unit in ABOVE if permission in rules.allowed(role, unit)}, (role, permission)


def _paths() -> list[str]:
    def path(code: str) -> str:
        above = ABOVE[code]
        return f"{path(above)} > {code}" if above else code

    return [path(code) for code in ABOVE]


def _let_it_be(settings, day: date) -> None:
    """A day begins, with what the hourly job of the organisation does."""
    settings.THIDUA_TODAY = day
    rebuild_custody()


def _grants() -> set[tuple]:
    rows = Grant.objects.values_list("pk", "user", "role", "scope", "unit", "during", "named_units__unit")
    return set(rows)
