"""Amounts of money in figures and in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.money import dong_words, number_words, print_dong, print_short

DIGITS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5}
UNITS = {"tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm lẻ một"),
        (105, "một trăm lẻ năm"),
        (115, "một trăm mười lăm"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm lẻ năm"),
        (1050, "một nghìn không trăm năm mươi"),
        (10_101, "mười nghìn một trăm lẻ một"),
        (1_000_005, "một triệu không trăm lẻ năm"),
        (1_005_000, "một triệu không trăm lẻ năm nghìn"),
        (15_220_000_000, "mười lăm tỷ hai trăm hai mươi triệu"),
        (10**12, "một nghìn tỷ"),
        (1, "một"),
        (5, "năm"),
        (19, "mười chín"),
        (25, "hai mươi lăm"),
        (34, "ba mươi tư"),
        (41, "bốn mươi mốt"),
        (44, "bốn mươi tư"),
        (91, "chín mươi mốt"),
        (104, "một trăm lẻ bốn"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (114, "một trăm mười bốn"),
        (121, "một trăm hai mươi mốt"),
        (404, "bốn trăm lẻ bốn"),
        (555, "năm trăm năm mươi lăm"),
        (1_001, "một nghìn không trăm lẻ một"),
        (1_010, "một nghìn không trăm mười"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_100, "một nghìn một trăm"),
        (4_444, "bốn nghìn bốn trăm bốn mươi tư"),
        (21_021, "hai mươi mốt nghìn không trăm hai mươi mốt"),
        (105_105, "một trăm lẻ năm nghìn một trăm lẻ năm"),
        (1_000_000, "một triệu"),
        (1_000_001, "một triệu không trăm lẻ một"),
        (1_010_000, "một triệu không trăm mười nghìn"),
        (24_000_024, "hai mươi tư triệu không trăm hai mươi tư"),
        (10**9, "một tỷ"),
        (1_000_000_005, "một tỷ không trăm lẻ năm"),
        (1_005_000_000, "một tỷ không trăm lẻ năm triệu"),
        (
            1_501_021_034,
            "một tỷ năm trăm lẻ một triệu không trăm hai mươi mốt nghìn không trăm ba mươi tư",
        ),
        (
            999_999_999_999,
            (
                "chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu"
                " chín trăm chín mươi chín nghìn chín trăm chín mươi chín"
            ),
        ),
        (1_005 * 10**9, "một nghìn không trăm lẻ năm tỷ"),
        (24_000 * 10**9 + 1, "hai mươi tư nghìn tỷ không trăm lẻ một"),
        (105_015 * 10**9, "một trăm lẻ năm nghìn không trăm mười lăm tỷ"),
        (10**15, "một triệu tỷ"),
        (-7, "âm bảy"),
    ],
)
def test_numbers_in_words(number, words):
    assert number_words(number) == words


def test_dong_in_words():
    assert dong_words(21_000) == "hai mươi mốt nghìn đồng"


def read_small(words):
    """The value of words below a thousand, by a reader that knows nothing of the writer."""
    value = 0
    text = " ".join(words)
    if found := re.match(r"(\w+) trăm", text):
        value, text = 100 * DIGITS[found[1]], text[found.end() :]
    if found := re.match(r"\s*(\w+) mươi", text):
        value, text = value + 10 * DIGITS[found[1]], text[found.end() :]
    elif found := re.match(r"\s*mười", text):
        value, text = value + 10, text[found.end() :]
    rest = text.replace("lẻ", "").split()
    return value + (DIGITS[rest[0]] if rest else 0)


def read(words):
    for unit, size in UNITS.items():
        if unit in words:
            # Of several "tỷ" the last one is outermost.
            at = len(words) - 1 - words[::-1].index(unit)
            return read(words[:at]) * size + read(words[at + 1 :])
    return read_small(words) if words else 0


# Each group of three digits in all forms that are right, and in no other.
ONES = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
AFTER_TEN = "một|hai|ba|bốn|lăm|sáu|bảy|tám|chín"
AFTER_TENS = "mốt|hai|ba|tư|lăm|sáu|bảy|tám|chín"
TENS = f"mười(?: (?:{AFTER_TEN}))?|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:{AFTER_TENS}))?"
LATER_GROUP = re.compile(rf"(?:không|{ONES}) trăm(?: (?:{TENS}|lẻ (?:{ONES})))?")
FIRST_GROUP = re.compile(rf"(?:{ONES})|{TENS}|(?:{ONES}) trăm(?: (?:{TENS}|lẻ (?:{ONES})))?")


@given(st.one_of(st.integers(1, 10**4), st.integers(1, 10**15)))
def test_every_group_of_words_is_well_formed(number):
    first, *later = (group.strip() for group in re.split("tỷ|triệu|nghìn", number_words(number)))
    assert FIRST_GROUP.fullmatch(first)
    assert all(LATER_GROUP.fullmatch(group) for group in later if group)
    assert not any(group.startswith("không trăm") and group == "không trăm" for group in later)


def test_the_word_for_a_zero_among_the_tens_may_be_chosen():
    assert number_words(1_105_005, joint="linh") == "một triệu một trăm linh năm nghìn không trăm linh năm"
    assert number_words(-105, joint="linh") == "âm một trăm linh năm"


@given(st.one_of(st.integers(0, 10**4), st.integers(0, 10**16)))
def test_words_read_back_as_the_number(number):
    assert read(number_words(number).split()) == number


@pytest.mark.parametrize(
    ("amount", "full", "short"),
    [
        (0, "0 đồng", "0 đồng"),
        (950_000, "950.000 đồng", "950.000 đồng"),
        (18_600_000, "18.600.000 đồng", "18,6 triệu đồng"),
        (15_220_000_000, "15.220.000.000 đồng", "15 tỷ 220 triệu đồng"),
        (1_999_999_999, "1.999.999.999 đồng", "2 tỷ đồng"),
        (1_000_400_000_000, "1.000.400.000.000 đồng", "1.000 tỷ 400 triệu đồng"),
        (-18_600_000, "-18.600.000 đồng", "-18,6 triệu đồng"),
    ],
)
def test_dong_in_figures(amount, full, short):
    assert print_dong(amount) == full
    assert print_short(amount) == short
