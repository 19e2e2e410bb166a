"""Filters that print figures and dates as people in Việt Nam read them.

Each prints "–" for None, so that a cell never shows an empty hole or the word None.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template

from thidua.core import money, numbers
from thidua.core.clock import VIETNAM

register = template.Library()

ABSENT = "–"
Figure = numbers.Exact | float | None


def exact(value: numbers.Exact | float) -> numbers.Exact:
    """The figure itself; a float, as charts and SQL aggregates give, by its shortest decimal."""
    return Decimal(repr(value)) if isinstance(value, float) else value


@register.filter
def number(value: Figure, digits: int | None = None) -> str:
    """1424 -> "1.424", 52.5 -> "52,5"; `digits` rounds half up."""
    return ABSENT if value is None else numbers.print_number(exact(value), digits)


@register.filter
def percent(value: Figure, digits: int = 1) -> str:
    """50.857 -> "50,9%"; `digits` are the federation's."""
    return ABSENT if value is None else numbers.print_percent(exact(value), digits)


@register.filter
def change(value: Figure, digits: int = 1) -> str:
    """A change in per cent against the year before: "tăng 3,3%", "giảm 1,8%"."""
    return ABSENT if value is None else numbers.print_change(exact(value), digits)


@register.filter
def points(value: Figure, digits: int = 1) -> str:
    """A change of a ratio: "tăng 2,95 điểm %"."""
    return ABSENT if value is None else numbers.print_points(exact(value), digits)


@register.filter
def dong(value: int | None) -> str:
    """An amount of đồng for reading: "15 tỷ 220 triệu đồng"."""
    return ABSENT if value is None else money.print_short(value)


@register.filter
def vidate(value: date | None) -> str:
    """A day as 28/12/2020; an instant gives its day in Việt Nam."""
    if value is None:
        return ABSENT
    day = value.astimezone(VIETNAM) if isinstance(value, datetime) else value
    return day.strftime("%d/%m/%Y")


@register.filter
def vitime(value: datetime | None) -> str:
    """An instant as "14:02, 28/12/2020", in Vietnamese time."""
    return ABSENT if value is None else value.astimezone(VIETNAM).strftime("%H:%M, %d/%m/%Y")
