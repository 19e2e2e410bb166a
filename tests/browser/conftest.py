"""A real browser against a real server: signed-in pages, and axe on what they show."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from thidua.people.models import User
from tools.chromium import find

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = 1280, 390
HEIGHT = 900
TODAY = date(2024, 5, 18)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# What the browser itself says of an answer that refuses, of a network that is off, of a worker that tests block.
USUAL = re.compile(r"status of 4\d\d|net::ERR_|Service Worker registration blocked")
# Playwright's loop runs in this thread; tests ask the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SignedIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser; without one it is skipped, and that is said."""
    missing = pytest.mark.skip(reason="no Chromium found; install one or name it by CHROMIUM=/path")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not find():
                item.add_marker(missing)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The installed Chromium, once for each file: one that has run for minutes crashes now and then."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=find(), args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def signed_in(browser: Browser, live_server: Any, settings: Any) -> Iterator[SignedIn]:
    """Open a page as somebody: `signed_in(user, "/address/", width=PHONE)`. The day is 18 May 2024.

    A page that writes an error or a warning to the browser's console fails its test.
    """
    settings.THIDUA_TODAY = TODAY
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(user: User, address: str = "/", *, width: int = DESK) -> Page:
        client = Client()
        client.force_login(user)
        phone = width < DESK
        # The service worker has tests of its own.
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, has_touch=phone, locale="vi-VN", service_workers="block"
        )
        contexts.append(context)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.extend(complaints(message)))
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


def complaints(message: ConsoleMessage) -> list[str]:
    """What a page wrote to the console, if that is an error or a warning that no page should write."""
    if message.type not in {"error", "warning"} or USUAL.search(message.text):
        return []
    return [f"console: {message.text}"]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page (WCAG 2.1 A and AA): a line for each place, [] when nothing."""

    def violations(page: Page) -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(result => result.violations)", RULES
        )
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]

    return violations
