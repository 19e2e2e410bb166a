"""Whom to tell: the accounts that a permission was given to at some units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from thidua.access.models import Grant
from thidua.access.rules import Permission, Scope, roles_with
from thidua.core import clock
from thidua.people.models import User


def granted_at(units: Iterable[int], permission: Permission, *, but: User | None = None) -> dict[int, set[int]]:
    """The ids of accounts whose grant begins at one of some units and carries a permission, by unit.

    `but` is left out: whoever did something need not be told of it. Two statements.
    """
    wanted = list(units)
    today = Grant.objects.filter(role__in=roles_with(permission), during__contains=clock.today())
    if but is not None:
        today = today.exclude(user=but)
    at = today.exclude(scope=Scope.UNITS).filter(unit__in=wanted).values_list("unit_id", "user_id")
    named = today.filter(scope=Scope.UNITS, named_units__unit__in=wanted)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for unit_id, user_id in [*at, *named.annotate(at=F("named_units__unit")).values_list("at", "user_id")]:
        found[unit_id].add(user_id)
    return found
