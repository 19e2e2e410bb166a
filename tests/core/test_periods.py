"""Periods: codes, days, names, how they contain each other."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.core.periods import MOST_WINDOWS, BadPeriodCode, Calendar, Frequency, all_of_year, parse, window

YEARS = st.sampled_from([Calendar.CALENDAR, Calendar.SCHOOL])
SPANS = st.builds(all_of_year, YEARS, st.integers(1950, 2100)).flatmap(st.sampled_from)
WINDOWS = st.builds(
    lambda starts, days, number: window(starts, starts + timedelta(days=days), number),
    st.dates(date(1950, 1, 1), date(2100, 12, 31)),
    st.integers(1, 359),
    st.integers(1, MOST_WINDOWS),
)


@pytest.mark.parametrize(
    ("code", "starts", "ends", "title", "short"),
    [
        ("2020", "2020-01-01", "2020-12-31", "Năm 2020", "2020"),
        ("2020-H1", "2020-01-01", "2020-06-30", "6 tháng đầu năm 2020", "6T đầu 2020"),
        ("2020-H2", "2020-07-01", "2020-12-31", "6 tháng cuối năm 2020", "6T cuối 2020"),
        ("2024-Q1", "2024-01-01", "2024-03-31", "Quý I/2024", "QI/2024"),
        ("2024-Q4", "2024-10-01", "2024-12-31", "Quý IV/2024", "QIV/2024"),
        ("2024-M02", "2024-02-01", "2024-02-29", "Tháng 2/2024", "T2/2024"),
        ("2024-9M", "2024-01-01", "2024-09-30", "9 tháng năm 2024", "9T/2024"),
        ("SY2019-2020", "2019-09-01", "2020-08-31", "Năm học 2019-2020", "NH 2019-2020"),
        ("SY2019-2020-S1", "2019-09-01", "2020-01-31", "Học kỳ I năm học 2019-2020", "HKI 2019-2020"),
        ("SY2019-2020-S2", "2020-02-01", "2020-08-31", "Học kỳ II năm học 2019-2020", "HKII 2019-2020"),
        ("2024-X0510-0520-1", "2024-05-10", "2024-05-20", "Đột xuất 10/5–20/5/2024 (1)", "10/5–20/5/24"),
        ("2023-X1220-0110-12", "2023-12-20", "2024-01-10", "Đột xuất 20/12/2023–10/1/2024 (12)", "20/12–10/1/24"),
        ("2024-X0228-0229-1", "2024-02-28", "2024-02-29", "Đột xuất 28/2–29/2/2024 (1)", "28/2–29/2/24"),
    ],
)
def test_a_code_says_days_and_names(code, starts, ends, title, short):
    span = parse(code)

    assert (span.starts, span.ends) == (date.fromisoformat(starts), date.fromisoformat(ends))
    assert (span.title, span.short_title) == (title, short)


@pytest.mark.parametrize(
    "code",
    [
        *("", "20", "2020-Q5", "2020-Q0", "2020-M00", "2020-M13", "2020-M5", "2020-H3", "2020-6M", "2020-h1"),
        *("SY2019-2021", "SY2019", "SY2019-2020-S3", "0001", "9999", "1900", " 2020", "2020\n", "2020\0"),
        *("2024-X0510-0510-1", "2024-X0510-0520", "2024-X0510-0520-0", "2024-X0510-0520-1000", "2024-x0510-0520-1"),
        *("2023-X0229-0301-1", "2024-X1301-1302-1", "2024-X0001-0102-1", "1900-X0510-0520-1", "2024-X0510-0520-01"),
        *("٢٠٢٠", "２０２０", "2020-Q٣", "\u202e2020", "2020" * 1000),
    ],
)
def test_other_codes_are_refused_with_examples(code):
    with pytest.raises(BadPeriodCode, match="Hãy viết như 2024, 2024-H1") as refused:
        parse(code)
    assert "\0" not in refused.value.sentence
    assert len(refused.value.sentence) < 200


@given(SPANS)
def test_a_code_reads_back(span):
    assert parse(span.code) == span


@given(SPANS)
def test_periods_of_a_length_follow_each_other(span):
    before = span.previous()

    assert before.frequency is span.frequency
    assert before.calendar is span.calendar
    if span.frequency is not Frequency.NINE_MONTHS:
        assert before.ends + timedelta(days=1) == span.starts


@given(SPANS)
def test_the_year_before_is_the_same_window(span):
    before = span.year_before()

    assert before.year == span.year - 1
    assert before.ordinal == span.ordinal
    assert (before.starts.month, before.starts.day) == (span.starts.month, span.starts.day)


@given(SPANS)
def test_months_cover_a_period_without_gap(span):
    months = span.base(Frequency.MONTH)

    assert (months[0].starts, months[-1].ends) == (span.starts, span.ends)
    assert all(a.ends + timedelta(days=1) == b.starts for a, b in pairwise(months))


@given(WINDOWS)
def test_a_window_reads_back_and_stands_alone(span):
    assert parse(span.code) == span
    assert len(span.code) <= 20
    assert span.containing() == (span,) == span.base(Frequency.ONCE)
    assert span.whole_year() == span
    assert span.to_date() == (span.starts, span.ends)


@given(WINDOWS)
def test_windows_compare_with_as_many_days(span):
    before, then = span.previous(), span.year_before()

    assert before.ends + timedelta(days=1) == span.starts
    assert before.ends - before.starts == span.ends - span.starts
    assert parse(before.code) == before
    assert then.year == span.year - 1
    assert abs((then.ends - then.starts) - (span.ends - span.starts)) <= timedelta(days=1)
    assert parse(then.code) == then


@given(WINDOWS, SPANS)
def test_no_regular_period_is_made_of_windows(span, regular):
    assert regular.base(Frequency.ONCE) == ()
    assert span not in regular.containing()


@pytest.mark.parametrize("days", [0, 360])
def test_a_window_has_two_days_and_less_than_a_year(days):
    with pytest.raises(ValueError, match="no window"):
        window(date(2024, 5, 10), date(2024, 5, 10) + timedelta(days=days), 1)


def test_the_years_before_the_first_code_can_still_be_compared():
    assert parse("SY1901-1902").year_before().year_before().starts == date(1899, 9, 1)


def test_base_periods():
    def base(code, frequency):
        return [span.code for span in parse(code).base(frequency)]

    assert base("2024-9M", Frequency.QUARTER) == ["2024-Q1", "2024-Q2", "2024-Q3"]
    assert base("2024-9M", Frequency.HALF) == ["2024-H1"]
    assert base("2024-M05", Frequency.QUARTER) == []
    assert base("SY2019-2020", Frequency.SEMESTER) == ["SY2019-2020-S1", "SY2019-2020-S2"]
    assert base("2020", Frequency.SEMESTER) == []


def test_longer_periods_that_contain_one():
    def containing(code):
        return [span.code for span in parse(code).containing()]

    assert containing("2024-M05") == ["2024-M05", "2024-Q2", "2024-H1", "2024-9M", "2024"]
    assert containing("2024-Q4") == ["2024-Q4", "2024-H2", "2024"]
    assert containing("2024-H2") == ["2024-H2", "2024"]
    assert containing("SY2019-2020-S1") == ["SY2019-2020-S1", "SY2019-2020"]


def test_the_window_to_date():
    assert parse("2024-Q2").to_date() == (date(2024, 1, 1), date(2024, 6, 30))
    assert parse("SY2019-2020-S2").to_date() == (date(2019, 9, 1), date(2020, 8, 31))


def test_a_year_has_twenty_periods_and_a_school_year_three():
    assert len(all_of_year(Calendar.CALENDAR, 2024)) == 20
    assert [s.code for s in all_of_year(Calendar.SCHOOL, 2023)] == [
        "SY2023-2024-S1",
        "SY2023-2024-S2",
        "SY2023-2024",
    ]
