"""What a change would do to the seats of a cluster, told before it is done."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.org.queries import last_names_of

from .models import Change, Seat
from .rules import SeatRole, size_warning


def tried(act: Callable[[], Change]) -> list[str]:
    """What a change would do, in sentences: it is carried out and taken back at once. Raises what `act` raises."""
    with transaction.atomic():
        said = told(act())
        transaction.set_rollback(True)
    return said


def told(change: Change) -> list[str]:
    """Who ceases to be what, who becomes what, and how the cluster stands after it, in sentences."""
    begun = list(Seat.objects.filter(pk__in=[row["id"] for row in change.ledger["begun"]]))
    closed = change.ledger["closed"]
    names = last_names_of({seat.unit_id for seat in begun} | {row["unit"] for row in closed}, clock.today())
    day = f"{change.on:%d/%m/%Y}"
    said = [
        _("%(unit)s thôi làm %(role)s từ ngày %(day)s.")
        % {"unit": names[row["unit"]].name, "role": _role(row["role"]), "day": day}
        for row in closed
    ]
    said += [
        _("%(unit)s là %(role)s từ ngày %(day)s.")
        % {"unit": names[seat.unit_id].name, "role": _role(seat.role), "day": day}
        for seat in begun
    ]
    return [*said, *_afterwards(change, day)]


def _afterwards(change: Change, day: str) -> list[str]:
    after = Seat.objects.filter(cluster=change.cluster_id, during__contains=change.on)
    count = after.count()
    said = [_("Từ ngày %(day)s cụm có %(count)d thành viên.") % {"day": day, "count": count}]
    if change.ledger["begun"] and not after.filter(role=SeatRole.LEAD).exists():
        said.append(_("Cụm chưa có cụm trưởng."))
    if warning := size_warning(count):
        said.append(warning)
    return said


def _role(role: str) -> str:
    return str(SeatRole(role).label).lower()
