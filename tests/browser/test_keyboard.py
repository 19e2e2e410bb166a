"""Whole journeys by keyboard alone; after every key the focus stands somewhere and is drawn there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import TODAY
from tests.browser.world import World, build
from tests.factories import reports
from tests.schemes.making import a_scheme
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.core.numbers import parse_number
from thidua.indicators.queries import catalogue
from thidua.reporting.models import ReturnReason
from thidua.reporting.rules import ReportState
from thidua.targets.models import Target

MONTH = reports.GOOD_MONTH | {"WEL02": "0,004"}
BY_HAND = ("Nền nếp", "Nền nếp sinh hoạt")
MOST_TABS = 120
# A hidden box is drawn by the label behind or around it; an element that was left while a page opens is none.
FOCUS = """() => {
  const one = document.activeElement;
  if (document.readyState !== "complete") return null;
  if (!one || one === document.body) return "nothing has the focus";
  if (one.matches("main, [data-row]")) return null;
  const drawn = [one, one.nextElementSibling, one.closest("label")].some((each) => {
    if (!each) return false;
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(each);
    return visibility === "visible" && outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  });
  return drawn ? null : `the focus is not drawn: ${one.outerHTML.slice(0, 120)}`;
}"""


@dataclass(frozen=True)
class Keys:
    """Somebody without a mouse; `start` is the page as it was opened."""

    page: Page

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.see()

    def see(self) -> None:
        """The focus is somewhere, and drawn there."""
        problem = self.page.evaluate(FOCUS)
        assert problem is None, problem

    def to(self, selector: str) -> None:
        """Tab to an element."""
        self.page.locator(selector).first.wait_for(state="attached")
        for _press in range(MOST_TABS):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        pytest.fail(f"{MOST_TABS} times Tab do not lead to {selector}")

    def write(self, text: str) -> None:
        """Type into what has the focus, over what it holds."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.see()

    def follow(self, selector: str, key: str = "Enter") -> None:
        """Tab to a link or a button that opens another page, and wait for that page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.THIDUA_TODAY = TODAY
    return build()


def test_a_chair_types_jumps_and_hands_in(world, signed_in):
    page = signed_in(world.chair, world.report_url)
    keys = Keys(page)

    keys.to("#cell-ORG16")
    for _cell in MONTH:
        code = page.evaluate("document.activeElement.dataset.code")
        page.keyboard.type(MONTH[code])
        keys.see()
        keys.press("Alt+ArrowDown")
    expect(page.locator("#submit-report")).to_be_enabled()
    keys.follow("#submit-report")

    expect(page.locator(".page-meta")).to_contain_text("Chờ tiếp nhận")
    assert reports.fresh(world.report).state == ReportState.SUBMITTED


def test_an_officer_accepts_and_returns_with_a_reason(world, signed_in):
    for code in ("UH-02", "UH-03"):
        chair = people.chair(world.units[code])
        # More people cared for than there are: the inbox shows it among what does not fit.
        reports.submitted(reports.typed(reports.report_of(world.units[code]), chair, MONTH | {"WEL01": "70"}), chair)
    page = signed_in(world.officer, "/hop-thu/")
    keys = Keys(page)
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)

    keys.to("[data-row] input[type=checkbox]")
    keys.press("ArrowDown", "ArrowUp", "a")
    expect(rows).to_have_count(1)
    expect(rows.first).to_be_focused()
    keys.press("t", "Space")
    keys.to("[name=reason]")
    keys.write("Xem lại số lượt được chăm lo.")
    keys.to(".btn-danger")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    keys.see()

    states = {reports.report_of(world.units[code]).state for code in ("UH-02", "UH-03")}
    assert states == {ReportState.ACCEPTED, ReportState.RETURNED}
    assert ReturnReason.objects.filter(sentence__contains="Xem lại").exists()


def test_an_officer_assigns_from_the_board(world, signed_in):
    page = signed_in(world.officer, "/chi-tieu/bang/UH/2024/")
    keys = Keys(page)

    keys.to("[name=ct][value=WEL01]")
    keys.press("Space")
    keys.follow(".action-bar .btn-primary")
    keys.to("#plan-table tbody tr:nth-child(2) input")
    keys.write("200")
    keys.to("[name=decision]")
    keys.write("12/QĐ-LĐLĐ")
    keys.to("[name=reason]")
    keys.write("Giao theo phương án đã thống nhất.")
    keys.follow(".action-bar .btn-primary")

    assigned = Target.objects.filter(indicator__code="WEL01", unit__in=world.units.values())
    wanted = parse_number("200", decimals=catalogue().by_code["WEL01"].decimals)
    assert wanted in assigned.values_list("assigned", flat=True)


def test_an_administrator_gives_a_role(world, signed_in):
    page = signed_in(world.administrator, f"/quan-tri/tai-khoan/{world.deputy.pk}/")
    keys = Keys(page)

    keys.follow("a[href$='quyen/']")
    keys.to("[name=role]")
    page.keyboard.type("Thường trực")
    keys.to("[name=unit]")
    keys.write("UH")
    keys.follow("main .btn-primary")

    expect(page.locator("main")).to_contain_text("LĐLĐ huyện Ứng Hòa")
    assert Grant.objects.filter(user=world.deputy, unit=world.units["UH"], role=Role.LEADER).exists()


def test_an_officer_writes_and_publishes_a_point_table(world, signed_in):
    scheme = a_scheme(world.units["UH"], world.officer)
    page = signed_in(world.officer, f"/thi-dua/bang-diem/{scheme.reference}/soan/")
    keys, name = Keys(page), page.locator("#p-name")
    rows = page.locator("[data-row]")

    keys.to("[value='add-group:']")
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    _write_row(keys, "Điểm sáng", "5")
    keys.to("[name=bonus]")
    keys.press("Space")
    for written in ("Sáng kiến", "Đề tài"):
        keys.to("#add-criterion")
        page.keyboard.press("Enter")
        expect(name).to_have_value("Tiêu chí mới")
        expect(name).to_be_focused()
        _write_row(keys, written, "2,5")
    keys.press("Control+s")
    expect(rows).to_have_text(["Tổ chức", "Kết nạp đoàn viên", *BY_HAND, "Điểm sáng thưởng", "Sáng kiến", "Đề tài"])

    rows.last.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(5)).to_have_text("Đề tài")
    expect(rows.nth(5)).to_be_focused()
    keys.see()
    keys.follow("[data-toast] form .btn")
    expect(rows.last).to_have_text("Đề tài")
    keys.follow("a[href$='/ban-hanh/']")
    keys.follow(".action-bar .btn-primary")

    published = scheme.versions.get()
    assert published.published_at is not None
    assert [one["name"] for one in published.content["groups"][2]["criteria"]] == ["Sáng kiến", "Đề tài"]


def _write_row(keys: Keys, name: str, points: str) -> None:
    """Name the row that is open and say its points."""
    keys.write(name)
    keys.to("#p-max")
    keys.write(points)
