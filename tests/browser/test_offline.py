"""A report without a connection: what is typed outlives the page and the browser, and is sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import HEIGHT, PHONE, TODAY
from tests.browser.line import Line, line_to
from tests.browser.world import World, build
from tests.factories import reports
from thidua.figures.models import CellEdit
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from tools.chromium import find

CELLS = 30
FILES_KEPT = "async () => (await (await caches.open('thidua-files')).keys()).length > 20"
WAIT = 10
KEPT_PAGE = """async address => {
    for (const name of await caches.keys()) {
        if (name.startsWith("thidua-pages-") && await (await caches.open(name)).match(address)) return true;
    }
    return false;
}"""

Restarted = Callable[[], BrowserContext]


class Site:
    """The server as a browser reaches it, over a line that can be cut."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.url = f"http://localhost:{line.port}"

    def lose(self, context: BrowserContext) -> None:
        """The browser knows that it has no connection, and has none."""
        context.set_offline(True)
        self.line.cut()

    def find(self, context: BrowserContext) -> None:
        """The connection is back, and the browser is told."""
        self.line.mend()
        context.set_offline(False)


@pytest.fixture
def site(live_server) -> Iterator[Site]:
    with line_to(live_server.thread.port) as line:
        yield Site(line)


@pytest.fixture
def world(transactional_db, settings) -> World:
    settings.THIDUA_TODAY = TODAY
    return build(cells=CELLS)


@pytest.fixture
def browser_of(browser: Browser, tmp_path: Path) -> Iterator[Restarted]:
    """A browser with a folder of its own: called again, it is the same one closed and started anew."""
    running: list[BrowserContext] = []

    def restart() -> BrowserContext:
        for context in running:
            context.close()
        running[:] = [
            browser.browser_type.launch_persistent_context(
                tmp_path / "profile",
                executable_path=find(),
                args=["--no-sandbox", "--disable-gpu"],
                viewport={"width": PHONE, "height": HEIGHT},
                has_touch=True,
                locale="vi-VN",
            )
        ]
        return running[0]

    yield restart
    for context in running:
        context.close()


@pytest.fixture
def sign_in(site, settings) -> Callable[[BrowserContext, User], None]:
    """Sign a person in for longer than the browser runs."""

    def enter(context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": site.url, "expires": 4_000_000_000}
        context.add_cookies([cookie])

    return enter


def until(page: Page, question: str, arg: str = "", *, answer: bool = True) -> None:
    """Ask the page until it answers so; Playwright's own waiting takes a promise for a yes."""
    end = monotonic() + WAIT
    while page.evaluate(question, arg) is not answer:
        assert monotonic() < end, f"{question} was never {answer}"
        page.wait_for_timeout(50)


def kept(page: Page, address: str) -> None:
    """Wait until the service worker has kept a page and what it is made of."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, KEPT_PAGE, address)
    until(page, FILES_KEPT)


def journal_of(world: World, user: User) -> Counter[str]:
    """How often each cell of the report was written by somebody."""
    edits = CellEdit.objects.filter(sheet=world.report.sheet, by=user)
    return Counter(catalogue().by_id[pk].code for edit in edits for pk in edit.indicators)


def test_thirty_cells_typed_without_a_connection_arrive_once(world, browser_of, sign_in, site):
    address = f"{world.report_url}tung-buoc/"
    context = browser_of()
    sign_in(context, world.chair)
    page = context.new_page()
    page.goto(f"{site.url}{address}?phan=1")
    kept(page, address)

    site.lose(context)
    codes = [field.get_attribute("data-code") for field in page.locator(".entry-input").all()]
    while page.locator("#hand-in:visible").count() == 0:
        step = page.locator(".report-step:visible")
        for cell in step.locator(".entry-input").all():
            cell.fill("7")
        step.get_by_role("button", name="Đúng, tiếp tục").tap()
    expect(page.locator("#offline")).to_contain_text(f"{CELLS} ô chờ gửi")
    assert len(codes) == CELLS
    page.close()

    reports.typed(world.report, world.deputy, {"WEL01": "15"})
    context = browser_of()
    site.lose(context)
    page = context.new_page()
    page.goto(f"{site.url}{address}?phan=1")
    expect(page.locator("#offline")).to_contain_text(f"{CELLS} ô chờ gửi")
    assert page.locator(".entry-input").evaluate_all("all => all.map(one => one.value)") == ["7"] * CELLS
    assert page.locator("html[data-kept]").count() == 1
    assert not journal_of(world, world.chair)

    site.find(context)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator('[data-state="saved"]')).to_have_count(CELLS - 1)
    page.goto(f"{site.url}{address}?phan=3")
    expect(page.locator("#note-WEL01")).to_contain_text("Binh vừa ghi «15»")
    expect(page.locator("#cell-WEL01")).to_have_value("7")
    assert journal_of(world, world.chair) == Counter(code for code in codes if code != "WEL01")

    page.get_by_role("button", name="Giữ số của tôi").tap()
    expect(page.locator(".entry-cell:has(#cell-WEL01)")).to_have_attribute("data-state", "saved")
    assert journal_of(world, world.chair) == Counter(codes)
    assert set(reports.texts(world.report, *codes)) == {"7", "7000000"}


def test_another_page_sends_what_a_closed_one_left_behind(world, browser_of, sign_in, site):
    context = browser_of()
    sign_in(context, world.chair)
    page = context.new_page()
    page.goto(f"{site.url}{world.report_url}")
    site.lose(context)
    page.locator("#cell-WEL01").fill("12")
    expect(page.locator("#save-state")).to_contain_text("1 ô chờ gửi")
    page.close()
    site.find(context)

    page = context.new_page()
    with page.expect_response("**/o/"):
        page.goto(site.url)

    assert reports.texts(world.report, "WEL01") == ["12"]


def test_two_tabs_send_once_and_show_the_same(world, browser_of, sign_in, site):
    context = browser_of()
    sign_in(context, world.chair)
    first, second = context.new_page(), context.new_page()
    first.goto(f"{site.url}{world.report_url}")
    site.lose(context)
    first.locator("#cell-WEL01").fill("12")
    expect(first.locator("#save-state")).to_contain_text("1 ô chờ gửi")
    site.find(context)
    second.goto(f"{site.url}{world.report_url}")

    for page in (first, second):
        expect(page.locator("td:has(#cell-WEL01)")).to_have_attribute("data-state", "saved")
        expect(page.locator("#cell-WEL01")).to_have_value("12")
    assert journal_of(world, world.chair) == Counter(["WEL01"])


def test_signing_in_again_sends_what_waited(world, browser_of, sign_in, site):
    context = browser_of()
    sign_in(context, world.chair)
    page = context.new_page()
    page.goto(f"{site.url}{world.report_url}")
    context.clear_cookies(name="sessionid")
    page.locator("#cell-WEL01").fill("12")
    expect(page.locator("#offline")).to_contain_text("Phiên đăng nhập đã hết: 1 ô chờ gửi")
    assert page.locator("#offline a").get_attribute("href").count("/dang-nhap/?next=")

    sign_in(context, world.chair)
    with page.expect_response("**/o/"):
        page.goto(site.url)

    assert reports.texts(world.report, "WEL01") == ["12"]


def test_nothing_is_kept_for_the_next_person(world, browser_of, sign_in, site):
    context = browser_of()
    sign_in(context, world.chair)
    page = context.new_page()
    page.goto(f"{site.url}{world.report_url}")
    kept(page, world.report_url)

    sign_in(context, world.deputy)
    page.goto(site.url)

    until(page, KEPT_PAGE, "/")
    assert not page.evaluate(KEPT_PAGE, world.report_url)
    context.clear_cookies(name="sessionid")
    page.goto(site.url)
    until(page, KEPT_PAGE, "/", answer=False)
