"""Scoring in a browser: the grid by keyboard and clipboard with its reasons, and a point within two clicks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TODAY
from tests.scorecards.world import World, world
from thidua.emulation.scorecards.models import PointChange
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.services.steps import go_on

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def found(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return world()


def test_the_lead_checks_in_the_grid(found: World, signed_in):
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    page = signed_in(found.officer, f"/thi-dua/cham-diem/{found.round.reference}/bang/?buoc=lead")
    first = page.locator('[data-unit="district_a"][data-code="A1"]')
    first.fill("4")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Hãy ghi lý do")
    page.keyboard.type("Theo biên bản kiểm tra")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-state")).to_have_text("Đã lưu mọi điểm")
    expect(page.locator('tr[data-unit="district_a"] .total')).to_have_text("4")
    page.locator('[data-unit="district_b"][data-code="A2"]').focus()
    page.evaluate(PASTE, "10\t9\n11\tx")
    expect(page.locator("#grid-state")).to_have_text("Còn 1 ô cần xem lại")
    assert sorted(PointChange.objects.values_list("after", flat=True)) == [4_000, 9_000, 10_000, 11_000]
    assert PointChange.objects.get(after=4_000).reason == "Theo biên bản kiểm tra"


def test_what_the_grid_saved_last_is_taken_back(found: World, signed_in):
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    page = signed_in(found.officer, f"/thi-dua/cham-diem/{found.round.reference}/bang/?buoc=lead")
    page.locator('[data-unit="district_b"][data-code="A2"]').fill("7")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hoàn tác lần lưu cuối").click()
    expect(page.locator(".toast-item")).to_contain_text("Đã hoàn tác 1 điểm.")
    assert list(PointChange.objects.order_by("pk").values_list("before", "after")) == [(None, 7_000), (7_000, None)]


def test_any_point_opens_within_two_clicks_on_a_phone(found: World, signed_in):
    page = signed_in(found.members["district_b"], f"/thi-dua/cham-diem/{found.round.reference}/", width=PHONE)
    page.get_by_role("link", name="district_b").click()
    page.get_by_role("link", name="Kết nạp mới", exact=True).click()
    for heading in ("Vì sao có điểm này?", "Minh chứng", "Ai đã chấm, khi nào, vì sao"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("link", name="Vì sao có số này?")).to_have_count(1)
