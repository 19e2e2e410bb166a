"""Giving and ending grants. A grant is never rewritten: it is ended, and another one given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.access.errors import AlreadyGranted, BadScope, BadSpan
from thidua.access.models import Grant, GrantUnit
from thidua.access.rules import Role, Scope
from thidua.audit.services import record
from thidua.core import clock
from thidua.org.models import Unit
from thidua.people.models import User


@transaction.atomic
def give_grant(
    *,
    user: User,
    role: Role,
    unit: Unit | None = None,
    units: Sequence[Unit] = (),
    areas: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    by: User | None,
) -> Grant:
    """Give a user a role at `unit` (narrowed to `areas` when there are any) or at exactly `units`.

    It holds from `since` (today when absent) to the day before `until` (for good when absent).
    Raises BadScope, BadSpan, AlreadyGranted.
    """
    during = _span(since or clock.today(), until)
    scope = _scope(unit, units, areas)
    # Two grants to one user queue up here, so that neither overlooks the other.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _refuse_repetition(user, role, unit, units, during)
    grant = Grant.objects.create(user=user, role=role, scope=scope, unit=unit, areas=sorted(set(areas)), during=during)
    GrantUnit.objects.bulk_create([GrantUnit(grant=grant, unit=named) for named in units])
    record(
        "grant.given",
        by=by,
        about=user,
        unit=unit,
        role=role.value,
        at=unit.code if unit else ", ".join(named.code for named in units),
        areas=", ".join(grant.areas),
        since=during.lower,
        until=during.upper,
    )
    return grant


@transaction.atomic
def end_grant(*, grant_id: int, on: date | None = None, by: User | None) -> Grant:
    """End a grant: `on` (today when absent) is the first day on which it no longer holds.

    A grant that would not have held on any day is taken back altogether. Raises BadSpan when it has ended
    before that day already.
    """
    day = on or clock.today()
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if grant.during.upper is not None and grant.during.upper <= day:
        raise BadSpan(_("Quyền này đã kết thúc từ ngày %(day)s.") % {"day": f"{grant.during.upper:%d/%m/%Y}"})
    record("grant.ended", by=by, about=grant.user, unit=grant.unit, role=grant.role, on=day)
    if day <= grant.during.lower:
        grant.delete()
        return grant
    grant.during = DateRange(grant.during.lower, day)
    grant.save(update_fields=["during"])
    return grant


@transaction.atomic
def resume_grant(*, grant_id: int, until: date | None, by: User | None) -> Grant:
    """Let a grant that was ended go on as before: the undo of `end_grant`.

    Raises AlreadyGranted when the user has been given the same again meanwhile, BadSpan for a day in the past.
    """
    grant = Grant.objects.select_for_update(of=("self",)).select_related("unit").get(pk=grant_id)
    User.objects.select_for_update(of=("self",)).get(pk=grant.user_id)
    during = _span(grant.during.lower, until)
    units = [named.unit for named in grant.named_units.select_related("unit")]
    _refuse_repetition(grant.user, Role(grant.role), grant.unit, units, during, but=grant.pk)
    grant.during = during
    grant.save(update_fields=["during"])
    record("grant.resumed", by=by, about=grant.user, unit=grant.unit, role=grant.role)
    return grant


def _span(since: date, until: date | None) -> DateRange:
    if until is not None and until <= since:
        raise BadSpan(_("Ngày kết thúc phải sau ngày bắt đầu."), where="until")
    return DateRange(since, until)


def _scope(unit: Unit | None, units: Sequence[Unit], areas: Sequence[str]) -> Scope:
    if (unit is None) == (not units):
        raise BadScope(_("Hãy nêu một đơn vị, hoặc một danh sách đơn vị."), where="unit")
    if units and areas:
        raise BadScope(_("Chỉ giới hạn lĩnh vực được ở quyền tại một đơn vị."), where="areas")
    if units:
        return Scope.UNITS
    return Scope.AREAS if areas else Scope.SUBTREE


def _refuse_repetition(
    user: User, role: Role, unit: Unit | None, units: Sequence[Unit], during: DateRange, *, but: int = 0
) -> None:
    held = Grant.objects.filter(user=user, role=role, during__overlap=during).exclude(pk=but)
    same = held.filter(unit=unit) if unit else held.filter(named_units__unit__in=units)
    if same.exists():
        raise AlreadyGranted(
            _("%(user)s đã có vai trò «%(role)s» ở đây trong thời gian này.")
            % {"user": user.username, "role": role.label}
        )
