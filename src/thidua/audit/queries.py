"""Reading the chain: its last event, whether it is whole, and pages of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from .models import AuditEvent, AuditPersonal
from .rules import GENESIS, Content, chain_hash, personal_digest


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last number and hash; kept outside the database it proves that no tail was cut off."""

    number: int
    hash: str


def last_event() -> AuditEvent | None:
    """The newest event of the chain."""
    return AuditEvent.objects.order_by("-number").first()


def chain_head() -> ChainHead | None:
    """The last number and hash of the chain, for the manifest of a backup; None when it is empty."""
    last = last_event()
    return ChainHead(last.number, bytes(last.hash).hex()) if last else None


def content_of(event: AuditEvent) -> Content:
    """What the chain covers of an event."""
    digest = event.personal_digest
    return Content(
        number=event.number,
        at=event.at,
        event=event.event,
        actor_id=event.actor_id,
        actor_label=event.actor_label,
        about_type=event.about_type,
        about_id=event.about_id,
        about_label=event.about_label,
        unit_id=event.unit_id,
        facts=event.facts,
        personal_digest=bytes(digest) if digest is not None else None,
    )


def verify_chain(*, kept: ChainHead | None = None) -> list[str]:
    """Walk the whole chain and its personal side; return what is wrong, [] when nothing is.

    Only the first event that differs is named: behind it every hash differs. `kept` is a head noted
    earlier outside the database; the chain must still contain it.
    """
    return [*_first_break(kept), *_changed_personal_values()]


def _first_break(kept: ChainHead | None) -> list[str]:
    previous = GENESIS
    found = kept is None
    chain = AuditEvent.objects.order_by("number").iterator(chunk_size=2_000)
    for number, event in enumerate(chain, start=1):
        if event.number != number:
            return [_("Nhật ký thiếu sự việc số %(number)d.") % {"number": number}]
        expected = chain_hash(content_of(event), previous)
        if bytes(event.previous_hash) != previous or bytes(event.hash) != expected:
            return [_("Nhật ký bị sửa từ sự việc số %(number)d.") % {"number": number}]
        previous = expected
        found = found or (kept is not None and kept == ChainHead(number, expected.hex()))
    if kept is not None and not found:
        return [_("Nhật ký không còn sự việc số %(number)d đã ghi nhận trước đây.") % {"number": kept.number}]
    return []


def _changed_personal_values() -> list[str]:
    """Sentences for personal values that no longer match the digest in the chain."""
    in_chain = AuditEvent.objects.filter(pk=OuterRef("pk")).values("personal_digest")
    sides = AuditPersonal.objects.annotate(in_chain=Subquery(in_chain)).order_by("number")
    return [
        _("Dữ liệu cá nhân của sự việc số %(number)d đã bị sửa.") % {"number": side.number}
        for side in sides.iterator()
        if side.in_chain is None or bytes(side.in_chain) != personal_digest(side.values, bytes(side.salt))
    ]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; `older` and `newer` are the numbers to go on from, None at an end."""

    events: list[AuditEvent]
    personal: dict[int, dict[str, str]]
    older: int | None
    newer: int | None


def log_page(
    *,
    units: QuerySet[Model] | None,
    unit_id: int | None = None,
    event: str = "",
    actor: str = "",
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> LogPage:
    """A page of the events that `log_events` finds: before a number or after it."""
    found = log_events(units=units, unit_id=unit_id, event=event, actor=actor)
    events, more = _slice(found, before, after, size)
    older = bool(events) and (more if after is None else True)
    newer = bool(events) and (more if after is not None else before is not None)
    return LogPage(
        events=events,
        personal=personal_of(events),
        older=events[-1].number if older else None,
        newer=events[0].number if newer else None,
    )


def log_events(
    *, units: QuerySet[Model] | None, unit_id: int | None = None, event: str = "", actor: str = ""
) -> QuerySet[AuditEvent]:
    """Events of the units that a query finds, of every unit and of none when it is None.

    Narrowed to one unit, one kind of event, one user name.
    """
    found = AuditEvent.objects.all()
    if units is not None:
        found = found.filter(unit_id__in=units.values("pk"))
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    if event:
        found = found.filter(event=event)
    return found.filter(actor_label=actor) if actor else found


def personal_of(events: Iterable[AuditEvent]) -> dict[int, dict[str, str]]:
    """The personal values of events, by number; most have none."""
    sides = AuditPersonal.objects.filter(number__in=[event.number for event in events])
    return dict(sides.values_list("number", "values"))


def _slice(
    found: QuerySet[AuditEvent], before: int | None, after: int | None, size: int
) -> tuple[list[AuditEvent], bool]:
    """One page, newest first, and whether there are more in the direction of reading."""
    if after is not None:
        rows = list(found.filter(number__gt=after).order_by("number")[: size + 1])
        return rows[:size][::-1], len(rows) > size
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found.order_by("-number")[: size + 1])
    return rows[:size], len(rows) > size
