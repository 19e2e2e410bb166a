"""Every kind of list that can be imported, in the order in which it is offered."""

from __future__ import annotations

from thidua.exchange.kinds import ListKind
from thidua.people.models import User
from thidua.registers.members.importing import MEMBERS

from .targets import TARGETS
from .units import UNITS

KINDS: tuple[ListKind, ...] = (UNITS, TARGETS, MEMBERS)


def kind_named(name: str) -> ListKind | None:
    """The kind with a name."""
    return next((kind for kind in KINDS if kind.name == name), None)


def kinds_for(user: User) -> list[ListKind]:
    """The kinds that a person may import."""
    return [kind for kind in KINDS if kind.permitted(user)]
