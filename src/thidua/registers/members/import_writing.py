"""Writing what was judged of a list of members, and taking exactly that back: a few statements however long it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record, record_each
from thidua.core import clock, sql
from thidua.core.numbers import print_number
from thidua.exchange.kinds import Judged, Made, Options, Tell
from thidua.exchange.rules import Verdict
from thidua.org.models import Unit
from thidua.people.models import Person, User

from .errors import ChangedSinceImport
from .models import Member, Membership
from .services import new_person

PACKAGE = "thidua.registers.members"
NAMED = 3
STEPS = 4


@dataclass(frozen=True, slots=True)
class _Before:
    """A member with person and last span, as `import_before.sql` reads them and `before` keeps them."""

    member_id: int
    person_id: int
    full_name: str
    search: str
    sort_key: str
    birth_date: date | None
    sex: str
    digest: str
    sealed: str
    tail: str
    phone: str
    card_number: str
    occupation: str
    version: int
    span_id: int
    since: date
    until: date | None
    ended: str
    ended_by: str
    recorded_by_id: int | None
    recorded_at: datetime

    def stored(self) -> dict[str, Any]:
        """As plain JSON data under the names that the statements of writing take."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        keys = {"member_id": "member", "person_id": "person", "span_id": "span", "recorded_by_id": "recorded_by"}
        return {keys.get(name, name): value for name, value in plain.items()}


@transaction.atomic
def commit(judged: Sequence[Judged], user: User, options: Options, tell: Tell) -> list[Made]:  # noqa: ARG001
    """Write the rows; every row that is unchanged was not chosen."""
    now = clock.now()
    new = [one for one in judged if one.verdict == Verdict.NEW]
    changed = [one for one in judged if one.verdict == Verdict.CHANGED]
    made = _write_new(new, user, now)
    tell(1, STEPS)
    made += _write_changed(changed, user, now, tell)
    _record(judged, user)
    return sorted(made, key=lambda one: one.row)


def _write_new(rows: Sequence[Judged], user: User, now: datetime) -> list[Made]:
    people = Person.objects.bulk_create([new_person(row.facts["details"]["full_name"]) for row in rows])
    members = Member.objects.bulk_create(
        [_member(person, row.facts["details"]) for person, row in zip(people, rows, strict=True)]
    )
    spans = Membership.objects.bulk_create(
        [_span(member.pk, row.facts, user, now) for member, row in zip(members, rows, strict=True)]
    )
    return [
        Made(row.row, member.pk, {"made": True, "person": person.pk} | _left_as(member.pk, 1, span.pk, now, 1))
        for row, person, member, span in zip(rows, people, members, spans, strict=True)
    ]


def _write_changed(rows: Sequence[Judged], user: User, now: datetime, tell: Tell) -> list[Made]:
    before = _before(rows)
    after = [_after(before[row.facts["known"]["member"]], row.facts, user, now) for row in rows]
    _write(after)
    tell(2, STEPS)
    again = [row for row in rows if "unit" in row.facts]
    begun = Membership.objects.bulk_create([_span(row.facts["known"]["member"], row.facts, user, now) for row in again])
    spans = {row.row: span.pk for row, span in zip(again, begun, strict=True)}
    tell(3, STEPS)
    return [
        _made(row, before[row.facts["known"]["member"]], state, spans.get(row.row), now)
        for row, state in zip(rows, after, strict=True)
    ]


def _made(row: Judged, before: _Before, after: Mapping[str, Any], begun: int | None, now: datetime) -> Made:
    known = row.facts["known"]
    count = known["spans"] + (begun is not None)
    last = _left_as(known["member"], after["version"], begun or known["span"], now, count)
    if begun is None:
        last["at"] = after["recorded_at"]
    return Made(row.row, known["member"], {"was": before.stored(), "begun": begun} | last)


def _left_as(member: int, version: int, span: int, at: datetime, spans: int) -> dict[str, Any]:
    """How a list leaves a member, so that later changes are found out."""
    return {"member": member, "version": version, "span": span, "at": at.isoformat(), "spans": spans}


@transaction.atomic
def undo(made: Sequence[Made], user: User, options: Options, tell: Tell) -> None:  # noqa: ARG001
    """Put everything back as it was before the list. Raises ChangedSinceImport."""
    _refuse_changed(made)
    tell(1, STEPS)
    new = [one for one in made if one.before.get("made")]
    changed = [one for one in made if not one.before.get("made")]
    Membership.objects.filter(pk__in=[one.before["begun"] for one in changed if one.before["begun"]]).delete()
    _write([one.before["was"] for one in changed])
    tell(2, STEPS)
    Membership.objects.filter(member__in=[one.about for one in new]).delete()
    Member.objects.filter(pk__in=[one.about for one in new]).delete()
    Person.objects.filter(pk__in=[one.before["person"] for one in new]).delete()
    tell(3, STEPS)
    record("members.import_undone", by=user, members=len(made))


def _refuse_changed(made: Sequence[Made]) -> None:
    names = ("member", "version", "span", "at", "spans")
    rows = [{name: one.before[name] for name in names} for one in made]
    changed = sql.fetch(PACKAGE, "changed_since_import", {"rows": json.dumps(rows)}, _Changed)
    if changed:
        words = {"count": print_number(len(changed)), "names": ", ".join(one.full_name for one in changed[:NAMED])}
        raise ChangedSinceImport(
            _("%(count)s đoàn viên đã có thay đổi sau khi nhập (%(names)s). Hãy hoàn tác những việc đó trước.") % words
        )


@dataclass(frozen=True, slots=True)
class _Changed:
    full_name: str


def _before(rows: Sequence[Judged]) -> dict[int, _Before]:
    known = [row.facts["known"] for row in rows]
    params = {"members": [one["member"] for one in known], "spans": [one["span"] for one in known]}
    return {row.member_id: row for row in sql.fetch(PACKAGE, "import_before", params, _Before)} if known else {}


def _after(before: _Before, facts: Mapping[str, Any], user: User, now: datetime) -> dict[str, Any]:
    """What is stored of a member after a row: what the row leaves empty stays."""
    state = before.stored()
    said = {name: value for name, value in facts["details"].items() if value}
    named = new_person(facts["details"]["full_name"])
    state |= said | {"search": named.search, "sort_key": named.sort_key, "version": before.version + 1}
    if "unit" in facts:  # the last span stays as it is, another one follows
        return state
    closes = facts["closes"]
    if closes or facts["joined"] != state["since"]:
        state |= {"since": facts["joined"], "recorded_by": user.pk, "recorded_at": now.isoformat()}
    if closes:
        state |= {"until": facts["left"], "ended": facts["reason"], "ended_by": ""}
    return state


def _write(states: Sequence[Mapping[str, Any]]) -> None:
    """Write members with persons and last spans as they are told, in three statements."""
    rows = {"rows": json.dumps(list(states))}
    for step in ("write_persons", "write_members", "write_spans") if states else ():
        sql.run(PACKAGE, step, rows)


def _member(person: Person, said: Mapping[str, Any]) -> Member:
    return Member(
        person=person,
        birth_date=_day(said["birth_date"]),
        sex=said["sex"],
        identity_digest=bytes.fromhex(said["digest"]) if said["digest"] else None,
        identity_sealed=said["sealed"],
        identity_tail=said["tail"],
        phone_sealed=said["phone"],
        card_number=said["card_number"],
        occupation=said["occupation"],
    )


def _span(member: int, facts: Mapping[str, Any], user: User, now: datetime) -> Membership:
    return Membership(
        member_id=member,
        unit_id=facts["unit"],
        during=DateRange(_day(facts["joined"]), _day(facts["left"])),
        began=facts["began"],
        ended=facts["reason"],
        recorded_by=user,
        recorded_at=now,
    )


def _record(judged: Sequence[Judged], user: User) -> None:
    """Tell of a list in the log of every unit that it writes to."""
    added = Counter(row.facts["unit"] for row in judged if row.verdict == Verdict.NEW)
    spans = [row.facts["known"]["span"] for row in judged if row.verdict == Verdict.CHANGED]
    of_changed = dict(Membership.objects.filter(pk__in=spans).values_list("pk", "unit"))
    changed = Counter(of_changed[span] for span in spans)
    units = Unit.objects.in_bulk([*added.keys(), *changed.keys()])
    subjects = [Subject(unit, unit, {"added": added[pk], "changed": changed[pk]}) for pk, unit in sorted(units.items())]
    record_each("members.imported", by=user, subjects=subjects)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
