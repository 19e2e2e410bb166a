"""The calendar of a cluster: what is done, what is late, and what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock, sql
from thidua.emulation.clusters.duty_models import Duty, DutyDone
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import Due, DutyKind, SeatRole, Whose
from thidua.people.models import User

PACKAGE = "thidua.emulation.clusters"
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
        """Whether the unit has done it."""
        return self.due.done_on is not None

    @property
    def late(self) -> bool:
        """Whether it was done after its day, or is not done though its day is over."""
        return self.due.late(clock.today())


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty with how each unit that has it stands, in the order of the seats."""

    duty: Duty
    units: tuple[OfUnit, ...]

    @property
    def icon(self) -> str:
        """The picture of its kind."""
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

    It is a duty, by its id, or a review, by its id, whose part is not sent or, with `compiles`, which is to be compiled
    from the parts that were. Of the cluster are there what names it.
    """

    cluster: Cluster
    unit_id: int
    code: str
    title: str
    due_on: date
    duty_id: int | None
    review_id: int | None
    compiles: bool

    @property
    def what(self) -> str:
        """What is to be done, in words."""
        return _("Tổng hợp báo cáo: %(title)s") % {"title": self.title} if self.compiles else self.title

    @property
    def url(self) -> str:
        """Where it is done."""
        at = [self.cluster.reference]
        if self.review_id is None:
            return reverse("cluster-calendar", args=at)
        if self.compiles:
            return reverse("cluster-review", args=[*at, self.review_id])
        return reverse("cluster-review-part", args=[*at, self.review_id, self.code])

    @property
    def late(self) -> bool:
        """Whether its day is over."""
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

    The earliest first. One statement.
    """
    today = clock.today()
    units = gate.own_units(user, Permission.EMULATION_JOIN)
    if not units:
        return []
    params = {
        "units": [*units],
        "drafts": [*gate.own_units(user, Permission.DOCUMENT_DRAFT)],
        "today": today,
        "until": today + SOON,
        "since": today.year - 1,
    }
    return [_waiting(row) for row in sql.fetch(PACKAGE, "waiting", params, _Row)]


@dataclass(frozen=True, slots=True)
class _Row:
    cluster_id: int
    reference: str
    name: str
    unit_id: int
    code: str
    title: str
    due_on: date
    duty_id: int | None
    review_id: int | None
    compiles: bool


def _waiting(row: _Row) -> Waiting:
    cluster = sql.known(Cluster, id=row.cluster_id, reference=row.reference, name=row.name)
    about = row.duty_id, row.review_id, row.compiles
    return Waiting(cluster, row.unit_id, row.code, row.title, row.due_on, *about)


def _of_units(duty: Duty, seats: Sequence[Seat], done: Mapping[int, date]) -> tuple[OfUnit, ...]:
    return tuple(OfUnit(unit, Due(duty.due_on, done.get(unit))) for unit in whose(duty, seats))
