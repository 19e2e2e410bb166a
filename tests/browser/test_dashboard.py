"""The pages of figures in a real browser: fresh by themselves, and without a finding of axe."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest

from tests.browser import world as worlds
from tests.browser.conftest import DESK, PHONE, TODAY
from tests.factories import reports
from thidua.core.periods import Calendar
from thidua.figures.fold import fold_marks
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.reporting.services.workflow import accept_report
from thidua.targets.services import Grounds, assign_target

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "unit": "/don-vi/UH/?ky=2024-M04",
    "leaf": "/don-vi/UH-01/?ky=2024-M04",
    "figure": "/so-lieu/UH/2024-M04/ORG21/",
    "figure of a leaf": "/so-lieu/UH-01/2024-M04/ORG21/",
    "targets": "/chi-tieu/?don-vi=UH-01",
    "target": "/chi-tieu/UH-01/2024/ORG21/",
    "adjust": "/chi-tieu/UH-01/2024/ORG21/dieu-chinh/",
}


@pytest.fixture
def world(settings, transactional_db):
    settings.THIDUA_TODAY = TODAY
    return worlds.build()


def test_what_somebody_else_accepts_appears_by_itself(world, signed_in):
    handed_in = reports.submitted(world.report, world.chair)
    page = signed_in(world.city, "/don-vi/HN/?ky=2024-M05", width=PHONE)
    assert page.locator('[data-figure="ORG18"]').count() == 0
    page.locator("#children-table").get_by_role("link", name="Đơn vị", exact=True).focus()
    page.evaluate("window.scrollTo(0, 90)")
    scrolled = page.evaluate("window.scrollY")

    accept_report(report_id=handed_in.pk, by=world.officer)
    folded = threading.Thread(target=fold_marks)
    folded.start()
    folded.join()
    accepted_at = time.monotonic()

    page.wait_for_selector('[data-figure="ORG18"]:has-text("60")', timeout=10_000)
    assert time.monotonic() - accepted_at < 5
    assert page.evaluate("window.scrollY") == scrolled > 0
    assert page.evaluate("document.activeElement.textContent") == "Đơn vị"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_nothing_wrong(world, signed_in, axe, width):
    page = signed_in(world.officer, PAGES["unit"], width=width)
    site = page.url.removesuffix(PAGES["unit"])
    for name, address in PAGES.items():
        page.goto(site + address)

        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_split_counts_what_is_left_while_it_is_typed(world, signed_in):
    assign_target(
        unit=world.units["UH"],
        indicator=catalogue().by_code["ORG21"],
        period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
        amount=2_000,
        grounds=Grounds(on=date(2024, 1, 2)),
        by=world.city,
    )
    page = signed_in(world.officer, "/chi-tieu/UH/2024/ORG21/giao/?theo=deu")
    left = page.locator("#left")

    assert left.inner_text() == "0"
    page.get_by_label("Trường THCS Phù Lưu").fill("1.000")
    page.get_by_label("May Sông Đáy").fill("")
    assert left.inner_text() == "334"
    page.get_by_label("May Sông Đáy").fill("334")
    page.get_by_role("button", name="Giao chỉ tiêu").click()
    page.wait_for_url("**/chi-tieu/UH/2024/ORG21/")
