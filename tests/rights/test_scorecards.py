"""Who may do what with a scorecard, and when: the card of district_b in a cluster of the city, asked through the pages.

The first table says for each person, in each state, which criteria she may give a point for: A2 is the unit's, A3 the
department's (work area LAW), B1 the lead's, B2 the owner's. The second says who may put a file beside a point, the
others who may take which step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.factories.uploads import upload
from tests.rights.tables import DONE, NOTHING, differences, in_turn, part_of, said, table
from tests.scorecards.world import World, world
from thidua.emulation.scorecards import urls
from thidua.emulation.scorecards.models import CrossCheck, PointChange, Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.services.cross import hand_in_check
from thidua.emulation.scorecards.services.handing_in import hand_in
from thidua.emulation.scorecards.services.steps import go_on
from thidua.people.models import User

OWN = "district_b"
SEED = 3

# "-": the page answers 403 for every criterion. "404": she does not see the card.
SCORES = table(
    """
                         self   handed led    cross  crossed recheck   frozen      final
── outside ──
stranger                 404    404    404    404    404     404       404         404
── below: sees neither the round nor the card ──
school's chair           404    404    404    404    404     404       404         404
── the cluster: others see a card once all have scored themselves, who leads it once its own card is handed in ──
member                   A2,A3  -      A2,A3  -      -       -         -           -
member's leader          A2,A3  -      A2,A3  -      -       -         -           -
checker                  404    404    404    A2,A3  -       -         -           -
neighbour                404    404    404    -      -       -         -           -
lead                     403    403    -      -      -       A2,A3,B1  -           -
── the owner ──
officer                  -      -      -      -      -       A2,A3,B1  -           -
leader                   -      -      -      -      -       -         A2,A3,B1,B2 -
specialist               -      -      -      -      -       A3        -           -
other specialist         -      -      -      -      -       -         -           -
inspector                -      -      -      -      -       -         -           -
administrator            -      -      -      -      -       -         -           -
── one person on both sides: never judges what is her own ──
member and city leader   A2,A3  -      A2,A3  -      -       -         -           -
member and officer       A2,A3  -      A2,A3  -      -       -         -           -
"""
)
CRITERIA = ("A2", "A3", "B1", "B2")
# Who puts a file beside A3: whoever gives its point before the freeze, and the unit that answers while others check.
FILES = table(
    """
                         self   handed led    cross  crossed recheck   frozen      final
stranger                 404    404    404    404    404     404       404         404
school's chair           404    404    404    404    404     404       404         404
member                   ok     409    ok     ok     ok      ok        409         409
member's leader          ok     409    ok     ok     ok      ok        409         409
checker                  404    404    404    ok     403     403       403         403
neighbour                404    404    404    403    403     403       403         403
lead                     403    403    403    403    403     ok        403         403
officer                  403    403    403    403    403     ok        403         403
leader                   403    403    403    403    403     403       403         403
specialist               403    403    403    403    403     ok        403         403
other specialist         403    403    403    403    403     403       403         403
inspector                403    403    403    403    403     403       403         403
administrator            403    403    403    403    403     403       403         403
member and city leader   ok     409    ok     ok     ok      ok        409         409
member and officer       ok     409    ok     ok     ok      ok        409         409
"""
)

# What each person may do at all; "state" then says whether it can be done now. "go" takes the steps up to the recheck.
PEOPLE = table(
    """
                         view  own   check fact  go    freeze end
stranger                 404   404   404   404   404   404    404
school's chair           404   404   404   404   404   404    404
member                   ok    ok    403   403   403   403    403
member's leader          ok    ok    403   403   403   403    403
checker                  ok    403   ok    403   403   403    403
neighbour                ok    403   403   403   403   403    403
lead                     ok    403   403   403   ok    403    403
officer                  ok    403   403   ok    ok    ok     403
leader                   ok    403   403   403   403   403    ok
specialist               ok    403   403   403   403   403    403
other specialist         ok    403   403   403   403   403    403
inspector                ok    403   403   403   403   403    403
administrator            ok    403   403   403   403   403    403
member and city leader   ok    ok    403   403   403   403    403
member and officer       ok    ok    403   403   ok    ok     403
"""
)
# What becomes of an action by somebody who may take it.
STATES = table(
    """
          view  hand-in  withdraw  x-hand  x-back  fact  compute  remove  cross  recheck  freeze  end
self      ok    ok       409       403     403     ok    ok       ok      ok     ok       409     409
handed    ok    409      ok        403     403     ok    ok       409     ok     ok       409     409
led       ok    ok       409       403     403     ok    ok       409     ok     ok       409     409
cross     ok    409      409       ok      409     ok    ok       409     nil    ok       409     409
crossed   ok    409      409       409     ok      ok    ok       409     nil    ok       409     409
recheck   ok    409      409       409     409     ok    ok       409     409    nil      ok      409
frozen    ok    409      409       409     409     409   409      409     409    409      nil     ok
final     ok    409      409       409     409     409   409      409     409    409      409     nil
"""
)
NEEDS: Mapping[str, str] = {
    "view": "view",
    "hand-in": "own",
    "withdraw": "own",
    "x-hand": "check",
    "x-back": "check",
    "fact": "fact",
    "compute": "go",
    "remove": "freeze",
    "cross": "go",
    "recheck": "go",
    "freeze": "freeze",
    "end": "end",
}
# Who leads the cluster does not end self-scoring, which opens all points to it, before its own card is handed in.
AHEAD = {(state, "lead", step) for state in ("self", "handed") for step in ("cross", "recheck")}
# Taking a step back needs what the step itself needed.
BACK: Mapping[str, tuple[str, str]] = {
    "self": ("go", "409"),
    "handed": ("go", "409"),
    "led": ("go", "409"),
    "cross": ("go", DONE),
    "crossed": ("go", DONE),
    "recheck": ("go", DONE),
    "frozen": ("freeze", DONE),
    "final": ("end", DONE),
}
ABOUT_THE_CARD = {"view", "hand-in", "withdraw", "x-hand", "x-back", "fact"}

# Pages that only show; tests/access/matrix.py asks each of them.
ONLY_SHOW = {
    "round-list",
    "cluster-rounds",
    "round",
    "round-progress",
    "round-cross",
    "round-late",
    "round-column-home",
    "point-evidence-file",
    "point-evidence-preview",
}
ELSEWHERE = {
    "round-new": "tests/scorecards/test_opening.py",
    "round-grid": "the grid's saving is asked below",
    "card": "the same points, many at once: tests/scorecards/test_giving.py",
    "round-column": "tests/scorecards/test_giving.py",
    "point-evidence-remove": "tests/scorecards/test_evidence.py",
    "point-evidence-restore": "tests/scorecards/test_evidence.py",
}


@dataclass(frozen=True)
class Everybody:
    """The world and everybody's browser."""

    world: World
    browsers: Mapping[str, Client]


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Everybody]:
    """One world for all states; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = world()
        known = _people(found)
        browsers = {name: Client() for name in known}
        for name, browser in browsers.items():
            browser.force_login(known[name])
        yield Everybody(found, browsers)
        transaction.set_rollback(True)


def _people(found: World) -> dict[str, User]:
    units = found.units
    with transaction.atomic():
        go_on(round_id=found.round.pk, to=RoundState.CROSS, seed=SEED, by=found.officer)
        pair = CrossCheck.objects.select_related("checker").get(round=found.round, checked=units[OWN])
        transaction.set_rollback(True)
    checker = pair.checker.code
    lead = "district_a"
    assert checker != lead, "choose another seed: the table wants the lead and the checker apart"
    neighbour = next(name for name in found.members if name not in (OWN, checker, lead, "district_outside"))
    both, double = people.leader(units["city"], "both"), people.officer(units["city"], "double")
    people.officer(units[OWN], "both")
    people.officer(units[OWN], "double")
    return {
        "stranger": found.members["district_outside"],
        "school's chair": people.chair(units[f"school_{OWN}"]),
        "member": found.members[OWN],
        "member's leader": people.leader(units[OWN]),
        "checker": found.members[checker],
        "neighbour": found.members[neighbour],
        "lead": found.members[lead],
        "officer": found.officer,
        "leader": found.leader,
        "specialist": people.specialist(units["city"], "LAW", username="lawyer"),
        "other specialist": people.specialist(units["city"], "ORG", username="organiser"),
        "inspector": people.inspector(units["city"]),
        "administrator": people.administrator(units["city"]),
        "member and city leader": both,
        "member and officer": double,
    }


# ── How a round comes into each state ────────────────────────────────────────


def _go(found: World, *steps: RoundState) -> None:
    for to in steps:
        by = found.leader if to == RoundState.FINAL else found.officer
        go_on(round_id=found.round.pk, to=to, seed=SEED, by=by)


def _handed(found: World) -> None:
    hand_in(card_id=found.card(OWN).pk, although_missing=True, by=found.members[OWN])


def _led(found: World) -> None:
    hand_in(card_id=found.card("district_a").pk, although_missing=True, by=found.members["district_a"])


def _crossed(found: World) -> None:
    _go(found, RoundState.CROSS)
    pair = CrossCheck.objects.select_related("checker").get(round=found.round, checked=found.units[OWN])
    hand_in_check(card_id=found.card(OWN).pk, by=found.members[pair.checker.code])


MADE: Mapping[str, Callable[[World], None]] = {
    "self": lambda found: None,
    "handed": _handed,
    "led": _led,
    "cross": lambda found: _go(found, RoundState.CROSS),
    "crossed": _crossed,
    "recheck": lambda found: _go(found, RoundState.CROSS, RoundState.RECHECK),
    "frozen": lambda found: _go(found, RoundState.CROSS, RoundState.RECHECK, RoundState.FROZEN),
    "final": lambda found: _go(found, RoundState.CROSS, RoundState.RECHECK, RoundState.FROZEN, RoundState.FINAL),
}


# ── What people try ──────────────────────────────────────────────────────────

Ask = Callable[[Client, World], HttpResponse]


def _post(name: str, *more: str, **data: Any) -> Ask:
    return lambda client, found: client.post(_url(found, name, *more), data)


def _url(found: World, name: str, *more: str) -> str:
    at = [found.round.reference] if name.startswith("round") else [found.round.reference, OWN]
    return reverse(name, args=[*at, *more])


def _attach(client: Client, found: World) -> HttpResponse:
    return client.post(_url(found, "point-evidence", "A3"), {"file": upload(), "caption": ""})


def _score(client: Client, found: World, criterion: str) -> HttpResponse:
    """Give a point for the stage that the page offers, for the first one where it offers none."""
    data = {"minus": "3"} if criterion == "B1" else {"point": "11"}
    address = _url(found, "point", criterion)
    form = (client.get(address).context or {}).get("form")
    stage = form.initial["stage"] if form else "self"
    return client.post(address, {"stage": stage, "seen": "", "reason": "Thử", **data})


ACTIONS: Mapping[str, tuple[str, Ask]] = {
    "view": ("card", lambda client, found: client.get(_url(found, "card"))),
    "hand-in": ("card-hand-in", _post("card-hand-in", **{"all-the-same": "1"})),
    "withdraw": ("card-withdraw", _post("card-withdraw")),
    "x-hand": ("card-cross-hand-in", _post("card-cross-hand-in")),
    "x-back": ("card-cross-withdraw", _post("card-cross-withdraw")),
    "fact": ("card-fact", _post("card-fact", "fined", value="1", grounds="Quyết định 12")),
    "compute": ("round-compute", _post("round-compute")),
    "remove": ("round-remove", _post("round-remove")),
    "cross": ("round-step", _post("round-step", to="cross", seed=str(SEED))),
    "recheck": ("round-step", _post("round-step", to="recheck")),
    "freeze": ("round-step", _post("round-step", to="frozen")),
    "end": ("round-step", _post("round-step", to="final")),
    "back": ("round-step-back", _post("round-step-back")),
}


def expected(state: str, person: str, action: str) -> str:
    """The answer by the tables: who does not see the card gets 404 there, who may not 403, else the state decides."""
    needs, answer = BACK[state] if action == "back" else (NEEDS[action], STATES[state][action])
    if action in ABOUT_THE_CARD and SCORES[person][state] in ("403", "404"):
        return SCORES[person][state]
    if (state, person, action) in AHEAD:
        return "409"
    may = PEOPLE[person][needs]
    return answer if may == DONE else may


@pytest.mark.parametrize("state", STATES)
def test_who_gives_which_points(state: str, everybody: Everybody) -> None:
    with transaction.atomic():
        MADE[state](everybody.world)
        wanted, found = {}, {}
        for turn, (person, browser) in enumerate(everybody.browsers.items(), list(STATES).index(state)):
            cell = SCORES[person][state]
            for criterion in in_turn(CRITERIA, turn, everything=cell not in {"404", "403", "-"}):
                name = f"{person}, {criterion}"
                wanted[name] = "404" if cell == "404" else DONE if criterion in cell.split(",") else "403"
                found[name] = answer(browser, everybody.world, lambda c, w, which=criterion: _score(c, w, which))
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_who_puts_a_file_beside_a_point(state: str, everybody: Everybody) -> None:
    with transaction.atomic():
        MADE[state](everybody.world)
        wanted = {person: FILES[person][state] for person in everybody.browsers}
        found = {person: answer(browser, everybody.world, _attach) for person, browser in everybody.browsers.items()}
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_who_takes_a_point_back(state: str, everybody: Everybody) -> None:
    """Whoever gave it, as long as she may still give it; everybody else who sees the card is refused."""
    with transaction.atomic():
        MADE[state](everybody.world)
        givers = [person for person, row in SCORES.items() if "A3" in row[state].split(",")]
        wanted, found = {}, {}
        for giver in givers:
            with transaction.atomic():
                _score(everybody.browsers[giver], everybody.world, "A3")
                batch = PointChange.objects.latest("pk").batch
                for person in {*givers, *in_turn(list(PEOPLE), list(STATES).index(state) + givers.index(giver), 3)}:
                    browser = everybody.browsers[person]
                    name, sees = f"{person}, what {giver} gave", SCORES[person][state] not in ("403", "404")
                    wanted[name] = DONE if person == giver else "403" if sees else "404"
                    found[name] = answer(browser, everybody.world, _post("round-undo", str(batch)))
                transaction.set_rollback(True)
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_who_does_what(state: str, everybody: Everybody) -> None:
    with transaction.atomic():
        MADE[state](everybody.world)
        asked = part_of([(person, action) for person in PEOPLE for action in ACTIONS], list(STATES).index(state))
        wanted = {f"{person}, {action}": expected(state, person, action) for person, action in asked}
        found = {
            f"{person}, {action}": answer(everybody.browsers[person], everybody.world, ACTIONS[action][1], action)
            for person, action in asked
        }
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_the_grid_saves_what_the_page_of_a_point_does(state: str, everybody: Everybody) -> None:
    """The grid names its stage itself: nobody may name one that is not hers."""
    stages = ("self", "cross", "lead", "department", "final")
    with transaction.atomic():
        MADE[state](everybody.world)
        wanted, found = {}, {}
        for person in ("member", "checker", "lead", "officer", "leader", "specialist", "member and city leader"):
            wanted[person] = "A2" in SCORES[person][state]
            tried = in_turn(stages, list(STATES).index(state) + len(wanted), 2, everything=wanted[person])
            saved = {stage for stage in tried if _grid(everybody, person, stage)}
            found[person] = bool(saved)
            assert len(saved) <= 1, f"{person} saves {saved} in {state}"
        transaction.set_rollback(True)

    assert found == wanted


def _grid(everybody: Everybody, person: str, stage: str) -> bool:
    """Whether a point for A2 typed in the grid for a stage is saved; it is undone."""
    edit = {"unit": OWN, "code": "A2", "text": "12", "seen": None, "reason": "Thử"}
    address = reverse("round-grid-save", args=[everybody.world.round.reference])
    with transaction.atomic():
        response = everybody.browsers[person].post(
            address, {"stage": stage, "edits": [edit]}, content_type="application/json"
        )
        saved = response.status_code == 200 and response.json()["cells"][0]["outcome"] == "saved"
        transaction.set_rollback(True)
    return saved


def answer(browser: Client, found: World, ask: Ask, action: str = "") -> str:
    """What somebody gets who tries something; it is undone."""
    before = trace(found.round)
    cookies = browser.cookies.output()
    with transaction.atomic():
        response = ask(browser, found)
        changed = trace(found.round) != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    return DONE if action == "view" and response.status_code == 200 else said(response.status_code, changed=changed)


_TRACE = """
SELECT r.state, r.computed_at, r.frozen_at, r.finished_at,
  (SELECT count(*) FROM scorecards_pointchange p JOIN scorecards_card c ON c.id = p.card_id WHERE c.round_id = r.id),
  (SELECT count(*) FROM scorecards_cardevidence e JOIN scorecards_card c ON c.id = e.card_id WHERE c.round_id = r.id),
  (SELECT count(*) FROM scorecards_cardfact f JOIN scorecards_card c ON c.id = f.card_id WHERE c.round_id = r.id),
  (SELECT count(*) FROM scorecards_crosscheck x WHERE x.round_id = r.id),
  (SELECT string_agg(concat(c.self_submitted_at, c.cross_submitted_at, c.notes), ' ' ORDER BY c.id)
     FROM scorecards_card c WHERE c.round_id = r.id)
FROM scorecards_round r WHERE r.id = %s
"""


def trace(round_: Round) -> tuple[Any, ...] | None:
    """Everything that an action on a round can leave behind; None once it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACE, [round_.pk])
        row = cursor.fetchone()
    return None if row is None else tuple(row)


# ── Nothing is forgotten ─────────────────────────────────────────────────────


def test_every_state_and_person_has_a_row(everybody: Everybody) -> None:
    reached = set()
    for make in MADE.values():
        with transaction.atomic():
            make(everybody.world)
            reached.add(Round.objects.get(pk=everybody.world.round.pk).state)
            transaction.set_rollback(True)

    assert reached == set(RoundState.values)
    assert MADE.keys() == STATES.keys() == BACK.keys()
    assert STATES.keys() == set(next(iter(SCORES.values()))) == set(next(iter(FILES.values())))
    assert SCORES.keys() == FILES.keys() == PEOPLE.keys() == everybody.browsers.keys()
    assert {*STATES["self"], "back"} == ACTIONS.keys()
    assert NOTHING in STATES["final"].values()


def test_every_address_of_scoring_is_tried() -> None:
    names = {str(pattern.name) for pattern in urls.urlpatterns}
    tried = {name for name, _ask in ACTIONS.values()} | {"point", "round-grid-save", "point-evidence", "round-undo"}

    assert names == tried | ONLY_SHOW | ELSEWHERE.keys()
