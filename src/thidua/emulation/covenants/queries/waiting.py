"""What waits for a person: drafts to comment on and agree to, covenants to settle, sign and witness."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Covenant, Opinion, Signature
from thidua.emulation.covenants.rules import CovenantState
from thidua.people.models import User

P = Permission


class What(Enum):
    """What is to be done; the value is an icon."""

    OPINION = "message-question"
    SETTLE = "checks"
    OPEN = "player-play"
    SIGN = "signature"
    WITNESS = "eye-check"

    @property
    def label(self) -> Promise:
        """What is to be done, in words."""
        return _LABELS[self]


_LABELS = {
    What.OPINION: _("Góp ý và trả lời giao ước"),
    What.SETTLE: _("Chốt giao ước đã đủ ý kiến"),
    What.OPEN: _("Mở lễ ký giao ước"),
    What.SIGN: _("Ký giao ước"),
    What.WITNESS: _("Chứng kiến giao ước"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits; `unit_id` is in whose name, `due` the last day where there is one."""

    what: What
    covenant: Covenant
    unit_id: int
    url: str
    due: date | None = None


def waiting(user: User) -> list[Waiting]:
    """Everything about covenants that waits for a person today; the same number of statements whatever there is."""
    open_ones = list(
        Covenant.objects.filter(
            state__in=[CovenantState.COMMENTING, CovenantState.AGREED, CovenantState.SIGNING]
        ).select_related("cluster")
    )
    if not open_ones:
        return []
    seats = _seats([covenant.cluster_id for covenant in open_ones])
    units = {unit for sitting in seats.values() for unit, _role in sitting}
    known = _Known(
        joins=_permitted(user, P.EMULATION_JOIN, units),
        signs=_permitted(user, P.COVENANT_SIGN, units),
        concludes=_permitted(user, P.EMULATION_CONCLUDE, {covenant.cluster.owner_id for covenant in open_ones}),
        said=set(Opinion.objects.filter(covenant__in=open_ones).values_list("covenant_id", "unit_id")),
        signed=set(
            Signature.objects.filter(covenant__in=open_ones, voided_at=None).values_list("covenant_id", "unit_id")
        ),
    )
    return [one for covenant in open_ones for one in _of(covenant, seats.get(covenant.cluster_id, []), known)]


@dataclass(frozen=True, slots=True)
class _Known:
    joins: frozenset[int]
    signs: frozenset[int]
    concludes: frozenset[int]
    said: set[tuple[int, int]]
    signed: set[tuple[int, int]]


def _of(covenant: Covenant, seats: Collection[tuple[int, str]], known: _Known) -> Iterator[Waiting]:
    page, ceremony = (reverse(name, args=[covenant.reference]) for name in ("covenant", "covenant-sign"))
    lead = next((unit for unit, role in seats if role == SeatRole.LEAD and unit in known.joins), None)
    match covenant.state:
        case CovenantState.COMMENTING:
            for unit, _role in seats:
                if unit in known.joins and (covenant.pk, unit) not in known.said:
                    yield Waiting(What.OPINION, covenant, unit, page, covenant.comment_until)
            if lead and all((covenant.pk, unit) in known.said for unit, _role in seats):
                yield Waiting(What.SETTLE, covenant, lead, page, covenant.comment_until)
        case CovenantState.AGREED if lead:
            yield Waiting(What.OPEN, covenant, lead, page)
        case CovenantState.SIGNING:
            left = [unit for unit, _role in seats if (covenant.pk, unit) not in known.signed]
            for unit in left:
                if unit in known.signs:
                    yield Waiting(What.SIGN, covenant, unit, ceremony)
            owner = covenant.cluster.owner_id
            if not left and owner in known.concludes:
                yield Waiting(What.WITNESS, covenant, owner, ceremony)


def _seats(clusters: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Seat.objects.filter(cluster__in=clusters, during__contains=clock.today()).order_by("unit__code")
    for cluster, unit, role in rows.values_list("cluster_id", "unit_id", "role"):
        found.setdefault(cluster, []).append((unit, role))
    return found


def _permitted(user: User, permission: Permission, units: Collection[int]) -> frozenset[int]:
    return frozenset(gate.units_for(user, permission).filter(pk__in=units).values_list("pk", flat=True))
