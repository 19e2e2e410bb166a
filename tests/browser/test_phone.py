"""The form of steps on a phone: a chair's whole month with a thumb, timed and counted."""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, TODAY
from tests.browser.world import World, build
from tests.factories import reports

CELLS, PROPOSED = 25, 15
MOST_SECONDS, MOST_INTERACTIONS = 300, 40
PROVE = bool(os.environ.get("THIDUA_PROVE"))
# What the school counted in May; everything else stays as it was.
COUNTED = {
    "ORG21": "1",
    "ORG24": "0",
    "WEL01": "12",
    "WEL02": "3 triệu",
    "LAW06": "2",
    "LAW13": "1",
    "LAW22": "1",
    "OSH01": "3",
    "OSH05": "2",
    "ORG22": "1",
}


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build(cells=CELLS)


@dataclass
class Thumb:
    """Somebody at a phone: taps and types one thing after the other, and takes the time that people take."""

    page: Page
    interactions: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tap(self, target: Locator) -> None:
        self._think()
        target.tap()

    def type(self, text: str) -> None:
        self._think()
        self.page.keyboard.type(text, delay=180 if PROVE else 0)

    def _think(self) -> None:
        self.interactions += 1
        if PROVE:
            self.page.wait_for_timeout(random.uniform(800, 2000))


def test_a_chair_finishes_a_month_with_few_taps(world, signed_in, capsys):
    page = signed_in(world.chair, "/", width=PHONE)
    thumb = Thumb(page)
    thumb.tap(page.locator(".only-phone", has_text="Nhập từng bước"))
    expect(page.locator('[data-state="proposed"]')).to_have_count(PROPOSED)
    left = dict(COUNTED)

    while page.locator("#submit-report:visible").count() == 0:
        step = page.locator(".report-step:visible")
        for code in [cell.get_attribute("data-code") for cell in step.locator(".entry-input").all()]:
            if code in left:
                thumb.tap(page.locator(f"#cell-{code}"))
                thumb.type(left.pop(code))
        thumb.tap(step.get_by_role("button", name="Đúng, tiếp tục"))
    thumb.tap(page.locator("#submit-report"))

    expect(page.locator(".page-meta")).to_contain_text("Chờ tiếp nhận")
    with capsys.disabled():
        sys.stdout.write(
            f"\n{CELLS} cells, {PROPOSED} proposed: {thumb.interactions} interactions in {thumb.seconds:.0f} s\n"
        )
    assert not left
    assert thumb.interactions <= MOST_INTERACTIONS
    assert thumb.seconds < MOST_SECONDS
    assert reports.fresh(world.report).state == "submitted"
    assert reports.texts(world.report, "ORG18", "WEL02", "LAW36") == ["59", "3000", "0"]


def test_a_proposal_is_saved_only_once_its_section_is_confirmed(world, signed_in):
    page = signed_in(world.chair, f"{world.report_url}tung-buoc/?phan=1", width=PHONE)
    page.locator("#cell-ORG21").fill("1")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    assert reports.texts(world.report, "ORG18", "ORG21") == ["", "1"]

    page.locator("#cell-ORG18").fill("60")
    page.get_by_role("button", name="Đúng, tiếp tục").tap()

    expect(page.locator("[data-step='2']")).to_be_visible()
    expect(page.locator("#steps-count")).to_have_text(f"6/{CELLS} ô")
    page.go_back()
    expect(page.locator("#cell-ORG17")).to_be_visible()
    expect(page.locator(".entry-cell:has(#cell-ORG17)")).to_have_attribute("data-state", "saved")
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["61", "49", "60"]


def test_the_end_says_what_is_missing_and_wrong_and_leads_there(world, signed_in):
    page = signed_in(world.chair, f"{world.report_url}tung-buoc/?phan=1", width=PHONE)
    page.locator("#cell-ORG18").fill("99")
    expect(page.locator("[data-checks='1']")).to_contain_text("Số đoàn viên lớn hơn tổng số CNVCLĐ")
    page.goto(page.url.replace("phan=1", "phan=5"))
    review = page.locator("#step-review")
    expect(review).to_contain_text("chưa nhập hoặc chưa xác nhận")
    expect(page.locator("#submit-report")).to_be_disabled()

    review.locator("a[data-jump=WEL01]").first.tap()

    expect(page.locator("#cell-WEL01")).to_be_focused()


def test_another_editor_is_shown_at_the_cell_with_both_numbers(world, signed_in):
    page = signed_in(world.chair, f"{world.report_url}tung-buoc/?phan=3", width=PHONE)
    reports.typed(world.report, world.deputy, {"WEL01": "15"})
    page.locator("#cell-WEL01").fill("12")

    expect(page.locator("#note-WEL01")).to_contain_text("«15»")
    expect(page.locator("#cell-WEL01")).to_have_value("12")
    page.get_by_role("button", name="Giữ số của tôi").tap()
    expect(page.locator(".entry-cell:has(#cell-WEL01)")).to_have_attribute("data-state", "saved")
    assert reports.texts(world.report, "WEL01") == ["12"]


def test_axe_finds_nothing_wrong(world, signed_in, axe):
    page = signed_in(world.chair, f"{world.report_url}tung-buoc/?phan=1", width=PHONE)
    for step in (1, 5):
        page.goto(page.url.split("?")[0] + f"?phan={step}")

        assert axe(page) == [], step
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
