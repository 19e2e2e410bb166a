"""The whole table of reports, asked through the pages: every state, every person, every action."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.rights.report_actions import ACTIONS, ELSEWHERE, ONLY_SHOW, Try, month_of, trace
from tests.rights.report_rules import COLUMNS, PEOPLE, STATES, expected
from tests.rights.report_world import MADE, World, world
from tests.rights.tables import DONE, differences, part_of, said
from thidua.access.rules import Role
from thidua.indicators.rules import PeriodState
from thidua.reporting import urls
from thidua.reporting.rules import Confirmation, ReportState

# What separates duties is asked always, of the rest a part: see `tables.part_of`.
ALWAYS = frozenset({"accept", "confirm"})


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all states; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", STATES)
def test_who_does_what(state: str, everybody: World) -> None:
    with transaction.atomic():
        at = Try(MADE[state](everybody), month_of(state))
        wanted = {f"{person}, {action}": expected(state, person, action) for person, action in asked(state)}
        found = {
            f"{person}, {action}": answer(everybody.browsers[person], at, action) for person, action in asked(state)
        }
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


def asked(state: str) -> list[tuple[str, str]]:
    """Who tries what in a state."""
    cells = [(person, action) for person in PEOPLE for action in ACTIONS]
    separating = [cell for cell in cells if cell[1] in ALWAYS and expected(state, *cell) not in {"403", "404"}]
    return sorted({*separating, *part_of(cells, list(STATES).index(state))}, key=cells.index)


def answer(browser: Client, at: Try, action: str) -> str:
    """What somebody gets who tries something; it is undone."""
    before = trace(at.report)
    cookies = browser.cookies.output()
    with transaction.atomic():
        response = ACTIONS[action][1](browser, at)
        changed = trace(at.report) != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    return DONE if action == "view" and response.status_code == 200 else said(response.status_code, changed=changed)


# ── Nothing is forgotten ─────────────────────────────────────────────────────


def test_every_state_has_a_row(everybody: World) -> None:
    reached: set[str] = set()
    for make in MADE.values():
        with transaction.atomic():
            report = make(everybody)
            report.refresh_from_db()
            entries = report.behalf_entries.filter(version=report.version)
            reached |= {report.state, report.period.state, *entries.values_list("confirmation", flat=True)}
            transaction.set_rollback(True)

    assert MADE.keys() == STATES.keys()
    assert reached | {PeriodState.PLANNED} == {*ReportState.values, *PeriodState.values, *Confirmation.values}


def test_every_role_has_a_row(everybody: World) -> None:
    held = {role for user in everybody.people.values() for role in user.grants.values_list("role", flat=True)}

    assert held == set(Role.values)
    assert everybody.browsers.keys() == PEOPLE.keys()


def test_every_address_of_reports_is_tried() -> None:
    tried = {name for name, _ask in ACTIONS.values()}
    other = {name for name in names() if name.startswith(("request", "period", "timetable"))}  # test_periods.py

    assert names() == tried | ONLY_SHOW | ELSEWHERE.keys() | other
    assert ACTIONS.keys() == {action for actions in COLUMNS.values() for action in actions}


def names() -> set[str]:
    """The names of all addresses of reporting."""
    return {str(pattern.name) for pattern in urls.urlpatterns}
