"""Who opens and closes periods and requests, and when: asked through the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.rights.report_world import LATER, MONTH, stand_in
from tests.rights.tables import DONE, differences, one_who_may, part_of, said, table
from thidua.core import clock
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting import urls
from thidua.reporting.models import AdHocRequest
from thidua.reporting.services.periods import close_period
from thidua.reporting.services.requests import Asked, end_request, send_request
from thidua.reporting.services.workflow import accept_report, submit_report

# A period belongs to every unit: only who manages it for the whole tree touches it.
MANAGERS = table(
    """
                          list preview open close reopen timetable change put-back
chair                     403  403     403  403   403    403       403    403
city officer              403  403     403  403   403    403       403    403
inspector                 403  403     403  403   403    403       403    403
district's administrator  403  403     403  403   403    403       403    403
administrator             ok   ok      ok   ok    ok     ok        ok     ok
administrator's deputy    ok   ok      ok   ok    ok     ok        ok     ok
"""
)

# Opened again, a period takes in what has come since: here nothing has. A window belongs to its request.
PERIODS = table(
    """
                          list preview open close reopen timetable change put-back
planned                   ok   ok      ok   409   409    ok        ok     ok
open                      ok   ok      nil  ok    409    ok        ok     ok
open, reports waiting     ok   ok      nil  409   409    ok        ok     ok
closed                    ok   ok      409  409   ok     ok        ok     ok
window of a request       ok   404     404  404   404    ok        ok     ok
"""
)

# The district asks its school. Whoever sends requests above may steer it too; who is asked sees her own report only.
SENDERS = table(
    """
                          show extend remind end reopen
stranger                  404  404    404    404 404
chair                     403  403    403    403 403
officer                   ok   ok     ok     ok  ok
officer's deputy          ok   ok     ok     ok  ok
leader                    ok   403    403    403 403
specialist                ok   403    403    403 403
city officer              ok   ok     ok     ok  ok
inspector                 ok   403    403    403 403
administrator             ok   ok     ok     ok  ok
"""
)

REQUESTS = table(
    """
                          show extend remind end reopen
running                   ok   ok     ok     ok  409
an answer waiting         ok   ok     409    409 409
answered                  ok   ok     409    ok  409
ended                     ok   409    409    409 ok
"""
)


@dataclass(frozen=True)
class World:
    units: Mapping[str, Unit]
    people: Mapping[str, User]
    browsers: Mapping[str, Client]
    request: AdHocRequest


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all states; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    reports.forms()
    units = tree("city > district > school", "city > other_district > other_school")
    reports.opened()
    district, city = units["district"], units["city"]
    known = {
        "stranger": people.chair(units["other_school"]),
        "chair": people.chair(units["school"]),
        "officer": people.officer(district),
        "officer's deputy": people.person("officers.deputy"),
        "leader": people.leader(district),
        "specialist": people.specialist(district),
        "city officer": people.officer(city),
        "inspector": people.inspector(city),
        "district's administrator": people.administrator(district),
        "administrator": people.administrator(city),
        "administrator's deputy": people.person("administrators.deputy"),
    }
    stand_in(known["officer"], known["officer's deputy"])
    stand_in(known["administrator"], known["administrator's deputy"])
    browsers = {name: Client() for name in known}
    for name, browser in browsers.items():
        browser.force_login(known[name])
    asked = send_request(
        asker=district,
        title="Rà soát nhà trọ",
        message="",
        window=(date(2024, 5, 1), date(2024, 5, 20)),
        due=clock.today() + timedelta(days=5),
        asked=Asked(indicators={catalogue().by_code["WEL01"]: True}),
        unit_ids=[units["school"].pk],
        by=known["officer"],
    )
    return World(units, known, browsers, asked)


# ── How periods and requests come into each state ────────────────────────────


def _waiting(world: World) -> str:
    reports.submitted(reports.report_of(world.units["school"]), world.people["chair"])
    return MONTH


def _closed(world: World) -> str:
    close_period(period=Period.objects.get(code=MONTH), by=world.people["administrator"])
    return MONTH


MADE_PERIODS: Mapping[str, Callable[[World], str]] = {
    "planned": lambda world: LATER,
    "open": lambda world: MONTH,
    "open, reports waiting": _waiting,
    "closed": _closed,
    "window of a request": lambda world: world.request.period.code,
}


def _answered(world: World) -> str:
    code: str = world.request.period.code
    report = reports.typed(reports.report_of(world.units["school"], code), world.people["chair"], {"WEL01": "3"})
    submit_report(report_id=report.pk, by=world.people["chair"])
    return code


def _accepted(world: World) -> str:
    code = _answered(world)
    report = reports.report_of(world.units["school"], code)
    accept_report(report_id=report.pk, by=world.people["officer"])
    return code


def _ended(world: World) -> str:
    end_request(request_id=world.request.pk, by=world.people["officer"])
    return world.request.period.code


MADE_REQUESTS: Mapping[str, Callable[[World], str]] = {
    "running": lambda world: world.request.period.code,
    "an answer waiting": _answered,
    "answered": _accepted,
    "ended": _ended,
}


# ── What people try ──────────────────────────────────────────────────────────

Ask = Callable[[Client, str], HttpResponse]
DEADLINE = {"kind": "grassroots", "frequency": "M", "days": "3", "since": "2024-06-01"}


def _due(client: Client, code: str) -> HttpResponse:
    later = clock.today() + timedelta(days=9)
    return client.post(reverse("request-extend", args=[code]), {"due": f"{later:%Y-%m-%d}"})


def _post(name: str, **data: str) -> Ask:
    return lambda client, code: client.post(reverse(name, args=[code]), data)


# By name: the address that it drives, and the request.
STEER: Mapping[str, tuple[str, Ask]] = {
    "list": ("period-list", lambda client, _code: client.get(reverse("period-list"))),
    "preview": ("period-close-preview", lambda client, code: client.get(reverse("period-close-preview", args=[code]))),
    "open": ("period-open", _post("period-open")),
    "close": ("period-close", _post("period-close")),
    "reopen": ("period-reopen", _post("period-reopen", reason="Bổ sung")),
    "timetable": ("timetable", lambda client, _code: client.get(reverse("timetable"))),
    "change": ("timetable", lambda client, _code: client.post(reverse("timetable"), DEADLINE)),
    "put-back": (
        "timetable-undo",
        lambda client, _code: client.post(reverse("timetable-undo", query=DEADLINE)),
    ),
}
ASK: Mapping[str, tuple[str, Ask]] = {
    "show": ("request", lambda client, code: client.get(reverse("request", args=[code]))),
    "extend": ("request-extend", _due),
    "remind": ("request-remind", _post("request-remind")),
    "end": ("request-end", _post("request-end")),
    "reopen": ("request-reopen", _post("request-reopen")),
}
SHOWN = {"list", "preview", "timetable", "show"}


@pytest.mark.parametrize("state", PERIODS)
def test_who_steers_periods(state: str, everybody: World) -> None:
    _compare(everybody, state, make=MADE_PERIODS[state], actions=STEER, who=MANAGERS, states=PERIODS)


@pytest.mark.parametrize("state", REQUESTS)
def test_who_steers_requests(state: str, everybody: World) -> None:
    _compare(everybody, state, make=MADE_REQUESTS[state], actions=ASK, who=SENDERS, states=REQUESTS)


def _compare(
    world: World,
    state: str,
    *,
    make: Callable[[World], str],
    actions: Mapping[str, tuple[str, Ask]],
    who: Mapping[str, Mapping[str, str]],
    states: Mapping[str, Mapping[str, str]],
) -> None:
    turn = list(states).index(state)
    wanted = {
        (person, action): states[state][action] if who[person][action] == DONE else who[person][action]
        for person in who
        for action in actions
    }
    doing = [cell for cell, answer in wanted.items() if answer == DONE and cell[1] not in SHOWN]
    cells = {*one_who_may(doing, turn), *part_of(list(wanted), turn)}
    with transaction.atomic():
        code = make(world)
        found = {
            f"{person}, {action}": _answer(world.browsers[person], code, action, actions[action][1])
            for person, action in cells
        }
        transaction.set_rollback(True)

    expected = {", ".join(cell): answer for cell, answer in wanted.items()}
    assert not (wrong := differences(expected, found)), "\n".join(wrong)


def _answer(browser: Client, code: str, action: str, ask: Ask) -> str:
    before, cookies = _trace(), browser.cookies.output()
    with transaction.atomic():
        response = ask(browser, code)
        changed = _trace() != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    return DONE if action in SHOWN and response.status_code == 200 else said(response.status_code, changed=changed)


_TRACE = """
SELECT (SELECT string_agg(p.code || p.state || p.due_at, ' ' ORDER BY p.id) FROM indicators_period p
         WHERE p.state <> 'planned'),
  (SELECT string_agg(r.state || r.due_at, ' ' ORDER BY r.id) FROM reporting_report r),
  (SELECT count(*) FROM reporting_reminder),
  (SELECT string_agg(d.days_before::text || d.during::text, ' ' ORDER BY d.id) FROM indicators_leveldeadline d)
"""


def _trace() -> tuple[Any, ...]:
    """Everything that these actions can leave behind."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACE)
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


# ── Nothing is forgotten ─────────────────────────────────────────────────────


def test_every_state_has_a_row(everybody: World) -> None:
    reached: set[str] = set()
    for make in MADE_PERIODS.values():
        with transaction.atomic():
            reached.add(Period.objects.get(code=make(everybody)).state)
            transaction.set_rollback(True)

    assert reached == set(PeriodState.values)
    assert (MADE_PERIODS.keys(), MADE_REQUESTS.keys()) == (PERIODS.keys(), REQUESTS.keys())


def test_every_address_of_periods_and_requests_is_tried() -> None:
    tried = {name for name, _ask in [*STEER.values(), *ASK.values()]}
    lists = {"request-list", "request-new"}  # each shows what its reader may see; tests/reporting/test_requests.py
    named = {str(pattern.name) for pattern in urls.urlpatterns}

    assert {name for name in named if name.startswith(("period", "timetable", "request"))} == tried | lists
