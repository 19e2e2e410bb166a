"""How a person stands to a cluster: by what she may do at its owner and at the units that sit in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.org.models import Unit

P = Permission


@dataclass(frozen=True, slots=True)
class ClusterStanding:
    """What a person may do in a cluster today.

    `seats` are those in force today, the lead first; `joins` and `signs` the ids of seated units in whose name the
    person takes part or signs; `at_owner` what she may do at the owner.
    """

    cluster: Cluster
    seats: tuple[Seat, ...]
    joins: frozenset[int]
    signs: frozenset[int]
    at_owner: frozenset[Permission]

    @property
    def manages(self) -> bool:
        """Whether the person organises the cluster for its owner."""
        return P.EMULATION_MANAGE in self.at_owner

    @property
    def concludes(self) -> bool:
        """Whether the person settles and publishes results, and witnesses covenants, for its owner."""
        return P.EMULATION_CONCLUDE in self.at_owner

    @property
    def leads(self) -> bool:
        """Whether the person takes part in the name of the lead or of a deputy."""
        return any(seat.unit_id in self.joins for seat in self.seats if seat.role != SeatRole.MEMBER)

    @property
    def directs(self) -> bool:
        """Whether the person does the work of the lead: for it, or for the owner."""
        return self.leads or self.manages

    @property
    def speaks_for(self) -> Unit | None:
        """The unit in whose name the person writes: a member, the lead first, else the owner; None for who reads."""
        seated = next((seat.unit for seat in self.seats if seat.unit_id in self.joins), None)
        return seated or (self.cluster.owner if self.manages or self.concludes else None)

    @property
    def lead(self) -> Seat | None:
        """The seat of the lead, None while the cluster has none."""
        return next((seat for seat in self.seats if seat.role == SeatRole.LEAD), None)


def cluster_or_404(user: gate.Someone, reference: str) -> ClusterStanding:
    """A cluster that the person may see: who may see emulation at its owner or at a unit that sits or sat in it.

    Raises Http404 for everybody else.
    """
    cluster = Cluster.objects.select_related("owner").filter(reference=reference).first()
    if cluster is None or not _sees(user, cluster):
        raise Http404(_("Không tìm thấy cụm thi đua này."))
    return standing_in(user, cluster)


def standing_in(user: gate.Someone, cluster: Cluster) -> ClusterStanding:
    """How the person stands to a cluster today; as many statements for 25 seats as for one."""
    seats = seated(cluster)
    units = [seat.unit_id for seat in seats]
    return ClusterStanding(
        cluster,
        seats,
        joins=_those_with(user, P.EMULATION_JOIN, units),
        signs=_those_with(user, P.COVENANT_SIGN, units),
        at_owner=gate.standing_at(user, cluster.owner_id).permissions,
    )


def left_on(user: gate.Someone, cluster: Cluster) -> date | None:
    """The day from which a cluster's talk and papers are no longer the person's: when the last seat of her units ended.

    None while one of them sits, and for whoever sees emulation at the owner.
    """
    seen = gate.units_for(user, P.EMULATION_VIEW)
    if seen.filter(pk=cluster.owner_id).exists():
        return None
    ends = [span.upper for span in Seat.objects.filter(cluster=cluster, unit__in=seen).values_list("during", flat=True)]
    return None if None in ends or max(ends) > clock.today() else max(ends)


def seated(cluster: Cluster) -> tuple[Seat, ...]:
    """The seats in force today, the lead first."""
    order = list(SeatRole)
    found = Seat.objects.filter(cluster=cluster, during__contains=clock.today()).select_related("unit")
    return tuple(sorted(found, key=lambda seat: (order.index(SeatRole(seat.role)), seat.unit.code)))


def _sees(user: gate.Someone, cluster: Cluster) -> bool:
    units = {cluster.owner_id, *Seat.objects.filter(cluster=cluster).values_list("unit", flat=True)}
    return gate.units_for(user, P.EMULATION_VIEW).filter(pk__in=units).exists()


def _those_with(user: gate.Someone, permission: Permission, units: list[int]) -> frozenset[int]:
    return frozenset(gate.units_for(user, permission).filter(pk__in=units).values_list("pk", flat=True))
