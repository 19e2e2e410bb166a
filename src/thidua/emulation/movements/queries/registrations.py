"""Who registered for what, who may still, and who is not considered at the year's end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thidua.core import clock, sql
from thidua.core.periods import Calendar
from thidua.emulation.movements.models import LateRequest, Movement, Registration
from thidua.emulation.movements.rules import ANSWER_TONES, Answer, LateState, RosterPart
from thidua.org.models import Placement
from thidua.org.queries import UnitName, last_names_of
from thidua.org.rules import UnitKind

from .addressed import places

PACKAGE = "thidua.emulation.movements"


@dataclass(frozen=True, slots=True)
class Registered:
    """How a unit stands to what it had to register for in a year.

    `answer` is the worst over all movements that decide; `movement`, `reference` and `register_until` are of that one.
    `since` is when it registered for it, None where it did not.
    """

    unit_id: int
    answer: Answer
    movement: str
    reference: str
    register_until: date
    since: datetime | None
    aim: str

    @property
    def counts(self) -> bool:
        """Whether the unit is considered at the year's end."""
        return self.answer != Answer.NO


@dataclass(frozen=True, slots=True)
class Wait:
    """A movement that a unit has still to register for, `days` from today (0: today is the last one)."""

    movement: Movement
    unit: UnitName
    until: date
    days: int


@dataclass(frozen=True, slots=True)
class ByKind:
    """Of one kind of unit: for how many a movement is, how many registered, how many of these after the last day."""

    kind: UnitKind
    addressed: int
    registered: int
    late: int

    @property
    def missing(self) -> int:
        """How many have not registered."""
        return self.addressed - self.registered


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that a movement is for, with what it registered and how a late request of it stands."""

    unit: UnitName
    registration: Registration | None
    late: LateRequest | None
    answer: Answer
    tone: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    movement_id: int
    unit_id: int
    until: date


@dataclass(frozen=True, slots=True)
class _Decided:
    unit_id: int
    movement_id: int
    title: str
    reference: str
    register_until: date
    until: date
    registered: bool
    late: bool
    since: datetime | None
    aim: str | None


def registered(unit_ids: Collection[int], *, calendar: Calendar, year: int) -> dict[int, Registered]:
    """Whether units registered for the movements of a year that decide; units that none is for are absent.

    `year` of the school calendar is the one in which it begins. One statement for any number of units.
    """
    today = clock.today()
    params = {"units": list(unit_ids), "calendar": calendar, "year": year, "today": today}
    order = list(Answer)
    found: dict[int, Registered] = {}
    for row in sql.fetch(PACKAGE, "decided", params, _Decided):
        answer = answer_to(registered=row.registered, late=row.late, until=row.until, today=today)
        known = found.get(row.unit_id)
        if known is None or order.index(answer) > order.index(known.answer):
            since = row.since if row.registered else None
            found[row.unit_id] = Registered(
                row.unit_id, answer, row.title, row.reference, row.register_until, since, row.aim or ""
            )
    return found


def answer_to(*, registered: bool, late: bool, until: date, today: date) -> Answer:
    """How a unit stands that may register until a day inclusive."""
    if registered:
        return Answer.LATE if late else Answer.YES
    return Answer.WAITING if today <= until else Answer.NO


def waiting(unit_ids: Iterable[int], *, most: int | None = None) -> list[Wait]:
    """What units have still to register for, the first last day first. Three statements, one where there is nothing."""
    today = clock.today()
    rows = sql.fetch(PACKAGE, "waiting", {"units": list(unit_ids), "today": today}, _Waiting)[:most]
    movements = Movement.objects.select_related("owner").in_bulk([row.movement_id for row in rows])
    names = last_names_of({row.unit_id for row in rows}, today)
    return [Wait(movements[row.movement_id], names[row.unit_id], row.until, (row.until - today).days) for row in rows]


def until_of(movement: Movement, unit_id: int) -> date | None:
    """The last day on which a unit may register or change, by the movement or by a request granted; None for none."""
    if movement.register_until is None:
        return None
    granted = LateRequest.objects.filter(movement=movement, unit=unit_id, state=LateState.GRANTED)
    days = granted.values_list("until", flat=True)
    return max([movement.register_until, *(day for day in days if day)])


def counts_of(movements: Sequence[Movement]) -> dict[int, int]:
    """How many units registered, by movement; a movement without any is absent. One statement."""
    rows = Registration.objects.filter(movement__in=movements, registered=True).order_by()
    return dict(rows.values_list("movement").annotate(count=Count("pk")))


def by_kind(movement: Movement) -> list[ByKind]:
    """How many of each kind registered, in the order of kinds. One statement."""
    done = Registration.objects.filter(movement=movement, unit=OuterRef("unit"), registered=True)
    rows = places(movement).annotate(done=Exists(done), after=Exists(done.filter(late=True))).order_by()
    counts = rows.values_list("kind").annotate(
        of=Count("pk"), n=Count("pk", filter=Q(done=True)), m=Count("pk", filter=Q(after=True))
    )
    found = {kind: ByKind(UnitKind(kind), of, n, m) for kind, of, n, m in counts}
    return [found[kind] for kind in UnitKind if kind in found]


def lines_of(movement: Movement, unit_ids: Sequence[int]) -> list[Line]:
    """Units of a movement with their registrations, in the order given. Three statements."""
    today = clock.today()
    found = Registration.objects.filter(movement=movement, unit__in=unit_ids, registered=True)
    registrations = {one.unit_id: one for one in found}
    lates: dict[int, LateRequest] = {}
    untils: dict[int, date] = {}
    for late in LateRequest.objects.filter(movement=movement, unit__in=unit_ids).order_by("asked_at", "pk"):
        lates[late.unit_id] = late
        if late.state == LateState.GRANTED and late.until:
            untils[late.unit_id] = max(late.until, untils.get(late.unit_id, late.until))
    names = last_names_of(unit_ids, today)
    return [_line(movement, names[pk], registrations.get(pk), lates.get(pk), untils.get(pk)) for pk in unit_ids]


def _line(
    movement: Movement, unit: UnitName, one: Registration | None, late: LateRequest | None, granted: date | None
) -> Line:
    last = max(granted or date.min, movement.register_until or date.max)
    answer = answer_to(registered=one is not None, late=one is not None and one.late, until=last, today=clock.today())
    return Line(unit, one, late, answer, ANSWER_TONES[answer])


def roster(movement: Movement, part: RosterPart = RosterPart.ALL) -> QuerySet[Placement]:
    """Where the units stand that a movement is for, or a part of them, in the order of their names."""
    rows = places(movement)
    done = Registration.objects.filter(movement=movement, registered=True)
    match part:
        case RosterPart.ALL:
            return rows
        case RosterPart.REGISTERED:
            return rows.filter(unit__in=done.values("unit"))
        case RosterPart.MISSING:
            return rows.exclude(unit__in=done.values("unit"))
        case RosterPart.LATE:
            return rows.filter(unit__in=done.filter(late=True).values("unit"))
        case RosterPart.ASKED:
            asked = LateRequest.objects.filter(movement=movement, state=LateState.ASKED)
            return rows.filter(unit__in=asked.values("unit"))


def missing_units(movement: Movement) -> list[int]:
    """The units that a movement is for and that have not registered."""
    return list(roster(movement, RosterPart.MISSING).values_list("unit", flat=True))
