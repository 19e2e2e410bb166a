"""A secret ballot from its first line to its results, each person in a browser of her own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.ballots import QUESTIONS
from tests.browser.conftest import PHONE, TODAY
from tests.factories.tree import tree
from tests.voting.ballots import held
from thidua.voting.models import Ballot, OpenedBallot, SealedBallot


@pytest.fixture
def units(transactional_db, settings):
    settings.THIDUA_TODAY = TODAY
    return tree("city > district > school")


def sent(page: Page) -> None:
    """Press the one blue button of the page's content."""
    page.locator("#main .btn-primary:not([href])").last.click()
    page.wait_for_load_state()


def set_up(page: Page, voters: list[str], committee: list[str]) -> str:
    """Draft a ballot; its address."""
    page.get_by_role("link", name="Cuộc bỏ phiếu mới").click()
    page.get_by_label("Tên cuộc bỏ phiếu").fill("Bầu Cụm trưởng năm 2025")
    sent(page)
    address = page.url
    page.get_by_role("link", name="Thêm câu hỏi").first.click()
    page.get_by_label("Câu hỏi", exact=True).fill("Chọn Cụm trưởng")
    page.get_by_label("Chọn không quá một số phương án").check()
    page.get_by_label("Phương án hoặc người được đề cử").fill("Huyện A\nHuyện B")
    page.get_by_label("Chọn hoặc xếp không quá").fill("1")
    sent(page)
    page.goto(f"{address}danh-sach/")
    page.get_by_label("Từng người").fill("\n".join(voters))
    sent(page)
    page.goto(f"{address}to-kiem-phieu/")
    for label, name in zip(("Tổ trưởng", "Thành viên thứ hai", "Thành viên thứ ba"), committee, strict=True):
        page.get_by_label(label).fill(name)
    sent(page)
    return address


def handed_out(page: Page, tmp_path) -> list[str]:
    """Fix the ballot and take each share away as a file, one after the other; the paths."""
    page.get_by_role("link", name="Xem lại và chốt").click()
    page.get_by_role("button", name="Chốt và giao mảnh khóa").click()
    files = []
    for number in (1, 2, 3):
        page.locator("details.share summary").nth(number - 1).click()
        expect(page.locator(".share-words:visible")).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("button", name="Tải tệp mảnh khóa").click()
        files.append(str(tmp_path / download.value.suggested_filename))
        download.value.save_as(files[-1])
    return files


def test_a_secret_ballot_is_played_to_its_end(units, signed_in, axe, tmp_path):
    organiser = people.officer(units["city"], "canbo")
    committee = [people.officer(units["district"], f"to.{n}") for n in (1, 2, 3)]
    voters = [people.chair(units["school"], f"cu.tri.{n}") for n in (1, 2, 3)]
    page = signed_in(organiser, "/bo-phieu/")
    address = set_up(page, [one.username for one in voters], [one.username for one in committee])
    files = handed_out(page, tmp_path)
    path = address.partition("/bo-phieu/")[1] + address.partition("/bo-phieu/")[2]

    rooms = [signed_in(member, f"{path}mo/") for member in committee]
    for room, file in zip(rooms, files, strict=True):
        room.get_by_label("Hoặc chọn tệp mảnh khóa").set_input_files(file)
        room.get_by_role("button", name="Thử mảnh khóa").click()
        expect(room.locator(".key-list")).to_contain_text("Đã thử mảnh khóa")
    # Who tried hers before the others sees by herself that they have followed.
    rooms[0].get_by_role("button", name="Xác nhận mở").click()
    rooms[1].get_by_role("button", name="Xác nhận mở").click()
    expect(rooms[1].locator("#main")).to_contain_text("Đang bỏ phiếu")

    codes = [
        voted(signed_in(voter, f"{path}phieu/", width=PHONE), choice)
        for voter, choice in zip(voters, "AAB", strict=True)
    ]
    assert SealedBallot.objects.count() == 3

    rooms = [signed_in(member, f"{path}kiem-phieu/") for member in committee[:2]]
    for room in rooms:
        room.get_by_role("button", name="Xác nhận khóa phiếu").click()
    rooms[1].locator("#id_one-file").set_input_files(files[0])
    rooms[1].locator("#id_two-file").set_input_files(files[2])
    rooms[1].get_by_role("button", name="Kiểm phiếu").click()

    expect(rooms[1].locator("#cau-1")).to_contain_text("Cần 2/3 phiếu")
    expect(rooms[1].locator("#cau-1 tbody tr").first).to_contain_text("Đạt")
    rooms[1].get_by_label("Mã phiếu", exact=True).fill(codes[2])
    rooms[1].get_by_role("button", name="Tìm phiếu").click()
    expect(rooms[1].locator("#phieu tbody tr")).to_have_count(1)
    expect(rooms[1].locator("#phieu tbody")).to_contain_text("Huyện B")
    assert axe(rooms[1]) == []
    assert OpenedBallot.objects.count() == 3
    assert Ballot.objects.get().state == "counted"


def voted(page: Page, choice: str) -> str:
    """Vote on a phone: change one's mind, read it again, press twice; the code."""
    page.get_by_label("Huyện B" if choice == "A" else "Huyện A").check()
    page.get_by_label(f"Huyện {choice}").check()
    expect(page.locator(".ballot-box :checked")).to_have_count(1)
    page.get_by_role("button", name="Xem lại phiếu").click()
    expect(page.locator(".said-list")).to_have_text(f"Huyện {choice} Chọn")
    page.get_by_role("button", name="Niêm phong và gửi").dblclick()
    code = page.locator(".ballot-code")
    expect(code).to_be_visible()
    return code.inner_text()


def test_a_paper_is_marked_by_presses_and_keys_in_requests_of_one_size(units, signed_in):
    made = held(units["district"], questions=QUESTIONS)
    address = f"/bo-phieu/{made.ballot.reference}/phieu/"
    page = signed_in(made.voters[0], address, width=PHONE)
    sent = []
    page.on("request", lambda request: sent.append(len(request.post_data or "")) if request.method == "POST" else None)
    page.get_by_role("button", name="Xem lại phiếu").click()
    expect(page.locator("#main")).to_contain_text("Phiếu trắng")

    page.goto(page.url)
    rows = page.locator("#c1 .ballot-box")
    rows.nth(0).click()
    rows.nth(1).locator("input:checked").press("Space")
    expect(page.locator("#c1 .sheet-count")).to_have_text("Đã chọn 2/2")
    expect(rows.nth(2).get_by_label("Chọn", exact=True)).to_be_disabled()
    rows.nth(0).click()
    expect(page.locator("#c1 .sheet-count")).to_have_text("Đã chọn 1/2")

    places = page.locator("#c3 [data-place]")
    for at in (2, 0, 1):
        places.nth(at).click()
    expect(places).to_have_text(["2", "3", "1"])
    page.locator("#c3 select").nth(1).select_option("1")
    expect(places).to_have_text(["3", "1", "2"])
    places.nth(1).click()
    expect(places).to_have_text(["2", "", "1"])
    page.get_by_role("button", name="Xem lại phiếu").click()

    expect(page.locator(".said-list").first).to_have_text(f"{QUESTIONS[0].options[1].name} Chọn")
    expect(page.locator(".said-list").last.locator("li")).to_have_count(2)
    assert len(sent) == 2
    assert len(set(sent)) == 1
