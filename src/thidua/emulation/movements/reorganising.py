"""What a reorganisation does to registrations: those of a unit that ends follow to the unit that succeeds it.

Movements that go on when the new order begins are meant; earlier ones are history. The heir with the largest share
takes part as registered since the same day, unless it has a registration of its own, which then stands. What the ended
unit registered stays as it was. Requests to register after the last day stay with whoever sent them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import clock
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, Plan
from thidua.people.models import User

from .models import Registration, RegistrationEntry
from .rules import LONGEST_LINE, EntryKind, State

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class _Move:
    """A registration and the unit that it follows to; "" where it ends with its unit."""

    registration: Registration
    heir: str


def preview(plan: Plan) -> list[Consequence]:
    """How many registrations follow, and how many end with their units."""
    moves = _moves(plan)
    found = []
    for sentence, some in (
        (_("%(count)d bản đăng ký thi đua chuyển sang đơn vị kế tục."), [one for one in moves if one.heir]),
        (
            _("%(count)d bản đăng ký thi đua kết thúc cùng đơn vị: không có đơn vị kế tục hoặc đơn vị đó đã đăng ký."),
            [one for one in moves if not one.heir],
        ),
    ):
        if some:
            shown = tuple(
                f"{one.registration.unit.code} · {one.registration.movement.title}" for one in some[:EXAMPLES]
            )
            found.append(Consequence("registrations", sentence % {"count": len(some)}, len(some), examples=shown))
    return found


@transaction.atomic
def apply(plan: Plan, by: User) -> Ledger:
    """Register the heirs as what they succeed was; `carried` are the registrations that were made."""
    moves = [one for one in _moves(plan) if one.heir]
    heirs = Unit.objects.in_bulk({one.heir for one in moves}, field_name="code")
    made = Registration.objects.bulk_create(_carried(one.registration, heirs[one.heir]) for one in moves)
    now = clock.now()
    RegistrationEntry.objects.bulk_create(
        RegistrationEntry(
            registration=one,
            kind=EntryKind.CARRIED,
            registered=True,
            late=one.late,
            aim=one.aim,
            rows=one.rows,
            since=one.since,
            said=plan.decision[:LONGEST_LINE],
            at=now,
            by=by,
        )
        for one in made
    )
    counts = Counter(one.registration.unit_id for one in moves)
    units = {one.registration.unit_id: one.registration.unit for one in moves}
    facts = {"decision": plan.decision}
    record_each(
        "registration.carried",
        by=by,
        subjects=[Subject(units[pk], pk, facts | {"registrations": count}) for pk, count in counts.items()],
    )
    return {"carried": [one.pk for one in made]}


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """Registrations that their new units changed since, and those of units that would never have been founded."""
    carried = Registration.objects.filter(pk__in=ledger["carried"])
    found = []
    if changed := carried.filter(entries__kind__in=set(EntryKind) - {EntryKind.CARRIED}).distinct().count():
        found.append(_("%(count)d bản đăng ký thi đua đã đổi sau khi sắp xếp") % {"count": changed})
    founded = Registration.objects.filter(unit__code__in=[unit.code for unit in plan.founded])
    if own := founded.exclude(pk__in=ledger["carried"]).count():
        found.append(_("%(count)d bản đăng ký thi đua của đơn vị mới thành lập") % {"count": own})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User) -> None:
    """Take away the registrations that were made."""
    carried = Registration.objects.filter(pk__in=ledger["carried"]).select_related("unit")
    units = {one.unit_id: one.unit for one in carried}
    carried.delete()
    facts = {"decision": plan.decision}
    subjects = [Subject(unit, pk, facts) for pk, unit in units.items()]
    record_each("registration.carrying_undone", by=by, subjects=subjects)


def _moves(plan: Plan) -> list[_Move]:
    """Every registration that stands at a unit that ends, in the order of units; two statements."""
    going_on = Registration.objects.filter(
        registered=True,
        unit__code__in=plan.ended,
        movement__state=State.LAUNCHED,
        movement__deleted_at=None,
        movement__ends__gte=plan.on,
    ).select_related("unit", "movement")
    heirs = {code: _heir(plan, code) for code in plan.ended}
    rows = Registration.objects.filter(unit__code__in={heir for heir in heirs.values() if heir})
    taken = set(rows.values_list("movement", "unit__code"))
    moves = []
    for one in going_on.order_by("unit__code", "movement"):
        heir = heirs[one.unit.code]
        place = (one.movement_id, heir)
        moves.append(_Move(one, "" if place in taken else heir))
        taken.add(place)
    return moves


def _heir(plan: Plan, code: str) -> str:
    """Who takes the largest part of a unit, the first of equals; "" for nobody."""
    shares = plan.heirs_of(code)
    return max(shares, key=lambda one: one[1])[0] if shares else ""


def _carried(before: Registration, unit: Unit) -> Registration:
    return Registration(
        movement=before.movement,
        unit=unit,
        registered=True,
        late=before.late,
        aim=before.aim,
        rows=before.rows,
        since=before.since,
    )
