"""How a person stands to a covenant: by how she stands to its cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.standing import ClusterStanding, cluster_or_404

from .models import Covenant
from .rules import CovenantState


@dataclass(frozen=True, slots=True)
class CovenantStanding:
    """A covenant as one person sees it."""

    covenant: Covenant
    cluster: ClusterStanding

    @property
    def drafts(self) -> bool:
        """Whether the person writes the text: for the lead, the deputy or the owner."""
        return self.cluster.leads or self.cluster.manages

    @property
    def decides(self) -> bool:
        """Whether the person may settle for the owner what members do not agree about."""
        return self.cluster.concludes or self.cluster.manages

    @property
    def witnesses(self) -> bool:
        """Whether the person signs as a witness for the owner."""
        return self.cluster.concludes and Permission.COVENANT_SIGN in self.cluster.at_owner

    @property
    def speaks_for(self) -> list[Seat]:
        """The members in whose name the person comments and agrees."""
        return [seat for seat in self.cluster.seats if seat.unit_id in self.cluster.joins]

    @property
    def signs_for(self) -> frozenset[int]:
        """The members in whose name the person signs."""
        return self.cluster.signs

    def confirms_for(self, unit_id: int) -> bool:
        """Whether the person confirms by hand what a member did.

        The owner confirms for everybody; the lead and its deputies for all but those they speak for.
        """
        return self.cluster.manages or (self.cluster.leads and unit_id not in self.cluster.joins)

    def seat_of(self, code: str, units: frozenset[int]) -> Seat:
        """The seat of a unit with a code; Http404 where none sits, PermissionDenied where it is not in `units`."""
        seat = next((seat for seat in self.cluster.seats if seat.unit.code == code), None)
        if seat is None:
            raise Http404(_("Đơn vị này không phải thành viên của cụm."))
        if seat.unit_id not in units:
            raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))
        return seat


Right = Callable[[CovenantStanding], bool]


def covenant_or_404(user: gate.Someone, reference: str, *needs: Right) -> CovenantStanding:
    """The covenant with a reference, for a person who may see its cluster.

    A draft is read by those who write it alone until comments are asked. Raises Http404 for everybody else, and
    PermissionDenied where none of `needs` holds.
    """
    covenant = Covenant.objects.select_related("cluster__owner", "scheme__scheme", "amends").filter(reference=reference)
    found = covenant.first()
    if found is None:
        raise Http404(_("Không tìm thấy giao ước này."))
    standing = CovenantStanding(found, cluster_or_404(user, found.cluster.reference))
    if found.state == CovenantState.DRAFT and not reads_drafts(standing.cluster):
        raise Http404(_("Không tìm thấy giao ước này."))
    if needs and not any(need(standing) for need in needs):
        raise PermissionDenied(_("Tài khoản không có quyền này ở giao ước."))
    return standing


def reads_drafts(cluster: ClusterStanding) -> bool:
    """Whether drafts that nobody was asked about yet are shown to a person."""
    return cluster.leads or cluster.manages or cluster.concludes
