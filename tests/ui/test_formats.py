"""Figures and dates as the screens print them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template


def shown(expression: str, **context: object) -> str:
    return Template("{% load formats %}{{ " + expression + " }}").render(Context(context))


@pytest.mark.parametrize(
    ("expression", "value", "printed"),
    [
        ("value|number", 1424, "1.424"),
        ("value|number", Decimal("52.50"), "52,5"),
        ("value|number", 41.15, "41,15"),
        ("value|number:1", Fraction(60, 7), "8,6"),
        ("value|percent", Fraction(142400, 2800), "50,9%"),
        ("value|percent:2", 25.157025, "25,16%"),
        ("value|percent", 50, "50%"),
        ("value|change:2", 3.326545, "tăng 3,33%"),
        ("value|change", -1.8, "giảm 1,8%"),
        ("value|points:2", 2.95, "tăng 2,95 điểm %"),
        ("value|dong", 15_220_000_000, "15 tỷ 220 triệu đồng"),
        ("value|vidate", date(2020, 12, 28), "28/12/2020"),
        # 18:30 UTC is already the next day in Việt Nam.
        ("value|vidate", datetime(2020, 12, 27, 18, 30, tzinfo=UTC), "28/12/2020"),
        ("value|vitime", datetime(2020, 12, 27, 18, 30, tzinfo=UTC), "01:30, 28/12/2020"),
    ],
)
def test_a_figure_is_printed_the_vietnamese_way(expression, value, printed):
    assert shown(expression, value=value) == printed


@pytest.mark.parametrize("name", ["number", "percent", "change", "points", "dong", "vidate", "vitime"])
def test_what_is_not_there_is_a_dash(name):
    assert shown(f"value|{name}", value=None) == "–"
