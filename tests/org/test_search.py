from __future__ import annotations

import pytest

from tests.org.units import NEW_YEAR, new
from thidua.org.errors import AmbiguousUnit, UnknownUnit
from thidua.org.models import Unit
from thidua.org.queries import find_units, unit_by_code_or_name
from thidua.org.rules import UnitKind
from thidua.org.services import place_units, rename_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    names = {
        "UH": ("Liên đoàn Lao động huyện Ứng Hòa", "LĐLĐ huyện Ứng Hòa"),
        "HD": ("Liên đoàn Lao động quận Hà Đông", "LĐLĐ quận Hà Đông"),
        "UH-01": ("CĐCS Trường THPT Ứng Hòa A", "THPT Ứng Hòa A"),
        "HD-01": ("CĐCS Công ty Dệt 29-3", "Dệt 29-3"),
        "HD-02": ("CĐCS Công ty Dệt may Hà Đông", "Dệt may Hà Đông"),
    }
    rows = [
        new(
            code,
            name=name,
            short_name=short,
            kind=UnitKind.GRASSROOTS if "-" in code else UnitKind.DISTRICT,
        )
        for code, (name, short) in names.items()
    ]
    return dict(zip(names, place_units(rows=rows, by=None), strict=True))


def codes(text: str, **options: object) -> list[str]:
    return [found.code for found in find_units(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ung hoa", ["UH", "UH-01"]),
        ("Ứng Hòa", ["UH", "UH-01"]),
        ("hoà  ỨNG", ["UH", "UH-01"]),
        ("ldld huyen ung hoa", ["UH"]),
        ("uh", ["UH", "UH-01"]),
        ("UH-01", ["UH-01"]),
        ("29-3", ["HD-01"]),
        ("det", ["HD-01", "HD-02"]),
        ("dệt m", ["HD-02"]),
        ("không có", []),
        ("", []),
        ("  -- ", []),
        ("' & | ! :* ( <-> \\", []),
        ("a\0b", []),
    ],
)
def test_search_needs_no_accents_and_takes_beginnings_of_words(units, text, expected):
    assert codes(text) == expected


def test_whole_names_come_before_beginnings_and_those_before_the_rest(units):
    rows = [
        new("X1", name="Ban Hà Nam", short_name="Ban Hà Nam"),
        new("X2", name="Hà Nam Ninh", short_name="HNN"),
        new("X3", name="Công đoàn Hà Nam", short_name="Hà Nam"),
    ]
    place_units(rows=rows, by=None)

    assert codes("hà nam") == ["X3", "X2", "X1"]


def test_former_names_are_found_and_said(units):
    rename_unit(unit=units["HD-01"], name="CĐCS Công ty Hòa Thọ", short_name="Hòa Thọ", on=NEW_YEAR, by=None)

    by_former = find_units("dệt 29")
    by_present = find_units("hoa tho")

    assert [(found.name, found.former_name) for found in by_former] == [
        ("CĐCS Công ty Hòa Thọ", "CĐCS Công ty Dệt 29-3")
    ]
    assert [(found.name, found.former_name) for found in by_present] == [("CĐCS Công ty Hòa Thọ", "")]


def test_search_stays_within_what_may_be_seen_and_within_its_limit(units):
    assert codes("ung hoa", within=Unit.objects.filter(code="UH-01")) == ["UH-01"]
    assert codes("ung hoa", most=1) == ["UH"]


@pytest.mark.parametrize(
    "text",
    ["UH", "uh", "LĐLĐ huyện Ứng Hòa", "ldld huyen ung hoa", "Liên đoàn Lao động huyện Ứng Hoà", " UH ", "U\0H\u202e"],
)
def test_a_unit_is_named_by_code_or_name(units, text):
    assert unit_by_code_or_name(text) == units["UH"]


def test_a_former_name_still_names_a_unit_unless_another_bears_it_now(units):
    rename_unit(unit=units["HD-01"], name="CĐCS Công ty Hòa Thọ", short_name="Hòa Thọ", on=NEW_YEAR, by=None)
    assert unit_by_code_or_name("Dệt 29-3") == units["HD-01"]

    heir = place_units(rows=[new("N1", name="CĐCS Công ty Dệt 29-3", short_name="29-3")], by=None)[0]
    assert unit_by_code_or_name("cdcs cong ty det 29-3") == heir


def test_an_ambiguous_name_lists_the_candidates(units):
    place_units(rows=[new("N1", name="THPT Ứng Hòa A", short_name="THPT UH A")], by=None)

    with pytest.raises(AmbiguousUnit) as error:
        unit_by_code_or_name("thpt ung hoa a")

    assert "UH-01" in error.value.sentence
    assert "N1" in error.value.sentence


@pytest.mark.parametrize(
    ("text", "suggested"),
    [("LĐLĐ huyện Ứng Hoa B", "(UH)"), ("huyện", "(UH)"), ("zzz", "kiểm tra"), ("", "kiểm tra"), ("%", "kiểm tra")],
)
def test_an_unknown_name_suggests_near_ones(units, text, suggested):
    with pytest.raises(UnknownUnit) as error:
        unit_by_code_or_name(text)

    assert suggested in error.value.sentence


@pytest.mark.parametrize("count", [1, 30, 1000])
def test_search_asks_as_often_for_many_units_as_for_one(django_assert_num_queries, count):
    place_units(rows=[new(f"M{i}", name=f"Công đoàn số {i}") for i in range(count)], by=None)

    with django_assert_num_queries(3):
        find_units("cong doan")
