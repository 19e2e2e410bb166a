"""Telling units of a movement: of its launch, by a worker where they are many, and those that have not registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.movements.errors import MovementStands, NobodyToTell
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.queries.addressed import people_of, places
from thidua.emulation.movements.queries.registrations import missing_units
from thidua.emulation.movements.rules import State
from thidua.notices.services import Fact, notify
from thidua.org.queries import last_names_of
from thidua.people.models import User

TELL = "movements.tell"
# So many are told while the page waits; a batch of the worker is as large.
AT_ONCE = 200
# Days before the last one on which those that have not registered are reminded.
BEFORE = (10, 3, 0)


def begin_telling(movement: Movement) -> None:
    """Tell everyone at once, or leave many to a worker when the transaction has ended."""
    if movement.addressed <= AT_ONCE:
        while tell_some(movement_id=movement.pk):
            continue
        movement.refresh_from_db()
        return
    pk = movement.pk
    transaction.on_commit(lambda: app.configure_task(TELL).defer(movement_id=pk))


@transaction.atomic
def tell_some(*, movement_id: int) -> bool:
    """Tell the next units of the launch; False once all have been told. Done again it goes on where it stopped."""
    movement = Movement.objects.select_for_update(of=("self",)).get(pk=movement_id)
    if movement.state != State.LAUNCHED or movement.told >= movement.addressed:
        return False
    units = list(places(movement).order_by("unit_id").values_list("unit", flat=True)[movement.told :][:AT_ONCE])
    key = f"movement-{movement.pk}-{movement.launched_on}"
    link = reverse("movement", args=[movement.reference])
    facts = _facts(movement)
    if movement.registers:
        notify(users=people_of(units), kind="movement.register", link=link, key=key, **facts)
    else:
        notify(users=people_of(units), kind="movement.launched", link=link, key=key, **facts)
    # The tree may have lost units since the launch: then there is nobody left to tell.
    told = movement.told + len(units) if units else movement.addressed
    Movement.objects.filter(pk=movement.pk).update(told=min(told, movement.addressed))
    return told < movement.addressed


@transaction.atomic
def remind_missing(*, movement_id: int, by: User) -> int:
    """Remind now the units that have not registered; the answer is how many units.

    Raises MovementStands after the last day, NobodyToTell when all have registered or nobody has an account.
    """
    movement = Movement.objects.select_for_update(of=("self",)).get(pk=movement_id)
    until = movement.register_until
    if movement.state != State.LAUNCHED or until is None or until < clock.today():
        raise MovementStands(_("Đã hết hạn đăng ký nên không nhắc được. Đơn vị có thể đề nghị đăng ký bổ sung."))
    units = missing_units(movement)
    people = people_of(units)
    if not people:
        raise NobodyToTell(_("Mọi đơn vị đã đăng ký, hoặc đơn vị chưa đăng ký chưa có tài khoản nào nhận nhắc."))
    link = reverse("movement", args=[movement.reference])
    key = f"movement-reminded:{movement.pk}:{clock.now():%Y%m%d%H%M}"
    notify(users=people, kind="movement.reminded", link=link, key=key, by=str(by), **_facts(movement))
    record("movement.reminded", by=by, about=movement, unit=movement.owner_id, units=len(units))
    return len(units)


@transaction.atomic
def remind_by_timetable() -> int:
    """Remind of today's steps the units that have not registered, each step once; how many notices went."""
    today = clock.today()
    ends = [today + timedelta(days=days) for days in BEFORE]
    due = Movement.objects.filter(state=State.LAUNCHED, deleted_at=None, register_until__in=ends).order_by("pk")
    sent = 0
    for movement in due:
        sent += _remind(movement, missing_units(movement))
    return sent


def _remind(movement: Movement, units: Sequence[int]) -> int:
    link = reverse("movement", args=[movement.reference])
    key = f"movement-due:{movement.pk}:{clock.today():%Y%m%d}"
    return notify(users=people_of(units), kind="movement.due", link=link, key=key, **_facts(movement))


def _facts(movement: Movement) -> dict[str, Fact]:
    owner = last_names_of([movement.owner_id], clock.today())[movement.owner_id].short_name
    due = f"{movement.register_until:%d/%m/%Y}" if movement.register_until else ""
    return {"owner": owner, "title": movement.title, "due": due}
