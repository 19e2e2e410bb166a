"""How one unit stands to one movement: what it registered, how that came about, and what it may still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.core import clock
from thidua.emulation.movements.models import LateRequest, Movement, Registration, RegistrationEntry
from thidua.emulation.movements.rules import Answer, LateState, State

from .registrations import answer_to, until_of

SHOWN_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit and a movement on a day.

    `registration` is what the unit has written down ever, None for nothing; `entries` are its changes, the last first,
    `lates` the requests to register after the last day. `until` is the last day that holds for the unit.
    """

    movement: Movement
    registration: Registration | None
    entries: list[RegistrationEntry]
    lates: list[LateRequest]
    until: date | None
    today: date

    @property
    def registered(self) -> bool:
        """Whether the unit is registered: what was withdrawn does not count."""
        return self.registration is not None and self.registration.registered

    @property
    def answer(self) -> Answer:
        """What that means for the year's end."""
        late = self.registration is not None and self.registration.late
        until = self.until or self.movement.ends
        return answer_to(registered=self.registered, late=late, until=until, today=self.today)

    @property
    def in_time(self) -> bool:
        """Whether the unit may register or change without asking."""
        return self.movement.state == State.LAUNCHED and self.until is not None and self.today <= self.until

    @property
    def may_ask_late(self) -> bool:
        """Whether there is anything to ask for: too late, not registered, and no request waits."""
        asking = any(late.state == LateState.ASKED for late in self.lates)
        return self.movement.state == State.LAUNCHED and not (self.in_time or self.registered or asking)

    @property
    def aim(self) -> str:
        """What the unit strives for, "" where it has written nothing."""
        return self.registration.aim if self.registration else ""

    @property
    def seen(self) -> int:
        """The last change, as a form keeps it to notice what others did meanwhile; 0 before the first."""
        return self.entries[0].pk if self.entries else 0


def stand_of(movement: Movement, unit_id: int) -> Stand:
    """How a unit stands to a movement that is for it. Four statements at most."""
    found = Registration.objects.filter(movement=movement, unit=unit_id).first()
    entries = list(found.entries.select_related("by__person").order_by("-pk")[:SHOWN_ENTRIES]) if found else []
    lates = LateRequest.objects.filter(movement=movement, unit=unit_id).select_related(
        "evidence", "answered_by__person"
    )
    return Stand(movement, found, entries, list(lates), until_of(movement, unit_id), clock.today())
