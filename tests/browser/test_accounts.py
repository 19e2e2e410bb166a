"""Accounts in a real browser: opened, activated from the sheet on a phone, and no finding of axe on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests import people
from tests.browser.conftest import DESK, PHONE
from tests.factories.catalogue import installed
from tests.factories.tree import tree

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/quan-tri/tai-khoan/"
PASSWORD = "một-mật-khẩu-dài"


@pytest.fixture
def administrator():
    installed()
    units = tree("city > district > school")
    return people.administrator(units["city"], "chief")


def test_from_opening_an_account_to_its_first_sign_in(administrator, signed_in, browser: Browser, live_server, axe):
    page = signed_in(administrator, f"{PAGE}moi/")
    assert axe(page) == []
    page.get_by_label("Họ và tên").fill("Lê Văn Tám")
    page.get_by_label("Tên đăng nhập").fill("le.van.tam")
    page.get_by_label("Vai trò").select_option("chair")
    page.get_by_label("Đơn vị", exact=True).fill("school")
    page.get_by_role("button", name="Mở tài khoản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lê Văn Tám")
    assert axe(page) == []
    page.get_by_role("button", name="Cấp mã kích hoạt").click()
    code = page.locator(".sheet-code").inner_text()
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code)
    assert axe(page) == []

    context = browser.new_context(viewport={"width": PHONE, "height": 844}, locale="vi-VN")
    phone = context.new_page()
    phone.goto(f"{live_server.url}/kich-hoat/?ma={code}")
    expect(phone.get_by_label("Mã dùng một lần")).to_have_value(code)
    phone.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    phone.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    phone.get_by_role("button", name="Đặt mật khẩu").click()
    expect(phone.get_by_text("Tài khoản đã sẵn sàng")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_nothing_wrong(administrator, signed_in, axe, width):
    for address in (
        PAGE,
        f"{PAGE}nhap/",
        "/tai-khoan/phien/",
        "/tai-khoan/uy-quyen/",
        "/tai-khoan/xac-nhan-hai-buoc/bat/",
        "/ai-xem-duoc/school/",
    ):
        page = signed_in(administrator, address, width=width)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
