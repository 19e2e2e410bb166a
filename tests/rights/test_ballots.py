"""Who may do what with a ballot, and when: a secret one of the district, asked through the pages.

An answer follows in this order:

    404  the ballot does not exist for the person in this state (`SEES`), or what is asked for does not exist yet
    403  she sees it, but the action is not hers (`PEOPLE`)
    409  the action is hers, but not as the ballot stands (`STATES`)
    ok   it is done, and leaves a trace; any other answer leaves none
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.factories.tree import tree
from tests.rights.report_world import stand_in
from tests.rights.tables import DONE, differences, one_who_may, part_of, said, table
from tests.voting.ballots import NO, YES, Held, held
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.voting import urls
from thidua.voting.models import Voter
from thidua.voting.rules import Act, State
from thidua.voting.services.casting import new_slip
from thidua.voting.services.keys import rehearse_share, turn_key
from thidua.voting.services.roll import mark_written
from thidua.voting.services.setup import discard_ballot
from thidua.voting.services.written import WrittenPaper, enter_paper
from thidua.voting.views import questions, roster

# What somebody is to the ballot. The second member has turned her key where one waits, and read the paper; the third
# has done nothing yet. A deputy stands in for the officer, but is on no roll and no committee by that.
CLASSES: Mapping[str, str] = {
    "stranger": "nobody",
    "school's chair": "nobody",
    "specialist": "viewer",
    "inspector": "viewer",
    "administrator": "viewer",
    "city officer": "viewer",
    "voter": "voter",
    "who has voted": "voted",
    "second member": "turned",
    "third member": "member",
    "officer": "manager",
    "leader": "manager",
    "officer's deputy": "manager",
}

# In which states the ballot exists for whom; "res" (restoring) is the one action that finds a discarded draft.
SEES = table(
    """
            draft discarded ready rehearsed opening open closing closed entering counted void
nobody      no    no        no    no        no      no   no      no     no       no      no
viewer      no    no        no    no        no      yes  yes     yes    yes      yes     yes
voter       no    no        yes   yes       yes     yes  yes     yes    yes      yes     yes
voted       no    no        yes   yes       yes     yes  yes     yes    yes      yes     yes
turned      yes   no        yes   yes       yes     yes  yes     yes    yes      yes     yes
member      yes   no        yes   yes       yes     yes  yes     yes    yes      yes     yes
manager     yes   res       yes   yes       yes     yes  yes     yes    yes      yes     yes
"""
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "see": ("page", "panel"),
    "out": ("result", "find", "recount"),
    "vot": ("cast",),
    "rol": ("roll",),
    "rem": ("remind",),
    "set": (
        "edit",
        "question",
        "question-add",
        "question-remove",
        "roster",
        "roster-remove",
        "committee",
        "discard",
        "question-back",
        "roster-back",
    ),
    "fix": ("prepare",),
    "unf": ("reopen",),
    "res": ("restore",),
    "pre": ("present",),
    "wri": ("written",),
    "beg": ("opening",),
    "sha": ("rehearse",),
    "kop": ("key-open",),
    "kcl": ("key-close",),
    "uop": ("unkey-open",),
    "ucl": ("unkey-close",),
    "voi": ("void",),
    "pap": ("papers",),
    "ent": ("enter",),
    "dro": ("drop",),
    "end": ("counting",),
    "cnt": ("count",),
    "min": ("minutes",),
}

PEOPLE = table(
    """
            see out vot rol rem set fix unf res pre wri beg sha kop kcl uop ucl voi pap ent dro end cnt min
nobody      404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
viewer      ok  ok  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
voter       ok  ok  ok  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
voted       ok  ok  409 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
turned      ok  ok  403 ok  ok  403 403 403 403 ok  ok  ok  ok  409 409 ok  ok  409 ok  ok  ok  ok  ok  ok
member      ok  ok  403 ok  ok  403 403 403 403 ok  ok  ok  ok  ok  ok  nil nil ok  ok  ok  nil ok  ok  ok
manager     ok  ok  403 ok  ok  ok  ok  ok  ok  403 403 ok  403 403 403 403 403 403 403 403 403 ok  403 ok
"""
)

# What does not exist before or after some state is 404 (a result before the count), or sends on to the ballot's page
# (nil). Where no key waits, whoever has turned none turns hers, and taking one back does nothing.
STATES = table(
    """
            see out vot rol rem set fix unf res pre wri beg sha kop kcl uop ucl voi pap ent dro end cnt min
draft       ok  404 404 404 404 ok  ok  409 nil 404 404 404 404 404 404 404 404 404 409 409 409 404 404 404
discarded   404 404 404 404 404 404 404 404 ok  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
ready       ok  404 404 ok  409 409 409 ok  nil ok  409 ok  ok  409 409 nil 409 409 409 409 409 ok  409 404
rehearsed   ok  404 404 ok  409 409 409 ok  nil ok  409 ok  nil ok  409 nil 409 409 409 409 409 ok  409 404
opening     ok  404 404 ok  409 409 409 ok  nil ok  409 ok  nil ok  409 ok  409 409 409 409 409 ok  409 404
open        ok  404 ok  ok  ok  409 409 409 nil ok  ok  nil 409 409 ok  409 nil ok  409 409 409 ok  409 404
closing     ok  404 ok  ok  ok  409 409 409 nil ok  ok  nil 409 409 ok  409 ok  ok  409 409 409 ok  409 404
closed      ok  404 409 ok  409 409 409 409 nil 409 409 nil 409 409 409 409 409 ok  ok  404 404 ok  ok  404
entering    ok  404 409 ok  409 409 409 409 nil 409 409 nil 409 409 409 409 409 ok  ok  ok  ok  ok  409 404
counted     ok  ok  409 ok  409 409 409 409 nil 409 409 nil 409 409 409 409 409 ok  409 409 409 ok  409 ok
void        ok  404 409 ok  409 409 409 409 nil 409 409 nil 409 409 409 409 409 409 409 409 409 ok  409 404
"""
)
SHOWN = {"page", "panel", "roll", "result", "find", "recount", "opening", "papers", "counting"}


@dataclass
class World:
    """The people with a browser each, and the ballot of the state that is tried."""

    people: Mapping[str, User]
    browsers: Mapping[str, Client]
    owner: Unit
    ballot: Held

    def line(self, person: str) -> int:
        """The line of a voter on the roll, 0 where there is none any more."""
        voter = Voter.objects.filter(ballot=self.ballot.ballot, user=self.people[person]).first()
        return voter.pk if voter else 0


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all states; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    units = tree("city > district > school", "city > other_district > other_school")
    district, city = units["district"], units["city"]
    known = {
        "stranger": people.chair(units["other_school"]),
        "school's chair": people.chair(units["school"]),
        "specialist": people.specialist(district),
        "inspector": people.inspector(city),
        "administrator": people.administrator(city),
        "city officer": people.officer(city),
        "officer": people.officer(district),
        "leader": people.leader(district),
        "officer's deputy": people.person("officers.deputy"),
    }
    stand_in(known["officer"], known["officer's deputy"])
    made = held(district, state=State.DRAFT)
    known |= dict(zip(("who has voted", "voter", "absent", "idle"), made.voters, strict=True))
    known |= dict(zip(("first member", "second member", "third member"), made.committee, strict=True))
    browsers = {name: Client() for name in CLASSES}
    for name, browser in browsers.items():
        browser.force_login(known[name])
    return World(known, browsers, district, made)


# ── How a ballot comes into each state ───────────────────────────────────────


def _discarded(owner: Unit) -> Held:
    made = held(owner, state=State.DRAFT)
    discard_ballot(ballot_id=made.pk, by=made.organiser)
    return made


def _rehearsed(owner: Unit) -> Held:
    made = held(owner, state=State.READY)
    for member, share in zip(made.committee, made.shares, strict=True):
        rehearse_share(ballot_id=made.pk, words=share.words, by=member)
    return made


def _turned(made: Held, act: Act) -> Held:
    turn_key(ballot_id=made.pk, act=act, reason="Danh sách sai", by=made.committee[1])
    return made


def _open(owner: Unit) -> Held:
    made = held(owner)
    made.vote(made.voters[0], YES)
    return made


def _closed(owner: Unit, *, paper: bool = False) -> Held:
    made = _open(owner)
    made.vote(made.voters[3], NO)
    if paper:
        line = Voter.objects.get(ballot=made.ballot, user=made.voters[2])
        mark_written(ballot_id=made.pk, voter_id=line.pk, by=made.committee[0])
    made.both(Act.CLOSE)
    return made


def _entering(owner: Unit) -> Held:
    made = _closed(owner, paper=True)
    enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=1), votes=NO, by=made.committee[1])
    return made


MADE: Mapping[str, Callable[[Unit], Held]] = {
    "draft": lambda owner: held(owner, state=State.DRAFT),
    "discarded": _discarded,
    "ready": lambda owner: held(owner, state=State.READY),
    "rehearsed": _rehearsed,
    "opening": lambda owner: _turned(_rehearsed(owner), Act.OPEN),
    "open": _open,
    "closing": lambda owner: _turned(_turned(_open(owner), Act.CLOSE), Act.VOID),
    "closed": _closed,
    "entering": _entering,
    "counted": lambda owner: held(owner, state=State.COUNTED),
    "void": lambda owner: held(owner, state=State.VOID),
}


# ── What people try ──────────────────────────────────────────────────────────

Ask = Callable[[Client, World, str], HttpResponse]


def _get(name: str) -> Ask:
    return lambda client, world, _person: client.get(_url(world, name))


def _post(name: str, *further: str | int, **data: str) -> Ask:
    return lambda client, world, _person: client.post(_url(world, name, *further), data)


def _url(world: World, name: str, *further: str | int) -> str:
    return reverse(name, args=[world.ballot.ballot.reference, *further])


def _cast(client: Client, world: World, person: str) -> HttpResponse:
    slip = new_slip(world.ballot.ballot, world.people[person]).signed
    return client.post(_url(world, "ballot-vote"), {"step": "cast", "slip": slip, "c1-1": "1"})


def _find(client: Client, world: World, _person: str) -> HttpResponse:
    opened = world.ballot.ballot.opened.first()
    return client.post(_url(world, "ballot-result-find"), {"code": opened.code if opened else ""})


def _mark(name: str, person: str) -> Ask:
    return lambda client, world, _person: client.post(_url(world, "ballot-roll-mark"), {name: str(world.line(person))})


def _remove(client: Client, world: World, _person: str) -> HttpResponse:
    return client.post(_url(world, "ballot-roster-remove"), {"voter": str(world.line("idle"))})


def _question_back(client: Client, world: World, _person: str) -> HttpResponse:
    kept = {"at": 1, "text": "Lại", "kind": "approval", "options": [["A", ""]], "most": None, "seats": None}
    link = signing.dumps({**kept, "part": [1, 2, True], "base": "total"}, salt=questions.SALT)
    return client.post(f"{_url(world, 'ballot-question-restore')}?{urlencode({'cau': link})}")


def _roster_back(client: Client, world: World, _person: str) -> HttpResponse:
    link = signing.dumps([world.people["idle"].pk, "Người cũ", ""], salt=roster.SALT)
    return client.post(f"{_url(world, 'ballot-roster-restore')}?{urlencode({'nguoi': link})}")


def _rehearse(client: Client, world: World, person: str) -> HttpResponse:
    number = 2 if person == "third member" else 1
    words = world.ballot.shares[number].words if world.ballot.shares else ""
    return client.post(_url(world, "ballot-open"), {"words": words})


def _count(client: Client, world: World, _person: str) -> HttpResponse:
    one, two = world.ballot.two or ("", "")
    return client.post(_url(world, "ballot-count"), {"one-words": one, "two-words": two})


FACTS = {"title": "Khác", "secrecy": "secret", "place": "both", "quorum": "1/2", "quorum_strict": "least"}
ASKED = {"text": "Câu", "kind": "approval", "options": "A\nB", "threshold": "1/2", "threshold_base": "total"}
ASKED |= {"threshold_strict": "more"}
# By name: the address that it drives, and the request.
ACTIONS: Mapping[str, tuple[str, Ask]] = {
    "page": ("ballot", _get("ballot")),
    "panel": ("ballot-state", _get("ballot-state")),
    "result": ("ballot-result", _get("ballot-result")),
    "find": ("ballot-result-find", _find),
    "recount": ("ballot-recount", _post("ballot-recount")),
    "cast": ("ballot-vote", _cast),
    "roll": ("ballot-roll", _get("ballot-roll")),
    "remind": ("ballot-remind", _post("ballot-remind")),
    "edit": ("ballot-edit", _post("ballot-edit", **FACTS, quorum_on="cast_total")),
    "question": ("ballot-question", _post("ballot-question", 1, **ASKED)),
    "question-add": ("ballot-question-add", _post("ballot-question-add", **ASKED)),
    "question-remove": ("ballot-question-remove", _post("ballot-question-remove", 1)),
    "roster": ("ballot-roster", _post("ballot-roster", people="organiser", role="everyone")),
    "roster-remove": ("ballot-roster-remove", _remove),
    "question-back": ("ballot-question-restore", _question_back),
    "roster-back": ("ballot-roster-restore", _roster_back),
    "committee": ("ballot-committee", _post("ballot-committee", first="voter.0", second="voter.1", third="voter.2")),
    "discard": ("ballot-discard", _post("ballot-discard")),
    "prepare": ("ballot-prepare", _post("ballot-prepare")),
    "reopen": ("ballot-reopen", _post("ballot-reopen")),
    "restore": ("ballot-restore", _post("ballot-restore")),
    "present": ("ballot-roll-mark", _mark("present", "voter")),
    "written": ("ballot-roll-mark", _mark("written", "idle")),
    "opening": ("ballot-open", _get("ballot-open")),
    "rehearse": ("ballot-open", _rehearse),
    "key-open": ("ballot-key", _post("ballot-key", "open")),
    "key-close": ("ballot-key", _post("ballot-key", "close")),
    "unkey-open": ("ballot-key-back", _post("ballot-key-back", "open")),
    "unkey-close": ("ballot-key-back", _post("ballot-key-back", "close")),
    "void": ("ballot-void", _post("ballot-void", reason="Danh sách sai")),
    "papers": ("ballot-written", _get("ballot-written")),
    "enter": ("ballot-paper", _post("ballot-paper", 1, **{"c1-1": "2"})),
    "drop": ("ballot-paper-drop", _post("ballot-paper-drop", 1)),
    "counting": ("ballot-count", _get("ballot-count")),
    "count": ("ballot-count", _count),
    "minutes": ("ballot-minutes", _post("ballot-minutes")),
}


def expected(state: str, person: str, action: str) -> str:
    """What a person gets who tries an action while the ballot is in a state."""
    what = CLASSES[person]
    column = next(name for name, actions in COLUMNS.items() if action in actions)
    if SEES[what][state] not in {"yes", column}:
        return "404"
    allowed, found = PEOPLE[what][column], STATES[state][column]
    # What is not there is found missing first, but for papers, which only the committee looks for.
    if allowed == DONE or (found == "404" and column not in {"ent", "dro"}):
        return found
    return _of_keys(state, what, column, allowed, found)


def _of_keys(state: str, what: str, column: str, allowed: str, found: str) -> str:
    """What depends on who has turned her key, or read the paper, before."""
    if allowed in {"403", "404"}:
        return allowed
    waits = {"kop": "opening", "kcl": "closing", "voi": "closing"}.get(column)
    if what == "turned" and waits is not None:
        return found if state != waits else "409"
    return allowed if found == DONE else found


@pytest.mark.parametrize("state", STATES)
def test_who_does_what(state: str, everybody: World) -> None:
    everything, turn = [(person, action) for person in CLASSES for action in ACTIONS], list(STATES).index(state)
    doing = [cell for cell in everything if expected(state, *cell) == DONE and cell[1] not in SHOWN]
    cells = {*one_who_may(doing, turn), *part_of(everything, turn)}
    with transaction.atomic():
        everybody.ballot = MADE[state](everybody.owner)
        wanted = {f"{person}, {action}": expected(state, person, action) for person, action in cells}
        found = {f"{person}, {action}": _answer(everybody, person, action) for person, action in cells}
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


def _answer(world: World, person: str, action: str) -> str:
    browser, before = world.browsers[person], _trace()
    cookies = browser.cookies.output()
    with transaction.atomic():
        response = ACTIONS[action][1](browser, world, person)
        changed = _trace() != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    shown = action in SHOWN and response.status_code in {200, 422}
    return DONE if shown else said(response.status_code, changed=changed)


def _trace() -> int:
    """Lines of the audit: each change leaves one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_inbox")
        return int(cursor.fetchone()[0])


# ── Nothing is forgotten ─────────────────────────────────────────────────────


def test_every_state_and_every_class_has_its_rows() -> None:
    assert MADE.keys() == STATES.keys()
    assert set(CLASSES.values()) == PEOPLE.keys() == SEES.keys()
    assert set(State.values) <= STATES.keys()


def test_every_address_of_ballots_is_tried() -> None:
    lists = {"ballot-list", "ballot-new"}  # each shows what its reader may see

    assert {str(pattern.name) for pattern in urls.urlpatterns} == {name for name, _ask in ACTIONS.values()} | lists
    assert ACTIONS.keys() == {action for actions in COLUMNS.values() for action in actions}
