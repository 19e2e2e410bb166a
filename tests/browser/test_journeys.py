"""People walk at random through the pages at the same time: no error, and nothing that was saved is lost.

`THIDUA_JOURNEY_MINUTES` says for how long and `THIDUA_JOURNEY_SEED` repeats a walk, as far as timing allows.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests import people
from tests.browser.conftest import DESK, HEIGHT, PHONE, TODAY
from tests.browser.journeys import Ledger, Walker, broken_chains, unsaved
from tests.browser.world import World, build
from thidua.people.models import User

PROVE = bool(os.environ.get("THIDUA_PROVE"))
MINUTES = float(os.environ.get("THIDUA_JOURNEY_MINUTES", "20" if PROVE else "0.5"))
SEED = int(os.environ.get("THIDUA_JOURNEY_SEED") or secrets.randbelow(1_000_000))
TYPISTS = 3


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build()


@pytest.fixture
def walkers(browser: Browser, live_server, settings, world) -> Iterator[list[Walker]]:
    """The people of the world, each with a browser; those who type are half of all steps."""
    random, ledger, problems, steps = Random(SEED), Ledger(), [], []
    school, factory = world.report_url, world.report_url.replace("UH-01", "UH-02")
    cast: list[tuple[User, str, int]] = [
        (world.chair, f"{school}tung-buoc/", PHONE),
        (world.deputy, school, DESK),
        (people.chair(world.units["UH-02"], "thanhmai"), factory, DESK),
        (world.officer, "/hop-thu/", DESK),
        (world.city, "/", DESK),
        (world.administrator, "/quan-tri/tai-khoan/", DESK),
        (world.inspector, school, PHONE),
        (people.specialist(world.units["UH"], "ORG", username="thuvu"), school, DESK),
    ]
    with ExitStack() as closing:
        found = []
        for user, start, width in cast:
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHT}, has_touch=width < DESK, locale="vi-VN"
            )
            closing.callback(context.close)

            def enter(user: User = user, context=context) -> None:
                client = Client()
                client.force_login(user)
                name = settings.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

            enter()
            found.append(Walker(user, context, live_server.url, start, enter, random, ledger, problems, steps))
        yield found


def test_random_walks_meet_no_error_and_lose_no_save(walkers, world, caplog, capsys) -> None:
    first = walkers[0]
    ends = time.monotonic() + MINUTES * 60
    with caplog.at_level(logging.ERROR):
        while time.monotonic() < ends and len(first.problems) < 20:
            who = first.random.choice(walkers[:TYPISTS] if first.random.random() < 0.5 else walkers)
            who.step()
        for who in walkers:
            who.finish()
    wrong = [*first.problems, *unsaved(first.ledger), *broken_chains()]
    wrong += [record.getMessage() + str(record.exc_info) for record in caplog.records]

    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {len(first.steps)} steps of {len(walkers)} people,"
            f" {len(first.ledger.confirmed)} saves confirmed\n"
        )
    if wrong:
        sys.stdout.write("\n".join(first.steps))
    assert not wrong, "\n".join(wrong)
    assert len(first.steps) > 10 * MINUTES
