"""The switch between both readings of the past, the mark on the line, and the page that waits for a day's tree."""

from __future__ import annotations

import pytest

from tests import people
from tests.browser.conftest import DESK, PHONE, TODAY
from tests.web.changed import changed
from thidua.figures import restating
from thidua.figures.models import Restatement

pytestmark = pytest.mark.django_db(transaction=True)
CHARTS = "/don-vi/city/bieu-do/ORG21/?ky=2024-M03"


@pytest.fixture
def officer(settings, transactional_db):
    settings.THIDUA_TODAY = TODAY
    return people.officer(changed()["city"])


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_reader_turns_to_todays_tree_and_sees_it_said(officer, signed_in, axe, width):
    page = signed_in(officer, CHARTS, width=width)
    page.wait_for_selector("#chart-trend-card thidua-chart[data-drawn]", timeout=20_000)
    label = page.locator("#chart-trend").get_attribute("aria-label")
    page.get_by_title("Cây đơn vị").click()
    page.get_by_role("link", name="Theo cây hiện nay", exact=True).first.click()
    page.wait_for_selector("#chart-trend-card thidua-chart[data-drawn]", timeout=20_000)

    assert "Cây đơn vị thay đổi ngày 01/03/2024: Sắp xếp hai quận" in label
    assert page.locator("#chart-trend-card .tree-tag").inner_text() == "Theo cây hiện nay"
    assert page.locator("#chart-trend-table tfoot").count() == 1
    assert axe(page) == []


def test_a_page_that_waits_for_a_tree_opens_by_itself(officer, signed_in):
    page = signed_in(officer, "/don-vi/city/?ky=2024-M01&cay=2024-02-10")
    page.get_by_role("heading", name="Đang cộng lại số liệu").wait_for()

    restating.compute(Restatement.objects.get(today=False).pk)

    page.get_by_role("heading", name="Kết quả theo mảng công tác").wait_for(timeout=15_000)
    assert page.locator("#ket-qua .tree-tag").inner_text() == "Theo cây ngày 10/02/2024"
