"""Forming a cluster, carrying it on into the next year, dissolving it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.clusters.errors import (
    AlreadyContinued,
    BadMembers,
    DayDoesNotFit,
    Dissolved,
    NameTaken,
    NotBelowOwner,
    SeatedElsewhere,
)
from thidua.emulation.clusters.models import Change, Cluster, Seat, Turn
from thidua.emulation.clusters.rules import LONGEST_NAME, LONGEST_REASON, ChangeKind, NextLead, SeatRole
from thidua.emulation.clusters.seating import SeatLedger
from thidua.org.models import Lineage, Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

REFERENCE_BYTES = 16
FARTHEST = timedelta(days=3653)
"""No day of a change lies further from today than this."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and what it is to a cluster."""

    unit: Unit
    role: SeatRole = SeatRole.MEMBER


@dataclass(frozen=True, slots=True)
class Founding:
    """What a cluster is formed as; `on` is the first day of its seats, `continues` the same cluster of last year."""

    owner: Unit
    year: int
    name: str
    places: Sequence[Place]
    on: date
    decision: str = ""
    next_lead: NextLead = NextLead.ROTATION
    continues: Cluster | None = None


@transaction.atomic
def form_cluster(*, founding: Founding, by: User) -> Change:
    """Form a cluster with its first members; the change that is answered takes it back.

    Of a cluster that it continues the list of turns and the chosen indicators go on. Raises BadMembers,
    NotBelowOwner, SeatedElsewhere, NameTaken, AlreadyContinued, DayDoesNotFit or BadText.
    """
    name = clean_line(founding.name, most=LONGEST_NAME)
    decision = clean_line(founding.decision, most=LONGEST_REASON)
    check_day(founding.on)
    if founding.continues is not None and Cluster.objects.filter(continues=founding.continues).exists():
        raise AlreadyContinued(_("Cụm này đã được lập tiếp cho năm sau. Hãy mở cụm của năm sau."))
    check_places(founding)
    cluster = _created(founding, name, decision, by)
    ledger = SeatLedger()
    for place in founding.places:
        ledger.begin(
            cluster_id=cluster.pk, unit_id=place.unit.pk, role=place.role, on=founding.on, why=decision or name
        )
    _lay_turns(cluster, founding)
    change = Change.objects.create(
        cluster=cluster,
        kind=ChangeKind.FORMED,
        on=founding.on,
        reason=decision,
        units=[place.unit.code for place in founding.places],
        ledger=ledger.data(),
        by=by,
        at=clock.now(),
    )
    record(
        "cluster.formed",
        by=by,
        about=cluster,
        unit=founding.owner,
        year=str(founding.year),
        members=len(founding.places),
    )
    return change


@transaction.atomic
def dissolve_cluster(*, cluster_id: int, on: date, reason: str, by: User) -> Change:
    """End a cluster and all its seats before a day. Raises Dissolved, DayDoesNotFit or BadText."""
    cluster = held(cluster_id)
    reason = clean_line(reason, most=LONGEST_REASON)
    check_day(on)
    ledger = SeatLedger()
    seats = list(Seat.objects.filter(cluster=cluster, during__endswith=None).select_related("unit"))
    for seat in seats:
        if seat.during.lower >= on:
            raise DayDoesNotFit(_("Có thành viên vào cụm sau ngày này. Hãy chọn ngày muộn hơn."), where="on")
        ledger.close(seat, on, reason)
    cluster.dissolved_on = on
    cluster.save(update_fields=["dissolved_on"])
    change = Change.objects.create(
        cluster=cluster,
        kind=ChangeKind.DISSOLVED,
        on=on,
        reason=reason,
        units=[seat.unit.code for seat in seats],
        ledger=ledger.data(),
        by=by,
        at=clock.now(),
    )
    record("cluster.dissolved", by=by, about=cluster, unit=cluster.owner_id, on=on)
    return change


def held(cluster_id: int) -> Cluster:
    """The cluster under a lock, for a change of it. Raises Dissolved."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster_id)
    if cluster.dissolved_on is not None:
        raise Dissolved(_("Cụm đã giải thể nên không sửa được nữa. Nếu giải thể nhầm, hãy hoàn tác việc giải thể."))
    return cluster


def check_day(on: date) -> None:
    """Raise DayDoesNotFit for a day that is too far away to be meant."""
    if abs(on - clock.today()) > FARTHEST:
        raise DayDoesNotFit(_("Ngày %(day)s quá xa hôm nay. Hãy xem lại năm.") % {"day": f"{on:%d/%m/%Y}"}, where="on")


def check_places(founding: Founding) -> None:
    """Raise what forbids these members: none or twice, two leads, not below the owner, in another cluster."""
    units = [place.unit.pk for place in founding.places]
    if not units:
        raise BadMembers(_("Hãy chọn ít nhất một thành viên cho cụm."), where="members")
    if len(set(units)) != len(units):
        raise BadMembers(_("Có đơn vị được chọn hai lần. Hãy bỏ bớt."), where="members")
    if sum(place.role == SeatRole.LEAD for place in founding.places) > 1:
        raise BadMembers(_("Mỗi cụm có một cụm trưởng. Hãy chọn lại vai trò."), where="members")
    check_below(founding.owner.pk, units, founding.on)
    check_elsewhere(founding.owner.pk, founding.year, units)


def check_below(owner: int, units: Sequence[int], on: date) -> None:
    """Raise NotBelowOwner, naming the first unit that does not stand below the owner on a day."""
    below = set(
        Lineage.objects.filter(ancestor=owner, unit__in=units, depth__gt=0, during__contains=on).values_list(
            "unit", flat=True
        )
    )
    if strange := [unit for unit in units if unit not in below]:
        raise NotBelowOwner(
            _("%(unit)s không trực thuộc đơn vị thành lập cụm vào ngày %(day)s. Hãy bỏ đơn vị này.")
            % {"unit": last_names_of(strange[:1], on)[strange[0]].name, "day": f"{on:%d/%m/%Y}"},
            where="members",
        )


def check_elsewhere(owner: int, year: int, units: Sequence[int], *, but: int | None = None) -> None:
    """Raise SeatedElsewhere, naming the first unit that sits in another cluster of the owner in the year."""
    seats = Seat.objects.filter(
        unit__in=units, cluster__owner=owner, cluster__year=year, during__endswith=None
    ).exclude(cluster=but)
    found = seats.select_related("cluster").order_by("cluster", "unit").first()
    if found is not None:
        raise SeatedElsewhere(
            _("%(unit)s đang ở %(cluster)s. Hãy cho đơn vị ra khỏi cụm đó trước.")
            % {"unit": last_names_of([found.unit_id], clock.today())[found.unit_id].name, "cluster": found.cluster},
            where="members",
        )


def _created(founding: Founding, name: str, decision: str, by: User) -> Cluster:
    before = founding.continues
    if Cluster.objects.filter(owner=founding.owner, year=founding.year, name=name).exists():
        raise _name_taken(name, founding.year)
    try:
        with transaction.atomic():
            return Cluster.objects.create(
                reference=secrets.token_urlsafe(REFERENCE_BYTES),
                owner=founding.owner,
                year=founding.year,
                name=name,
                continues=before,
                decision=decision,
                made_by=by,
                made_at=clock.now(),
                next_lead=founding.next_lead,
                indicators=before.indicators if before else [],
            )
    except IntegrityError as error:  # somebody was quicker by a moment
        raise _name_taken(name, founding.year) from error


def _name_taken(name: str, year: int) -> NameTaken:
    return NameTaken(_("Năm %(year)d đã có «%(name)s». Hãy đặt tên khác.") % {"year": year, "name": name}, where="name")


def _lay_turns(cluster: Cluster, founding: Founding) -> None:
    """Last year's order of those who are members still, whoever is new behind them."""
    members = [place.unit.pk for place in founding.places]
    order = list(founding.continues.turns.values_list("unit", flat=True)) if founding.continues else []
    kept = [unit for unit in order if unit in members]
    kept += [unit for unit in members if unit not in kept]
    Turn.objects.bulk_create(Turn(cluster=cluster, unit_id=unit, place=place) for place, unit in enumerate(kept, 1))
