"""Words that follow from figures: tables of cases, and what must hold for every pair of numbers."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.periods import parse
from thidua.drafting import words
from thidua.drafting.naming import spelled, within
from thidua.drafting.words import Style
from thidua.figures.queries import Figure
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Direction
from thidua.targets.queries import Result
from thidua.targets.rules import complete

VECTORS = {
    vector["id"]: vector
    for vector in json.loads((Path(__file__).parents[1] / "figures" / "arithmetic.json").read_text("utf-8"))["vectors"]
}


def result(
    now: float | str | None,
    *,
    target: float | None = None,
    before: float | None = None,
    period: str = "2024-Q1",
    measure: str = "người",
    kind: str = "flow",
    less: bool = False,
    reports: tuple[int, int] = (1, 1),
) -> Result:
    direction = Direction.LESS if less else Direction.MORE
    indicator = Indicator(code="X1", measure_vi=measure, kind=kind, direction=direction, decimals=0, print_digits=0)
    value, asked = (None if number is None else Fraction(number) for number in (now, target))
    received, expected = reports
    return Result(
        unit_id=1,
        indicator=indicator,
        figure=Figure(value, value, received, received, expected),
        cumulative=value,
        previous_year=None if before is None else Fraction(before),
        target=asked,
        registered=None,
        completion=complete(value, assigned=asked, direction=direction),
        span=parse(period),
    )


@pytest.mark.parametrize(
    ("one", "variant", "said"),
    [
        (result(60, target=120), 0, "đạt 50% kế hoạch năm"),
        (result(60, target=120, period="SY2023-2024"), 0, "đạt 50% kế hoạch năm học"),
        (result(120, target=120), 0, "đạt 100% kế hoạch năm"),
        (result(120, target=120), 1, "hoàn thành 100% kế hoạch năm"),
        (result(855, target=492), 0, "đạt 173,8% kế hoạch năm"),
        (result(855, target=492), 1, "vượt 73,8% kế hoạch năm"),
        (result(100001, target=100000), 1, "vượt kế hoạch năm"),
        (result(99999, target=100000), 0, "đạt xấp xỉ 100% kế hoạch năm"),
        (result(0, target=40), 0, "đạt 0% kế hoạch năm"),
        (result(3, target=4, less=True), 0, "bằng 75% mức cho phép của năm"),
        (result(5, target=4, less=True), 0, "vượt mức cho phép của năm, bằng 125%"),
        (result(10001, target=10000, less=True), 0, "vượt mức cho phép của năm"),
        (result(0, target=0, less=True), 0, "giữ được chỉ tiêu năm"),
        (result(2, target=0, less=True), 0, "không giữ được chỉ tiêu năm"),
        (result("41.15", target=80, measure="%", kind="ratio"), 0, "thấp hơn 38,9 điểm % so với kế hoạch năm (80%)"),
        (result("84.96", target=85, measure="%", kind="ratio"), 0, "xấp xỉ kế hoạch năm (85%)"),
        (result(100, target=100, measure="%", kind="ratio"), 0, "hoàn thành kế hoạch năm"),
        (result(90, target=80, measure="%", kind="ratio"), 0, "hoàn thành kế hoạch năm (80%)"),
        (result(90, target=80, measure="%", kind="ratio", reports=(1, 2)), 0, "kế hoạch năm là 80%"),
        (result(60), 0, ""),
        (result(None, target=120), 0, ""),
    ],
)
def test_how_a_result_stands_with_its_plan(one: Result, variant: int, said: str) -> None:
    assert words.plan(one, Style(1, variant)) == said


@pytest.mark.parametrize(
    ("one", "variant", "said"),
    [
        (result(60, before=54), 0, "tăng 11,11% so với cùng kỳ"),
        (result(54, before=60), 1, "giảm 10% so với cùng kỳ năm 2023"),
        (result(21, before=24, period="2020"), 0, "giảm 12,5% so với năm 2019"),
        (result(21, before=24, period="SY2023-2024"), 0, "giảm 12,5% so với năm học trước"),
        (result(21, before=24, period="SY2023-2024-S1"), 1, "giảm 12,5% so với cùng kỳ năm học trước"),
        (result(60, before=60), 0, "bằng cùng kỳ"),
        (result(100001, before=100000), 0, "xấp xỉ cùng kỳ"),
        (result(3, before=1), 0, "tăng 2 người so với cùng kỳ"),
        (result(1, before=3, measure="DN"), 0, "giảm 2 doanh nghiệp so với cùng kỳ"),
        (result(12, before=0), 0, "tăng 12 người so với cùng kỳ"),
        (result(0, before=4), 0, "cùng kỳ là 4 người"),
        (result(0, before=0), 0, ""),
        (result(60, before=54, reports=(9, 10)), 0, "tăng 11,11% so với cùng kỳ"),
        (result(60, before=54, reports=(8, 10)), 0, ""),
        (result(9960, before=600, period="2020"), 0, "gấp 16,6 lần năm 2019"),
        (result("41.15", before=38, measure="%", kind="ratio"), 0, "tăng 3,15 điểm % so với cùng kỳ"),
        (result(15_220_000_000, before=14_730_000_000, measure="đồng"), 0, "tăng 3,33% so với cùng kỳ"),
        (result(5, before=-3), 0, ""),
        (result(60), 0, ""),
        (result(None, before=60), 0, ""),
    ],
)
def test_how_a_result_changed_on_last_year(one: Result, variant: int, said: str) -> None:
    assert words.change(one, Style(2, variant)) == said


@pytest.mark.parametrize(
    ("measure", "value", "said"),
    [
        ("đồng", 15_220_000_000, "15 tỷ 220 triệu đồng"),
        ("đồng", 950_000, "950.000 đồng"),
        ("tỷ đồng", Fraction("4.105"), "4,105 tỷ đồng"),
        ("tỷ đồng", Fraction("0.865"), "865 triệu đồng"),
        ("tỷ đồng", Fraction("0.00075"), "750.000 đồng"),
        ("triệu đồng", Fraction("144680.939"), "144,681 tỷ đồng"),
        ("triệu đồng", Fraction("55.147"), "55,15 triệu đồng"),
        ("triệu đồng/tháng", Fraction(9), "9 triệu đồng/tháng"),
        ("%", Fraction("41.1458"), "41,15%"),
        ("người", 1424, "1.424"),
    ],
)
def test_a_value_in_a_sentence(measure: str, value: int | Fraction, said: str) -> None:
    one = result(0, measure=measure)
    assert words.quantity(one.indicator, Fraction(value), 2) == said


def test_the_worked_vectors_are_printed_as_they_say() -> None:
    change, money = VECTORS["change"], VECTORS["print-money"]
    told = words.change(result(change["now"], before=change["before"], measure="đồng"), Style(2))
    assert told == f"{change['expect']['printed']['2']} so với cùng kỳ"
    assert words.quantity(result(0, measure="đồng").indicator, Fraction(money["value"]), 2) in money["expect"]
    for name in ("completion-50", "completion-50.9", "completion-25.16", "completion-over"):
        vector = VECTORS[name]
        for digits, printed in vector["expect"]["printed"].items():
            said = words.plan(result(vector["result"], target=vector["target"]), Style(int(digits)))
            assert said == f"đạt {printed} kế hoạch năm"


counts = st.integers(0, 10**9)


def test_nothing_is_missing_that_rounds_to_nothing():
    almost = result("84.96", target=85, measure="%", kind="ratio")
    more = result("85.04", target=85, measure="%", kind="ratio")

    assert (words.gap(almost, 1), words.gap(almost, 2)) == ("", "0,04 điểm %")
    assert (words.over(more, 1), words.over(more, 2)) == ("", "0,04 điểm %")


@given(now=counts, before=counts, digits=st.integers(0, 3))
def test_the_word_of_a_change_agrees_with_its_sign(now: int, before: int, digits: int) -> None:
    said = words.change(result(now, before=before), Style(digits))
    assert said.startswith(("tăng", "gấp")) <= (now > before)
    assert said.startswith("giảm") <= (now < before)
    assert said.startswith("bằng") == (now == before > 0)
    if said.startswith("xấp xỉ"):
        assert now != before
        assert abs(now - before) * 100 * 2 * 10**digits < before


@given(now=counts, target=st.integers(1, 10**9), digits=st.integers(0, 3))
def test_the_per_cent_of_a_plan_agrees_with_the_division(now: int, target: int, digits: int) -> None:
    said = words.plan(result(now, target=target), Style(digits))
    found = re.search(r"([\d.]+(?:,\d+)?)%", said)
    assert found is not None
    printed = Fraction(found[1].replace(".", "").replace(",", "."))
    assert abs(printed - Fraction(now * 100, target)) <= Fraction(1, 2 * 10**digits)
    assert ("xấp xỉ" in said) == (now < target and printed == 100)


@given(now=counts, target=counts)
def test_what_is_missing_and_what_is_there_make_the_target(now: int, target: int) -> None:
    missing = words.gap(result(now, target=target), 2)
    assert bool(missing) == (now < target)
    if missing:
        assert int(missing.removesuffix(" người").replace(".", "")) + now == target


@pytest.mark.parametrize(
    ("name", "whole", "inside"),
    [
        ("CĐCS thành lập mới", "Công đoàn cơ sở thành lập mới", "công đoàn cơ sở thành lập mới"),
        ("Tỷ lệ HN CBCCVC", "Tỷ lệ hội nghị cán bộ, công chức, viên chức", None),
        ("Mái ấm Công đoàn xây mới", "Mái ấm Công đoàn xây mới", "Mái ấm Công đoàn xây mới"),
        ("Lượt ĐV, NLĐ được chăm lo (tổng)", "Lượt đoàn viên, người lao động được chăm lo", None),
        ("ĐOÀN KẾT", "ĐOÀN KẾT", None),
    ],
)
def test_short_forms_are_spelt_out(name: str, whole: str, inside: str | None) -> None:
    assert spelled(name) == whole
    assert inside is None or within(name) == inside
