"""What somebody does on a page before the guide takes its picture."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Act = Callable[[Page], None]


def click(*selectors: str) -> Act:
    """Press one thing after the other."""

    def act(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return act


def go_offline(page: Page) -> None:
    """Lose the connection and type on."""
    page.context.set_offline(True)
    page.locator("#cell-WEL01").fill("12")
    page.locator("#cell-WEL01").blur()
    page.locator("#cell-WEL02").fill("3 triệu")
    page.locator("#cell-WEL02").blur()
    expect(page.locator("#save-state")).to_contain_text("chờ gửi")


def walk_to_the_end(page: Page) -> None:
    """Confirm what is proposed, section by section."""
    for section in (1, 2, 3):
        page.locator(f"[data-step='{section}']").get_by_role("button", name="Đúng, tiếp tục").click()
    expect(page.locator("#submit-report")).to_be_visible()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")


def fill_in(page: Page) -> None:
    """Type into some cells of the table, one far out of range, and stand in that one."""
    for code, text in {"ORG16": "82", "ORG17": "38", "ORG18": "77", "ORG21": "1", "WEL01": "140"}.items():
        page.locator(f"#cell-{code}").fill(text)
        page.keyboard.press("Enter")
    page.locator("#cell-WEL01").focus()
    expect(page.locator("#checks")).to_contain_text("Có đúng không?")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")


def open_notes(page: Page) -> None:
    """What stands beside a cell: an estimate, files, remarks."""
    page.locator("#cell-ORG21").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    page.locator("#cell-ORG21").focus()
    page.locator("#notes-ORG21 a").first.click()
    page.locator("#mark-estimated-ORG21").click()
    expect(page.locator("#mark-estimated-ORG21")).to_have_attribute("aria-pressed", "true")
    page.locator("#comment-ORG21").fill("Một người chờ quyết định kết nạp, ngày 25 có số chính thức.")
    page.locator("#notes-ORG21 .comment-add button").click()
    expect(page.locator("#notes-ORG21 .comment-text")).to_be_visible()


def ask_for_more(page: Page) -> None:
    """A request, as far as its preview."""
    page.locator("#id_title").fill("Rà soát chăm lo đoàn viên trong Tháng Công nhân")
    page.locator("#id_message").fill("Số liệu để chuẩn bị hội nghị ngày 25/5.")
    for name, day in {"starts": "2024-05-01", "ends": "2024-05-17", "due": "2024-05-22"}.items():
        page.locator(f"#id_{name}").fill(day)
    page.locator(".request-areas summary", has_text="Chăm lo").first.click()
    page.locator("input[name=indicator][value=WEL01]").check()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("main")).to_contain_text("Yêu cầu sẽ tới")


def plan(page: Page) -> None:
    """Last year's results and five per cent more, by last year's results."""
    page.locator("#plan-base").select_option("nam-truoc")
    page.locator("#plan-growth").fill("5")
    page.locator("#plan-weight").select_option("nam-truoc")
    page.get_by_role("button", name="Tính phương án").click()
    expect(page.locator("#plan-table")).to_be_visible()


def open_the_district(page: Page) -> None:
    """Look one level deeper into the tree."""
    page.locator("summary", has_text="Ứng Hòa").first.click()
    expect(page.locator(".tree-name", has_text="Phù Lưu")).to_be_visible()
