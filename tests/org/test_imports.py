"""From rows of texts to units, with every bad place named. No database."""

from __future__ import annotations

from datetime import date

import pytest

from thidua.exchange.kinds import Judged
from thidua.exchange.rules import Verdict
from thidua.org.checks import Known
from thidua.org.imports import Entry, Standing, judged, read_day, read_kind, unit_of
from thidua.org.rules import LegalType, Sector, UnitKind

CITY = Known("HN", date(2003, 1, 1), None)
ENDED = Known("CU", date(2003, 1, 1), date(2020, 7, 1))


def entry(row: int = 2, **fields: str) -> Entry:
    values = {"code": "A", "name": "Công đoàn A", "kind": "CĐCS", "parent": "HN", "founded_on": "05/09/2015"}
    return Entry(row, **(values | fields))


def judge(*entries: Entry, standing: dict[str, Standing] | None = None) -> list[Judged]:
    return judged(entries, {"hn": CITY, "cu": ENDED}, standing or {})


def flaws(rows: list[Judged]) -> list[tuple[int, str]]:
    return [(row.row, flaw.field) for row in rows for flaw in row.flaws]


def test_a_good_row_becomes_a_unit():
    made = unit_of(judge(entry(kind="Nghiệp đoàn", sector="ngoài NHÀ nước", bloc="Vận tải", parent="hn"))[0])

    assert (made.kind, made.legal_type) == (UnitKind.GRASSROOTS, LegalType.OCCUPATIONAL)
    assert (made.sector, made.bloc, made.founded_on) == (Sector.NON_STATE, "Vận tải", date(2015, 9, 5))
    assert made.short_name == "Công đoàn A"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"code": ""}, "code", "Thiếu mã"),
        ({"code": "HN"}, "code", "đã có trong hệ thống"),
        ({"code": "a b"}, "code", "chữ không dấu"),
        ({"code": "x" * 41}, "code", "tối đa 40"),
        ({"code": "A\0"}, "code", "ký tự ẩn"),
        ({"name": ""}, "name", "Thiếu tên"),
        ({"name": "Công\u202eđoàn"}, "name", "đổi chiều"),
        ({"name": "Công\u200bđoàn"}, "name", "ký tự ẩn"),
        ({"name": "x" * 201, "short_name": "x"}, "name", "tối đa 200"),
        ({"name": "x" * 81}, "short_name", "tối đa 80"),
        ({"kind": "xí nghiệp"}, "kind", "Không hiểu «xí nghiệp»"),
        ({"kind": ""}, "kind", "Còn bỏ trống"),
        ({"parent": "KHÔNG"}, "parent", "Không có đơn vị cấp trên nào mang mã KHÔNG"),
        ({"parent": "H\0N"}, "parent", "Không có đơn vị cấp trên"),
        ({"parent": "A"}, "parent", "vòng tròn"),
        ({"parent": "CU"}, "parent", "kết thúc ngày 01/07/2020"),
        ({"founded_on": "31/02/2020"}, "founded_on", "Không hiểu «31/02/2020»"),
        ({"founded_on": ""}, "founded_on", "Còn bỏ trống"),
        ({"founded_on": "01/01/1066"}, "founded_on", "trước năm 1900"),
        ({"sector": "sao Hỏa"}, "sector", "Không hiểu «sao Hỏa»"),
        ({"bloc": "x" * 41}, "bloc", "tối đa 40"),
    ],
)
def test_every_bad_place_is_named_once(fields, field, said):
    rows = judge(entry(7, **fields))

    assert flaws(rows) == [(7, field)]
    assert said in rows[0].flaws[0].sentence
    assert rows[0].flaws[0].sentence.isprintable()


def test_every_row_is_judged_in_the_order_of_the_file():
    rows = judge(
        entry(2, code="A", founded_on="?"),
        entry(3, code="a"),
        entry(4, code="B", parent="C"),
        entry(5, code="C", parent="B"),
        entry(6, code="D"),
    )

    assert flaws(rows) == [(2, "founded_on"), (3, "code"), (4, "parent"), (5, "parent")]
    assert [row.verdict for row in rows] == [Verdict.REFUSED] * 4 + [Verdict.NEW]


def test_a_row_that_exists_just_so_is_left_alone_and_one_that_differs_is_bad():
    standing = {"hn": Standing("LĐLĐ thành phố Hà Nội", "")}

    same = judge(entry(2, code="hn", name="LĐLĐ Thành phố Hà Nội", parent=""), entry(3), standing=standing)
    other = judge(entry(2, code="HN", name="Sở Hà Nội", parent=""), standing=standing)

    assert [row.verdict for row in same] == [Verdict.UNCHANGED, Verdict.NEW]
    assert flaws(other) == [(2, "code")]


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
