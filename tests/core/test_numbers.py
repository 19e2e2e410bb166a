"""Reading and printing numbers as people in Việt Nam write them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.numbers import (
    LARGEST,
    BadNumber,
    parse_number,
    print_change,
    print_number,
    print_percent,
    print_points,
    round_half_up,
    scale,
    unscale,
)


@pytest.mark.parametrize(
    ("typed", "decimals", "scaled"),
    [
        ("1424", 0, 1424),
        ("1.424", 0, 1424),
        ("1 424", 0, 1424),
        ("1\u00a0424", 0, 1424),
        ("1\u202f424", 0, 1424),
        (" 0 ", 0, 0),
        ("007", 0, 7),
        ("52,5", 1, 525),
        ("52,50", 1, 525),
        ("1.424,5", 2, 142450),
        ("15.220.000.000", 0, 15_220_000_000),
        ("15 tỷ 220 triệu", 0, 15_220_000_000),
        ("15tỉ 220 TRIỆU", 0, 15_220_000_000),
        ("1,5 tỷ", 0, 1_500_000_000),
        ("18,6 triệu", 0, 18_600_000),
        ("2 nghìn", 0, 2000),
        ("2 ngàn", 1, 20_000),
        ("1 tỷ 2 triệu 500,5 nghìn", 0, 1_002_500_500),
        ("-3", 0, -3),
        ("\u22123", 0, -3),
        ("- 1,5 triệu", 0, -1_500_000),
        ("10.000.000.000.000", 0, LARGEST),
    ],
)
def test_reading(typed, decimals, scaled):
    assert parse_number(typed, decimals=decimals) == scaled


@pytest.mark.parametrize(
    ("typed", "decimals", "sentence"),
    [
        ("", 0, "Chưa có số"),
        ("   ", 0, "Chưa có số"),
        ("1.42", 0, "dấu chấm chỉ tách hàng nghìn"),
        ("1.42", 2, "dấu chấm chỉ tách hàng nghìn"),
        ("0.500", 3, "dấu chấm chỉ tách hàng nghìn"),
        ("1.4245", 0, "dấu chấm chỉ tách hàng nghìn"),
        ("1.424 000", 0, "dấu chấm chỉ tách hàng nghìn"),
        ("1,424.5", 1, "dấu phẩy chỉ dùng một lần"),
        ("1,424,000", 0, "dấu phẩy chỉ dùng một lần"),
        ("1 42", 0, "Các nhóm chữ số"),
        (",5", 1, "Các nhóm chữ số"),
        ("5,", 1, "Các nhóm chữ số"),
        ("52,5", 0, "chỉ nhận số nguyên"),
        ("52,55", 1, "tối đa 1 chữ số sau dấu phẩy"),
        ("1,2345 nghìn", 0, "chỉ nhận số nguyên"),
        ("1 tỷ 5", 0, "Không đọc được"),
        ("tỷ", 0, "Không đọc được"),
        ("5 tỷ đồng", 0, "Không đọc được"),
        ("220 triệu 1 tỷ", 0, "từ hàng lớn đến hàng nhỏ"),
        ("5 triệu 1.500 nghìn", 0, "từ hàng lớn đến hàng nhỏ"),
        ("1,5 tỷ 200 triệu", 0, "từ hàng lớn đến hàng nhỏ"),
        ("5 đồng", 0, "không kèm đơn vị đo"),
        ("10^30", 0, "không kèm đơn vị đo"),
        ("+5", 0, "không kèm đơn vị đo"),
        ("1" + "0" * 30, 0, "Số quá lớn"),
        ("10.000.000.000.001", 0, "Số quá lớn"),
        ("1.000.000.000.001", 1, "Số quá lớn"),
        ("9" * 61, 0, "Quá dài"),
        ("nan", 0, "không phải là một số"),
        ("-inf", 0, "không phải là một số"),
        ("-", 0, "không phải là một số"),
        ("năm", 0, "không phải là một số"),
        ("1e30", 0, "Hãy gõ đủ các chữ số"),
        ("٣٤", 0, "Chỉ dùng các chữ số 0 đến 9"),
        ("１２", 0, "Chỉ dùng các chữ số 0 đến 9"),
        ("1²", 0, "Chỉ dùng các chữ số 0 đến 9"),
        ("\u202e21", 0, "dấu đổi chiều chữ"),
        ("1\x002", 0, "ký tự điều khiển"),
    ],
)
def test_refusing_with_a_sentence(typed, decimals, sentence):
    with pytest.raises(BadNumber, match=sentence) as refused:
        parse_number(typed, decimals=decimals)
    assert refused.value.status == 422


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 4))
def test_what_is_printed_reads_back(scaled, decimals):
    assert parse_number(print_number(unscale(scaled, decimals)), decimals=decimals) == scaled


@given(st.one_of(st.text(), st.text("0123456789.,- tỷriệunghì")))
def test_anything_typed_is_a_number_or_refused(text):
    try:
        scaled = parse_number(text, decimals=2)
    except BadNumber:
        return
    assert abs(scaled) <= LARGEST


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 4))
def test_scaling_is_exact(scaled, decimals):
    assert scale(unscale(scaled, decimals), decimals) == scaled


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+30", "1E+999999", "1E-999999", "0.5"])
def test_scaling_refuses_what_a_cell_cannot_hold(value):
    with pytest.raises(BadNumber):
        scale(Decimal(value), 0)


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("0.4999", 0, "0"), ("50", 2, "50.00")],
)
def test_halves_round_away_from_zero(value, digits, rounded):
    assert str(round_half_up(Decimal(value), digits)) == rounded


def test_rounding_happens_once():
    assert round_half_up(Fraction(9_444_999_999_999_999_999_999_999_999_999, 10**30), 2) == Decimal("9.44")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (print_number(1424), "1.424"),
        (print_number(Decimal("52.50")), "52,5"),
        (print_number(Decimal("-1424.25"), 1), "-1.424,3"),
        (print_number(Decimal("-0.04"), 1), "0"),
        (print_number(Fraction(1, 8)), "0,125"),
        (print_number(Decimal("1E+3")), "1.000"),
        (print_percent(50, 2), "50%"),
        (print_percent(Fraction(142_400, 2800), 1), "50,9%"),
        (print_change(Fraction(-18, 10), 2), "giảm 1,8%"),
        (print_change(0, 2), "bằng cùng kỳ"),
        (print_change(Fraction(1, 1000), 2), "xấp xỉ cùng kỳ"),
        (print_points(Decimal("2.95"), 2), "tăng 2,95 điểm %"),
        (print_points(Decimal("-0.5"), 1), "giảm 0,5 điểm %"),
    ],
)
def test_printing(printed, expected):
    assert printed == expected


def test_an_endless_fraction_asks_for_digits():
    with pytest.raises(ValueError, match="say how many digits"):
        print_number(Fraction(1, 3))
