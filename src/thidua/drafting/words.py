"""Words that follow from figures, as documents write them. Pure functions; always Vietnamese, as documents are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from thidua.core.money import BILLION, MILLION, print_dong, print_short
from thidua.core.numbers import print_number, print_percent, round_half_up
from thidua.core.periods import Calendar, Frequency, Span
from thidua.figures.printing import ABSENT, amount, short_amount
from thidua.figures.rules import MONEY
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Direction, Kind
from thidua.targets.queries import Result
from thidua.targets.standing import lacks_reports

from .naming import within

SMALL = 10
"""Up to this many a change is told as a number: a per cent of three strikes says nothing."""
ENOUGH = Fraction(9, 10)
"""A figure that lacks more of what it is added up from than a tenth is not set beside last year's."""

TIMES = 3
"""From so many times last year's figure on a per cent is hard to read."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a unit prints: the digits of its percentages, and which of several equal wordings is taken."""

    digits: int
    variant: int = 0


def quantity(indicator: Indicator, value: Fraction, digits: int) -> str:
    """A value as sentences say it: counts bare, rates with their sign, money with its unit in a size to be read."""
    if indicator.measure_vi in MONEY:
        return money(indicator, value)
    if indicator.measure_vi.startswith(("triệu đồng", "nghìn đồng")):
        return f"{print_number(value, indicator.print_digits)} {indicator.measure_vi}"
    return amount(indicator, value, digits)


def money(indicator: Indicator, value: Fraction) -> str:
    """An amount of money in a size to be read; what is kept in đồng is printed in billions and millions together."""
    worth = value * MONEY[indicator.measure_vi]
    if indicator.measure_vi == "đồng":
        return print_short(int(round_half_up(worth, 0)))
    if abs(worth) >= BILLION:
        return f"{print_number(worth / BILLION, 3)} tỷ đồng"
    if abs(worth) >= MILLION:
        return f"{print_number(worth / MILLION, 2)} triệu đồng"
    return print_dong(int(round_half_up(worth, 0)))


def counted(indicator: Indicator, value: Fraction, digits: int) -> str:
    """A value with its measure: "19 đơn vị", "3,5 điểm %", "2 tỷ đồng"."""
    if indicator.measure_vi == "%":
        return f"{print_number(value, digits)} điểm %"
    text = quantity(indicator, value, digits)
    return text if "đồng" in indicator.measure_vi else f"{text} {measure(indicator)}"


def measure(indicator: Indicator) -> str:
    """The unit of measure spelt out, as it follows a number."""
    return within(indicator.measure_vi)


def cell(indicator: Indicator, value: Fraction | None, digits: int) -> str:
    """A value as tables print it, "–" for none."""
    return short_amount(indicator, value, digits)


def year_word(span: Span) -> str:
    """What a plan is made for."""
    return "năm học" if span.calendar == Calendar.SCHOOL else "năm"


def plan(result: Result, style: Style) -> str:
    """How a result stands with the target of the year: "đạt 52,5% kế hoạch năm"; "" with nothing to compare."""
    if result.cumulative is None or result.target is None:
        return ""
    if result.indicator.kind == Kind.RATIO:
        return _plan_of_rate(result, style)
    if result.completion.percent_of_plan is not None:
        return _share_of_plan(result.completion.percent_of_plan, style, year_word(result.span))
    return _limit(result, style)


def _share_of_plan(percent: Fraction, style: Style, year: str) -> str:
    printed = print_percent(percent, style.digits)
    if percent < 100 and printed == "100%":  # noqa: PLR2004
        return f"đạt xấp xỉ {printed} kế hoạch {year}"
    if percent == 100:  # noqa: PLR2004
        return (f"đạt {printed} kế hoạch {year}", f"hoàn thành {printed} kế hoạch {year}")[style.variant % 2]
    if percent > 100:  # noqa: PLR2004
        over = print_percent(percent - 100, style.digits)
        surpassed = "vượt kế hoạch" if over == "0%" else f"vượt {over} kế hoạch"
        return (f"đạt {printed} kế hoạch {year}", f"{surpassed} {year}")[style.variant % 2]
    return f"đạt {printed} kế hoạch {year}"


def _plan_of_rate(result: Result, style: Style) -> str:
    """A rate is set beside the rate that was asked for; while reports lack it is not judged."""
    if result.target is None or result.cumulative is None:
        return ""
    year = year_word(result.span)
    target = amount(result.indicator, result.target, style.digits)
    if lacks_reports(result):
        return f"kế hoạch {year} là {target}"
    points = print_number(abs(result.cumulative - result.target), style.digits)
    if result.completion.met and points == "0":
        return f"hoàn thành kế hoạch {year}"
    if result.completion.met:
        return f"hoàn thành kế hoạch {year} ({target})"
    if points == "0":
        return f"xấp xỉ kế hoạch {year} ({target})"
    beyond = "thấp hơn" if result.indicator.direction == Direction.MORE else "cao hơn"
    return f"{beyond} {points} điểm % so với kế hoạch {year} ({target})"


def _limit(result: Result, style: Style) -> str:
    """Where less is better: the part of the limit that is used."""
    year, used = year_word(result.span), result.completion.limit_used_percent
    if used is None:
        return f"giữ được chỉ tiêu {year}" if result.completion.met else f"không giữ được chỉ tiêu {year}"
    if used > 100:  # noqa: PLR2004
        printed = print_percent(used, style.digits)
        surpassed = f"vượt mức cho phép của {year}"
        return surpassed if printed == "100%" else f"{surpassed}, bằng {printed}"
    return f"bằng {print_percent(used, style.digits)} mức cho phép của {year}"


def since_when(span: Span, variant: int) -> str:
    """What a change is measured against: "cùng kỳ", "cùng kỳ năm 2023", "năm 2019", "năm học trước"."""
    if span.frequency is Frequency.YEAR:
        return "năm học trước" if span.calendar == Calendar.SCHOOL else f"năm {span.year - 1}"
    if span.calendar == Calendar.SCHOOL:
        return ("cùng kỳ", "cùng kỳ năm học trước")[variant % 2]
    return ("cùng kỳ", f"cùng kỳ năm {span.year - 1}")[variant % 2]


def change(result: Result, style: Style) -> str:
    """The change on last year: "tăng 3,33% so với cùng kỳ"; "" where there is none to tell."""
    now, before = result.cumulative, result.previous_year
    if now is None or before is None or now == before == 0 or is_partial(result):
        return ""
    then = since_when(result.span, style.variant)
    if now == before:
        return f"bằng {then}"
    if now == 0 and _is_small(result.indicator, now, before):
        return f"{then} là {counted(result.indicator, before, style.digits)}"
    if before > 0 and now >= TIMES * before and not _is_small(result.indicator, now, before):
        return f"gấp {print_number(now / before, 1)} lần {then}"
    amount_of_change = _amount_of_change(result, now, before, style.digits)
    if not amount_of_change:
        return f"xấp xỉ {then}" if before > 0 else ""
    return f"{'tăng' if now > before else 'giảm'} {amount_of_change} so với {then}"


def _amount_of_change(result: Result, now: Fraction, before: Fraction, digits: int) -> str:
    """Points of a rate, a count of what is few, else per cent; "" for what rounds to nothing or has no per cent."""
    if result.indicator.kind == Kind.RATIO:
        value, printed = abs(now - before), f"{print_number(abs(now - before), digits)} điểm %"
    elif _is_small(result.indicator, now, before):
        return counted(result.indicator, abs(now - before), digits)
    elif (percent := result.change_on_year_percent) is not None:
        value, printed = abs(percent), print_percent(abs(percent), digits)
    else:
        return ""
    return printed if round_half_up(value, digits) else ""


def difference(result: Result, digits: int) -> str:
    """The change as tables print it: always in per cent, of rates in points; "–" where there is none."""
    percent, points = result.change_on_year_percent, result.change_points
    if is_partial(result):
        return ABSENT
    if points is not None:
        return _signed(points, f"{print_number(abs(points), digits)} điểm %", digits)
    if percent is not None:
        return _signed(percent, print_percent(abs(percent), digits), digits)
    return ABSENT


def _signed(value: Fraction, printed: str, digits: int) -> str:
    if value == 0:
        return "bằng"
    if round_half_up(value, digits) == 0:
        return "xấp xỉ"
    return f"{'tăng' if value > 0 else 'giảm'} {printed}"


def is_partial(result: Result) -> bool:
    """Whether too much is missing of what a figure is added up from for it to be compared with a whole one."""
    return result.figure.received < ENOUGH * result.figure.expected


def partly(result: Result) -> str:
    """From which reports a figure comes where too many are missing: "theo 7/26 báo cáo"; "" where enough are there."""
    if not is_partial(result):
        return ""
    return f"theo {print_number(result.figure.received)}/{print_number(result.figure.expected)} báo cáo"


def _is_small(indicator: Indicator, now: Fraction, before: Fraction) -> bool:
    """Whether both are small counts; from nothing there is no per cent at all."""
    is_count = indicator.decimals == 0 and indicator.measure_vi != "đồng"
    return is_count and min(now, before) >= 0 and (max(now, before) <= SMALL or before == 0)


def gap(result: Result, digits: int) -> str:
    """What is missing to the target, with its measure; "" where it is reached, or what is missing rounds to nothing."""
    if result.cumulative is None or result.target is None or result.completion.met:
        return ""
    return _something(counted(result.indicator, abs(result.target - result.cumulative), digits))


def over(result: Result, digits: int) -> str:
    """By how much a target is surpassed, with its measure; "" where it is not, or by what rounds to nothing."""
    if result.cumulative is None or result.target is None or result.cumulative <= result.target:
        return ""
    return _something(counted(result.indicator, result.cumulative - result.target, digits))


def _something(text: str) -> str:
    """An amount, "" for one that is printed as nothing."""
    return "" if text.startswith("0 ") else text


def nil(result: Result, digits: int) -> str:
    """ "không phát sinh", or what did happen; "" without a figure."""
    if result.value is None:
        return ""
    if result.value == 0:
        return "không phát sinh"
    return f"phát sinh {counted(result.indicator, result.value, digits)}"


def pace(result: Result) -> str:
    """ "chậm tiến độ"; "" where there is no way to go."""
    judged = result.pace
    return str(judged.status.label).lower() if judged is not None and judged.expected_share < 1 else ""
