"""What the pages of a cluster have in common: who asks, what she may do there, the frame around the content."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.queries.listing import names_for
from thidua.emulation.clusters.standing import ClusterStanding, cluster_or_404
from thidua.org.models import Unit
from thidua.people.asking import signed_in
from thidua.ui.forms import posted

SEARCH = "tim"
LONGEST_SEARCH = 100


def searched(request: HttpRequest) -> str:
    """The words by which units are looked for beside what is typed, "" for none."""
    return request.POST.get(SEARCH, "")[:LONGEST_SEARCH]


def asked_of(request: HttpRequest, form: type[forms.Form]) -> tuple[QueryDict | None, dict[str, str]]:
    """What a form judges and what it only shows: while somebody looks for units, what was typed is kept unjudged."""
    if request.POST.get("lam") != SEARCH:
        return posted(request), {}
    return None, {name: request.POST[name] for name in form.base_fields if name in request.POST}


def opened(request: HttpRequest, reference: str) -> ClusterStanding:
    """The cluster for whoever may see it. Raises Http404."""
    return cluster_or_404(signed_in(request), reference)


def managed(request: HttpRequest, reference: str) -> ClusterStanding:
    """The same for who organises it for the owner. Raises PermissionDenied."""
    standing = opened(request, reference)
    if not standing.manages:
        raise PermissionDenied(_("Chỉ cán bộ tổ chức thi đua của đơn vị thành lập cụm làm được việc này."))
    return standing


def directed(request: HttpRequest, reference: str) -> ClusterStanding:
    """The same for who does the work of the lead. Raises PermissionDenied."""
    standing = opened(request, reference)
    if not standing.directs:
        raise PermissionDenied(_("Việc này của cụm trưởng, cụm phó hoặc cán bộ tổ chức thi đua cấp trên."))
    return standing


def spoken_for(standing: ClusterStanding) -> Unit:
    """The unit in whose name the person writes. Raises PermissionDenied for who only reads."""
    if standing.speaks_for is None:
        raise PermissionDenied(_("Tài khoản chỉ xem được cụm này. Việc này của các thành viên và cấp trên."))
    return standing.speaks_for


def seat_of(standing: ClusterStanding, code: str) -> Seat:
    """A present member's seat by the unit's code. Raises Http404."""
    found = next((seat for seat in standing.seats if seat.unit.code == code), None)
    if found is None:
        raise Http404(_("Đơn vị này không phải thành viên của cụm."))
    return found


def acting_seat(standing: ClusterStanding, code: str) -> Seat:
    """The same for who acts for that member, or organises the cluster. Raises PermissionDenied."""
    seat = seat_of(standing, code)
    if seat.unit_id not in standing.joins and not standing.manages:
        raise PermissionDenied(_("Chỉ người thay mặt đơn vị này làm được việc này."))
    return seat


def frame(standing: ClusterStanding, current: str, title: str = "") -> dict[str, Any]:
    """What every page about a cluster says around its content; without a title it bears the cluster's name."""
    cluster = standing.cluster
    crumbs = [(_("Cụm thi đua"), f"{reverse('cluster-list')}?nam={cluster.year}")]
    if title:
        crumbs.append((cluster.name, reverse("cluster", args=[cluster.reference])))
    return {
        "title": title or cluster.name,
        "cluster": cluster,
        "standing": standing,
        "current": current,
        "names": names_for(standing.seats),
        "crumbs": crumbs,
    }
