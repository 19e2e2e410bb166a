"""Who signed the covenant of a cluster, for all who are scored by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.covenants.models import Party, Signature
from thidua.emulation.covenants.rules import FROZEN, CovenantState, SignerRole


@dataclass(frozen=True, slots=True)
class Signed:
    """How a unit stands to a covenant that it is a party of; `since` is when it signed, None where it did not."""

    unit_id: int
    title: str
    since: datetime | None

    @property
    def signed(self) -> bool:
        return self.since is not None


def signed(unit_ids: Collection[int], *, cluster: Cluster | None, owner_id: int, year: int) -> dict[int, Signed]:
    """How units stand to the covenant of a cluster, or without one to those of an owner's clusters in a year.

    Who is no party of one is absent, and so is who may still sign. Of several the one that is not signed counts.
    Annexes change nothing. One statement.
    """
    which = Q(covenant__cluster=cluster)
    if cluster is None:
        which = Q(covenant__cluster__owner=owner_id, covenant__cluster__year=year)
    given = Signature.objects.filter(
        covenant=OuterRef("covenant"), unit=OuterRef("unit"), role=SignerRole.MEMBER, voided_at=None
    )
    parties = Party.objects.filter(which, unit__in=unit_ids, covenant__amends=None, covenant__state__in=FROZEN)
    known = parties.filter(Q(covenant__state=CovenantState.IN_FORCE) | Exists(given))
    rows = known.annotate(since=Subquery(given.values("at")[:1])).order_by(F("since").desc(nulls_last=True), "pk")
    return {
        unit: Signed(unit, title, since) for unit, title, since in rows.values_list("unit", "covenant__title", "since")
    }
