"""What a reorganisation does to the roles that people hold.

Only grants at units that end change. They hold until the first day of the new order; with `People.FOLLOW` their
holders get the same role, as wide as before, at every unit that succeeds theirs. A grant that would have begun later
never comes about. A grant that names several units goes on for those that go on. A grant at a unit that goes on is
never touched, whatever is moved below it: its reach follows the tree, and custody gives what has ended to whoever
holds what became of it. Delegations lend what their lender has, so they follow by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import sql
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, People, Plan, Weight
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .models import Grant, GrantUnit
from .rules import Permission, Role, Scope, roles_with

PACKAGE = "thidua.access"
EXAMPLES = 5
SIZE = 2_000


@dataclass(frozen=True, slots=True)
class Gift:
    """A grant to be given in the place of another: at units by their codes, over a span of days."""

    instead_of: Grant
    units: tuple[str, ...]
    since: date
    until: date | None

    @property
    def likeness(self) -> tuple[object, ...]:
        """What makes two gifts the same but for their days."""
        grant = self.instead_of
        return (grant.user_id, grant.role, grant.scope, tuple(sorted(grant.areas)), self.units)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of grants: those that end on the day, those that never come about, and what is given instead."""

    ending: tuple[Grant, ...]
    never: tuple[Grant, ...]
    gifts: tuple[Gift, ...]


def preview(plan: Plan) -> list[Consequence]:
    """Who loses a role and who gets one; where nobody would hand reports in, or accept them."""
    fate = _fate(plan)
    return [*_of_people(plan, fate), *_of_units(plan, fate)]


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:
    """End and hand on the grants; the ledger has what they were before and the ids of those that are new."""
    fate = _fate(plan, lock=True)
    ledger: Ledger = {
        "ended": [[grant.pk, _iso(grant.during.upper)] for grant in fate.ending],
        "never": _kept(fate.never),
    }
    sql.run(PACKAGE, "end_grants", {"on": plan.on, "grants": [grant.pk for grant in fate.ending]})
    _remove([grant.pk for grant in fate.never])
    given = _give(plan, fate.gifts)
    ledger["given"] = [[grant.pk, _iso(grant.during.lower), _iso(grant.during.upper)] for grant in given]
    over = (*fate.ending, *fate.never)
    record_each("grant.ended", by=by, subjects=[_subject(grant, role=grant.role, on=plan.on) for grant in over])
    record_each("grant.given", by=by, subjects=[_gift_subject(plan, gift) for gift in fate.gifts])
    return ledger


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """Grants that somebody has changed since, and grants at units that would never have been founded."""
    found = []
    given = {pk: (since, until) for pk, since, until in ledger["given"]}
    spans = dict(Grant.objects.filter(pk__in=given).values_list("pk", "during"))
    changed = sum(pk not in spans or _days(spans[pk]) != days for pk, days in given.items())
    ended = [pk for pk, _until in ledger["ended"]]
    changed += len(ended) - Grant.objects.filter(pk__in=ended, during__endswith=plan.on).count()
    if changed:
        found.append(_("%(count)d vai trò đã được sửa sau khi sắp xếp") % {"count": changed})
    founded = [unit.code for unit in plan.founded]
    at_founded = Q(unit__code__in=founded) | Q(named_units__unit__code__in=founded)
    later = Grant.objects.filter(at_founded).exclude(pk__in=given).distinct().count()
    if later:
        found.append(_("%(count)d vai trò đã được giao tại đơn vị mới thành lập") % {"count": later})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:  # noqa: ARG001 - one signature for all apps
    """Give every grant its days back, and take away what was given instead."""
    given = [pk for pk, _since, _until in ledger["given"]]
    taken = list(Grant.objects.filter(pk__in=given).select_related("user__person"))
    record_each("grant.withdrawn", by=by, subjects=[_subject(grant, role=grant.role) for grant in taken])
    _remove(given)
    ended = dict(ledger["ended"])
    sql.run(PACKAGE, "restore_grants", {"grants": [*ended], "untils": [*ended.values()]})
    back = _put_back(ledger["never"])
    resumed = [*Grant.objects.filter(pk__in=[*ended, *back]).select_related("user__person")]
    record_each("grant.resumed", by=by, subjects=[_subject(grant, role=grant.role) for grant in resumed])


def _fate(plan: Plan, *, lock: bool = False) -> Fate:
    ending: list[Grant] = []
    never: list[Grant] = []
    gifts: list[Gift] = []
    named = _named(plan)
    for grant in _concerned(plan, named, lock=lock):
        units = _units_after(plan, grant, named.get(grant.pk, ()))
        if units is None:
            continue
        (never if grant.during.lower >= plan.on else ending).append(grant)
        since = max(grant.during.lower, plan.on)
        # A grant of one place becomes one for each heir; one of several named units stays one.
        places = [units] if grant.scope == Scope.UNITS and units else [(code,) for code in units]
        gifts += [Gift(grant, place, since, grant.during.upper) for place in places]
    return Fate(tuple(ending), tuple(never), tuple(_without_doubles(gifts)))


def _concerned(plan: Plan, named: Collection[int], *, lock: bool) -> QuerySet[Grant]:
    """The grants of units that end which would hold on the day or later."""
    held = Grant.objects.filter(Q(unit__code__in=[*plan.ended]) | Q(pk__in=[*named]))
    held = held.filter(Q(during__upper_inf=True) | Q(during__endswith__gt=plan.on))
    held = held.select_related("user__person", "unit").order_by("pk")
    return held.select_for_update(of=("self",)) if lock else held


def _named(plan: Plan) -> dict[int, tuple[str, ...]]:
    """The codes of all units that grants name which name one that ends, by grant."""
    naming = GrantUnit.objects.filter(unit__code__in=[*plan.ended]).values("grant")
    found: dict[int, tuple[str, ...]] = {}
    rows = GrantUnit.objects.filter(grant__in=naming).order_by("unit__code").values_list("grant", "unit__code")
    for grant, code in rows:
        found[grant] = (*found.get(grant, ()), code)
    return found


def _units_after(plan: Plan, grant: Grant, named: Sequence[str]) -> tuple[str, ...] | None:
    """The codes of the units that follow those of a grant; None where the grant stays as it is."""
    codes = named if grant.unit is None else (grant.unit.code,)
    heirs = [heir for code in codes for heir in _heirs(plan, code)] if plan.people == People.FOLLOW else []
    left = [code for code in codes if code not in plan.ended]
    if left and not heirs:
        # An ended unit that is named beside others carries nothing by itself.
        return None
    return tuple(sorted({*left, *heirs}))


def _heirs(plan: Plan, code: str) -> Iterator[str]:
    return (heir for heir, _share in plan.ended[code].heirs) if code in plan.ended else iter(())


def _without_doubles(gifts: Sequence[Gift]) -> Iterator[Gift]:
    """The gifts that give somebody what she would not have anyway."""
    had: dict[tuple[object, ...], list[tuple[date, date | None]]] = {}
    holders = {gift.instead_of.user_id for gift in gifts}
    codes = {code for gift in gifts for code in gift.units}
    for grant in Grant.objects.filter(user__in=holders, unit__code__in=codes).select_related("unit"):
        assert grant.unit is not None  # found by the code of its unit
        like = Gift(grant, (grant.unit.code,), grant.during.lower, grant.during.upper).likeness
        had.setdefault(like, []).append((grant.during.lower, grant.during.upper))
    for gift in gifts:
        spans = had.setdefault(gift.likeness, [])
        if not any(_covers(span, gift) for span in spans):
            spans.append((gift.since, gift.until))
            yield gift


def _covers(span: tuple[date, date | None], gift: Gift) -> bool:
    since, until = span
    return since <= gift.since and (until is None or (gift.until is not None and gift.until <= until))


def _give(plan: Plan, gifts: Sequence[Gift]) -> list[Grant]:
    grants = Grant.objects.bulk_create(
        [
            Grant(
                user_id=gift.instead_of.user_id,
                role=gift.instead_of.role,
                scope=gift.instead_of.scope,
                unit_id=None if gift.instead_of.scope == Scope.UNITS else plan.ids[gift.units[0]],
                areas=gift.instead_of.areas,
                during=DateRange(gift.since, gift.until),
            )
            for gift in gifts
        ],
        batch_size=SIZE,
    )
    GrantUnit.objects.bulk_create(
        [
            GrantUnit(grant=grant, unit_id=plan.ids[code])
            for grant, gift in zip(grants, gifts, strict=True)
            if grant.scope == Scope.UNITS
            for code in gift.units
        ],
        batch_size=SIZE,
    )
    return grants


def _remove(grants: Sequence[int]) -> None:
    GrantUnit.objects.filter(grant__in=grants).delete()
    Grant.objects.filter(pk__in=grants).delete()


def _kept(grants: Sequence[Grant]) -> list[Ledger]:
    """Grants as plain JSON."""
    named: dict[int, list[int]] = {}
    for grant_id, unit_id in GrantUnit.objects.filter(grant__in=grants).order_by("pk").values_list("grant", "unit"):
        named.setdefault(grant_id, []).append(unit_id)
    return [
        {
            "id": grant.pk,
            "user": grant.user_id,
            "role": grant.role,
            "scope": grant.scope,
            "unit": grant.unit_id,
            "areas": grant.areas,
            "since": _iso(grant.during.lower),
            "until": _iso(grant.during.upper),
            "units": named.get(grant.pk, []),
        }
        for grant in grants
    ]


def _put_back(kept: Sequence[Ledger]) -> list[int]:
    """Grants again as `_kept` described them; the answer is their ids."""
    Grant.objects.bulk_create(
        [
            Grant(
                pk=row["id"],
                user_id=row["user"],
                role=row["role"],
                scope=row["scope"],
                unit_id=row["unit"],
                areas=row["areas"],
                during=DateRange(date.fromisoformat(row["since"]), _day(row["until"])),
            )
            for row in kept
        ],
        batch_size=SIZE,
    )
    GrantUnit.objects.bulk_create(
        [GrantUnit(grant_id=row["id"], unit_id=unit) for row in kept for unit in row["units"]], batch_size=SIZE
    )
    return [row["id"] for row in kept]


def _of_people(plan: Plan, fate: Fate) -> Iterator[Consequence]:
    over = (*fate.ending, *fate.never)
    followed = {gift.instead_of.pk for gift in fate.gifts}

    def about(sentence: str, grants: Sequence[Grant], weight: Weight = Weight.NOTE) -> Consequence:
        people = {grant.user_id: grant for grant in grants}
        first = list(people.values())[:EXAMPLES]
        names = last_names_of({grant.unit_id for grant in first if grant.unit_id}, plan.on)
        where = {pk: name.short_name for pk, name in names.items()}
        shown = [f"{grant.user} ({', '.join(_where(grant, where))})" for grant in first]
        words = sentence % {"count": len(people), "day": f"{plan.on:%d/%m/%Y}"}
        return Consequence("people", words, len(people), weight, tuple(shown))

    if lost := [grant for grant in fate.ending if grant.pk not in followed]:
        yield about(_("%(count)d người thôi vai trò tại đơn vị kết thúc từ ngày %(day)s."), lost)
    if handed := [grant for grant in over if grant.pk in followed]:
        yield about(_("%(count)d người giữ vai trò cũ tại đơn vị kế tục từ ngày %(day)s."), handed)
    if never := [grant for grant in fate.never if grant.pk not in followed]:
        yield about(_("%(count)d người đã được giao vai trò từ sau ngày %(day)s sẽ không nhận vai trò đó."), never)


def _where(grant: Grant, names: dict[int, str]) -> list[str]:
    where = [names[grant.unit_id]] if grant.unit_id in names else []
    return [str(Role(grant.role).label), *where]


def _of_units(plan: Plan, fate: Fate) -> Iterator[Consequence]:
    """Units that would have nobody to hand in their reports, and those with nobody to accept what is new below."""
    founded = {unit.code: unit for unit in plan.founded}
    heirs = {heir for end in plan.ended.values() for heir, _share in end.heirs}
    heirs |= {heir for shares in plan.divided.values() for heir, _share in shares}
    silent = _without(plan, fate, {*founded, *heirs}, Permission.REPORT_SUBMIT)
    if silent:
        yield Consequence(
            "people",
            _("%(count)d đơn vị mới hoặc kế tục chưa có người nộp báo cáo. Hãy giao vai trò sau khi sắp xếp.")
            % {"count": len(silent)},
            len(silent),
            Weight.WARNING,
            tuple(_names(plan, silent[:EXAMPLES])),
        )
    parents = {*plan.moved.values(), *(unit.parent for unit in plan.founded)} - {""}
    deaf = _without(plan, fate, parents, Permission.REPORT_ACCEPT)
    if deaf:
        yield Consequence(
            "people",
            _("%(count)d đơn vị nhận đơn vị trực thuộc nhưng chưa có ai tiếp nhận báo cáo. Hãy giao vai trò.")
            % {"count": len(deaf)},
            len(deaf),
            Weight.WARNING,
            tuple(_names(plan, deaf[:EXAMPLES])),
        )


def _without(plan: Plan, fate: Fate, codes: Collection[str], permission: Permission) -> list[str]:
    """Those of some units at which nobody would hold a role with a permission on the day, by code."""
    roles = roles_with(permission)
    held = Grant.objects.filter(role__in=roles, during__contains=plan.on, user__is_active=True)
    at = set(held.filter(unit__code__in=[*codes]).values_list("unit__code", flat=True))
    if permission is Permission.REPORT_SUBMIT:
        at |= set(
            GrantUnit.objects.filter(grant__in=held, unit__code__in=[*codes]).values_list("unit__code", flat=True)
        )
    at |= {code for gift in fate.gifts if gift.instead_of.role in roles for code in gift.units}
    return sorted(set(codes) - at - plan.ended.keys())


def _names(plan: Plan, codes: Sequence[str]) -> Iterator[str]:
    founded = {unit.code: unit.short_name or unit.name for unit in plan.founded}
    ids = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    known = last_names_of(ids.values(), plan.on)
    return (founded.get(code) or (known[ids[code]].short_name if code in ids else code) for code in codes)


def _subject(grant: Grant, **facts: str | date) -> Subject:
    return Subject(grant.user, grant.unit_id, facts)


def _gift_subject(plan: Plan, gift: Gift) -> Subject:
    grant = gift.instead_of
    facts: dict[str, str | date | None] = {
        "role": grant.role,
        "at": ", ".join(gift.units),
        "areas": ", ".join(grant.areas),
        "since": gift.since,
        "until": gift.until,
    }
    return Subject(grant.user, None if grant.scope == Scope.UNITS else plan.ids[gift.units[0]], facts)


def _days(during: DateRange) -> tuple[str | None, str | None]:
    return _iso(during.lower), _iso(during.upper)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
