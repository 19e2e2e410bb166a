"""Vietnamese text: folding, order, clean input."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.text import BadText, clean_line, clean_text, fold, search_terms, sort_key

# In dictionary order: letters decide first, then the tones ngang huyền hỏi ngã sắc nặng.
IN_ORDER = (
    "a à ả ã á ạ ai an án anh ao ăn ằn âm ấm ân ba bà bả bã bá bạ ban bàn bản bán bạn băng bần "
    "ca cá cam cảm cao căn cần công cơ cụm da dân dưa đa đà đá đảng đào đăng đâu đoàn đô đơn "
    "e em én ê êm ga ghi gì hà hai hoà hoả hoá hoạ hôm hỡi in ít kéo kê la lá lăn lân lo lò lô lơ lớp "
    "ma mà mả mã má mạ mơ na nga nghe nha o oà on ô ổn ông ơ ơn phở qua quê ra sa ta tha thi tra "
    "u ùn úp ư ừ ưa va xa y ý yên "
)


def test_words_stand_in_vietnamese_order():
    words = IN_ORDER.split()
    shuffled = random.Random(5).sample(words, len(words))

    assert sorted(shuffled, key=sort_key) == words


def test_an_earlier_word_decides_before_later_tones():
    names = ["Ứng Hoà Đông", "Hai Bà Trưng", "Ứng Hòa", "Hà Nội", "Hạ Long", "Hà Đông"]

    assert sorted(names, key=sort_key) == [
        "Hà Đông",
        "Hạ Long",
        "Hà Nội",
        "Hai Bà Trưng",
        "Ứng Hòa",
        "Ứng Hoà Đông",
    ]


def test_order_does_not_see_case_composition_or_where_the_tone_is_written():
    assert sort_key("ỨNG HÒA") == sort_key("ứng hoà")
    assert sort_key(unicodedata.normalize("NFD", "Đường Nguyễn Huệ")) == sort_key("Đường Nguyễn Huệ")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("LĐLĐ  huyện\u00a0Ứng Hòa ", "ldld huyen ung hoa"),
        ("Đặng Thùy Trâm", "dang thuy tram"),
        ("ĂÂĐÊÔƠƯ ăâđêôơư", "aadeoou aadeoou"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_search_terms_are_safe_to_put_into_a_query(text):
    assert all(term.isalnum() for term in search_terms(text))


def test_search_terms_are_different_words():
    assert search_terms("Quận Hà-Đông, quận «hà đông»") == ("quan", "ha", "dong")


def test_a_line_is_composed_and_trimmed():
    assert clean_line("  Ứng \u00a0 Hòa ", most=20) == "Ứng Hòa"


@pytest.mark.parametrize(
    "text", ["a\0b", "a\nb", "a\u202eb", "a\u2066b", "\u200fa", "a\u200bb", "\ufeffa", "a\ud800", "a\x1b"]
)
def test_hidden_characters_are_refused(text):
    with pytest.raises(BadText, match="ẩn"):
        clean_line(text, most=100)


def test_a_long_line_is_refused_with_both_lengths():
    with pytest.raises(BadText, match="Dài 11 ký tự, chỉ được tối đa 10"):
        clean_line("ă" * 11, most=10)


def test_a_text_keeps_its_lines_but_nothing_hidden():
    assert clean_text(" Một\r\n  hai\n", most=20) == "Một\n  hai"
    with pytest.raises(BadText):
        clean_text("Một\0", most=20)
