"""The charts of a unit's page: results beside the plan of the year, and the course of the year beside the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from thidua.core.numbers import print_number, print_percent
from thidua.core.periods import Span
from thidua.documents.content import Chart
from thidua.figures.printing import in_millions
from thidua.figures.queries import Course
from thidua.indicators.models import Indicator
from thidua.targets.queries import Result

from .naming import spelled, within
from .tables import table_measure
from .words import year_word

FEWEST_POINTS = 3
_MONTHS = 12
_MILLION = 10**6
_CHART_DIGITS = 2


def plans_chart(results: Sequence[Result], digits: int, span: Span) -> Chart | None:
    """Results as per cents of the plan of the year, with the plan as a mark; None where none has a plan."""
    planned = [
        (spelled(result.indicator.name_vi), share)
        for result in results
        if (share := result.completion.percent_of_plan) is not None
    ]
    if not planned:
        return None
    year = year_word(span)
    said = "; ".join(f"{name} {print_percent(share, digits)}" for name, share in planned)
    return Chart(
        "bieu-do-ke-hoach",
        "bullets",
        f"Mức thực hiện so với kế hoạch {year}",
        f"Mức thực hiện so với kế hoạch {year}: {said}.",
        tuple(name for name, _share in planned),
        (
            ("Thực hiện", tuple(round(float(share), digits) for _name, share in planned)),
            (f"Kế hoạch {year}", (100.0,) * len(planned)),
        ),
        "%",
    )


def course_chart(course: Course, indicator: Indicator, span: Span) -> Chart | None:
    """The base periods of a year beside those of the year before; None where there are too few to be a course."""
    whole, before = span.whole_year(), span.year_before().whole_year()
    now, then = _of_year(course, whole), _of_year(course, before)
    ends = sorted(now if len(now) >= len(then) else then, key=lambda end: (end - whole.starts).days)
    months = [end.month for end in ends]
    ours, theirs = ([year.get(month) for month in months] for year in (_by_month(now), _by_month(then)))
    if len(ends) < FEWEST_POINTS or all(value is None for value in ours):
        return None
    monthly = all(later.month - end.month in {1, 1 - _MONTHS} for end, later in pairwise(ends))
    labels = tuple(f"T{month}" if monthly else f"Hết T{month}" for month in months)
    name = spelled(indicator.name_vi)
    title = f"{name} theo tháng" if monthly else f"{name} theo kỳ"
    series = [(_year_name(whole), tuple(_drawn(value, indicator) for value in ours))]
    if any(value is not None for value in theirs):
        series.append((_year_name(before), tuple(_drawn(value, indicator) for value in theirs)))
    said = ", ".join(
        f"{label}: {print_number(value, _CHART_DIGITS)}"
        for label, value in zip(labels, ours, strict=True)
        if value is not None
    )
    alt = f"{title}, {_year_name(whole)}: {said}."
    return Chart("bieu-do-dien-bien", "lines", title, alt, labels, tuple(series), within(table_measure(indicator)))


def _of_year(course: Course, year: Span) -> dict[date, Fraction | None]:
    return {end: value for end, value in zip(course.ends, course.values, strict=True) if end in year}


def _by_month(values: dict[date, Fraction | None]) -> dict[int, Fraction | None]:
    return {end.month: value for end, value in values.items()}


def _year_name(year: Span) -> str:
    return year.title[:1].lower() + year.title[1:]


def _drawn(value: Fraction | None, indicator: Indicator) -> float | None:
    """A value in the measure that tables print it in."""
    if value is None:
        return None
    return float(value / _MILLION if in_millions(indicator) else value)
