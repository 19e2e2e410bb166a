"""What stands around a document: who writes to whom, from where, by which authority."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg.types.range import DateRange

from thidua.documents.bodies import authority_of, full_name, place_in, symbol_of
from thidua.documents.breaking import balanced, broken
from thidua.documents.frames import date_text, frame_for, open_date_text
from thidua.documents.rules import Kind
from thidua.org.models import Area, Jurisdiction, Post, Unit
from thidua.org.rules import NewUnit, PostRole, UnitKind
from thidua.org.services.founding import place_units
from thidua.people.models import Person

DAY = date(2020, 7, 5)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2020, 7, 5), "ngày 05 tháng 7 năm 2020"),
        (date(2024, 2, 9), "ngày 09 tháng 02 năm 2024"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 12, 10), "ngày 10 tháng 12 năm 2024"),
        (date(2024, 3, 1), "ngày 01 tháng 3 năm 2024"),
    ],
)
def test_small_days_and_the_first_two_months_have_two_digits(day, text):
    assert date_text(day) == text
    assert open_date_text(day).split("tháng")[1] == text.split("tháng")[1]


@pytest.mark.parametrize(
    ("kind", "name", "place", "symbol"),
    [
        (UnitKind.PROVINCE, "LĐLĐ thành phố Hà Nội", "Hà Nội", "LĐLĐ"),
        (UnitKind.GRASSROOTS, "CĐCS Trường Mầm non Hoa Sen", "Ứng Hòa", "CĐCS"),
        (UnitKind.SECTOR, "Công đoàn ngành Giáo dục Hà Nội", "Hà Nội", "CĐGD"),
        (UnitKind.AGENCY, "Công đoàn Viên chức thành phố Hà Nội", "Hà Nội", "CĐVC"),
        (UnitKind.WARD, "Công đoàn phường Hoàn Kiếm", "Hoàn Kiếm", "CĐP"),
        (UnitKind.ZONE, "Công đoàn các khu công nghiệp và chế xuất Hà Nội", "Hà Nội", "CĐKCN"),
    ],
)
def test_the_symbol_of_a_body(kind, name, place, symbol):
    assert symbol_of(kind, name, place) == symbol


def test_names_are_written_out_and_say_their_place():
    assert full_name("LĐLĐ TP Hà Nội") == "Liên đoàn Lao động thành phố Hà Nội"
    assert full_name("CĐCS Công ty TNHH May Hòa Xá") == "Công đoàn cơ sở Công ty TNHH May Hòa Xá"
    assert place_in("LĐLĐ thị xã Sơn Tây") == "Sơn Tây"
    assert place_in("LĐLĐ Thành phố Hồ Chí Minh") == "Hồ Chí Minh"
    assert place_in("Tổng Liên đoàn Lao động Việt Nam") == ""


def test_a_deputy_signs_in_the_place_of_the_head():
    assert authority_of(UnitKind.DISTRICT, PostRole.CHAIR) == ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")
    assert authority_of(UnitKind.DISTRICT, PostRole.VICE_CHAIR) == ("TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert authority_of(UnitKind.GRASSROOTS, None) == ("TM. BAN CHẤP HÀNH", "CHỦ TỊCH")
    assert authority_of(UnitKind.NEWSPAPER, PostRole.HEAD) == ("TỔNG BIÊN TẬP",)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Liên đoàn Lao động huyện Ứng Hòa", ["Liên đoàn Lao động", "huyện Ứng Hòa"]),
        ("Công đoàn ngành Giáo dục Hà Nội", ["Công đoàn ngành", "Giáo dục Hà Nội"]),
        ("Công đoàn phường Cửa Nam", ["Công đoàn phường Cửa Nam"]),
    ],
)
def test_names_at_the_head_break_where_people_break_them(name, lines):
    assert broken(name, 24).split("\n") == lines


@pytest.fixture
def ung_hoa(db: None) -> dict[str, Unit]:
    rows = [
        ("TLD", "Tổng Liên đoàn Lao động Việt Nam", "Tổng LĐLĐ Việt Nam", UnitKind.CONFEDERATION, ""),
        ("HN", "LĐLĐ thành phố Hà Nội", "LĐLĐ TP Hà Nội", UnitKind.PROVINCE, "TLD"),
        ("UH", "LĐLĐ huyện Ứng Hòa", "LĐLĐ huyện Ứng Hòa", UnitKind.DISTRICT, "HN"),
        ("UH-1", "CĐCS Trường Mầm non Hoa Sen", "CĐCS MN Hoa Sen", UnitKind.GRASSROOTS, "UH"),
    ]
    new = [NewUnit(code, name, short, kind, parent, date(2000, 1, 1)) for code, name, short, kind, parent in rows]
    return {unit.code: unit for unit in place_units(rows=new, by=None)}


def test_the_frame_of_a_district(ung_hoa):
    frame = frame_for(ung_hoa["UH"], on=DAY, kind=Kind.REPORT, subject="Kết quả 6 tháng đầu năm 2020")
    assert (frame.superior, frame.issuer) == (
        "Liên đoàn Lao động thành phố Hà Nội",
        "Liên đoàn Lao động huyện Ứng Hòa",
    )
    assert (frame.symbol, frame.place, frame.number, frame.draft) == ("BC-LĐLĐ", "Ứng Hòa", "", True)
    assert frame.authority == ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")
    assert frame.recipients == ("- LĐLĐ TP Hà Nội (để báo cáo);", "- Lưu: Văn thư.")


def test_the_frame_of_a_grassroots_union_takes_its_place_from_above(ung_hoa):
    frame = frame_for(ung_hoa["UH-1"], on=DAY, kind=Kind.REPORT, subject="x")
    assert (frame.superior, frame.issuer) == (
        "Liên đoàn Lao động huyện Ứng Hòa",
        "Công đoàn cơ sở Trường Mầm non Hoa Sen",
    )
    assert (frame.symbol, frame.place, frame.authority[0]) == ("BC-CĐCS", "Ứng Hòa", "TM. BAN CHẤP HÀNH")


def test_the_highest_body_has_no_superior(ung_hoa):
    frame = frame_for(ung_hoa["TLD"], on=DAY, kind=Kind.RESULTS, subject="x")
    assert (frame.superior, frame.symbol, frame.kind_text) == ("", "TB-TLĐ", "Thông báo")


def test_the_area_of_a_unit_is_its_place_and_its_head_signs(ung_hoa):
    always = DateRange(date(2000, 1, 1), None)
    area = Area.objects.create(code="A", name="Thị trấn Vân Đình", sort_key="v")
    Jurisdiction.objects.create(unit=ung_hoa["UH-1"], area=area, during=always)
    deputy = Person.objects.create(full_name="Lê Thị Hà")
    Post.objects.create(person=deputy, unit=ung_hoa["UH-1"], role=PostRole.VICE_CHAIR, title="PCT", during=always)
    frame = frame_for(ung_hoa["UH-1"], on=DAY, kind=Kind.REPORT, subject="x")
    assert (frame.place, frame.signer) == ("Vân Đình", "Lê Thị Hà")
    assert frame.authority == ("TM. BAN CHẤP HÀNH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_a_unit_that_is_not_there_yet_still_has_a_frame(ung_hoa):
    frame = frame_for(ung_hoa["UH"], on=date(1990, 1, 1), kind=Kind.REPORT, subject="x")
    assert (frame.superior, frame.issuer) == ("", "UH")


@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        ("Kết quả tháng 4/2024", ["Kết quả tháng 4/2024"]),
        (
            "Kết quả hoạt động công đoàn 6 tháng đầu năm 2020; nhiệm vụ 6 tháng cuối năm 2020",
            ["Kết quả hoạt động công đoàn 6 tháng đầu năm 2020;", "nhiệm vụ 6 tháng cuối năm 2020"],
        ),
        (
            "So sánh kết quả hoạt động của các đơn vị trực thuộc sáu tháng cuối năm",
            ["So sánh kết quả hoạt động của các", "đơn vị trực thuộc sáu tháng cuối năm"],
        ),
        ("Một\nHai", ["Một", "Hai"]),
        ("", [""]),
    ],
)
def test_a_long_subject_stands_on_even_lines(subject: str, lines: list[str]) -> None:
    assert balanced(subject, 66).split("\n") == lines


def test_no_line_of_a_subject_is_too_long_and_no_word_is_lost() -> None:
    subject = "Kết quả phong trào thi đua và hoạt động công đoàn " * 5
    lines = balanced(subject, 66).split("\n")
    assert " ".join(lines).split() == subject.split()
    assert all(len(line) <= 66 for line in lines)
