"""The grids as spreadsheets: blocks from Excel, undo, jumps, keys; many units in one table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, TODAY
from tests.browser.world import World, build
from tests.factories import reports
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf

MANY = "/bao-cao/nhieu-don-vi/2024-M05/grassroots-month/?don-vi=UH&chi-tieu=ORG16,ORG17,ORG21"
PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text", text);
    const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
}"""
COPIED = """() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true }));
    return data.getData("text/plain");
}"""


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build()


def state(page: Page, name: str, wanted: str) -> None:
    """Wait until a cell shows a state."""
    expect(page.locator(f"td:has(#cell-{name})")).to_have_attribute("data-state", wanted)


def saved(page: Page, name: str, text: str) -> None:
    """Wait until a cell holds a text that the server has."""
    expect(page.locator(f"#cell-{name}")).to_have_value(text)
    state(page, name, "saved" if text else "empty")


def toast(page: Page, sentence: str) -> None:
    expect(page.locator("toast-list")).to_contain_text(sentence)


def test_a_block_is_one_step_that_undo_and_redo_carry_to_the_server(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "60"})
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()

    page.evaluate(PASTE, "1.062\tthừa\r\n48\t2\r\n60\t3\r\n")
    toast(page, "Đã điền 3 ô, bỏ qua 3 ô bị khóa hoặc nằm ngoài bảng.")
    saved(page, "ORG18", "60")
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["1062", "48", "60"]

    page.keyboard.press("Control+z")
    saved(page, "ORG17", "")
    saved(page, "ORG16", "60")
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["60", "", ""]

    page.keyboard.press("Control+Shift+z")
    saved(page, "ORG18", "60")
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["1062", "48", "60"]


def test_a_click_into_an_empty_cell_reaches_the_cell(world, signed_in):
    page = signed_in(world.chair, world.report_url)

    page.locator("#cell-ORG17").click()

    expect(page.locator("#cell-ORG17")).to_be_focused()
    expect(page.locator("#cell-ORG17")).to_have_value("")


def test_what_was_typed_is_undone_before_and_after_it_is_saved(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()
    page.keyboard.type("62")
    page.keyboard.press("Enter")
    saved(page, "ORG16", "62")
    page.keyboard.type("4")
    page.keyboard.press("Control+z")
    saved(page, "ORG17", "")

    page.get_by_role("button", name="Hoàn tác").click()

    saved(page, "ORG16", "")
    assert reports.texts(world.report, "ORG16", "ORG17") == ["", ""]


def test_a_range_is_chosen_copied_filled_and_emptied(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "1062", "ORG17": "x"})
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".is-chosen")).to_have_count(2)
    expect(page.locator("#entry-live")).to_have_text("Đã chọn 2 ô.")
    assert page.evaluate(COPIED) == "1.062\nkhông có"

    page.keyboard.press("Control+d")
    saved(page, "ORG16", "61")
    saved(page, "ORG17", "49")
    page.locator("#cell-ORG18").click(modifiers=["Shift"], position={"x": 100, "y": 8})
    expect(page.locator(".is-chosen")).to_have_count(3)
    page.keyboard.press("Delete")

    saved(page, "ORG17", "")
    saved(page, "ORG16", "")
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["", "", ""]


def test_stocks_begin_from_the_month_before_and_wait_to_be_checked(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "62"})
    page = signed_in(world.chair, world.report_url)

    page.get_by_role("button", name="Lấy số kỳ trước cho ô trống").click()

    saved(page, "ORG18", "59")
    expect(page.locator("#cell-ORG16")).to_have_value("62")
    expect(page.locator("#cell-ORG21")).to_have_value("")
    expect(page.locator("#note-ORG18")).to_contain_text("Số kỳ trước")
    page.locator("#cell-ORG16").focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(page.locator("#cell-ORG17")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#note-ORG17")).to_be_empty()
    expect(page.locator("#cell-ORG18")).to_be_focused()


def test_one_key_leads_to_the_next_empty_cell_to_help_and_to_the_meaning(world, signed_in):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG17": "48", "ORG18": "60"})
    page = signed_in(world.chair, world.report_url)
    page.locator("#cell-ORG16").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#cell-ORG19")).to_be_focused()
    page.get_by_role("button", name="Ô trống", exact=True).click()
    expect(page.locator("#cell-ORG21")).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt khi nhập số")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#cell-ORG21")).to_be_focused()
    page.keyboard.press("F1")
    expect(page.locator("#entry-live")).to_contain_text("Chỉ tiêu năm")

    page.set_viewport_size({"width": PHONE, "height": 800})
    page.keyboard.press("Control+i")
    expect(page.get_by_role("dialog", name="Đoàn viên kết nạp mới")).to_contain_text("Mã chỉ tiêu")
    page.keyboard.press("Escape")
    expect(page.locator("#cell-ORG21")).to_be_focused()


def test_a_block_fills_many_units_and_reaches_the_report_of_each(world, signed_in):
    codes = ("UH-01", "UH-02", "UH-03")
    units = {code: reports.report_of(world.units[code]) for code in codes}
    for report in (units["UH-01"], units["UH-02"]):
        begin_behalf(report_id=report.pk, channel=Channel.PHONE, by=world.officer)
    page = signed_in(world.officer, MANY)
    order = page.locator("tr.entry-row").evaluate_all("rows => rows.map(row => row.dataset.unit)")
    assert sorted(order) == list(codes)
    first = next(code for code in order if code != "UH-03")
    page.locator(f"#cell-{first}-ORG16").focus()
    start = order.index(first)

    page.evaluate(PASTE, "\n".join(f"{n}\t{n + 1}\t{n + 2}" for n in (10, 20, 30)))

    toast(page, "Đã điền 6 ô, bỏ qua 3 ô bị khóa hoặc nằm ngoài bảng.")
    values = {code: 10 * (order.index(code) - start + 1) for code in codes if code != "UH-03"}
    for code, value in values.items():
        saved(page, f"{code}-ORG21", str(value + 2))
        assert reports.texts(units[code], "ORG16", "ORG17", "ORG21") == [str(value + n) for n in range(3)]
    expect(page.locator('[data-total="ORG16"] span')).to_have_text(str(sum(values.values())))

    page.keyboard.press("Control+z")
    for code in values:
        saved(page, f"{code}-ORG16", "")
    assert [reports.texts(units[code], "ORG16", "ORG21") for code in codes] == [["", ""]] * 3


def test_units_are_moved_through_filled_down_and_filtered(world, signed_in):
    for code in ("UH-01", "UH-02", "UH-03"):
        begin_behalf(report_id=reports.report_of(world.units[code]).pk, channel=Channel.PAPER, by=world.officer)
    page = signed_in(world.officer, MANY)
    order = page.locator("tr.entry-row").evaluate_all("rows => rows.map(row => row.dataset.unit)")
    page.locator(f"#cell-{order[0]}-ORG16").focus()
    page.keyboard.type("7")
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    expect(page.locator(f"#cell-{order[1]}-ORG16")).to_be_focused()
    page.keyboard.press("Control+d")
    saved(page, f"{order[1]}-ORG16", "7")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#cell-{order[1]}-ORG17")).to_be_focused()

    page.get_by_label("Lọc theo tên đơn vị").fill("song day")

    expect(page.locator("tr.entry-row:visible")).to_have_count(1)
    expect(page.locator("[data-units-total]")).to_have_text("Cộng 1 đơn vị")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_objects_to_nothing_in_the_table_of_many_units(world, signed_in, axe, width):
    begin_behalf(report_id=reports.report_of(world.units["UH-02"]).pk, channel=Channel.PHONE, by=world.officer)

    assert axe(signed_in(world.officer, MANY, width=width)) == []


def test_what_was_typed_before_the_script_came_is_saved(world, signed_in):
    page = signed_in(world.chair)
    waiting: list[Route] = []
    page.route("**/entry-saving*.js", lambda route: [waiting.append(route)])
    page.goto(page.url.rstrip("/") + world.report_url, wait_until="commit")
    page.locator("#cell-WEL01").fill("12")
    assert reports.texts(world.report, "WEL01") == [""]
    while not waiting:
        page.wait_for_timeout(50)

    waiting[0].continue_()
    saved(page, "WEL01", "12")

    assert reports.texts(world.report, "WEL01") == ["12"]


def test_what_is_taken_back_while_it_is_being_saved_is_taken_back(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    waiting: list[Route] = []
    page.route(f"**{world.report_url}o/", lambda route: route.continue_() if waiting else waiting.append(route))
    cell = page.locator("#cell-WEL01")
    cell.fill("12")
    while not waiting:
        page.wait_for_timeout(50)

    cell.fill("")
    cell.blur()
    with page.expect_response(f"**{world.report_url}o/"), page.expect_response(f"**{world.report_url}o/"):
        waiting[0].continue_()
    saved(page, "WEL01", "")

    assert reports.texts(world.report, "WEL01") == [""]


def test_the_checks_go_on_without_a_connection(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    panel, row = page.locator("#checks"), page.locator("#row-ORG17")
    page.locator("#cell-ORG16").fill("62")
    page.locator("#cell-ORG16").blur()
    saved(page, "ORG16", "62")
    expect(panel).not_to_contain_text("không vượt quá")

    page.context.set_offline(True)
    page.locator("#cell-ORG17").fill("63")
    page.locator("#cell-ORG17").blur()
    expect(row).to_have_class("entry-row has-error")
    expect(panel.locator(".check-list .tone-bad")).to_contain_text("có lỗi cân đối")
    broken = panel.locator(".check-list .tone-bad a").all_inner_texts()
    assert len(broken) == 2
    expect(panel.locator("h2")).to_have_text("Xem lại trước khi nộp")
    page.locator("#cell-ORG17").fill("48")
    expect(row).to_have_class("entry-row")
    page.locator("#cell-ORG17").fill("63")
    panel.get_by_role("link", name=broken[0]).click()
    expect(page.locator("#cell-ORG17, #cell-ORG16").locator(":scope:focus")).to_have_count(1)
    assert reports.texts(world.report, "ORG17") == [""]

    page.context.set_offline(False)
    state(page, "ORG17", "saved")
    expect(panel.locator("h2")).to_have_text("Cần xem trước khi nộp")
    expect(row).to_have_class("entry-row has-error")
