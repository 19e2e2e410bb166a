"""What a cell says besides its number, in a browser: photographed and written on a phone, read by the acceptor."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TODAY
from tests.browser.world import World, build
from tests.factories import reports
from tests.factories.uploads import png, upload
from thidua.indicators.models import FormRow
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Entry
from thidua.reporting.queries.contents import contents_in
from thidua.reporting.services.evidence import attach_evidence

PHOTO = {"name": "bien-lai.png", "mimeType": "image/png", "buffer": png(40, 30)}


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> World:
    settings.THIDUA_TODAY = TODAY
    settings.FILES_DIR = tmp_path
    return build()


def notes(page: Page, code: str = "WEL01"):
    return page.locator(f"#notes-{code}")


def opened_notes(page: Page, code: str = "WEL01"):
    """The notes of a cell that says nothing yet."""
    page.locator(f"#cell-{code}").focus()
    notes(page, code).get_by_role("link", name="Ý kiến, minh chứng, đánh dấu").click()
    expect(notes(page, code).get_by_role("button", name="Gửi")).to_be_visible()
    return notes(page, code)


def test_a_photo_and_a_remark_from_a_phone_reach_the_acceptor(world, signed_in, axe):
    reports.completed(world.report, world.chair)
    phone = signed_in(world.chair, f"{world.report_url}ghi-chu/WEL01/", width=PHONE)
    camera = phone.locator("input[name=photo]")
    expect(camera).to_have_attribute("capture", "environment")

    camera.set_input_files(PHOTO)
    expect(notes(phone)).to_contain_text("bien-lai.png")
    expect(phone.locator("toast-list")).to_contain_text("Đã đính kèm")
    notes(phone).get_by_label("Ý kiến về").fill("Theo danh sách ký nhận")
    notes(phone).get_by_role("button", name="Gửi").click()
    expect(notes(phone)).to_contain_text("Theo danh sách ký nhận")
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE

    reports.submitted(world.report, world.chair, {})
    desk = signed_in(world.officer, world.report_url)
    expect(desk.locator("#marks-WEL01")).to_have_text("1 ý kiến1 tệp minh chứng")
    desk.locator("#row-WEL01 .row-link").click()
    expect(notes(desk)).to_contain_text("Theo danh sách ký nhận")
    with desk.expect_popup() as opened:
        notes(desk).get_by_role("link", name="bien-lai.png").click()
    assert opened.value.evaluate("document.contentType") == "image/png"
    assert axe(desk) == []


def test_a_file_that_was_taken_away_comes_back(world, signed_in):
    welfare = catalogue().by_code["WEL01"]
    photo = upload(png(), "bien-lai.png")
    attach_evidence(report_id=world.report.pk, indicator_id=welfare.pk, upload=photo, by=world.chair)
    page = signed_in(world.chair, world.report_url)
    expect(page.locator("#marks-WEL01")).to_contain_text("1")

    page.locator("#cell-WEL01").focus()
    notes(page).get_by_role("button", name="Gỡ bien-lai.png").click()
    expect(page.locator("#marks-WEL01")).to_be_empty()
    page.locator("[data-toast]", has_text="Đã gỡ").get_by_role("button", name="Hoàn tác").click()

    expect(page.locator("#marks-WEL01")).to_contain_text("1")


def test_a_number_out_of_range_is_explained_where_it_is_asked(world, signed_in):
    reports.completed(world.report, world.chair, reports.GOOD_MONTH | {"WEL02": "0,003"})
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-WEL01").fill("60")
    page.keyboard.press("Tab")
    asked = page.locator("#checks").get_by_role("button", name="Đợt cao điểm")
    expect(asked).to_be_visible()
    expect(page.locator("#submit-report")).to_be_disabled()

    asked.click()

    expect(page.locator("#checks")).to_contain_text("Lý do: Đợt cao điểm")
    expect(page.locator("#submit-report")).to_be_enabled()
    page.locator("#submit-report").click()
    expect(page.locator(".page-meta")).to_contain_text("Chờ tiếp nhận")


def test_an_estimate_is_marked_and_listed(world, signed_in):
    reports.completed(world.report, world.chair)
    page = signed_in(world.chair, world.report_url)

    opened_notes(page).get_by_role("button", name="Số ước tính").click()

    expect(page.locator("#marks-WEL01")).to_have_text("ước")
    expect(page.locator("#checks")).to_contain_text("Còn 1 ô ước tính")


def test_a_figure_since_the_start_of_the_year_shows_both_numbers(world, signed_in):
    version = world.report.sheet.form_version
    FormRow.objects.filter(section__version=version, indicator__code="WEL01").update(entry=Entry.SINCE_START)
    contents_in.cache_clear()
    try:
        page = signed_in(world.chair, world.report_url)
        cell = page.locator("#cell-WEL01")
        cell.fill("60")
        expect(page.locator("#note-WEL01")).to_have_text("Lũy kế gõ 60 → trong kỳ 18")
        page.keyboard.press("Tab")
        expect(page.locator("td:has(#cell-WEL01)")).to_have_attribute("data-state", "saved")
        expect(page.locator("#row-WEL01 [data-cumulative]")).to_have_text("60")
        assert reports.texts(world.report, "WEL01") == ["18"]

        cell.fill("30")
        page.keyboard.press("Tab")
        expect(page.locator("#note-WEL01")).to_contain_text("nhỏ hơn 42")
    finally:
        contents_in.cache_clear()
