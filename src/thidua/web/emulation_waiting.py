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
from thidua.emulation.ranking.queries import undecided
from thidua.emulation.scorecards.queries.waiting import waiting as round_waits
from thidua.people.models import User
from thidua.voting.waiting import waiting_for

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


def emulation_waits(user: User, permitted: frozenset[Permission], *, votes: bool = True) -> list[Wait]:
    """What waits for the person, the first last day first; `permitted` is what she may do somewhere.

    `votes` says whether some ballot waits, where that is known. One statement for each app of emulation that she may
    act in, three for movements.
    """
    found = [*_ballots(user)] if votes else []
    if permitted & ACTING:
        found += [*_movements(user), *_covenants(user), *_rounds(user), *_duties(user)]
    if Permission.EMULATION_MANAGE in permitted:
        found += _late_requests(user)
    if Permission.EMULATION_CONCLUDE in permitted:
        found += _rankings(user)
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.title))


def _ballots(user: User) -> Iterator[Wait]:
    for line in waiting_for(user).select_related("ballot"):
        ballot = line.ballot
        due = ballot.closes_at.astimezone(clock.VIETNAM).date() if ballot.closes_at else None
        yield Wait(
            pgettext("act", "Bỏ phiếu"), ballot.title, reverse("ballot-vote", args=[ballot.reference]), "checkbox", due
        )


def _movements(user: User) -> Iterator[Wait]:
    for one in movement_waits(gate.own_units(user, Permission.EMULATION_JOIN)):
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
        yield Wait(one.what, one.cluster.name, one.url, "users-group", one.due_on)


def _rankings(user: User) -> Iterator[Wait]:
    for one in undecided(gate.own_units(user, Permission.EMULATION_CONCLUDE)):
        yield Wait(_("Chốt xếp hạng"), one.round.name, reverse("ranking", args=[one.round.reference]), "trophy")
