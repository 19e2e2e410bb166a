"""Charts, comparison and the committee's page in a real browser: drawn, saved, sent, and without a finding of axe."""

from __future__ import annotations

import pytest

from tests.browser import world as worlds
from tests.browser.conftest import DESK, PHONE, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "charts": "/don-vi/UH-01/bieu-do/ORG21/?ky=2024-M04",
    "area": "/linh-vuc/ORG/?don-vi=UH&ky=2024-M04",
    "committee": "/hop-thuong-truc/UH/2024-M04/",
    "comparison": "/so-sanh/?don-vi=UH-01&don-vi=UH-02&ky=2024-M03&ky=2024-M04&chi-tieu=ORG21&dang=cot",
    "views": "/goc-nhin/",
}


@pytest.fixture
def world(settings, transactional_db):
    settings.THIDUA_TODAY = TODAY
    return worlds.build()


def test_a_row_draws_its_charts_and_the_picture_can_be_kept(world, signed_in):
    page = signed_in(world.officer, "/don-vi/UH-01/?ky=2024-M04")
    page.locator('a.pick-chart[href*="ORG21"]').click()

    page.wait_for_selector("#bieu-do thidua-chart[data-drawn]", timeout=20_000)
    assert "bieu-do=ORG21" in page.url
    with page.expect_download() as kept:
        page.locator("#bieu-do [data-save]").first.click()
    assert kept.value.suggested_filename.endswith(".png")
    page.locator("#bieu-do summary").first.click()
    assert page.locator("#bieu-do table").first.is_visible()


def test_a_comparison_is_put_together_from_links_and_kept(world, signed_in):
    page = signed_in(world.officer, "/so-sanh/")
    page.get_by_label("Tìm đơn vị để thêm").press_sequentially("may song day")
    page.get_by_role("link", name="May Sông Đáy · UH-02").click()

    assert "don-vi=UH-02" in page.url
    assert page.get_by_role("link", name="Bỏ ra: May Sông Đáy").is_visible()
    page.get_by_text("Lưu góc nhìn").first.click()
    page.get_by_label("Tên", exact=True).fill("Hai đơn vị")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Hoàn tác").wait_for()
    page.goto(page.url.split("/so-sanh/")[0] + "/goc-nhin/")
    page.get_by_role("link", name="Hai đơn vị").click()
    assert "don-vi=UH-02" in page.url


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_nothing_wrong(world, signed_in, axe, width):
    page = signed_in(world.officer, PAGES["charts"], width=width)
    site = page.url.removesuffix(PAGES["charts"])
    for name, address in PAGES.items():
        page.goto(site + address)

        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
