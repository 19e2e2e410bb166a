"""A unit on one page: who it is, its figures beside plan and last year, charts of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test.utils import override_settings
from psycopg.types.range import DateRange

from tests.documents.samples import pages_of, word_text
from tests.drafting.below import MONTH, assign, district_of_five, tables_of, text_of
from thidua.core.periods import parse
from thidua.documents.content import Chart, plain
from thidua.documents.rendering import pdf, word
from thidua.documents.rules import Kind
from thidua.drafting.builders import BUILDERS
from thidua.drafting.errors import NothingToReport
from thidua.drafting.profile_charts import course_chart
from thidua.figures.queries import Course
from thidua.indicators.queries import catalogue
from thidua.org.models import Post, Unit
from thidua.org.rules import PostRole
from thidua.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    with override_settings(THIDUA_TODAY=None):
        yield district_of_five()


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def profile(unit: Unit) -> Any:
    return BUILDERS[Kind.PROFILE](unit, parse(MONTH), {})


def charts_of(drafted: Any) -> dict[str, Chart]:
    return {block.form: block for block in drafted.content.blocks if isinstance(block, Chart)}


def test_it_says_who_the_unit_is_and_who_leads_it(units):
    head = Person.objects.create(full_name="Trần Văn Lâm")
    always = DateRange(date(2015, 1, 1), None)
    Post.objects.create(person=head, unit=units["district"], role=PostRole.CHAIR, title="CT", during=always)
    text = text_of(profile(units["district"]).content)
    assert "Thành lập ngày 01/01/2015; trực thuộc city; có 5 đơn vị trực thuộc. Chủ tịch: Trần Văn Lâm." in text


def test_its_figures_stand_beside_their_plan_and_in_the_chart_of_plans(units):
    assign(units["district"], "ORG21", 20)
    drafted = profile(units["district"])
    rows = {row[1]: row for row in tables_of(drafted.content)[0]}
    assert rows["Đoàn viên kết nạp mới"][2:7] == ["người", "20", "15", "15", "75%"]
    chart = charts_of(drafted)["bullets"]
    assert chart.series[0][1][chart.labels.index("Đoàn viên kết nạp mới")] == 75.0
    assert set(chart.series[1][1]) == {100.0}
    assert "Đoàn viên kết nạp mới 75%" in chart.alt


def test_without_a_plan_there_is_no_chart_of_plans(units):
    assert "bullets" not in charts_of(profile(units["district"]))


def test_it_is_one_page_in_both_formats(units):
    for code, amount in (("ORG21", 20), ("WEL01", 400), ("ORG18", 500), ("LAW05", 3)):
        assign(units["district"], code, amount)
    drafted = profile(units["district"])
    assert len(pages_of(pdf(drafted.frame, drafted.content))) == 1
    text = word_text(word(drafted.frame, drafted.content))
    assert all(plain(cell) in text for block in drafted.content.blocks if hasattr(block, "rows")
               for row in block.rows for cell in row.cells)  # fmt: skip


def test_a_unit_without_figures_has_no_page(units):
    with pytest.raises(NothingToReport):
        BUILDERS[Kind.PROFILE](units["district"], parse("2023"), {})


def course(*values: int | None, year: int = 2024) -> Course:
    """Months of a year and of the one before, which had one more in each."""
    ends = [parse(f"{y}-M{m:02}").ends for y in (year - 1, year) for m in range(1, len(values) + 1)]
    before = [None if value is None else Fraction(value + 1) for value in values]
    now = [None if value is None else Fraction(value) for value in values]
    return Course(tuple(ends), tuple(before + now), tuple(before + now))


def test_the_course_shows_this_year_beside_the_last(units):
    chart = course_chart(course(3, None, 5, 0), catalogue().by_code["ORG21"], parse("2024-M04"))
    assert chart is not None
    assert chart.labels == ("T1", "T2", "T3", "T4")
    assert chart.series == (("năm 2024", (3.0, None, 5.0, 0.0)), ("năm 2023", (4.0, None, 6.0, 1.0)))
    assert "T1: 3, T3: 5, T4: 0" in chart.alt


def test_two_points_and_empty_years_are_no_course(units):
    indicator = catalogue().by_code["ORG21"]
    assert course_chart(course(1, 2), indicator, parse("2024-M02")) is None
    assert course_chart(course(None, None, None, None), indicator, parse("2024-M04")) is None


def test_money_is_drawn_in_the_measure_of_its_axis(units):
    indicator = next(one for one in catalogue().indicators if one.measure_vi == "đồng")
    chart = course_chart(course(3_000_000, 4_500_000, 0), indicator, parse("2024-M03"))
    assert chart is not None
    assert (chart.measure, chart.series[0][1]) == ("triệu đồng", (3.0, 4.5, 0.0))
