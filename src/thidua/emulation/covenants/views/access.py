"""Fetching covenants, and what hangs on them, through the gate."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.standing import CovenantStanding, Right, covenant_or_404
from thidua.people.asking import signed_in

Row = TypeVar("Row", bound=Model)


def found(request: HttpRequest, reference: str, *needs: Right) -> CovenantStanding:
    """The covenant with a reference, for a person who has one of the rights; see `standing.covenant_or_404`."""
    return covenant_or_404(signed_in(request), reference, *needs)


def row_or_404(rows: QuerySet[Row], key: int) -> Row:
    """A row of a covenant; Http404 for one of another covenant."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404(_("Không tìm thấy phần này của giao ước."))
    return row


def drafts(standing: CovenantStanding) -> bool:
    """The right to write the text."""
    return standing.drafts


def decides(standing: CovenantStanding) -> bool:
    """The right to settle for the owner."""
    return standing.decides


def witnesses(standing: CovenantStanding) -> bool:
    """The right to witness."""
    return standing.witnesses


def speaks(standing: CovenantStanding) -> bool:
    """The right to comment and agree for some member."""
    return bool(standing.speaks_for)


def signs(standing: CovenantStanding) -> bool:
    """The right to sign for some member."""
    return bool(standing.signs_for)


def crumbs(covenant: Covenant, *, own: bool = True) -> list[tuple[str, str]]:
    """The way up from a page of a covenant; with `own` the covenant itself is on it."""
    way = cluster_crumbs(covenant.cluster, own=True)
    if own:
        way.append((covenant.title, reverse("covenant", args=[covenant.reference])))
    return way


def cluster_crumbs(cluster: Cluster, *, own: bool) -> list[tuple[str, str]]:
    """The way up to the covenants of a cluster."""
    way = [
        (str(_("Cụm thi đua")), reverse("cluster-list")),
        (cluster.name, reverse("cluster", args=[cluster.reference])),
    ]
    return [*way, (str(_("Giao ước")), reverse("cluster-covenant", args=[cluster.reference]))] if own else way
