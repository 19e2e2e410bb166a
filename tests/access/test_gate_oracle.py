"""The gate against a naive walk in Python, over random trees with history, grants and days."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import people
from thidua.access import gate
from thidua.access.models import Delegation, Grant, GrantUnit
from thidua.access.rules import GRANTED, NOT_LENT, Permission, Reach, Role, Scope
from thidua.core import clock
from thidua.org.models import Custody, Placement, Succession, Unit
from thidua.org.rules import UnitKind
from thidua.org.services.lineage import rebuild_lineage
from thidua.people.models import User

START = date(2020, 1, 1)
DAYS = 40
MOST_UNITS = 9
EXAMPLES = 300 if os.environ.get("THIDUA_PROVE") else 25


@dataclass(frozen=True)
class Planned:
    """A unit by its index: where it stands first, where it moves and when, when it ends and who follows."""

    parent: int | None
    moves_to: int | None
    moves_on: int
    ends_on: int | None
    successor: int | None


@dataclass(frozen=True)
class PlannedGrant:
    role: Role
    scope: Scope
    units: tuple[int, ...]
    begins: int
    lasts: int | None
    lent: bool = False  # held by the one whom the user stands in for


@dataclass(frozen=True)
class PlannedDelegation:
    begins: int
    lasts: int
    lender_active: bool


@st.composite
def forests(draw: st.DrawFn) -> list[Planned]:
    """Parents come before children, and only a unit that never had children ends."""
    count = draw(st.integers(1, MOST_UNITS))
    above = [
        (None, None)
        if index == 0
        else (
            draw(st.one_of(st.none(), st.integers(0, index - 1)) if draw(st.booleans()) else st.integers(0, index - 1)),
            draw(st.one_of(st.none(), st.integers(0, index - 1))),
        )
        for index in range(count)
    ]
    parents = {parent for pair in above for parent in pair}
    ending = {i for i in range(1, count) if i not in parents and draw(st.booleans())}
    staying = [i for i in range(count) if i not in ending]
    return [
        Planned(
            parent=first,
            moves_to=second,
            moves_on=draw(st.integers(1, DAYS // 2)),
            ends_on=draw(st.integers(DAYS // 2 + 1, DAYS)) if index in ending else None,
            successor=draw(st.one_of(st.none(), st.sampled_from(staying))) if index in ending else None,
        )
        for index, (first, second) in enumerate(above)
    ]


def grants(count: int) -> st.SearchStrategy[list[PlannedGrant]]:
    one = st.integers(0, count - 1)
    return st.lists(
        st.builds(
            PlannedGrant,
            role=st.sampled_from(list(Role)),
            scope=st.sampled_from(list(Scope)),
            units=st.lists(one, min_size=1, max_size=3, unique=True).map(tuple),
            begins=st.integers(0, DAYS),
            lasts=st.one_of(st.none(), st.integers(1, DAYS)),
            lent=st.booleans(),
        ),
        max_size=4,
    )


delegations = st.builds(
    PlannedDelegation,
    begins=st.integers(0, DAYS),
    lasts=st.integers(1, DAYS),
    lender_active=st.booleans() | st.just(True),
)
cases = forests().flatmap(
    lambda forest: st.tuples(st.just(forest), grants(len(forest)), st.none() | delegations, st.integers(0, DAYS + 5))
)


def day(number: int) -> date:
    return START + timedelta(days=number)


def plant(forest: list[Planned]) -> list[Unit]:
    units = [
        Unit.objects.create(
            code=f"u{index}",
            founded_on=START,
            dissolved_on=day(plan.ends_on) if plan.ends_on is not None else None,
        )
        for index, plan in enumerate(forest)
    ]
    for unit, plan in zip(units, forest, strict=True):
        end = day(plan.ends_on) if plan.ends_on is not None else None
        spans = [(START, day(plan.moves_on), plan.parent), (day(plan.moves_on), end, plan.moves_to)]
        for begins, ends, parent in spans if plan.moves_to is not None else [(START, end, plan.parent)]:
            Placement.objects.create(
                unit=unit,
                parent=units[parent] if parent is not None else None,
                name=unit.code,
                short_name=unit.code,
                kind=UnitKind.GRASSROOTS,
                during=DateRange(begins, ends),
                counts=DateRange(begins, ends),
                search=unit.code,
                sort_key=unit.code,
            )
        if plan.successor is not None:
            Succession.objects.create(
                predecessor=unit, successor=units[plan.successor], share=1_000_000, on=end, counts_from=end
            )
    rebuild_lineage()
    return units


def give(plan: PlannedGrant, units: list[Unit]) -> None:
    named = [units[index] for index in plan.units]
    grant = Grant.objects.create(
        user=people.person("lender" if plan.lent else "clerk"),
        role=plan.role,
        scope=plan.scope,
        unit=None if plan.scope is Scope.UNITS else named[0],
        areas=["women"] if plan.scope is Scope.AREAS else [],
        during=DateRange(day(plan.begins), day(plan.begins + plan.lasts) if plan.lasts else None),
    )
    if plan.scope is Scope.UNITS:
        GrantUnit.objects.bulk_create([GrantUnit(grant=grant, unit=unit) for unit in named])


def delegate(plan: PlannedDelegation) -> None:
    lender = people.person("lender")
    Delegation.objects.create(
        from_user=lender,
        to_user=people.person(),
        during=DateRange(day(plan.begins), day(plan.begins + plan.lasts)),
        given_at=clock.now(),
    )
    # Whoever the lender stands in for is not passed on.
    other = people.person("other")
    Grant.objects.create(
        user=other, role=Role.OFFICER, unit=Unit.objects.order_by("pk").first(), during=DateRange(START, None)
    )
    Delegation.objects.create(
        from_user=other, to_user=lender, during=DateRange(START, day(2 * DAYS)), given_at=clock.now()
    )
    User.objects.filter(pk=lender.pk).update(is_active=plan.lender_active)


class Naive:
    """The same question answered by walking up from every unit."""

    def __init__(
        self, today: date, units: Iterable[Unit], given: Iterable[PlannedGrant], lending: PlannedDelegation | None
    ) -> None:
        lent = (
            lending is not None
            and lending.lender_active
            and day(lending.begins) <= today < day(lending.begins + lending.lasts)
        )
        self.units = [unit.pk for unit in units]
        self.above = {p.unit_id: p.parent_id for p in Placement.objects.all() if today in Span(p.during)}
        self.roots = [unit for unit, parent in self.above.items() if parent is None]
        self.holders: dict[int, list[int]] = {}
        for custody in Custody.objects.all():
            self.holders.setdefault(custody.unit_id, []).append(custody.holder_id)
        self.given = [
            plan
            for plan in given
            if (lent or not plan.lent)
            and day(plan.begins) <= today
            and (not plan.lasts or today < day(plan.begins + plan.lasts))
        ]

    def reached(self, permission: Permission) -> set[int]:
        return {unit for unit in self.units if any(self._by(plan, permission, unit) for plan in self.given)}

    def _by(self, plan: PlannedGrant, permission: Permission, unit: int) -> bool:
        reach = GRANTED[plan.role].get(permission)
        if reach is None or (plan.lent and permission in NOT_LENT):
            return False
        stands = [place for place in [unit, *self.holders.get(unit, [])] if place in self.above]
        if plan.scope is Scope.UNITS:
            return any(self.units[index] in stands for index in plan.units)
        start = self.units[plan.units[0]]
        if self.roots == [start] and reach in {Reach.SUBTREE, Reach.LINE}:
            return True
        return any(self._covers(reach, start, place) for place in stands)

    def _covers(self, reach: Reach, start: int, place: int) -> bool:
        if reach is Reach.OWN:
            return place == start
        if reach is Reach.CHILDREN:
            return start in self.above and self.above[place] == start
        below = start in self.line(place)
        return below or (reach is Reach.LINE and place in self.line(start))

    def line(self, unit: int) -> list[int]:
        found = []
        at: int | None = unit
        while at is not None and at in self.above:
            found.append(at)
            at = self.above[at]
        return found


def _carried(plan: PlannedGrant) -> set[Permission]:
    return set(GRANTED[plan.role]) - (NOT_LENT if plan.lent else set())


class Span:
    def __init__(self, during: DateRange) -> None:
        self.during = during

    def __contains__(self, at: date) -> bool:
        return self.during.lower <= at and (self.during.upper is None or at < self.during.upper)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases)
def test_the_gate_answers_as_a_naive_walk_does(case):
    forest, given_grants, lending, at = case
    with transaction.atomic(), override_settings(THIDUA_TODAY=day(at)):
        units = plant(forest)
        for plan in given_grants:
            give(plan, units)
        if lending is not None:
            delegate(lending)
        user = people.person()
        naive = Naive(day(at), units, given_grants, lending)
        allowed = {unit.pk: gate.allowed(user, unit) for unit in units}
        for permission in Permission:
            expected = naive.reached(permission)
            assert set(gate.units_for(user, permission).values_list("pk", flat=True)) == expected, permission
            assert {unit for unit in allowed if permission in allowed[unit]} == expected, permission
        assert gate.anywhere(user) == set().union(*map(_carried, naive.given))
        transaction.set_rollback(True)
