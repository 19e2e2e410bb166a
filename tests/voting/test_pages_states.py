"""Who gets which page of a ballot in which state, as a table."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.tree import tree
from tests.voting.ballots import Held, held
from thidua.voting.rules import State

pytestmark = pytest.mark.django_db

ROLES = ("organiser", "member", "voter", "reader", "stranger")
# What a GET answers, in the order of ROLES. A reader sees emulation at the owner and has no part in the ballot.
PAGES: dict[State, dict[str, str]] = {
    State.DRAFT: {
        "ballot": "200 200 404 404 404",
        "ballot-edit": "200 403 404 404 404",
        "ballot-roster": "200 403 404 404 404",
        "ballot-prepare": "200 403 404 404 404",
        "ballot-roll": "404 404 404 404 404",
        "ballot-open": "404 404 404 404 404",
        "ballot-vote": "403 403 404 404 404",
        "ballot-result": "404 404 404 404 404",
    },
    State.READY: {
        "ballot": "200 200 200 404 404",
        "ballot-edit": "409 403 403 404 404",
        "ballot-prepare": "409 403 403 404 404",
        "ballot-roll": "200 200 403 404 404",
        "ballot-open": "200 200 403 404 404",
        "ballot-vote": "403 403 302 404 404",
        "ballot-count": "200 200 403 404 404",
        "ballot-void": "403 409 403 404 404",
        "ballot-result": "404 404 404 404 404",
    },
    State.OPEN: {
        "ballot": "200 200 200 200 404",
        "ballot-roll": "200 200 403 403 404",
        "ballot-open": "302 302 403 403 404",
        "ballot-vote": "403 403 200 403 404",
        "ballot-count": "200 200 403 403 404",
        "ballot-written": "403 409 403 403 404",
        "ballot-void": "403 200 403 403 404",
        "ballot-result": "404 404 404 404 404",
    },
    State.CLOSED: {
        "ballot": "200 200 200 200 404",
        "ballot-roll": "200 200 403 403 404",
        "ballot-vote": "403 403 302 403 404",
        "ballot-count": "200 200 403 403 404",
        "ballot-written": "403 200 403 403 404",
        "ballot-void": "403 200 403 403 404",
        "ballot-result": "404 404 404 404 404",
    },
    State.COUNTED: {
        "ballot": "200 200 200 200 404",
        "ballot-roll": "200 200 403 403 404",
        "ballot-vote": "403 403 302 403 404",
        "ballot-count": "200 200 403 403 404",
        "ballot-written": "403 409 403 403 404",
        "ballot-void": "403 200 403 403 404",
        "ballot-result": "200 200 200 200 404",
    },
    State.VOID: {
        "ballot": "200 200 200 200 404",
        "ballot-roll": "200 200 403 403 404",
        "ballot-vote": "403 403 302 403 404",
        "ballot-void": "403 409 403 403 404",
        "ballot-result": "404 404 404 404 404",
    },
}


@pytest.mark.parametrize("state", list(PAGES))
def test_every_page_in_every_state(state):
    units = tree("city > district > school")
    made = held(units["district"], state=state)
    askers = {
        "organiser": people.officer(units["district"]),
        "member": made.committee[2],
        "voter": made.voters[3],
        "reader": people.inspector(units["city"]),
        "stranger": people.chair(units["school"]),
    }

    browsers = {role: Client() for role in ROLES}
    for role, browser in browsers.items():
        browser.force_login(askers[role])

    answered = {name: " ".join(_status(browsers[role], name, made) for role in ROLES) for name in PAGES[state]}

    assert answered == PAGES[state]


def _status(browser: Client, name: str, made: Held) -> str:
    return str(browser.get(reverse(name, args=[made.ballot.reference])).status_code)


def test_every_state_is_in_the_table():
    assert set(PAGES) == set(State)
