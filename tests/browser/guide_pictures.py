"""A picture of the guide: what somebody sees on a page, and the words that the guide names there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import DESK, HEIGHT
from tests.browser.guide_acts import Act

MAKING = bool(os.environ.get("THIDUA_GUIDE"))
KEPT = Path(__file__).parents[2] / "docs" / "guide" / "images"
# A higher picture holds more than it explains; a larger file makes the guide slow on a phone.
MOST_HEIGHT, MOST_BYTES = 780, 200_000


@dataclass(frozen=True)
class Picture:
    """A page as `who` sees it after `act`; `shows` are words that the guide names there.

    The picture is the screen without the menu, as far down as `height`, or the part of the page that `crop` selects.
    """

    name: str
    who: str
    address: str
    shows: tuple[str, ...]
    act: Act | None = None
    crop: str = ""
    width: int = DESK
    height: int = HEIGHT


def take(page: Page, picture: Picture, server: str, folder: Path) -> list[str]:
    """Take a picture into a folder; the answer is what is wrong with it, a sentence each."""
    folder.mkdir(parents=True, exist_ok=True)
    page.goto(server + picture.address)
    if picture.act:
        picture.act(page)
    wrong = [f"{picture.name}: {words}" for words in picture.shows if not _visible(page, words)]
    taken = _photograph(page, picture, folder)
    if taken.stat().st_size > MOST_BYTES:
        wrong.append(f"{picture.name}: {taken.stat().st_size} bytes")
    page.context.set_offline(False)
    return wrong


def _visible(page: Page, words: str) -> bool:
    """Whether somebody reads these words on the page, in a field's hint or in a field's label."""
    found = page.get_by_text(words).or_(page.get_by_placeholder(words)).or_(page.get_by_label(words))
    return any(one.is_visible() for one in found.all())


def _photograph(page: Page, picture: Picture, folder: Path) -> Path:
    """The picture's file: a phone's screen, a desk's without its menu, or one part of the page."""
    file = folder / f"{picture.name}.png"
    page.evaluate("scrollTo(0, 0)")
    if picture.crop:
        box = page.locator(picture.crop).first.bounding_box()
        assert box, f"{picture.name}: nothing at {picture.crop}"
        page.screenshot(path=file, clip={**box, "height": min(box["height"], MOST_HEIGHT)}, full_page=True)
    elif picture.width == DESK:
        left = page.locator(".topbar").evaluate("element => element.getBoundingClientRect().left")
        box = {"x": left, "y": 0, "width": DESK - left, "height": picture.height}
        page.screenshot(path=file, clip=box)
    else:
        page.screenshot(path=file)
    return file
