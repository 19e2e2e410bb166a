"""The calendar of a cluster's duties: planned for a year, laid out, done, reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.clusters.duty_models import Duty, DutyDone, PlannedDuty
from thidua.emulation.clusters.errors import DutyTwice, NotYourDuty
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.queries.calendar import whose
from thidua.emulation.clusters.queries.planning import PlanLine, plan_of
from thidua.emulation.clusters.rules import LONGEST_TITLE
from thidua.emulation.clusters.telling import people_of, tell
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .forming import check_day, held

AHEAD = timedelta(days=7)
LATE_FOR = timedelta(days=14)
"""How long after its day the program still reminds of a duty."""


@transaction.atomic
def save_plan(*, owner: Unit, year: int, lines: Sequence[PlanLine], by: User) -> None:
    """Write an owner's plan of duties for a year, whole. Raises DutyTwice or BadText."""
    cleaned = [_cleaned(line) for line in lines]
    titles = [line.title for line in cleaned]
    if twice := next((title for title in titles if titles.count(title) > 1), None):
        raise _twice(twice)
    PlannedDuty.objects.filter(owner=owner, year=year).delete()
    PlannedDuty.objects.bulk_create(
        PlannedDuty(
            owner=owner,
            year=year,
            title=line.title,
            kind=line.kind,
            whose=line.whose,
            due_on=line.due_on,
            source=line.source,
        )
        for line in cleaned
    )
    record("duty_plan.saved", by=by, about=owner, unit=owner, year=str(year), duties=len(cleaned))


@transaction.atomic
def lay_out(*, cluster_id: int, by: User) -> int:
    """Put what the owner has planned into a cluster's calendar, but for what stands there; answers how many."""
    cluster = held(cluster_id)
    there = set(Duty.objects.filter(cluster=cluster, removed_at=None).values_list("title", flat=True))
    new = [line for line in plan_of(cluster.owner_id, cluster.year).lines if line.title not in there]
    Duty.objects.bulk_create(
        Duty(
            cluster=cluster,
            title=line.title,
            kind=line.kind,
            whose=line.whose,
            due_on=line.due_on,
            source=line.source,
        )
        for line in new
    )
    record("duties.laid_out", by=by, about=cluster, unit=cluster.owner_id, duties=len(new))
    return len(new)


@transaction.atomic
def add_duty(*, cluster_id: int, line: PlanLine, by: User) -> Duty:
    """Put something into a cluster's calendar. Raises DutyTwice, DayDoesNotFit, Dissolved or BadText."""
    cluster, line = held(cluster_id), _cleaned(line)
    check_day(line.due_on)
    duty = Duty(
        cluster=cluster,
        title=line.title,
        kind=line.kind,
        whose=line.whose,
        due_on=line.due_on,
        source=line.source,
    )
    _save(duty)
    record("duty.added", by=by, about=cluster, unit=cluster.owner_id, duty=duty.title, due=duty.due_on)
    return duty


@transaction.atomic
def edit_duty(*, duty_id: int, line: PlanLine, by: User) -> Duty:
    """Say a duty otherwise; what was done stays done. Raises DutyTwice, DayDoesNotFit, Dissolved or BadText."""
    duty, cluster = _of(duty_id)
    line = _cleaned(line)
    check_day(line.due_on)
    duty.title, duty.kind, duty.whose = line.title, line.kind, line.whose
    duty.due_on, duty.source = line.due_on, line.source
    _save(duty)
    record("duty.edited", by=by, about=cluster, unit=cluster.owner_id, duty=duty.title, due=duty.due_on)
    return duty


@transaction.atomic
def remove_duty(*, duty_id: int, by: User) -> Duty:
    """Take a duty out of the calendar. Raises Dissolved."""
    duty, cluster = _of(duty_id)
    duty.removed_at = clock.now()
    duty.save(update_fields=["removed_at"])
    record("duty.removed", by=by, about=cluster, unit=cluster.owner_id, duty=duty.title)
    return duty


@transaction.atomic
def restore_duty(*, duty_id: int, by: User) -> Duty:
    """Put a duty back into the calendar. Raises DutyTwice where another bears its name by now, or Dissolved."""
    duty, cluster = _of(duty_id)
    duty.removed_at = None
    _save(duty)
    record("duty.restored", by=by, about=cluster, unit=cluster.owner_id, duty=duty.title)
    return duty


@transaction.atomic
def mark_done(*, duty_id: int, unit: Unit, by: User) -> Duty:
    """A unit has done its duty today; saying it twice is harmless. Raises NotYourDuty or Dissolved."""
    duty, cluster = _of(duty_id)
    _require_its(duty, unit)
    _done, new = DutyDone.objects.get_or_create(
        duty=duty, unit=unit, defaults={"on": clock.today(), "by": by, "at": clock.now()}
    )
    if new:
        record("duty.done", by=by, about=cluster, unit=unit, duty=duty.title, member=_name(unit))
    return duty


@transaction.atomic
def mark_not_done(*, duty_id: int, unit: Unit, by: User) -> Duty:
    """A unit has not done its duty after all. Raises NotYourDuty or Dissolved."""
    duty, cluster = _of(duty_id)
    _require_its(duty, unit)
    if DutyDone.objects.filter(duty=duty, unit=unit).delete()[0]:
        record("duty.not_done", by=by, about=cluster, unit=unit, duty=duty.title, member=_name(unit))
    return duty


@transaction.atomic
def remind_of_duty(*, duty_id: int, by: User) -> int:
    """Remind everybody who has not done a duty, once a day; answers how many units hold it up."""
    duty, cluster = _of(duty_id)
    units = _owing(duty)
    key = f"duty.reminded:{duty.pk}:{clock.today():%Y%m%d}"
    facts = {"duty": duty.title, "due": f"{duty.due_on:%d/%m/%Y}", "who": str(by)}
    tell(people_of(units, but=by), "duty.reminded", cluster, "cluster-calendar", key=key, **facts)
    record("duty.reminded", by=by, about=cluster, unit=cluster.owner_id, duty=duty.title, units=len(units))
    return len(units)


def remind_by_calendar() -> int:
    """Tell people of what is due within a week, due tomorrow, or late, each once; answers how many were told."""
    today = clock.today()
    duties = Duty.objects.filter(
        removed_at=None, cluster__dissolved_on=None, due_on__gte=today - LATE_FOR, due_on__lte=today + AHEAD
    ).select_related("cluster")
    told = 0
    for duty in duties:
        left = (duty.due_on - today).days
        step = "late" if left < 0 else "tomorrow" if left <= 1 else "week"
        told += tell(
            people_of(_owing(duty), but=None),
            "duty.overdue" if left < 0 else "duty.due",
            duty.cluster,
            "cluster-calendar",
            key=f"duty.due:{duty.pk}:{step}",
            duty=duty.title,
            due=f"{duty.due_on:%d/%m/%Y}",
        )
    return told


def _owing(duty: Duty) -> list[int]:
    seats = Seat.objects.filter(cluster=duty.cluster_id, during__contains=clock.today())
    done = set(DutyDone.objects.filter(duty=duty).values_list("unit", flat=True))
    return [unit for unit in whose(duty, seats) if unit not in done]


def _of(duty_id: int) -> tuple[Duty, Cluster]:
    """A duty with its cluster, which is held. Raises Dissolved."""
    duty = Duty.objects.get(pk=duty_id)
    return duty, held(duty.cluster_id)


def _require_its(duty: Duty, unit: Unit) -> None:
    seats = Seat.objects.filter(cluster=duty.cluster_id, during__contains=clock.today())
    if unit.pk not in whose(duty, seats):
        raise NotYourDuty(_("Việc này không phải của đơn vị bạn chọn. Hãy mở lại lịch của cụm."))


def _save(duty: Duty) -> None:
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise _twice(duty.title) from error


def _twice(title: str) -> DutyTwice:
    return DutyTwice(_("Lịch đã có việc «%(title)s». Hãy đặt tên khác.") % {"title": title}, where="title")


def _cleaned(line: PlanLine) -> PlanLine:
    return PlanLine(
        clean_line(line.title, most=LONGEST_TITLE),
        line.kind,
        line.whose,
        line.due_on,
        clean_line(line.source, most=LONGEST_TITLE),
    )


def _name(unit: Unit) -> str:
    return last_names_of([unit.pk], clock.today())[unit.pk].short_name
