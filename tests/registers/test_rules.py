"""What people write about a member, read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.errors import DomainError
from thidua.registers.members.rules import (
    BadDetail,
    Ended,
    masked,
    read_birth,
    read_event_day,
    read_identity,
    read_name,
    read_phone,
    read_reason,
    read_sex,
    restored_identity,
    years_between,
)

TODAY = date(2024, 5, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [("28/12/1985", date(1985, 12, 28)), ("1985-12-28", date(1985, 12, 28)), ("31409", date(1985, 12, 28)), ("", None)],
)
def test_a_day_of_birth_is_read_as_people_and_excel_write_it(text, day):
    assert read_birth(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["32/01/1985", "1985", "29/02/1985", "19/05/2009", "19/05/2024", "01/01/1901", "abc"])
def test_impossible_days_and_children_are_refused(text):
    with pytest.raises(BadDetail):
        read_birth(text, today=TODAY)


@pytest.mark.parametrize("text", ["001188012345", "001 188 012 345", "'001188012345", "012345678"])
def test_identity_numbers_of_both_kinds_are_read(text):
    assert read_identity(text) in {"001188012345", "012345678"}


@pytest.mark.parametrize("text", ["1188012345", "00118801234a", "1234567890123", "-", "12345678"])
def test_other_numbers_are_none(text):
    if text == "-":
        assert read_identity(text) == ""
    else:
        with pytest.raises(BadDetail):
            read_identity(text)


def test_zeros_that_a_spreadsheet_dropped_come_back_when_the_year_of_birth_agrees():
    assert restored_identity("1188012345", date(1988, 3, 1)) == "001188012345"
    assert restored_identity("1188012345", date(1989, 3, 1)) == "1188012345"
    assert restored_identity("1188012345", None) == "1188012345"


@pytest.mark.parametrize("text", ["0912345678", "912345678", "+84912345678", "84 912 345 678", "0912.345.678"])
def test_telephone_numbers_are_brought_to_one_form(text):
    assert read_phone(text) == "0912345678"


@pytest.mark.parametrize("text", ["123", "0912345678 / 0987654321", "chưa có"])
def test_other_telephone_numbers_are_refused(text):
    with pytest.raises(BadDetail):
        read_phone(text)


@pytest.mark.parametrize("text", ["An", "Nguyễn Văn A2", "", "Nguyễn\u202eVăn"])
def test_names_that_are_none_are_refused(text):
    with pytest.raises(DomainError):
        read_name(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nghỉ hưu", Ended.RETIRED),
        ("chuyển công tác", Ended.TRANSFERRED),
        ("THÔI VIỆC", Ended.STOPPED_WORK),
        ("", None),
    ],
)
def test_reasons_are_read_in_common_words(text, reason):
    assert read_reason(text) == reason


def test_a_reason_that_only_a_reorganisation_gives_cannot_be_written():
    with pytest.raises(BadDetail):
        read_reason("Đơn vị kết thúc")


def test_sex_days_and_masks():
    assert (read_sex("NỮ"), read_sex("nam"), read_sex(" ")) == ("female", "male", "")
    with pytest.raises(BadDetail):
        read_sex("khác")
    with pytest.raises(BadDetail):
        read_event_day("19/05/2024", today=TODAY)
    assert masked("345") == "•••••••••345"
    assert masked("") == ""


@given(st.dates(date(1930, 1, 1), TODAY), st.dates(date(1930, 1, 1), TODAY))
def test_age_counts_birthdays(born, day):
    naive = sum(
        1
        for year in range(born.year + 1, day.year + 1)
        if (year, born.month, born.day) <= (day.year, day.month, day.day)
    )
    if born <= day:
        assert years_between(born, day) == naive
