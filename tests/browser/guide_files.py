"""Workbooks, lists and documents on their way through the pages that the guide shows."""

from __future__ import annotations

import io
from itertools import islice, product
from typing import Final
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import Page, expect

from thidua.exchange.writing import MEDIA_TYPE
from thidua.reporting.workbooks.layout import Column

MONTH: Final = "/bao-cao/UH-01/2024-M05/grassroots-month/"
HEADINGS: Final = "Họ và tên,Ngày sinh,Giới tính,Mã công đoàn cơ sở,Ngày kết nạp,Nghề nghiệp,Lý do ra"
SURNAMES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Vũ", "Đặng", "Bùi", "Ngô")
WOMEN: Final = ("Thị Hoa", "Thu Hà", "Thị Mai", "Ngọc Lan")
MEN: Final = ("Văn Minh", "Quang Huy", "Đức Long", "Minh Tuấn")
REGISTERED: Final = 65
"""One more than the union's report of April says."""


def send_a_workbook(page: Page) -> None:
    """Take the month away, change it in the file and one cell of it in the application, and send the file."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(origin + MONTH + "excel/").body()))
    sheet = book.worksheets[0]
    said = {"ORG17": 41, "ORG18": 79, "ORG21": 3, "ORG24": 2, "WEL01": "nhiều"}
    for row in range(1, sheet.max_row + 1):
        if (code := sheet.cell(row, Column.CODE.at + 1).value) in said:
            sheet.cell(row, Column.INPUT.at + 1).value = said[code]
    stream = io.BytesIO()
    book.save(stream)
    page.locator("#cell-ORG17").fill("39")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Đã lưu")
    page.goto(origin + "/bao-cao/excel/")
    file = {"name": "Báo cáo tháng 5.xlsx", "mimeType": MEDIA_TYPE, "buffer": stream.getvalue()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.locator("#da-chon")).to_be_visible()


def preview_a_list(page: Page) -> None:
    """Some members, two of them not as the register wants them."""
    rows = [_row(number, *names) for number, names in enumerate(product(SURNAMES[:4], WOMEN[:2]))]
    rows[1] = rows[1].replace("/19", "/20")
    rows[4] = rows[4].replace("Nữ", "Cô")
    _send(page, "kết nạp tháng 4.csv", rows)


def register_members(page: Page) -> None:
    """A whole register, written, and its list."""
    names = [*islice(product(SURNAMES, WOMEN), 31), *islice(product(SURNAMES, MEN), REGISTERED - 31)]
    _send(page, "sổ đoàn viên.csv", [_row(number, *name) for number, name in enumerate(names)])
    page.get_by_role("button", name="Ghi danh sách").click()
    expect(page.locator(".list-sum")).to_contain_text(f"{REGISTERED} đã ghi")
    page.goto(page.url.partition("/nhap-danh-sach/")[0] + "/doan-vien/")


def draft(page: Page) -> None:
    """A report of April that has written itself."""
    page.get_by_label("Kỳ").select_option("2024-M04")
    page.get_by_role("button", name="Soạn từ số liệu").click()
    expect(page.locator(".doc-token").first).to_be_visible()
    # Without the message that covers a corner.
    page.reload()


def issue_and_verify(page: Page) -> None:
    """Issue the report and open the page that everybody may see."""
    page.locator("#documents-table a").first.click()
    page.get_by_role("link", name="Ban hành…").click()
    page.get_by_role("button", name="Ban hành").click()
    page.get_by_role("link", name="Trang xác thực công khai").click()


def _send(page: Page, name: str, rows: list[str]) -> None:
    content = "\n".join([HEADINGS, *rows]).encode()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.locator(".list-sum")).to_be_visible()


def _row(number: int, surname: str, name: str) -> str:
    sex = "Nam" if name in MEN else "Nữ"
    born = f"{number % 27 + 1:02}/{number % 12 + 1:02}/{1972 + number % 22}"
    joined = f"{number % 28 + 1:02}/09/{2012 + number % 11}"
    work = ("Giáo viên", "Giáo viên", "Nhân viên thư viện", "Kế toán")[number % 4]
    return f"{surname} {name},{born},{sex},UH-01,{joined},{work},"
