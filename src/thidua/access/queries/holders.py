"""Who may see a unit and work on it, and why: the gate's question the other way round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from thidua.access.models import Delegation
from thidua.access.rules import GRANTED, NOT_LENT, Permission, Role, permissions_at
from thidua.core import clock, sql
from thidua.org.models import Unit
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class Holder:
    """A person, what she may do on the unit, and by which role at which unit.

    `distance`: how many levels the unit stands below that of the role; None: the role names it outright.
    `lender` is whose role it is, when she only stands in.
    """

    user: User
    role: Role
    at: int
    distance: int | None
    areas: tuple[str, ...]
    permissions: frozenset[Permission]
    lender: User | None = None


@dataclass(frozen=True, slots=True)
class Holders:
    """Those who reach a unit from itself or above; and how many below it only look up, by role."""

    reaching: tuple[Holder, ...]
    looking_up: tuple[tuple[Role, int], ...]

    def roles(self) -> list[tuple[Role, int]]:
        """How many people reach the unit by each role."""
        people: defaultdict[Role, set[int]] = defaultdict(set)
        for holder in self.reaching:
            people[holder.role].add(holder.user.pk)
        return [(role, len(people[role])) for role in Role if role in people]


def holders_of(unit: Unit) -> Holders:
    """Everyone who may see a unit today, in three questions."""
    params = {"unit": unit.pk, "today": clock.today()}
    rows = sql.fetch("thidua.access", "holders", params, _Row)
    below: Counter[Role] = Counter()
    for row in rows:
        if row.user_id is None and Permission.UNIT_VIEW in permissions_at(Role(row.role), -1):
            below[Role(row.role)] += row.held
    held = [row for row in rows if row.user_id is not None]
    lent = _delegations({row.user_id for row in held if row.user_id})
    users = User.objects.in_bulk({row.user_id for row in held} | {d.to_user_id for ds in lent.values() for d in ds})
    reaching = sorted(_holders(held, users, lent), key=lambda h: (list(Role).index(h.role), h.user.person.sort_key))
    return Holders(tuple(reaching), tuple(below.items()))


@dataclass(frozen=True, slots=True)
class _Row:
    user_id: int | None
    role: str
    scope: str
    areas: list[str]
    unit_id: int | None
    distance: int | None
    held: int


def _delegations(user_ids: Iterable[int]) -> dict[int, list[Delegation]]:
    found: defaultdict[int, list[Delegation]] = defaultdict(list)
    current = Delegation.objects.filter(from_user__in=user_ids, during__contains=clock.today(), to_user__is_active=True)
    for delegation in current:
        found[delegation.from_user_id].append(delegation)
    return found


def _holders(rows: Iterable[_Row], users: dict[int, User], lent: dict[int, list[Delegation]]) -> Iterator[Holder]:
    for row in rows:
        assert row.user_id is not None
        assert row.unit_id is not None
        role = Role(row.role)
        permissions = frozenset(GRANTED[role]) if row.distance is None else permissions_at(role, row.distance)
        if Permission.UNIT_VIEW not in permissions:
            continue
        user, areas = users[row.user_id], tuple(row.areas)
        yield Holder(user, role, row.unit_id, row.distance, areas, permissions)
        for delegation in lent.get(row.user_id, ()):
            deputy = users[delegation.to_user_id]
            yield Holder(deputy, role, row.unit_id, row.distance, areas, permissions - NOT_LENT, lender=user)
