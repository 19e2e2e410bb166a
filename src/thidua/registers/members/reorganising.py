"""What a reorganisation does to the register of members: whoever belongs to a unit that ends goes on with its heir.

Of several heirs the one with the largest share takes everybody, of equal shares the one that is named first: the
register cannot know who goes where, and people are transferred one by one, or by a list, afterwards. Members of a unit
that nobody succeeds leave with it. A divided unit goes on and keeps its members. Spans are closed on the legal day and
continued, by statements over sets; `Carried` keeps what was there, so that undoing is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import clock, sql
from thidua.core.numbers import print_number
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, Plan, Weight
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .locks import hold_register
from .models import Carried, Membership

PACKAGE = "thidua.registers.members"
EXAMPLES = 5
LONGEST_DECISION = 120


def preview(plan: Plan) -> list[Consequence]:
    """How many members go on with whom, stay, or leave."""
    counts = _members_of(plan, [*plan.ended, *plan.divided])
    return list(_consequences(plan, counts)) if counts else []


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:
    """Close the spans of ended units and continue them; `batch` says which rows they are, `at` when it was done."""
    hold_register(alone=True)
    batch, at = uuid4(), clock.now()
    counts = _members_of(plan, [*plan.ended])
    if counts:
        heirs = {code: heir_of(plan, code) for code in counts}
        facts = {
            "batch": batch,
            "units": [plan.ids[code] for code in counts],
            "heirs": [plan.ids[heir] if heir else None for heir in heirs.values()],
            "on": plan.on,
            "decision": plan.decision[:LONGEST_DECISION],
            "by": by.pk if by else None,
            "at": at,
        }
        for step in ("note_followed", "close_followed", "begin_followed"):
            sql.run(PACKAGE, step, facts)
        units = Unit.objects.in_bulk([*counts], field_name="code")
        told = {"decision": plan.decision}
        subjects = [Subject(units[code], units[code], told | {"members": count}) for code, count in counts.items()]
        record_each("members.followed", by=by, subjects=subjects)
    return {"batch": str(batch), "at": at.isoformat()}


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """Members who were changed since, and members of units that would never have been founded."""
    batch, at = UUID(ledger["batch"]), datetime.fromisoformat(ledger["at"])
    found = []
    ours = Carried.objects.filter(batch=batch)
    if changed := ours.exclude(membership__recorded_at=at).values("membership__member").distinct().count():
        found.append(_("%(count)s đoàn viên đã có thay đổi sau khi sắp xếp") % {"count": print_number(changed)})
    at_founded = Membership.objects.filter(unit__code__in=[unit.code for unit in plan.founded])
    if later := at_founded.exclude(pk__in=ours.values("membership")).count():
        found.append(_("%(count)s đoàn viên đã ghi vào đơn vị mới thành lập") % {"count": print_number(later)})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:
    """Take away the spans that were begun and put back those that were closed or moved."""
    hold_register(alone=True)
    batch = UUID(ledger["batch"])
    units = Unit.objects.filter(pk__in=Carried.objects.filter(batch=batch, during__isnull=False).values("unit"))
    subjects = [Subject(unit, unit, {"decision": plan.decision}) for unit in units.order_by("code")]
    sql.run(PACKAGE, "unbegin_followed", {"batch": batch})
    sql.run(PACKAGE, "reopen_followed", {"batch": batch})
    record_each("members.following_undone", by=by, subjects=subjects)


def heir_of(plan: Plan, code: str) -> str:
    """Who takes the members of a unit that ends: the largest share, the first of equal ones; "" when nobody does."""
    heirs = plan.heirs_of(code)
    return max(heirs, key=lambda heir: heir[1])[0] if heirs else ""


@dataclass(frozen=True, slots=True)
class _Followers:
    unit_id: int
    members: int


def _members_of(plan: Plan, codes: list[str]) -> dict[str, int]:
    """How many memberships reach beyond the day at each of these units that has any, by code."""
    by_id = {plan.ids[code]: code for code in codes if code in plan.ids}
    rows = sql.fetch(PACKAGE, "followers", {"units": list(by_id), "on": plan.on}, _Followers)
    return {by_id[row.unit_id]: row.members for row in sorted(rows, key=lambda row: by_id[row.unit_id])}


def _consequences(plan: Plan, counts: Mapping[str, int]) -> Iterator[Consequence]:
    ended = {code: count for code, count in counts.items() if code in plan.ended}
    whole = {code: count for code, count in ended.items() if len(plan.heirs_of(code)) == 1}
    split = {code: count for code, count in ended.items() if len(plan.heirs_of(code)) > 1}
    gone = {code: count for code, count in ended.items() if not plan.heirs_of(code)}
    stay = {code: count for code, count in counts.items() if code in plan.divided}
    if whole:
        yield _counted(plan, whole, _("%(count)s đoàn viên chuyển sang đơn vị kế tục."), Weight.NOTE)
    if split:
        sentence = _(
            "%(count)s đoàn viên của đơn vị có nhiều đơn vị kế tục đều chuyển sang đơn vị nhận phần lớn nhất. "
            "Sau khi sắp xếp, hãy chuyển những người thuộc đơn vị khác."
        )
        yield _counted(plan, split, sentence, Weight.WARNING)
    if stay:
        sentence = _("%(count)s đoàn viên của đơn vị chia tách ở lại đơn vị đó; hãy chuyển những người đi sau.")
        yield _counted(plan, stay, sentence, Weight.NOTE)
    if gone:
        sentence = _("%(count)s đoàn viên ra khỏi sổ cùng đơn vị vì không có đơn vị kế tục.")
        yield _counted(plan, gone, sentence, Weight.WARNING)


def _counted(plan: Plan, counts: Mapping[str, int], sentence: str, weight: Weight) -> Consequence:
    """A consequence with the units that have the most members, and who takes them."""
    most = sorted(counts, key=lambda code: (-counts[code], code))[:EXAMPLES]
    heirs = {code: heir_of(plan, code) if code in plan.ended else "" for code in most}
    ids = {code: plan.ids[code] for code in {*most, *heirs.values()} if code in plan.ids}
    names = last_names_of(ids.values(), plan.on)
    short = {code: names[pk].short_name for code, pk in ids.items() if pk in names}
    short |= {unit.code: unit.short_name or unit.name for unit in plan.founded}

    def words(code: str) -> str:
        way = (
            f"{short.get(code, code)} → {short.get(heirs[code], heirs[code])}" if heirs[code] else short.get(code, code)
        )
        return f"{way}: {print_number(counts[code])}"

    total = sum(counts.values())
    return Consequence("members", sentence % {"count": print_number(total)}, total, weight, tuple(map(words, most)))
