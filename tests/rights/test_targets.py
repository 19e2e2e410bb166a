"""Who may do what with a target, and when: the district's, assigned by the city; asked through the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.rights.report_world import stand_in
from tests.rights.tables import DONE, differences, one_who_may, part_of, said, table
from tests.targets.conftest import give, year
from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.targets import urls
from thidua.targets.answers import AnswerState, marks_of
from thidua.targets.batches import split_targets, take_back
from thidua.targets.models import Target, TargetEntry
from thidua.targets.responding import Answer, answer_targets, keep_target
from thidua.targets.rules import EntryKind, ResponseKind
from thidua.targets.services import Grounds, adjust_target, register_target

CODE = "ORG21"
DECIDED = Grounds(on=date(2024, 1, 2), decision="05/QĐ", reason="Đầu năm")
NO_BATCH = UUID(int=0)

# "show" are the pages of the target, its board and its ledger; "give" assigns the first amount; "answer" is to agree
# or to object; "spread" is to split the target, to plan or to copy targets for the units directly below.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "show": ("page", "board", "ledger"),
    "register": ("register",),
    "answer": ("agree", "object"),
    "split": ("split",),
    "spread": ("plan", "copy"),
    "give": ("give",),
    "adjust": ("adjust", "cancel"),
    "keep": ("keep",),
    "back": ("back",),
}

PEOPLE = table(
    """
                      show register answer split spread give adjust keep back
── outside ──
stranger              404  404      404    404   404    404  404    404  404
neighbour             404  404      404    404   404    404  404    404  404
── the unit below sees the district, but not its targets ──
school's chair        403  403      403    403   403    403  403    403  403
── the district itself ──
officer               ok   ok       ok     ok    ok     403  403    403  403
officer's deputy      ok   ok       ok     ok    ok     403  403    403  403
leader                ok   403      403    403   403    403  403    403  403
second                ok   403      403    403   403    403  403    403  403
specialist            ok   403      403    403   403    403  403    403  403
── directly above ──
city officer          ok   403      403    403   403    ok   ok     ok   ok
city deputy           ok   403      403    403   403    ok   ok     ok   ok
city leader           ok   403      403    403   403    403  403    403  403
── further above ──
top officer           ok   403      403    403   403    403  403    403  403
inspector             ok   403      403    403   403    403  403    403  403
administrator         ok   403      403    403   403    403  403    403  403
"""
)

# What is not assigned cannot be split (404: no such target), answered (422: nothing to choose) or adjusted.
STATES = table(
    """
                      show register answer split spread give adjust keep back
no target             ok   ok       422    404   ok     ok   409    404  404
registered            ok   ok       422    404   ok     ok   409    409  404
assigned              ok   ok       ok     ok    ok     422  ok     409  ok
agreed                ok   ok       ok     ok    ok     422  ok     409  ok
objected              ok   ok       ok     ok    ok     422  ok     ok   ok
kept                  ok   ok       ok     ok    ok     422  ok     409  ok
adjusted              ok   ok       ok     ok    ok     422  ok     409  409
cancelled             ok   ok       422    404   ok     ok   409    409  409
taken back            ok   ok       422    404   ok     ok   409    409  409
"""
)


@dataclass(frozen=True)
class World:
    units: Mapping[str, Unit]
    people: Mapping[str, User]
    browsers: Mapping[str, Client]

    @property
    def target(self) -> Target:
        """The district's target of the year."""
        return Target.objects.get(unit=self.units["district"], period=year(), indicator=catalogue().by_code[CODE])


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all states; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    reports.forms()
    units = tree("confederation > city > district > school", "confederation > city > other_district > other_school")
    year()
    give(units["district"], CODE, 3, when=2023)
    give(units["school"], CODE, 2, when=2023)
    known = _people(units)
    browsers = {name: Client() for name in known}
    for name, browser in browsers.items():
        browser.force_login(known[name])
    return World(units, known, browsers)


def _people(units: Mapping[str, Unit]) -> dict[str, User]:
    district, city = units["district"], units["city"]
    known = {
        "stranger": people.chair(units["other_school"]),
        "neighbour": people.officer(units["other_district"]),
        "school's chair": people.chair(units["school"]),
        "officer": people.officer(district),
        "officer's deputy": people.person("officers.deputy"),
        "leader": people.leader(district),
        "second": people.person("second"),
        "specialist": people.specialist(district),
        "city officer": people.officer(city),
        "city deputy": people.person("city.deputy"),
        "city leader": people.leader(city),
        "top officer": people.officer(units["confederation"]),
        "inspector": people.inspector(city),
        "administrator": people.administrator(city),
    }
    give_grant(user=known["second"], role=Role.SECOND, unit=district, since=people.ALWAYS, by=None)
    stand_in(known["officer"], known["officer's deputy"])
    stand_in(known["city officer"], known["city deputy"])
    return known


# ── How a target comes into each state ───────────────────────────────────────


def _registered(world: World) -> None:
    what, unit = catalogue().by_code[CODE], world.units["district"]
    register_target(unit=unit, indicator=what, period=year(), amount=6, grounds=DECIDED, by=world.people["officer"])


def _assigned(world: World, amount: int = 5) -> None:
    parts = {catalogue().by_code[CODE].pk: {world.units["district"].pk: amount}}
    by = world.people["city officer"]
    split_targets(unit=world.units["city"], period=year(), parts=parts, grounds=DECIDED, by=by)


def _answered(world: World, kind: ResponseKind) -> None:
    _assigned(world)
    answer = Answer(world.target.pk, _line(world), kind, "Đề nghị 4")
    answer_targets(answers=[answer], by=world.people["officer"])


def _kept(world: World) -> None:
    _answered(world, ResponseKind.OBJECTED)
    keep_target(target_id=world.target.pk, entry_id=_line(world), reason="Đã tính đủ", by=world.people["city officer"])


def _adjusted(world: World, amount: int | None = 5) -> None:
    _assigned(world, 7)
    by = world.people["city officer"]
    adjust_target(target_id=world.target.pk, amount=amount, seen=7, grounds=DECIDED, by=by)


def _taken_back(world: World) -> None:
    _assigned(world)
    take_back(unit=world.units["city"], batch=_batch(world), by=world.people["city officer"])


MADE: Mapping[str, Callable[[World], None]] = {
    "no target": lambda world: None,
    "registered": _registered,
    "assigned": _assigned,
    "agreed": lambda world: _answered(world, ResponseKind.ACCEPTED),
    "objected": lambda world: _answered(world, ResponseKind.OBJECTED),
    "kept": _kept,
    "adjusted": _adjusted,
    "cancelled": lambda world: _adjusted(world, None),
    "taken back": _taken_back,
}


def _line(world: World) -> int:
    """The last line of the target's ledger, 0 without one."""
    lines = TargetEntry.objects.filter(target__unit=world.units["district"], target__period=year())
    return lines.exclude(kind=EntryKind.REGISTERED).order_by("-pk").values_list("pk", flat=True).first() or 0


def _batch(world: World) -> UUID:
    """The decision by which the city assigned it."""
    lines = TargetEntry.objects.filter(target__unit=world.units["district"], batch__isnull=False)
    return lines.values_list("batch", flat=True).first() or NO_BATCH


# ── What people try ──────────────────────────────────────────────────────────

Ask = Callable[[Client, World], HttpResponse]


def _get(name: str) -> Ask:
    return lambda client, _world: client.get(_url(name))


def _post(name: str, **data: str) -> Ask:
    return lambda client, _world: client.post(_url(name), {"on": "2024-02-01", **data})


def _url(name: str) -> str:
    board = name in {"target-board", "target-plan", "target-copy", "target-answers"}
    return reverse(name, args=["district", "2024"] if board else ["district", "2024", CODE])


def _say(**data: str) -> Ask:
    def ask(client: Client, _world: World) -> HttpResponse:
        what = catalogue().by_code[CODE].pk
        return client.post(_url("target-answers"), {f"{name}-{what}": text for name, text in data.items()})

    return ask


def _below(name: str, field: str, **data: str) -> Ask:
    """Give the school 5; `field` is what the page calls that."""

    def ask(client: Client, world: World) -> HttpResponse:
        what, school = catalogue().by_code[CODE].pk, world.units["school"].pk
        amount = {field.format(what=what, school=school): "5"}
        return client.post(_url(name), {"on": "2024-02-01", "save": "1", "reason": "x", **data, **amount})

    return ask


def _keep(client: Client, world: World) -> HttpResponse:
    return client.post(_url("target-keep"), {"entry": str(_line(world)), "reason": "Đã tính đủ"})


def _back(client: Client, world: World) -> HttpResponse:
    return client.post(reverse("target-batch-undo", args=["district", "2024", _batch(world)]))


# By name: the address that it drives, and the request.
ACTIONS: Mapping[str, tuple[str, Ask]] = {
    "page": ("target", _get("target")),
    "board": ("target-board", _get("target-board")),
    "ledger": ("target-ledger", _get("target-ledger")),
    "register": ("target-register", _post("target-register", amount="8")),
    "agree": ("target-answers", _say(answer="accepted")),
    "object": ("target-answers", _say(answer="objected", reason="Đề nghị 4")),
    "split": ("target-split", _below("target-split", "unit-{school}")),
    "plan": ("target-plan", _below("target-plan", "o-{what}-{school}", ct=CODE)),
    "copy": ("target-copy", _below("target-copy", "o-{what}", ct=CODE)),
    "give": ("target-adjust", _post("target-adjust", amount="9")),
    "adjust": ("target-adjust", _post("target-adjust", amount="4", seen="5", reason="Giải thể")),
    "cancel": ("target-adjust", _post("target-adjust", cancel="on", seen="5", reason="Giải thể")),
    "keep": ("target-keep", _keep),
    "back": ("target-batch-undo", _back),
}


def expected(state: str, person: str, action: str) -> str:
    """What a person gets who tries an action while the target is in a state."""
    column = next(name for name, actions in COLUMNS.items() if action in actions)
    allowed, found = PEOPLE[person][column], STATES[state][column]
    looked_up_first = column == "back" and found == "404"  # whose decision it was is known from the decision
    return found if allowed == "ok" or (looked_up_first and PEOPLE[person]["show"] == "ok") else allowed


@pytest.mark.parametrize("state", STATES)
def test_who_does_what(state: str, everybody: World) -> None:
    everything, turn = [(person, action) for person in PEOPLE for action in ACTIONS], list(STATES).index(state)
    changing = [
        cell for cell in everything if expected(state, *cell) in {DONE, "409"} and cell[1] not in COLUMNS["show"]
    ]
    cells = {*one_who_may(changing, turn), *part_of(everything, turn)}
    with transaction.atomic():
        MADE[state](everybody)
        wanted = {f"{person}, {action}": expected(state, person, action) for person, action in cells}
        found = {f"{person}, {action}": _answer(everybody, person, action) for person, action in cells}
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


def _answer(world: World, person: str, action: str) -> str:
    browser, before = world.browsers[person], _trace()
    cookies = browser.cookies.output()
    with transaction.atomic():
        response = ACTIONS[action][1](browser, world)
        changed = _trace() != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    shown = action in COLUMNS["show"] and response.status_code == 200
    return DONE if shown else said(response.status_code, changed=changed)


def _trace() -> tuple[int, ...]:
    """Lines and answers that there are: a ledger only grows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM targets_targetentry), (SELECT count(*) FROM targets_targetresponse)"
        )
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


# ── Nothing is forgotten ─────────────────────────────────────────────────────


def test_every_state_has_a_row(everybody: World) -> None:
    kinds: set[str] = set()
    answers: set[AnswerState] = set()
    for make in MADE.values():
        with transaction.atomic():
            make(everybody)
            kinds |= set(TargetEntry.objects.values_list("kind", flat=True))
            marks = marks_of(unit_ids=[everybody.units["district"].pk], period_id=year().pk)
            answers |= {mark.state for mark in marks.values()}
            transaction.set_rollback(True)

    assert MADE.keys() == STATES.keys()
    # Nothing transfers targets yet: that is a reorganisation's.
    assert kinds == set(EntryKind.values) - {EntryKind.TRANSFERRED}
    assert answers == set(AnswerState)


def test_every_address_of_targets_is_tried() -> None:
    lists = {"target-list", "target-home"}  # each shows what its reader may see

    assert {str(pattern.name) for pattern in urls.urlpatterns} == {name for name, _ask in ACTIONS.values()} | lists
    assert ACTIONS.keys() == {action for actions in COLUMNS.values() for action in actions}
