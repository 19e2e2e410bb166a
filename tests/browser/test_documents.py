"""A document in a browser: written by itself, edited, in step with its figures, issued and taken away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TODAY
from tests.browser.world import World, build
from tests.factories import reports
from thidua.core.periods import parse
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.stored import content_from_data
from thidua.drafting.services import Wanted, draft_document
from thidua.reporting.services.workflow import accept_report, amend_report, submit_report

MONTH = "2024-M04"
# Where the caret is put, inside a paragraph or behind a figure.
AT_ITS_START = "node => { getSelection().collapse(node, 0); node.closest('.doc-host').focus() }"
BEHIND = """node => {
  getSelection().collapse(node.parentNode, [...node.parentNode.childNodes].indexOf(node) + 1);
  node.closest('.doc-host').focus();
}"""


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> World:
    settings.THIDUA_TODAY = TODAY
    settings.FILES_DIR = tmp_path
    return build()


@pytest.fixture
def document(world) -> Document:
    return draft_document(wanted=Wanted(world.units["UH-01"], Kind.REPORT, parse(MONTH)), by=world.chair)


def amend(world: World, code: str, text: str) -> None:
    """The chair corrects a figure of April, and the officer accepts it."""
    report = reports.report_of(world.units["UH-01"], MONTH)
    amend_report(report_id=report.pk, by=world.chair)
    reports.typed(report, world.chair, {code: text})
    submit_report(report_id=report.pk, reason="Kiểm đếm lại", by=world.chair)
    accept_report(report_id=report.pk, by=world.officer)


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like, where somebody wants to look at it."""
    if folder := os.environ.get("THIDUA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def words(document: Document) -> str:
    content = content_from_data(document.versions.latest("number").content)
    return " ".join(str(block) for block in content.blocks)


def helped(page: Page):
    """The figure of how many were cared for, where it stands in a sentence."""
    return page.locator(".doc-paragraph .doc-token[data-key^='value:UH-01:WEL01']").first


def test_a_sentence_is_marked_when_its_figure_changes_and_renewed_by_one_click(world, document, signed_in, axe):
    page = signed_in(world.chair, f"/van-ban/{document.reference}/soan/")
    expect(helped(page)).to_have_text("12")
    paragraph = page.locator(".doc-paragraph", has=page.locator("[data-key^='value:UH-01:WEL01']")).first
    paragraph.evaluate(AT_ITS_START)
    page.keyboard.type("Theo sổ theo dõi, ")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    assert "Theo sổ theo dõi, " in words(document)
    assert axe(page) == []

    amend(world, "WEL01", "14")
    page.reload()

    expect(helped(page)).to_have_class("doc-token is-stale")
    expect(helped(page).locator("del")).to_have_text("12")
    expect(helped(page).locator("ins")).to_have_text("14")
    picture(page, "stale")
    block = paragraph.get_attribute("data-block")
    page.locator(f"[data-stale='{block}']").get_by_role("button", name="Cập nhật câu này").click()

    expect(helped(page)).to_have_text("14")
    expect(paragraph).to_contain_text("Theo sổ theo dõi, ")
    page.get_by_role("button", name="Cập nhật tất cả").click()
    expect(page.locator(".is-stale")).to_have_count(0)
    expect(page.locator("#document-panel")).to_contain_text("khớp với số liệu hiện nay")


def test_a_figure_is_a_whole_it_goes_and_comes_back_but_is_never_half_typed(world, document, signed_in):
    page = signed_in(world.chair, f"/van-ban/{document.reference}/soan/")
    token = helped(page)
    token.evaluate(
        "node => { getSelection().collapse(node.nextSibling ?? node.parentNode, 0); node.closest('.doc-host').focus() }"
    )
    page.keyboard.press("Backspace")
    expect(page.locator("[data-key^='value:UH-01:WEL01']")).to_have_count(0)

    page.keyboard.press("Control+z")
    expect(helped(page)).to_have_text("12")
    page.keyboard.type("7")

    expect(helped(page)).to_have_text("12")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")


def test_two_people_lose_nothing_of_what_they_typed(world, document, signed_in):
    address = f"/van-ban/{document.reference}/soan/"
    one, other = signed_in(world.chair, address), signed_in(world.deputy, address)
    for page, at, text in ((one, 0, "Chữ của Hòa. "), (other, 1, "Chữ của Bình. ")):
        block = page.locator(".doc-host > .doc-paragraph").nth(at)
        block.evaluate(AT_ITS_START)
        page.keyboard.type(text)
        expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    assert "Chữ của Hòa. " in words(document)
    assert "Chữ của Bình. " in words(document)

    block = one.locator(".doc-host > .doc-paragraph").nth(1)
    block.evaluate(AT_ITS_START)
    one.keyboard.type("Hòa cũng sửa. ")
    expect(one.locator(".doc-clash")).to_contain_text("Chữ của Bình.")
    picture(one, "clash")
    one.get_by_role("button", name="Lấy của họ").click()
    expect(one.locator("#save-state")).to_contain_text("Đã lưu")
    assert "Hòa cũng sửa" not in words(document)
    assert "Chữ của Bình" in words(document)


def test_a_figure_is_put_in_and_the_document_issued_and_taken_away(world, document, signed_in, axe):
    page = signed_in(world.chair, f"/van-ban/{document.reference}/soan/")
    page.locator(".doc-host > .doc-paragraph").first.click()
    page.get_by_role("button", name="Chèn con số").click()
    page.get_by_label("Tìm chỉ tiêu").fill("doan vien nu")
    picture(page, "pick")
    page.locator("[data-put]").first.click()
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    page.get_by_label("Người ký").fill("Nguyễn Thị Hòa")
    expect(page.locator(".paper-signer")).to_have_text("Nguyễn Thị Hòa")

    page.get_by_role("link", name="Ban hành…").click()
    assert axe(page) == []
    page.get_by_role("button", name="Ban hành").click()
    expect(page.locator(".page-meta")).to_contain_text("Số 01/")
    with page.expect_download() as word:
        page.get_by_role("link", name="Word").click()
    assert word.value.suggested_filename.endswith(".docx")

    amend(world, "WEL01", "14")
    page.goto(page.url)
    expect(page.locator("#so-lieu")).to_contain_text("12")
    assert axe(page) == []
    picture(page, "issued")
    page.get_by_role("link", name="Có gì thay đổi", exact=True).click()
    expect(page.locator("#figures")).to_contain_text("Kiểm đếm lại")
    assert axe(page) == []
    picture(page, "changes")


def test_on_a_phone_everything_is_one_below_the_other(world, document, signed_in, axe):
    for address in ("", "soan/", "thay-doi/"):
        page = signed_in(world.chair, f"/van-ban/{document.reference}/{address}", width=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert axe(page) == []
        picture(page, f"phone-{address.strip('/')}")
