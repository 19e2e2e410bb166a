"""Which clusters a person sees, how the members of one came and went, and how it may go on next year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.models import Change, Cluster, Seat
from thidua.emulation.clusters.rules import NextLead, SeatRole, next_in_turn
from thidua.org.queries import UnitName, last_names_of
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class Listed:
    """A cluster of the list; `mine`: the person acts for one of its members."""

    cluster: Cluster
    owner: UnitName
    lead: UnitName | None
    members: int
    mine: bool


@dataclass(frozen=True, slots=True)
class NextYear:
    """How a cluster may go on: its members that still stand, and the lead that the list of turns gives.

    `gone` are members that have ended.
    """

    year: int
    roles: dict[int, SeatRole]
    lead: UnitName | None
    gone: tuple[UnitName, ...]


def visible_clusters(user: User) -> QuerySet[Cluster]:
    """The clusters that a person may see: of an owner or with a member, present or past, whose emulation she sees."""
    seen = gate.units_for(user, Permission.EMULATION_VIEW).values("pk")
    sat = Seat.objects.filter(cluster=OuterRef("pk"), unit__in=seen)
    return Cluster.objects.filter(Q(owner__in=seen) | Exists(sat))


def listed(user: User, *, year: int | None = None) -> list[Listed]:
    """The clusters that a person sees, her own first, then by owner and name. A fixed number of statements."""
    today = clock.today()
    acts_for = gate.units_for(user, Permission.EMULATION_JOIN).values("pk")
    now = Seat.objects.filter(cluster=OuterRef("pk"), during__contains=today)
    found = visible_clusters(user).annotate(
        members=Count("seats", filter=Q(seats__during__contains=today)),
        lead_id=Subquery(now.filter(role=SeatRole.LEAD).values("unit")[:1]),
        mine=Exists(now.filter(unit__in=acts_for)),
    )
    if year is not None:
        found = found.filter(year=year)
    rows = list(found)
    names = last_names_of({row.owner_id for row in rows} | {row.lead_id for row in rows if row.lead_id}, today)
    every = [Listed(row, names[row.owner_id], names.get(row.lead_id), row.members, row.mine) for row in rows]
    return sorted(every, key=lambda one: (not one.mine, one.owner.code, one.cluster.name))


def years_of(user: User) -> list[int]:
    """The years of the clusters that a person sees, the last first."""
    return sorted(set(visible_clusters(user).values_list("year", flat=True)), reverse=True)


def continued_by(cluster: Cluster) -> Cluster | None:
    """The cluster of the next year that continues this one, if it was formed already."""
    return Cluster.objects.filter(continues=cluster).first()


def changes_of(cluster: Cluster) -> QuerySet[Change]:
    """What was done to the seats of a cluster and stands, the last first."""
    return Change.objects.filter(cluster=cluster, undone_at=None).select_related("by__person")


def seat_history(cluster: Cluster) -> list[Seat]:
    """Every span that anybody sat in a cluster, the last first."""
    return list(Seat.objects.filter(cluster=cluster).select_related("unit").order_by("-during", "unit__code"))


def names_for(seats: Iterable[Seat]) -> dict[int, UnitName]:
    """What the units of seats are called today, by id."""
    return last_names_of({seat.unit_id for seat in seats}, clock.today())


def next_year(cluster: Cluster, seats: Sequence[Seat], winner: int | None = None) -> NextYear:
    """How a cluster whose seats these are may go on. Where the lead is elected, the winner is suggested, if any.

    The deputies stay, but for one who becomes lead; the present lead is a plain member.
    """
    names = names_for(seats)
    standing = [seat for seat in seats if seat.unit.dissolved_on is None or seat.unit.dissolved_on > clock.today()]
    members = {seat.unit_id for seat in standing}
    lead = next((seat.unit_id for seat in seats if seat.role == SeatRole.LEAD), None)
    order = list(cluster.turns.values_list("unit", flat=True))
    turn = next_in_turn(order, lead, members) if cluster.next_lead == NextLead.ROTATION else winner
    return NextYear(
        year=cluster.year + 1,
        roles={
            seat.unit_id: SeatRole.LEAD
            if seat.unit_id == turn
            else SeatRole.DEPUTY
            if seat.role == SeatRole.DEPUTY
            else SeatRole.MEMBER
            for seat in standing
        },
        lead=names.get(turn) if turn is not None else None,
        gone=tuple(names[seat.unit_id] for seat in seats if seat.unit_id not in members),
    )
