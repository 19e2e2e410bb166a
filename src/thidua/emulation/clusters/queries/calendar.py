"""The calendar of a cluster: what is done, what is late, and what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.duty_models import Duty, DutyDone
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.review_models import Review
from thidua.emulation.clusters.rules import Due, DutyKind, SeatRole, Whose
from thidua.people.models import User

SOON = timedelta(days=30)
ICONS: Mapping[DutyKind, str] = {
    DutyKind.LAUNCH: "flag",
    DutyKind.COVENANT: "writing-sign",
    DutyKind.FIGURES: "send",
    DutyKind.REVIEW: "report",
    DutyKind.SELF_SCORE: "list-check",
    DutyKind.CROSS_CHECK: "arrows-exchange",
    DutyKind.CLOSING: "trophy",
    DutyKind.OTHER: "calendar-event",
}


@dataclass(frozen=True, slots=True)
class OfUnit:
    """How a unit stands with a duty."""

    unit_id: int
    due: Due

    @property
    def done(self) -> bool:
        return self.due.done_on is not None

    @property
    def late(self) -> bool:
        return self.due.late(clock.today())


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty with how each unit that has it stands, in the order of the seats."""

    duty: Duty
    units: tuple[OfUnit, ...]

    @property
    def icon(self) -> str:
        return ICONS[DutyKind(self.duty.kind)]

    @property
    def done(self) -> int:
        """How many have done it."""
        return sum(one.done for one in self.units)

    @property
    def over(self) -> bool:
        """Whether all have done it."""
        return bool(self.units) and self.done == len(self.units)

    @property
    def late(self) -> int:
        """How many have not done it though its day is over."""
        return sum(one.late and not one.done for one in self.units)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The ids of the units that have not done it."""
        return tuple(one.unit_id for one in self.units if not one.done)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a person has to do in a cluster in the name of a unit, whose `code` addresses bear.

    `review` is a part that is not sent.
    """

    cluster: Cluster
    unit_id: int
    code: str
    title: str
    due_on: date
    duty: Duty | None = None
    review: Review | None = None

    @property
    def late(self) -> bool:
        return self.due_on < clock.today()


def entries(cluster: Cluster, seats: Sequence[Seat]) -> list[Entry]:
    """The calendar of a cluster by day, for these seats. Two statements."""
    duties = list(Duty.objects.filter(cluster=cluster, removed_at=None))
    done: dict[int, dict[int, date]] = defaultdict(dict)
    for duty, unit, on in DutyDone.objects.filter(duty__in=duties).values_list("duty", "unit", "on"):
        done[duty][unit] = on
    return [Entry(duty, _of_units(duty, seats, done[duty.pk])) for duty in duties]


def whose(duty: Duty, seats: Iterable[Seat]) -> list[int]:
    """The ids of the units that have a duty."""
    return [seat.unit_id for seat in seats if duty.whose == Whose.MEMBERS or seat.role == SeatRole.LEAD]


def waiting(user: User) -> list[Waiting]:
    """What waits for a person in all clusters in which she acts for a unit: late, or due within a month.

    The earliest first. A fixed number of statements.
    """
    today = clock.today()
    units = gate.units_for(user, Permission.EMULATION_JOIN)
    seats = list(
        Seat.objects.filter(
            during__contains=today, unit__in=units, cluster__dissolved_on=None, cluster__year__gte=today.year - 1
        ).select_related("cluster", "unit")
    )
    if not seats:
        return []
    by_cluster: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_cluster[seat.cluster_id].append(seat)
    return sorted(
        [*_waiting_duties(by_cluster, today + SOON), *_waiting_parts(by_cluster)],
        key=lambda one: (one.due_on, one.title, one.unit_id),
    )


def _waiting_duties(by_cluster: Mapping[int, list[Seat]], until: date) -> list[Waiting]:
    duties = list(Duty.objects.filter(cluster__in=by_cluster, removed_at=None, due_on__lte=until))
    done = set(DutyDone.objects.filter(duty__in=duties).values_list("duty", "unit"))
    return [
        Waiting(seat.cluster, seat.unit_id, seat.unit.code, duty.title, duty.due_on, duty=duty)
        for duty in duties
        for seat in by_cluster[duty.cluster_id]
        if seat.unit_id in whose(duty, [seat]) and (duty.pk, seat.unit_id) not in done
    ]


def _waiting_parts(by_cluster: Mapping[int, list[Seat]]) -> list[Waiting]:
    reviews = Review.objects.filter(cluster__in=by_cluster, compiled_at=None)
    sent = set(reviews.filter(parts__sent_at__isnull=False).values_list("pk", "parts__unit"))
    return [
        Waiting(seat.cluster, seat.unit_id, seat.unit.code, review.title, review.due_on, review=review)
        for review in reviews
        for seat in by_cluster[review.cluster_id]
        if (review.pk, seat.unit_id) not in sent
    ]


def _of_units(duty: Duty, seats: Sequence[Seat], done: Mapping[int, date]) -> tuple[OfUnit, ...]:
    return tuple(OfUnit(unit, Due(duty.due_on, done.get(unit))) for unit in whose(duty, seats))
