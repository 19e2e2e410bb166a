"""From rows of texts to units, with every bad place named. No database."""

from __future__ import annotations

from datetime import date

import pytest

from thidua.exchange.errors import UnreadableFile
from thidua.org.checks import Known
from thidua.org.imports import Entry, Preview, Standing, entries_of, preview_of, read_day, read_kind
from thidua.org.rules import LegalType, Sector, UnitKind

CITY = Known("HN", date(2003, 1, 1), None)
ENDED = Known("CU", date(2003, 1, 1), date(2020, 7, 1))


def entry(row: int = 2, **fields: str) -> Entry:
    values = {"code": "A", "name": "Công đoàn A", "kind": "CĐCS", "parent": "HN", "founded_on": "05/09/2015"}
    return Entry(row, **(values | fields))


def preview(*entries: Entry, standing: dict[str, Standing] | None = None) -> Preview:
    return preview_of(entries, {"hn": CITY, "cu": ENDED}, standing or {})


def test_a_good_row_becomes_a_unit():
    made = preview(entry(kind="Nghiệp đoàn", sector="ngoài NHÀ nước", bloc="Vận tải", parent="hn")).new[0]

    assert (made.kind, made.legal_type) == (UnitKind.GRASSROOTS, LegalType.OCCUPATIONAL)
    assert (made.sector, made.bloc, made.founded_on) == (Sector.NON_STATE, "Vận tải", date(2015, 9, 5))
    assert made.short_name == "Công đoàn A"


@pytest.mark.parametrize(
    ("fields", "column", "said"),
    [
        ({"code": ""}, "Mã", "Thiếu mã"),
        ({"code": "HN"}, "Mã", "đã có trong hệ thống"),
        ({"code": "a b"}, "Mã", "chữ không dấu"),
        ({"code": "x" * 41}, "Mã", "tối đa 40"),
        ({"code": "A\0"}, "Mã", "ký tự ẩn"),
        ({"name": ""}, "Tên", "Thiếu tên"),
        ({"name": "Công\u202eđoàn"}, "Tên", "đổi chiều"),
        ({"name": "Công\u200bđoàn"}, "Tên", "ký tự ẩn"),
        ({"name": "x" * 201, "short_name": "x"}, "Tên", "tối đa 200"),
        ({"name": "x" * 81}, "Tên ngắn", "tối đa 80"),
        ({"kind": "xí nghiệp"}, "Loại", "Không hiểu «xí nghiệp»"),
        ({"kind": ""}, "Loại", "Còn bỏ trống"),
        ({"parent": "KHÔNG"}, "Mã cấp trên", "Không có đơn vị cấp trên nào mang mã KHÔNG"),
        ({"parent": "H\0N"}, "Mã cấp trên", "Không có đơn vị cấp trên"),
        ({"parent": "A"}, "Mã cấp trên", "vòng tròn"),
        ({"parent": "CU"}, "Mã cấp trên", "kết thúc ngày 01/07/2020"),
        ({"founded_on": "31/02/2020"}, "Ngày thành lập", "Không hiểu «31/02/2020»"),
        ({"founded_on": ""}, "Ngày thành lập", "Còn bỏ trống"),
        ({"founded_on": "01/01/1066"}, "Ngày thành lập", "trước năm 1900"),
        ({"sector": "sao Hỏa"}, "Khu vực", "Không hiểu «sao Hỏa»"),
        ({"bloc": "x" * 41}, "Khối", "tối đa 40"),
    ],
)
def test_every_bad_place_is_named_once(fields, column, said):
    findings = preview(entry(7, **fields)).findings

    assert [(finding.row, finding.column) for finding in findings] == [(7, column)]
    assert said in findings[0].sentence
    assert findings[0].sentence.isprintable()


def test_findings_come_in_the_order_of_the_rows():
    findings = preview(
        entry(2, code="A", founded_on="?"),
        entry(3, code="a"),
        entry(4, code="B", parent="C"),
        entry(5, code="C", parent="B"),
    ).findings

    assert [(finding.row, finding.column) for finding in findings] == [
        (2, "Ngày thành lập"),
        (3, "Mã"),
        (4, "Mã cấp trên"),
        (5, "Mã cấp trên"),
    ]


def test_a_row_that_exists_just_so_is_left_alone_and_one_that_differs_is_bad():
    standing = {"hn": Standing("LĐLĐ thành phố Hà Nội", "")}

    same = preview(entry(2, code="hn", name="LĐLĐ Thành phố Hà Nội", parent=""), entry(3), standing=standing)
    other = preview(entry(2, code="HN", name="Sở Hà Nội", parent=""), standing=standing)

    assert (same.unchanged, [unit.code for unit in same.new], same.findings) == ((2,), ["A"], ())
    assert [finding.column for finding in other.findings] == ["Mã"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28/12/2020", date(2020, 12, 28)),
        ("8-1-2020", date(2020, 1, 8)),
        ("08.01.2020", date(2020, 1, 8)),
        ("2020-12-28", date(2020, 12, 28)),
        ("2020-12-28 00:00:00", date(2020, 12, 28)),
        ("44193", date(2020, 12, 28)),
        ("2020", None),
        ("12/28/2020", None),
        ("28/12/20", None),
        ("٢٨/١٢/٢٠٢٠", None),
        ("999999", None),
        ("hôm qua", None),
    ],
)
def test_days_as_people_write_them(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LĐLĐ quận, huyện, thị xã", UnitKind.DISTRICT),
        ("ldld huyen", UnitKind.DISTRICT),
        ("grassroots", UnitKind.GRASSROOTS),
        ("Công đoàn cơ sở", UnitKind.GRASSROOTS),
        ("Ban", UnitKind.DEPARTMENT),
        ("bang", None),
    ],
)
def test_kinds_as_people_write_them(text, kind):
    assert read_kind(text) == kind


def test_every_kind_is_understood_by_its_own_name():
    assert [read_kind(str(kind.label)) for kind in UnitKind] == list(UnitKind)


def test_headings_stand_anywhere_in_any_order_and_words():
    table = [
        ["CÔNG ĐOÀN GIÁO DỤC"],
        [],
        ["STT", "Ten don vi", "MÃ", "Ngày TL", "loại đơn vị", "Trực thuộc"],
        ["1", "A", "A1", "2020-01-01", "CĐCS", "HN"],
        ["", "", "", ""],
        ["2", "B", "B1"],
    ]

    assert entries_of(table) == [
        Entry(4, code="A1", name="A", founded_on="2020-01-01", kind="CĐCS", parent="HN"),
        Entry(6, code="B1", name="B"),
    ]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["Mã", "Tên", "Loại"], "«Ngày thành lập»"),
        (["x"], "«Mã», «Tên», «Loại», «Ngày thành lập»"),
        (["Mã", "Mã đơn vị", "Tên", "Loại", "Ngày thành lập"], "hai lần"),
    ],
)
def test_missing_and_doubled_headings_are_named(headings, said):
    with pytest.raises(UnreadableFile, match=said):
        entries_of([headings, ["1"]])
