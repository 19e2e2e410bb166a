"""What emulation asks of a person, from all its apps, as one list: the first page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.queries.calendar import waiting as cluster_waits
from thidua.emulation.covenants.queries.waiting import waiting as covenant_waits
from thidua.emulation.movements.models import LateRequest
from thidua.emulation.movements.queries.registrations import waiting as movement_waits
from thidua.emulation.movements.rules import LateState
from thidua.emulation.scorecards.queries.waiting import waiting as round_waits
from thidua.people.models import User
from thidua.voting.waiting import waiting_for

MOST = 8
ACTING = frozenset({Permission.EMULATION_JOIN, Permission.EMULATION_CONCLUDE, Permission.EMULATION_VERIFY})


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing to do: what, about what, where it is done and by when."""

    title: str
    about: str
    url: str
    icon: str
    due: date | None = None

    @property
    def days(self) -> int | None:
        """How many days are left; below zero it is late."""
        return None if self.due is None else (self.due - clock.today()).days

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < clock.today()


def emulation_waits(user: User, permitted: frozenset[Permission]) -> list[Wait]:
    """What waits for the person, the first last day first; `permitted` is what she may do somewhere.

    One statement for each app of emulation, three for movements; one for whoever has no part in it.
    """
    found = [*_ballots(user)]
    if permitted & ACTING:
        found += [*_movements(user), *_covenants(user), *_rounds(user), *_duties(user)]
    if Permission.EMULATION_MANAGE in permitted:
        found += _late_requests(user)
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.title))[:MOST]


def _ballots(user: User) -> Iterator[Wait]:
    for line in waiting_for(user).select_related("ballot"):
        ballot = line.ballot
        due = ballot.closes_at.astimezone(clock.VIETNAM).date() if ballot.closes_at else None
        yield Wait(
            pgettext("act", "Bỏ phiếu"), ballot.title, reverse("ballot-vote", args=[ballot.reference]), "checkbox", due
        )


def _movements(user: User) -> Iterator[Wait]:
    for one in movement_waits(gate.own_units(user, Permission.EMULATION_JOIN), most=MOST):
        about = f"{one.movement.title} · {one.unit.short_name}"
        url = reverse("movement-registration", args=[one.movement.reference, one.unit.code])
        yield Wait(_("Đăng ký thi đua"), about, url, "flag", one.until)


def _late_requests(user: User) -> Iterator[Wait]:
    owners = gate.own_units(user, Permission.EMULATION_MANAGE)
    asked = LateRequest.objects.filter(
        movement__owner__in=owners, movement__deleted_at=None, state=LateState.ASKED
    ).count()
    if asked:
        about = _("%(count)d đơn vị đề nghị") % {"count": asked}
        yield Wait(_("Trả lời đề nghị đăng ký bổ sung"), about, reverse("movement-exceptions"), "help-circle")


def _covenants(user: User) -> Iterator[Wait]:
    for one in covenant_waits(user):
        yield Wait(str(one.what.label), str(one.covenant), one.url, one.what.value, one.due)


def _rounds(user: User) -> Iterator[Wait]:
    for one in round_waits(user):
        yield Wait(one.what, one.round.name, one.url, "list-check", one.until)


def _duties(user: User) -> Iterator[Wait]:
    for one in cluster_waits(user):
        at = [one.cluster.reference]
        url = (
            reverse("cluster-review-part", args=[*at, one.review_id, one.code])
            if one.review_id
            else reverse("cluster-calendar", args=at)
        )
        yield Wait(one.title, one.cluster.name, url, "users-group", one.due_on)
