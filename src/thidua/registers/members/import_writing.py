"""Writing what was judged of a list of members, and taking exactly that back: a few statements however long it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.audit.services import Subject, record, record_each
from thidua.core import clock, sql
from thidua.core.numbers import print_number
from thidua.exchange.errors import NotYourRows
from thidua.exchange.kinds import Judged, Made, Options, Tell
from thidua.exchange.rules import Verdict
from thidua.org.models import Unit
from thidua.people.models import User

from .errors import ChangedSinceImport
from .models import Membership
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
    told = [_named(row.facts["details"]) | _span(row) for row in rows]
    written = _written("write_new", told, user, now)
    return [Made(one.number, one.member, {"made": True} | _left_as(one.member, 1, one.span, now, 1)) for one in written]


def _write_changed(rows: Sequence[Judged], user: User, now: datetime, tell: Tell) -> list[Made]:
    before = _before(rows)
    after = {row.row: _after(before[row.facts["known"]["member"]], row.facts, user, now) for row in rows}
    _write([*after.values()])
    tell(2, STEPS)
    again = [{"member": row.facts["known"]["member"]} | _span(row) for row in rows if "unit" in row.facts]
    begun = {one.number: one.span for one in _written("write_again", again, user, now)}
    tell(3, STEPS)
    return [_made(row, before[row.facts["known"]["member"]], after[row.row], begun.get(row.row), now) for row in rows]


@dataclass(frozen=True, slots=True)
class _Written:
    """What a row of the list became."""

    number: int
    member: int
    span: int


def _written(step: str, rows: Sequence[Mapping[str, Any]], user: User, now: datetime) -> list[_Written]:
    """Write rows by one statement: the mapper takes twenty times as long for thousands of them."""
    params = {"rows": json.dumps(list(rows)), "by": user.pk, "at": now}
    return sql.fetch(PACKAGE, step, params, _Written) if rows else []


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
    """Put everything back as it was before the list. Raises NotYourRows or ChangedSinceImport."""
    units = Membership.objects.filter(pk__in=[one.before["span"] for one in made]).values_list("unit", flat=True)
    if not gate.reaches_all(user, Permission.MEMBER_MANAGE, units.distinct()):
        raise NotYourRows
    _refuse_changed(made)
    tell(1, STEPS)
    new = [one for one in made if one.before.get("made")]
    changed = [one for one in made if not one.before.get("made")]
    begun = [one.before["begun"] for one in changed if one.before["begun"]]
    sql.run(PACKAGE, "remove_spans", {"spans": begun})
    _write([one.before["was"] for one in changed])
    tell(2, STEPS)
    sql.run(PACKAGE, "remove_new", {"members": [one.about for one in new]})
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
    said = {name: value for name, value in _named(facts["details"]).items() if value}
    state |= said | {"version": before.version + 1}
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


def _named(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a person, with what the name is found and sorted by."""
    person = new_person(said["full_name"])
    return {**said, "search": person.search, "sort_key": person.sort_key}


def _span(row: Judged) -> dict[str, Any]:
    """A span to be written, with the number of its row."""
    facts = row.facts
    course = {"since": facts["joined"], "until": facts["left"], "reason": facts["reason"]}
    return {"number": row.row, "unit": facts["unit"], "began": facts["began"], **course}


def _record(judged: Sequence[Judged], user: User) -> None:
    """Tell of a list in the log of every unit that it writes to."""
    added = Counter(row.facts["unit"] for row in judged if row.verdict == Verdict.NEW)
    spans = [row.facts["known"]["span"] for row in judged if row.verdict == Verdict.CHANGED]
    of_changed = dict(Membership.objects.filter(pk__in=spans).values_list("pk", "unit"))
    changed = Counter(of_changed[span] for span in spans)
    units = Unit.objects.in_bulk([*added.keys(), *changed.keys()])
    subjects = [Subject(unit, unit, {"added": added[pk], "changed": changed[pk]}) for pk, unit in sorted(units.items())]
    record_each("members.imported", by=user, subjects=subjects)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
