"""Who is told about targets: those who register for the unit, and those who assign to it."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.indicators.models import Period
from thidua.notices.services import notify
from thidua.org.models import Placement, Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .models import Target


def tell_assigned(*, counts: Mapping[int, int], period: Period, key: str, by: User) -> None:
    """Ask units, by id, to answer to so many targets; `key` names the change that asks."""
    people = granted_at(counts, Permission.TARGET_REGISTER, but=by)
    codes = dict(Unit.objects.filter(pk__in=people).values_list("pk", "code"))
    for unit_id, users in people.items():
        link = reverse("target-answers", args=[codes[unit_id], period.code])
        name = f"target.asked:{key}:{unit_id}"
        notify(users=users, kind="target.asked", link=link, key=name, count=counts[unit_id], year=period.code)


def tell_objected(*, unit: Unit, period: Period, count: int, key: str, by: User) -> None:
    """Tell the unit above that a unit objects to so many of its targets."""
    above = Placement.objects.filter(unit=unit, during__contains=clock.today(), parent__isnull=False)
    parent = above.values_list("parent_id", "parent__code").first()
    if parent is None:
        return
    users = granted_at([parent[0]], Permission.TARGET_ASSIGN, but=by).get(parent[0], set())
    name = last_names_of([unit.pk], clock.today()).get(unit.pk)
    link = f"{reverse('target-board', args=[parent[1], period.code])}?tinh-trang=y-kien&mo={unit.code}"
    notify(
        users=users,
        kind="target.objected",
        link=link,
        key=f"target.objected:{key}",
        unit=name.name if name else unit.code,
        count=count,
        year=period.code,
    )


def tell_kept(*, target: Target, key: str, by: User) -> None:
    """Tell a unit that its target stays as it was in spite of what it said."""
    users = granted_at([target.unit_id], Permission.TARGET_REGISTER, but=by).get(target.unit_id, set())
    link = reverse("target", args=[target.unit.code, target.period.code, target.indicator.code])
    facts = {"indicator": target.indicator.name, "year": target.period.code}
    notify(users=users, kind="target.kept", link=link, key=f"target.kept:{key}", **facts)
