"""Entering a report in a browser: by keyboard alone, by two people at once, without a connection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, TODAY
from tests.browser.world import World, build
from tests.factories import reports

VECTORS = Path(__file__).parents[1] / "reporting" / "numbers.json"
# What the chair types from the first cell down; the month before ended with 59 members.
TYPED = ["62", "48", "60", "47", "1", "0", "1", "0", "0", "0", "0", "12", "0,003"]


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build()


def state(page: Page, code: str, name: str) -> None:
    """Wait until a cell shows a state."""
    expect(page.locator(f"td:has(#cell-{code})")).to_have_attribute("data-state", name)


def test_the_script_reads_numbers_as_the_server_does(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))

    read = page.evaluate(
        """async vectors => {
            const { parseNumber } = await import("/static/js/entry-number.js");
            return vectors.map(({ typed, decimals, zeros }) => parseNumber(typed, decimals, zeros)?.toString() ?? null);
        }""",
        vectors,
    )

    assert read == [vector["scaled"] for vector in vectors]


def test_a_chair_types_and_submits_by_keyboard_alone(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()
    for text in TYPED:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#submit-report")).to_be_enabled()
    expect(page.locator("#row-ORG21 [data-cumulative]")).to_have_text("5")

    page.locator("#submit-report").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".page-meta")).to_contain_text("Chờ tiếp nhận")
    expect(page.locator("toast-list")).to_contain_text("Đã nộp báo cáo")
    assert reports.fresh(world.report).state == "submitted"
    assert reports.texts(world.report, "ORG16", "ORG23", "WEL01") == ["62", "0", "12"]


def test_keys_move_restore_empty_and_say_none(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG17": "48"})
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()

    page.keyboard.press("ArrowDown")
    expect(page.locator("#cell-ORG17")).to_be_focused()
    page.keyboard.type("5")
    expect(page.locator("#cell-ORG17")).to_have_value("5")
    page.keyboard.press("Escape")
    expect(page.locator("#cell-ORG17")).to_have_value("48")
    page.keyboard.press("F2")
    page.keyboard.type("0")
    expect(page.locator("#cell-ORG17")).to_have_value("480")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#cell-ORG17")).to_have_value("không có")
    page.keyboard.press("Home")
    expect(page.locator("#cell-ORG16")).to_be_focused()
    page.keyboard.press("Delete")
    state(page, "ORG16", "empty")
    page.keyboard.press("End")
    expect(page.locator("#cell-WEL02")).to_be_focused()

    state(page, "ORG17", "saved")
    assert reports.texts(world.report, "ORG16", "ORG17") == ["", "NA"]


def test_words_are_understood_and_what_is_unclear_stays_with_a_sentence(world, signed_in):
    page = signed_in(world.chair, world.report_url)

    page.locator("#cell-WEL01").fill("2 nghìn")
    expect(page.locator("#note-WEL01")).to_have_text("= 2.000")
    page.locator("#cell-ORG16").fill("1.42")
    page.keyboard.press("Tab")

    state(page, "WEL01", "saved")
    state(page, "ORG16", "invalid")
    expect(page.locator("#note-ORG16")).to_contain_text("dấu chấm chỉ tách hàng nghìn")
    expect(page.locator("#cell-ORG16")).to_have_value("1.42")
    expect(page.locator("#save-state")).to_contain_text("1 ô cần sửa")
    assert reports.texts(world.report, "WEL01", "ORG16") == ["2000", ""]


def test_two_editors_never_overwrite_each_other_silently(world, signed_in):
    first = signed_in(world.chair, world.report_url)
    second = signed_in(world.deputy, world.report_url)
    first.locator("#cell-WEL01").fill("12")
    state(first, "WEL01", "saved")

    second.locator("#cell-WEL01").fill("15")

    state(second, "WEL01", "conflict")
    expect(second.locator("#note-WEL01")).to_contain_text("Hoa vừa ghi «12»")
    assert reports.texts(world.report, "WEL01") == ["12"]
    second.get_by_role("button", name="Giữ số của tôi").click()
    state(second, "WEL01", "saved")
    assert reports.texts(world.report, "WEL01") == ["15"]


def test_taking_the_other_number_keeps_it(world, signed_in):
    first = signed_in(world.chair, world.report_url)
    second = signed_in(world.deputy, world.report_url)
    first.locator("#cell-WEL01").fill("12")
    state(first, "WEL01", "saved")
    second.locator("#cell-WEL01").fill("15")

    second.get_by_role("button", name="Lấy số đó").click()

    state(second, "WEL01", "saved")
    expect(second.locator("#cell-WEL01")).to_have_value("12")
    assert reports.texts(world.report, "WEL01") == ["12"]


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    page.context.set_offline(True)
    page.locator("#cell-WEL01").fill("12")
    page.locator("#cell-ORG16").fill("62")
    state(page, "WEL01", "waiting")
    expect(page.locator("#offline")).to_be_visible()
    assert reports.texts(world.report, "WEL01") == [""]

    page.context.set_offline(False)

    state(page, "WEL01", "saved")
    state(page, "ORG16", "saved")
    expect(page.locator("#offline")).to_be_hidden()
    assert reports.texts(world.report, "WEL01", "ORG16") == ["12", "62"]


def test_a_reload_loses_nothing_that_waited(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    page.route("**/o/", lambda route: route.abort())
    page.locator("#cell-WEL01").fill("12")
    state(page, "WEL01", "waiting")
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()

    expect(page.locator("#cell-WEL01")).to_have_value("12")
    state(page, "WEL01", "waiting")
    page.unroute("**/o/")
    state(page, "WEL01", "saved")
    assert reports.texts(world.report, "WEL01") == ["12"]


def test_what_is_handed_in_meanwhile_is_locked_with_a_sentence(world, signed_in):
    page = signed_in(world.deputy, world.report_url)
    reports.submitted(world.report, world.chair)

    page.locator("#cell-WEL01").fill("15")

    state(page, "WEL01", "locked")
    expect(page.locator("#note-WEL01")).to_contain_text("«Chờ tiếp nhận» nên không sửa được")
    assert reports.texts(world.report, "WEL01") == ["12"]


def test_a_session_that_ends_keeps_what_is_typed(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("#cell-WEL01").fill("15")
    state(page, "WEL01", "waiting")
    expect(page.locator("#note-WEL01")).to_contain_text("Phiên đăng nhập đã hết")

    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Gửi lại").click()

    state(page, "WEL01", "saved")
    assert reports.texts(world.report, "WEL01") == ["15"]


def test_the_journal_of_a_cell_opens_beside_it(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "62"})
    page = signed_in(world.deputy, world.report_url)
    page.locator("#cell-ORG16").focus()

    page.locator("#panel-ORG16").get_by_text("Ai đã nhập ô này?").click()

    expect(page.locator("#journal-ORG16")).to_contain_text("→ 62")
    expect(page.locator("#journal-ORG16")).to_contain_text("Hoa")


def test_a_failed_check_leads_to_its_cell(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "60", "ORG18": "64"})
    page = signed_in(world.chair, world.report_url)

    page.locator("#checks a[data-jump=ORG18]").first.click()

    expect(page.locator("#cell-ORG18")).to_be_focused()
    page.keyboard.type("59")
    expect(page.locator("#checks")).not_to_contain_text("lớn hơn tổng số CNVCLĐ")


def test_a_column_pasted_from_a_spreadsheet_fills_the_cells_below(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()

    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text", "62\\t1\\r\\n48\\t2\\r\\n");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.getElementById("cell-ORG16").dispatchEvent(paste);
        }"""
    )

    state(page, "ORG17", "saved")
    assert reports.texts(world.report, "ORG16", "ORG17") == ["62", "48"]


def test_none_is_chosen_by_touch(world, signed_in):
    page = signed_in(world.chair, world.report_url, width=PHONE)

    page.locator("[data-none=ORG23]").tap()

    expect(page.locator("#cell-ORG23")).to_have_value("không có")
    state(page, "ORG23", "saved")
    assert reports.texts(world.report, "ORG23") == ["NA"]


def test_the_officer_returns_with_a_reason_and_later_accepts(world, signed_in):
    report = reports.submitted(world.report, world.chair)
    page = signed_in(world.officer, world.report_url)
    page.get_by_text("Trả lại…").click()
    page.get_by_label("Lý do trả lại: Tổng số đoàn viên").fill("Không khớp sổ đoàn viên")
    page.get_by_role("button", name="Gửi trả lại").click()
    expect(page.locator("toast-list")).to_contain_text("Đã trả lại")

    home = signed_in(world.chair)
    expect(home.locator("#tasks")).to_contain_text("Tổng số đoàn viên: Không khớp sổ đoàn viên")
    reports.submitted(report, world.chair)
    page.goto(page.url)
    page.get_by_label("Trường THCS Phù Lưu, Tháng 5/2024").check()
    page.locator("#accept-chosen").click()

    expect(page.locator("toast-list")).to_contain_text("Đã tiếp nhận 1 báo cáo")
    assert reports.fresh(report).state == "accepted"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_screen_has_what_axe_objects_to(world, signed_in, axe, width):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG18": "64", "ORG23": "x"})
    reports.submitted(reports.report_of(world.units["UH-02"]), world.deputy)
    screens = [
        (world.chair, world.report_url),
        (world.chair, "/bao-cao/UH-01/2024-M04/grassroots-month/"),
        (world.officer, "/bao-cao/UH-02/2024-M05/grassroots-month/"),
        (world.officer, "/hop-thu/"),
        (world.officer, "/hop-thu/chua-nop/"),
        (world.officer, "/hop-thu/bao-phu/"),
        (world.officer, "/thong-bao/"),
        (world.officer, "/bao-cao/?cua=tat-ca"),
        (world.officer, "/"),
        (world.administrator, "/"),
        (world.administrator, "/ky-bao-cao/"),
    ]

    found = {address: axe(signed_in(user, address, width=width)) for user, address in screens}

    assert {address: violations for address, violations in found.items() if violations} == {}
