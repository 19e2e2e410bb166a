"""A list from a file in a browser: columns asked for, a row left out, written, and taken back from the toast."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TODAY
from tests.browser.world import World, build
from thidua.targets.models import Target

TABLE = "Đơn vị ấy,Chỉ số,Bao nhiêu\nUH-01,ORG22,3\nUH-02,ORG22,4\nKHONG-CO,ORG22,5\n"
FILE = {"name": "chi-tieu.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build()


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_list_is_mapped_chosen_written_and_taken_back(world, signed_in, axe, width):
    page = signed_in(world.officer, "/nhap-danh-sach/targets/", width=width)
    page.locator("input[type=file]").set_input_files(FILE)
    assert axe(page) == []
    page.get_by_role("button", name="Đọc và xem trước").click()

    page.get_by_label("Mã đơn vị").select_option(label="A: Đơn vị ấy (UH-01)")
    page.get_by_label("Mã chỉ tiêu").select_option(label="B: Chỉ số (ORG22)")
    page.get_by_label("Số giao").select_option(label="C: Bao nhiêu (3)")
    assert axe(page) == []
    page.get_by_role("button", name="Xem trước").click()

    expect(page.locator("#da-chon")).to_have_text("2 dòng sẽ ghi")
    page.get_by_label("Ghi dòng 2").uncheck()
    expect(page.locator("#da-chon")).to_have_text("1 dòng sẽ ghi")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Ghi danh sách").click()

    expect(page.locator(".list-sum")).to_contain_text("1 đã ghi + 1 không chọn")
    assert Target.objects.get(indicator__code="ORG22").unit.code == "UH-02"
    page.locator("toast-list").get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".page-meta")).to_contain_text("Đã hoàn tác")
    assert Target.objects.get(indicator__code="ORG22").assigned is None
