"""Every screen at a desk and on a phone, light and dark: axe, overflow, console, requests that leave the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request

from tests.access.matrix import MATRIX
from tests.browser import world
from tests.browser.conftest import DESK, HEIGHT, PHONE, complaints
from tests.browser.screens import NO_SCREENS, SCREENS, Screen, furnish

# Each a test of its own, so that two workers share them.
PARTS = 2
# A small phone, and the width at which WCAG asks a page to reflow.
NARROWEST = 320
# Colours alone differ between the themes.
COLOURS = """
axe.run(document, {runOnly: ["color-contrast"]}).then(
  result => result.violations.flatMap(one => one.nodes.map(node => `${node.target}: ${node.failureSummary}`)))
"""
WIDER = """width => {
  const wide = document.documentElement.scrollWidth;
  return wide <= width ? null : [...document.querySelectorAll("main *, header *")]
    .filter(one => one.getBoundingClientRect().right > width + 1).slice(0, 3).map(one => one.outerHTML.slice(0, 80));
}"""


def test_every_page_has_a_row():
    pages = {name for name, row in MATRIX.items() if "200" in row.get.split() and not name.startswith("api-v1:")}
    rows = {screen.name for screen in SCREENS}

    assert sorted(pages - rows - NO_SCREENS.keys()) == [], "add them to SCREENS in tests/browser/screens.py"
    assert sorted((rows | NO_SCREENS.keys()) - MATRIX.keys()) == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db(transaction=True)
def test_every_screen(
    part: int, signed_in: Callable[..., Page], live_server: Any, browser: Any, axe: Callable[[Page], list[str]]
):
    federation = world.build()
    made = furnish(federation)
    pages: dict[str, Page] = {"": browser.new_page()}
    said: list[str] = []
    _listen(pages[""], live_server.url, said)
    wrong: list[str] = []
    for screen in SCREENS[part::PARTS]:
        if screen.person not in pages:
            pages[screen.person] = signed_in(getattr(federation, screen.person))
            _listen(pages[screen.person], live_server.url, said)
        page = pages[screen.person]
        said.clear()
        wrong += [f"{screen.name}: {what}" for what in _opened(page, live_server.url, screen, made, axe)]
        wrong += [f"{screen.name}: {what}" for what in said]
    pages[""].close()

    assert wrong == [], "\n".join(wrong)


def _listen(page: Page, site: str, said: list[str]) -> None:
    """Note errors and warnings in the console and requests that leave the site."""

    def asked(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            said.append(f"leaves the site: {request.url}")

    page.on("console", lambda message: said.extend(complaints(message)))
    page.on("request", asked)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))


def _opened(page: Page, site: str, screen: Screen, made: dict[str, Any], axe: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with a screen."""
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    answer = page.goto(site + screen.address(made))
    if answer is None or answer.status != 200:
        return [f"answers {answer and answer.status}"]
    found = [] if page.locator("h1").count() == 1 else [f"{page.locator('h1').count()} × h1"]
    if page.title().startswith(" ·"):
        found.append("no title")
    found += [f"at a desk, {one}" for one in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark, {one}" for one in page.evaluate(COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    found += [f"on a phone, {one}" for one in axe(page)]
    for width in (PHONE, NARROWEST):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wider := page.evaluate(WIDER, width):
            found.append(f"overflows {width}: {wider}")
    return found
