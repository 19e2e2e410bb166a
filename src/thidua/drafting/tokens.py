"""Live tokens: what a key says now. Drafting and renewing ask the same functions, so they cannot disagree.

Official figures only. A key that is missing from the answer is one that nothing can be said for any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from thidua.core.numbers import print_number, print_percent
from thidua.core.periods import BadPeriodCode, Span, parse
from thidua.documents.content import Token
from thidua.figures.printing import ABSENT
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.targets.queries import Result
from thidua.targets.standing import reached_of

from . import words
from .facts import Asked, Facts, HandedIn, read_facts
from .keys import BELOW, REPORTS, TARGETS, Key, What, parse_key
from .words import Style

NAMED = 3
"""How many units are named as the best or the last unless a key says otherwise."""


def token(facts: Facts, key: Key) -> Token | None:
    """What a key says by these facts, None where nothing can be said."""
    text = _text(facts, key)
    return Token(str(key), text, _about(facts, key), _address(facts, key)) if text else None


def resolve(keys: Iterable[str]) -> dict[str, Token]:
    """What keys say now, read anew: a fixed number of statements for each period that they speak of."""
    by_span: dict[str, dict[str, Key]] = defaultdict(dict)
    for text in keys:
        if key := parse_key(text):
            by_span[key.span][text] = key
    found: dict[str, Token] = {}
    with translation.override("vi"):
        for code, wanted in by_span.items():
            span = _span(code)
            facts = read_facts(span, _asked(wanted.values())) if span else None
            if facts is not None:
                found |= {text: one for text, key in wanted.items() if (one := token(facts, key)) is not None}
    return found


def _span(code: str) -> Span | None:
    try:
        return parse(code)
    except BadPeriodCode:
        return None


def _asked(keys: Iterable[Key]) -> Asked:
    """What has to be read so that these keys can be said."""
    of: dict[str, set[Indicator]] = defaultdict(set)
    below: dict[str, set[Indicator]] = defaultdict(set)
    aiming: set[str] = set()
    counted: set[str] = set()
    for key in keys:
        indicator = catalogue().by_code.get(key.indicator)
        if key.what in REPORTS:
            counted.add(key.unit)
        elif key.what in TARGETS:
            aiming.add(key.unit)
        elif indicator is not None:
            of[key.unit].add(indicator)
            if key.what in BELOW:
                below[key.unit].add(indicator)
    for unit in aiming:
        of[unit].update(catalogue().indicators)
    return Asked(of=of, below=below, counted=counted)


def _text(facts: Facts, key: Key) -> str:
    if key.what in REPORTS:
        handed_in = facts.handed_in.get(key.unit)
        return print_number(_COUNTS[key.what](handed_in)) if handed_in else ""
    if key.what in TARGETS:
        return _of_targets(facts.of(key.unit), key)
    if key.what in BELOW:
        return _of_below(facts, key)
    result = facts.results.get((key.unit, key.indicator))
    if result is None:
        return ""
    style = Style(facts.digits.get(key.unit, 1), int(key.more) if key.more.isdecimal() else 0)
    if key.what in {What.VALUE, What.CELL} and (chosen := _chosen_words(facts, key, result)):
        return chosen
    return _OF_RESULT[key.what](result, style)


def _of_targets(results: Sequence[Result], key: Key) -> str:
    done = reached_of(results)
    if not done.of:
        return ""
    if key.what is What.AIMED:
        return print_number(done.of)
    if key.what is What.REACHED:
        return f"có {print_number(done.reached)} chỉ tiêu" if done.reached else "chưa có chỉ tiêu nào"
    paces = (result.pace for result in results)
    return print_number(sum(pace is not None and pace.status == key.more for pace in paces))


def _chosen_words(facts: Facts, key: Key, result: Result) -> str:
    """The words chosen for a figure («hơn 700»), while it is still the one that they were chosen for."""
    wording = facts.wordings.get((key.unit, key.indicator))
    if wording is None or result.value is None:
        return ""
    return wording.words if result.value * 10**result.indicator.decimals == wording.value else ""


def _said(value: Fraction | None, result: Result, style: Style) -> str:
    return "" if value is None else words.quantity(result.indicator, value, style.digits)


def _share(result: Result, style: Style) -> str:
    percent = result.completion.percent_of_plan
    return ABSENT if percent is None else print_percent(percent, style.digits)


def _cover(result: Result, _style: Style) -> str:
    figure = result.figure
    if not figure.expected:
        return ABSENT
    return f"{print_number(figure.received)}/{print_number(figure.expected)}"


_OF_RESULT: Mapping[What, Callable[[Result, Style], str]] = {
    What.VALUE: lambda result, style: _said(result.value, result, style),
    What.SINCE: lambda result, style: _said(result.cumulative, result, style),
    What.BEFORE: lambda result, style: _said(result.previous_year, result, style),
    What.TARGET: lambda result, style: _said(result.target, result, style),
    What.PLAN: words.plan,
    What.CHANGE: words.change,
    What.PARTLY: lambda result, _style: words.partly(result),
    What.GAP: lambda result, style: words.gap(result, style.digits),
    What.OVER: lambda result, style: words.over(result, style.digits),
    What.NIL: lambda result, style: words.nil(result, style.digits),
    What.PACE: lambda result, _style: words.pace(result),
    What.CELL: lambda result, style: words.cell(result.indicator, result.value, style.digits),
    What.CELL_SINCE: lambda result, style: words.cell(result.indicator, result.cumulative, style.digits),
    What.CELL_BEFORE: lambda result, style: words.cell(result.indicator, result.previous_year, style.digits),
    What.CELL_TARGET: lambda result, style: words.cell(result.indicator, result.target, style.digits),
    What.SHARE: _share,
    What.DIFF: lambda result, style: words.difference(result, style.digits),
    What.COVER: _cover,
}

_COUNTS: Mapping[What, Callable[[HandedIn], int]] = {
    What.SHEETS_OWED: lambda handed_in: handed_in.sheets_owed,
    What.SHEETS_ACCEPTED: lambda handed_in: handed_in.sheets_accepted,
    What.SHEETS_MISSING: lambda handed_in: handed_in.sheets_missing,
    What.UNITS_OWED: lambda handed_in: handed_in.units_owed,
    What.UNITS_COMPLETE: lambda handed_in: handed_in.units_complete,
    What.UNITS_MISSING: lambda handed_in: handed_in.units_missing,
}


_COUNTS_BELOW: Mapping[What, Callable[[Result], bool]] = {
    What.BELOW_AIMED: lambda _result: True,
    What.BELOW_REACHED: lambda result: result.completion.met is True,
    What.BELOW_NIL: lambda result: result.cumulative == 0 and result.figure.received == result.figure.expected,
}


def ranked(facts: Facts, unit: str, indicator: str) -> list[tuple[str, Fraction]]:
    """The units directly below by their per cent of plan, the highest first, equal ones in Vietnamese order.

    Who owes a report still is not ranked: its figure is not yet what it will be.
    """
    shares = [
        (child, result.completion.percent_of_plan)
        for child, result in facts.below(unit, indicator)
        if result.figure.received == result.figure.expected
    ]
    return sorted(((child, share) for child, share in shares if share is not None), key=lambda one: -one[1])


def _of_below(facts: Facts, key: Key) -> str:
    if key.what in _COUNTS_BELOW:
        asked = [result for _child, result in facts.below(key.unit, key.indicator) if result.target]
        return print_number(sum(map(_COUNTS_BELOW[key.what], asked))) if asked else ""
    if key.what is What.RANK:
        return _rank(facts, key)
    most = int(key.more) if key.more.isdecimal() else NAMED
    return _names(facts, key.unit, _first(_apart(facts, key), most))


def _rank(facts: Facts, key: Key) -> str:
    """Equal shares stand equally high; who is not ranked has no rank."""
    shares = dict(ranked(facts, key.unit, key.indicator))
    own = shares.get(key.more)
    return "" if own is None else print_number(1 + sum(share > own for share in shares.values()))


def _first(order: list[tuple[str, Fraction]], most: int) -> list[tuple[str, Fraction]]:
    """At most so many from the front, and never one of several that are equal while another of them is left out."""
    if len(order) <= most:
        return order
    left_out = order[most][1]
    return [one for one in order[:most] if one[1] != left_out]


def _apart(facts: Facts, key: Key) -> list[tuple[str, Fraction]]:
    """The units on one side of the whole: above its per cent of plan for the best, below it for the last.

    Those without any result are counted, not named.
    """
    whole = facts.results.get((key.unit, key.indicator))
    share = whole.completion.percent_of_plan if whole else None
    if share is None:
        return []
    order = ranked(facts, key.unit, key.indicator)
    if key.what is What.BEST:
        return [one for one in order if one[1] > share]
    return [one for one in reversed(order) if 0 < one[1] < share]


def _names(facts: Facts, unit: str, order: Sequence[tuple[str, Fraction]]) -> str:
    digits = facts.digits.get(unit, 1)
    return ", ".join(f"{facts.names[child].name} ({print_percent(share, digits)})" for child, share in order)


_OF_WHAT: Mapping[What, str] = {
    What.SINCE: "lũy kế từ đầu năm",
    What.CELL_SINCE: "lũy kế từ đầu năm",
    What.BEFORE: "cùng kỳ năm trước",
    What.CELL_BEFORE: "cùng kỳ năm trước",
    What.TARGET: "chỉ tiêu năm",
    What.CELL_TARGET: "chỉ tiêu năm",
    What.PLAN: "so với kế hoạch",
    What.SHARE: "so với kế hoạch",
    What.CHANGE: "so với cùng kỳ",
    What.DIFF: "so với cùng kỳ",
    What.PARTLY: "số báo cáo đã có trên số phải có",
    What.GAP: "còn thiếu so với chỉ tiêu",
    What.OVER: "vượt so với chỉ tiêu",
    What.PACE: "tiến độ",
    What.COVER: "số liệu đã tiếp nhận trên số phải có",
    What.REACHED: "số chỉ tiêu đã đạt",
    What.AIMED: "số chỉ tiêu được giao",
    What.PACED: "số chỉ tiêu theo tiến độ",
    What.BELOW_REACHED: "số đơn vị trực tiếp đã đạt chỉ tiêu",
    What.BELOW_AIMED: "số đơn vị trực tiếp được giao chỉ tiêu",
    What.BELOW_NIL: "số đơn vị trực tiếp chưa có kết quả",
    What.RANK: "thứ bậc theo tỷ lệ thực hiện kế hoạch",
    What.BEST: "đơn vị có tỷ lệ thực hiện cao",
    What.WORST: "đơn vị có tỷ lệ thực hiện thấp",
    What.SHEETS_OWED: "số báo cáo phải nộp",
    What.SHEETS_ACCEPTED: "số báo cáo đã tiếp nhận",
    What.SHEETS_MISSING: "số báo cáo chưa tiếp nhận",
    What.UNITS_OWED: "số đơn vị phải báo cáo",
    What.UNITS_COMPLETE: "số đơn vị đã báo cáo đủ",
    What.UNITS_MISSING: "số đơn vị chưa báo cáo đủ",
}


def _about(facts: Facts, key: Key) -> str:
    """What a token is, for a person: "Đoàn viên kết nạp mới · 6 tháng đầu năm 2020 · LĐLĐ huyện Ứng Hòa"."""
    indicator = catalogue().by_code.get(key.indicator)
    unit = facts.names.get(key.unit)
    subject = [indicator.name_vi] if indicator else []
    if what := _OF_WHAT.get(key.what, ""):
        subject.append(what)
    name = ", ".join(subject)
    return " · ".join([name[:1].upper() + name[1:], facts.span.title, unit.name if unit else key.unit])


def _address(facts: Facts, key: Key) -> str:
    """The page that explains a token, "" where there is none."""
    return _page_of(key.unit, key.indicator, facts.span.code)


# A document names the same few hundred pages each time that it is opened.
@lru_cache(maxsize=8192)
def _page_of(unit: str, indicator: str, span: str) -> str:
    try:
        if indicator:
            return reverse("figure", args=[unit, span, indicator])
        return f"{reverse('unit', args=[unit])}?ky={span}"
    except NoReverseMatch:
        return ""
