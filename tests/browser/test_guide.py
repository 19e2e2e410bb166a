"""The pictures of the guide: every page shows what the guide says of it, and is photographed as it does.

`make guide` (THIDUA_GUIDE=1) writes them to docs/guide/images; a usual run only holds the pages to the guide.
"""

from __future__ import annotations

from typing import Final

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from tests import people
from tests.browser import world as small
from tests.browser.conftest import DESK, PHONE, TODAY
from tests.browser.guide_acts import (
    ask_for_more,
    click,
    fill_in,
    go_offline,
    open_notes,
    open_the_district,
    plan,
    walk_to_the_end,
)
from tests.browser.guide_emulation import furnish_emulation, pictures_of
from tests.browser.guide_files import draft, issue_and_verify, preview_a_list, register_members, send_a_workbook
from tests.browser.guide_pictures import KEPT, MAKING, Picture, take
from tests.browser.guide_world import GuideWorld, build
from tests.factories import reports
from thidua.audit.services import seal_inbox
from thidua.core import clock
from thidua.indicators.services.drafts import begin_draft
from thidua.people.models import User

REPORT = "/bao-cao/{}/2024-M05/grassroots-month/"


PICTURES: Final = (
    Picture("dien-thoai-viec", "chair", "/", ("Báo cáo bạn cần nộp", "Nhập từng bước"), width=PHONE),
    Picture(
        "dien-thoai-nhap",
        "chair",
        REPORT.format("UH-01") + "tung-buoc/?phan=1",
        ("Số đề nghị", "Như kỳ trước", "không có", "Đúng, tiếp tục", "Tính thế nào?"),
        width=PHONE,
    ),
    Picture(
        "dien-thoai-mat-mang",
        "chair",
        REPORT.format("UH-01") + "tung-buoc/?phan=3",
        ("Đang mất kết nối",),
        act=go_offline,
        width=PHONE,
    ),
    Picture(
        "dien-thoai-nop",
        "chair",
        REPORT.format("UH-01") + "tung-buoc/?phan=1",
        ("ô chưa nhập hoặc chưa xác nhận", "Nộp báo cáo", "Xem cả bảng, ghi chú và minh chứng"),
        act=walk_to_the_end,
        width=PHONE,
    ),
    Picture(
        "nhap-bang",
        "chair",
        REPORT.format("UH-01"),
        ("Lấy số kỳ trước cho ô trống", "Phím tắt", "Ô trống", "Ô cần xem", "Nộp báo cáo"),
        act=fill_in,
    ),
    Picture(
        "ben-canh-o",
        "chair",
        REPORT.format("UH-01"),
        ("Số ước tính", "Đính kèm tệp", "Gửi"),
        act=open_notes,
        crop="#panel-ORG21",
    ),
    Picture("bi-tra-lai", "returned", REPORT.format("UH-07"), ("Báo cáo bị trả lại",), height=540),
    Picture(
        "hop-thu",
        "officer",
        "/hop-thu/",
        ("Chờ tiếp nhận", "Chưa nộp", "Bao phủ", "Có lỗi hoặc không khớp", "Có câu hỏi", "Tiếp nhận"),
    ),
    Picture(
        "tra-lai",
        "officer",
        "/hop-thu/",
        ("Không khớp với các ô liên quan", "Lý do chung cho cả báo cáo", "Gửi trả lại"),
        act=click("[data-group=wrong] [data-return]", "[data-group=wrong] .chip:has-text('Không khớp')"),
        crop="[data-group=wrong]",
    ),
    Picture(
        "nhac",
        "officer",
        "/hop-thu/chua-nop/nhac/?ky=2024-M05",
        ("Người nhận", "Đã nhắc", "Gửi lời nhắc"),
    ),
    Picture("bao-phu", "officer", "/hop-thu/bao-phu/", ("đúng hạn", "muộn", "thiếu", "chưa đến hạn")),
    Picture(
        "nhieu-don-vi",
        "officer",
        "/bao-cao/nhieu-don-vi/2024-M05/grassroots-month/?thieu=1",
        ("Chỉ đơn vị còn thiếu", "Mở ô nhập thay"),
        height=650,
    ),
    Picture(
        "nhap-thay",
        "officer",
        REPORT.format("UH-10") + "nhap-thay/",
        ("Đơn vị gửi số liệu qua", "Báo cáo giấy", "Bắt đầu nhập thay"),
    ),
    Picture(
        "thieu-don-vi",
        "officer",
        "/bao-cao/UH/2024-M05/upper-union-month/",
        ("Đơn vị trực thuộc chưa có trong báo cáo", "Lý do chung", "Ghi riêng cho từng đơn vị"),
        crop="#exceptions",
    ),
    Picture("dot-xuat", "officer", "/dot-xuat/moi/", ("Yêu cầu sẽ tới", "Xem trước lại"), act=ask_for_more),
    Picture(
        "bang-chi-tieu",
        "officer",
        "/chi-tieu/bang/UH/2024/",
        ("Lập phương án giao", "Lấy từ năm trước", "Chưa giao", "Đơn vị đạt", "Chia các chỉ tiêu đã chọn"),
    ),
    Picture(
        "phuong-an",
        "officer",
        "/chi-tieu/bang/UH/2024/phuong-an/?ct=ORG21&ct=WEL01",
        ("Số để chia", "Chia theo", "Tổng phương án", "Còn lại", "Giao theo phương án"),
        act=plan,
    ),
    Picture(
        "trang-don-vi",
        "specialist",
        "/don-vi/UH/?ky=2024-M04",
        ("Kết quả theo mảng công tác", "Lưu góc nhìn", "Excel", "Ai xem được"),
    ),
    Picture(
        "vi-sao",
        "specialist",
        "/so-lieu/UH/2024-M04/WEL01/",
        ("Vì sao có số này?", "Cách tính", "Cộng lại khớp", "Các phần cộng lại"),
    ),
    Picture(
        "so-sanh",
        "specialist",
        "/so-sanh/?don-vi=UH-05&don-vi=UH-06&don-vi=UH-08&ky=2024-M04&ky=2023-M04&chi-tieu=WEL01",
        ("Số được so", "Thêm kỳ", "Lưu góc nhìn"),
    ),
    Picture(
        "luu-goc-nhin",
        "specialist",
        "/so-sanh/?don-vi=UH-05&don-vi=UH-06&ky=2024-M04&chi-tieu=WEL01",
        ("Người ở đơn vị tôi cũng thấy", "Các góc nhìn đã lưu"),
        act=click(".save-view summary"),
        height=440,
    ),
    Picture(
        "hop-thuong-truc", "leader", "/hop-thuong-truc/UH/2024-M04/", ("chỉ tiêu năm đã đạt", "Đơn vị cần chú ý", "In")
    ),
    Picture("nhat-ky", "inspector", "/nhat-ky/", ("Người thực hiện", "Việc đã làm", "Lọc", "Bỏ lọc"), height=640),
    Picture("ai-xem-duoc", "inspector", "/ai-xem-duoc/UH/", ("Từng người và lý do", "Ngoài xem, còn được")),
    Picture(
        "tai-khoan",
        "administrator",
        "/quan-tri/tai-khoan/",
        ("Mở tài khoản", "Nhập từ Excel", "Phiếu kích hoạt cho người đã chọn", "Chưa kích hoạt"),
    ),
    Picture(
        "phieu",
        "administrator",
        "/quan-tri/tai-khoan/",
        ("Mã dùng một lần", "Về danh sách"),
        height=530,
        act=click("input[name=tai-khoan] >> nth=2", "text=Phiếu kích hoạt cho người đã chọn"),
    ),
    Picture(
        "phep-kiem-tra",
        "administrator",
        "/danh-muc/bieu-mau/grassroots-month/2/soan/",
        ("Vế trái", "So sánh", "Vế phải", "Khi không đạt", "Thêm phép kiểm tra"),
        crop="section[aria-labelledby=checks-title]",
    ),
    Picture("ky-bao-cao", "administrator", "/ky-bao-cao/", ("Khóa…", "Mở kỳ", "Lịch nộp theo cấp"), height=600),
    Picture(
        "cay-don-vi",
        "administrator",
        "/cay-don-vi/",
        ("Tìm đơn vị", "Xem ngày này", "Liên đoàn Lao động huyện Ứng Hòa", "CĐCS Trường THCS Phù Lưu"),
        act=open_the_district,
        height=760,
    ),
    Picture(
        "excel-so-sanh",
        "chair",
        REPORT.format("UH-01"),
        ("Đang có", "Tệp ghi", "Hai bên cùng sửa", "Không nhận", "Tải ô không nhận", "Ghi vào báo cáo"),
        act=send_a_workbook,
    ),
    Picture(
        "danh-sach-xem-truoc",
        "chair",
        "/nhap-danh-sach/members/",
        ("Tải dòng không nhận", "Ghép lại cột", "Không nhận", "Bỏ danh sách", "Ghi danh sách"),
        act=preview_a_list,
    ),
    Picture(
        "doan-vien",
        "chair",
        "/nhap-danh-sach/members/",
        ("Kết nạp", "Nhập từ Excel", "Đối chiếu báo cáo", "Tình trạng"),
        act=register_members,
        height=640,
    ),
    Picture(
        "doan-vien-doi-chieu",
        "chair",
        "/doan-vien/don-vi/UH-01/doi-chieu/?ky=2024-M04",
        ("Theo sổ", "Theo báo cáo", "Chênh lệch", "sổ thừa 1"),
        height=560,
    ),
    Picture(
        "van-ban-soan",
        "leader",
        "/van-ban/moi/",
        ("Chèn con số", "Thể thức", "Đọc", "Ban hành…"),
        act=draft,
        height=680,
    ),
    Picture(
        "xac-thuc",
        "leader",
        "/van-ban/",
        ("Văn bản này có thật", "Số, ký hiệu", "Đơn vị ban hành", "Chữ ký số"),
        act=issue_and_verify,
        width=PHONE,
    ),
)


@pytest.fixture
def world(live_server, settings, tmp_path) -> GuideWorld:
    settings.THIDUA_TODAY = TODAY
    settings.FILES_DIR = tmp_path / "files"
    world = build()
    User.objects.update(toured_at=clock.now())
    User.objects.exclude(username="nga").update(password=make_password("chua-ai-biet"))
    begin_draft(
        form=reports.report_of(world.units["UH-01"]).sheet.form_version.form, starts=TODAY, by=world.administrator
    )
    seal_inbox()
    return world


@pytest.mark.parametrize("chapters", ["reports", "emulation"])
def test_the_pages_show_what_the_guide_says(world, signed_in, live_server, tmp_path, chapters):
    """One world for all pictures, in the order of the guide: what one types, the next may show."""
    persons = {name: getattr(world, name) for name in GuideWorld.__annotations__ if name != "units"}
    persons["returned"] = people.chair(world.units["UH-07"], "binh")
    pictures: tuple[Picture, ...] = PICTURES
    if chapters == "emulation":
        made = furnish_emulation(world)
        pictures = pictures_of(made.references)
        persons |= made.persons
    for user in persons.values():
        user.refresh_from_db()
    # A browser for each person and screen: it keeps scripts and styles from page to page.
    opened = {
        (who, width): signed_in(persons[who], "/", width=width)
        for who, width in dict.fromkeys((picture.who, picture.width) for picture in pictures)
    }
    # The list of accounts tells the day of the demonstration, not of the machine.
    User.objects.exclude(last_login=None).update(last_login=clock.now())
    wrong = []
    for picture in pictures:
        wrong += take(opened[picture.who, picture.width], picture, live_server.url, KEPT if MAKING else tmp_path)
    assert not wrong


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_tour_steps_through_and_ends(live_server, settings, signed_in, axe, width):  # the server has the database
    settings.THIDUA_TODAY = TODAY
    page = signed_in(small.build().chair, "/", width=width)
    tour = page.locator("guided-tour")
    expect(tour.get_by_role("listitem")).to_have_count(1)
    expect(page.locator(".is-toured")).to_be_in_viewport()
    assert axe(page) == []

    for place in (2, 3, 4):
        tour.get_by_role("button", name="Tiếp").click()
        expect(tour.locator("[data-place]")).to_have_text(f"{place}/4")
        expect(page.locator(".is-toured")).to_be_in_viewport()
    expect(tour.get_by_role("button", name="Tiếp")).to_be_hidden()
    # Whoever steps by keyboard goes on with the button that is left.
    expect(tour.locator("[data-done]")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#tasks")).to_be_visible()
    expect(tour).to_have_count(0)
