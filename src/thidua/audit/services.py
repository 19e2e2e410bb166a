"""Recording what was done, and sealing the record into a chain."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from django.db import connection, models, transaction

from thidua.core import clock

from .models import AuditEvent, AuditInbox, AuditPersonal
from .queries import content_of, last_event
from .rules import GENESIS, Fact, chain_hash, clean, personal_digest, stored_facts

# The number of the one advisory lock that sealers share; any constant of our own would do.
SEALER_LOCK = 0x7468_6475_61
BATCH = 1_000


# Tells for whom a user did something: (user, event, units) -> user name by unit.
AnswersFor = Callable[[int, str, Collection[int]], Mapping[int, str]]
_STAND_INS: ContextVar[Mapping[int, AnswersFor]] = ContextVar("stand_ins", default=MappingProxyType({}))


def note_stand_in(user_id: int, ask: AnswersFor) -> None:
    """From now on ask, when this user does something, for whom it was done.

    Said by whoever finds that a user stands in for somebody, so that recording asks nothing about all others.
    """
    _STAND_INS.set({**_STAND_INS.get(), user_id: ask})


class Actor(Protocol):
    """Who did it: an account. `people.User` is one; it lies above this app."""

    pk: Any

    def get_username(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event happened to, when it happened to many at once; the fields are those of `record`."""

    about: models.Model | None
    unit: models.Model | int | None
    facts: Mapping[str, Fact]


def record(
    event: str,
    *,
    by: Actor | None,
    about: models.Model | None = None,
    unit: models.Model | int | None = None,
    personal: Mapping[str, Fact] | None = None,
    **facts: Fact,
) -> None:
    """Append an event to the inbox, in the caller's transaction: one plain insert.

    `event` is `resource.past_participle` and has its sentence in some app's `events.py`. `by` is None for
    the system itself. `about` is the object that changed; its text is kept as it reads now. `unit` is the
    unit in whose log the event is found. `facts` are whole numbers and labels. Values that a person may ask
    to be erased go into `personal`, nowhere else.
    """
    row = _row(event, by, Subject(about, unit, facts))
    _name_the_absent([row])
    row.personal = stored_facts(personal) if personal else None
    row.save(force_insert=True)


def record_each(event: str, *, by: Actor | None, subjects: Iterable[Subject]) -> None:
    """Append the same event for many subjects, in one statement."""
    rows = [_row(event, by, subject) for subject in subjects]
    _name_the_absent(rows)
    AuditInbox.objects.bulk_create(rows)


def _name_the_absent(rows: Collection[AuditInbox]) -> None:
    """Add the fact `acting_for` where the actor stood in for somebody. The rows are of one event."""
    first = next(iter(rows), None)
    actor = first.actor_id if first else None
    if first is None or actor is None or (ask := _STAND_INS.get().get(actor)) is None:
        return
    named = ask(actor, first.event, {row.unit_id for row in rows if row.unit_id})
    for row in rows:
        if absent := named.get(row.unit_id or 0):
            row.facts["acting_for"] = clean(absent)


def _row(event: str, by: Actor | None, subject: Subject) -> AuditInbox:
    about = subject.about
    return AuditInbox(
        at=clock.now(),
        event=event,
        actor_id=by.pk if by else None,
        actor_label=by.get_username() if by else "",
        about_type=about._meta.label_lower if about else "",  # noqa: SLF001 - Django documents _meta
        about_id=about.pk if about else None,
        about_label=clean(str(about))[:200] if about else "",
        unit_id=subject.unit.pk if isinstance(subject.unit, models.Model) else subject.unit,
        facts=stored_facts(subject.facts),
    )


def seal_inbox() -> int:
    """Move everything in the inbox that is visible now into the chain; return how many events.

    Rows of a transaction that is still open may have lower ids than rows already sealed: they are numbered
    when they become visible, so none is lost. Returns 0 at once when another sealer is at work.
    """
    total = 0
    while sealed := _seal_batch():
        total += sealed
    return total


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    rows = list(AuditInbox.objects.order_by("pk")[:BATCH])
    if not rows:
        return 0
    last = last_event()
    number, previous = (last.number, bytes(last.hash)) if last else (0, GENESIS)
    events, sides = [], []
    for row in rows:
        number += 1
        side = _personal_side(number, row)
        event = _event(number, row, side, previous)
        previous = bytes(event.hash)
        events.append(event)
        sides += [side] if side else []
    AuditEvent.objects.bulk_create(events)
    AuditPersonal.objects.bulk_create(sides)
    # Exactly the rows read: others may have become visible meanwhile.
    AuditInbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _personal_side(number: int, row: AuditInbox) -> AuditPersonal | None:
    if row.personal is None:
        return None
    return AuditPersonal(number=number, salt=secrets.token_bytes(32), values=row.personal)


def _event(number: int, row: AuditInbox, side: AuditPersonal | None, previous: bytes) -> AuditEvent:
    event = AuditEvent(
        number=number,
        at=row.at,
        event=row.event,
        actor_id=row.actor_id,
        actor_label=row.actor_label,
        about_type=row.about_type,
        about_id=row.about_id,
        about_label=row.about_label,
        unit_id=row.unit_id,
        facts=row.facts,
        personal_digest=personal_digest(side.values, bytes(side.salt)) if side else None,
        previous_hash=previous,
    )
    event.hash = chain_hash(content_of(event), previous)
    return event


@transaction.atomic
def erase_personal(*, numbers: list[int], by: Actor | None) -> int:
    """Erase the personal values of events, for good; the chain stays valid. Returns how many rows went."""
    erased, _ = AuditPersonal.objects.filter(number__in=numbers).delete()
    record("personal.erased", by=by, events=erased)
    return erased
