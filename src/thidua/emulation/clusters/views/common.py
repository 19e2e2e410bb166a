"""What the pages of a cluster have in common: who asks, what she may do there, the frame around the content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.emulation.clusters.models import Change, Seat
from thidua.emulation.clusters.queries.listing import names_for
from thidua.emulation.clusters.rules import SeatRole, size_warning
from thidua.emulation.clusters.standing import ClusterStanding, cluster_or_404
from thidua.org.models import Unit
from thidua.org.queries import UnitName
from thidua.people.models import User

INVALID = 422


def reader(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)  # the middleware lets nobody else through
    return request.user


def opened(request: HttpRequest, reference: str) -> ClusterStanding:
    """The cluster for whoever may see it. Raises Http404."""
    return cluster_or_404(reader(request), reference)


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


def tried(act: Callable[[], Change], names: Callable[[set[int]], dict[int, UnitName]]) -> list[str]:
    """What a change would do to the seats, in sentences: it is carried out and taken back at once.

    Raises what `act` raises.
    """
    with transaction.atomic():
        change = act()
        said = _said(change, names)
        transaction.set_rollback(True)
    return said


def _said(change: Change, names: Callable[[set[int]], dict[int, UnitName]]) -> list[str]:
    begun = list(Seat.objects.filter(pk__in=[row["id"] for row in change.ledger["begun"]]))
    closed = change.ledger["closed"]
    known = names({seat.unit_id for seat in begun} | {row["unit"] for row in closed})
    roles = dict(SeatRole.choices)
    day = f"{change.on:%d/%m/%Y}"
    said = [
        _("%(unit)s thôi làm %(role)s từ ngày %(day)s.")
        % {"unit": known[row["unit"]].name, "role": str(roles[row["role"]]).lower(), "day": day}
        for row in closed
    ]
    said += [
        _("%(unit)s là %(role)s từ ngày %(day)s.")
        % {"unit": known[seat.unit_id].name, "role": str(seat.get_role_display()).lower(), "day": day}
        for seat in begun
    ]
    after = Seat.objects.filter(cluster=change.cluster_id, during__contains=change.on)
    count = after.count()
    said.append(_("Từ ngày %(day)s cụm có %(count)d thành viên.") % {"day": day, "count": count})
    if change.ledger["begun"] and not after.filter(role=SeatRole.LEAD).exists():
        said.append(_("Cụm chưa có cụm trưởng."))
    if warning := size_warning(count):
        said.append(warning)
    return said
