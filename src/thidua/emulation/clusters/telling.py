"""Who is told about a cluster: those who act for its members, and those who organise it for its owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.notices.services import Fact, notify
from thidua.people.models import User

from .models import Cluster, Seat


def members_of(cluster: Cluster) -> list[int]:
    """The ids of the units that sit in a cluster today."""
    return list(Seat.objects.filter(cluster=cluster, during__contains=clock.today()).values_list("unit", flat=True))


def people_of(units: Iterable[int], *, but: User | None) -> set[int]:
    """The accounts that act for units in emulation."""
    return set[int]().union(*granted_at(units, Permission.EMULATION_JOIN, but=but).values())


def organisers_of(cluster: Cluster, *, but: User | None) -> set[int]:
    """The accounts that organise a cluster for its owner."""
    return set[int]().union(*granted_at([cluster.owner_id], Permission.EMULATION_MANAGE, but=but).values())


def tell(users: Iterable[int], kind: str, cluster: Cluster, page: str, *, key: str, **facts: Fact) -> int:
    """Tell people something that leads to a page of a cluster; the answer is how many had not been told it yet."""
    link = reverse(page, args=[cluster.reference])
    return notify(users=users, kind=kind, link=link, key=key, cluster=str(cluster), **facts)
