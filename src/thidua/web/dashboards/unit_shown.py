"""What a unit's page shows of what it has read: printed text, states and addresses, ready for the template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.core.money import BILLION
from thidua.core.numbers import print_number, print_percent
from thidua.figures.models import Wording
from thidua.figures.printing import in_millions, short_amount, short_measure
from thidua.figures.trees import ended_words
from thidua.indicators.models import Indicator, WorkArea
from thidua.indicators.rules import Kind
from thidua.targets.printing import printed
from thidua.targets.queries import Result
from thidua.targets.standing import Standing, standing

from .addresses import charts_address, figure_address, unit_address
from .progress import Progress
from .unit_reading import Child, UnitReading


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as a line of the table or as a tile."""

    code: str
    name: str
    measure: str
    part: bool
    url: str
    pick_url: str
    charts_url: str
    value: str
    tile: str
    tile_measure: str
    cumulative: str
    target: str
    registered: str
    percent: str
    of_plan: str
    standing: Standing
    change: Fraction | None
    change_unit: str
    direction: str
    course: Sequence[Fraction | None]
    coverage: str
    short: bool


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the numbers of a unit and period lead: patterns, and the page itself."""

    figure: str
    unit: str
    charts: str


@dataclass(frozen=True, slots=True)
class ChildCell:
    """What a child has for one of the indicators compared."""

    url: str
    value: str
    percent: str
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child as a line of the table of children."""

    code: str
    name: str
    url: str
    cells: tuple[ChildCell, ...]
    tone: str
    state: str
    months: tuple[tuple[str, str], ...]
    ended: str

    @property
    def full_name(self) -> str:
        """The name with the last day of a unit that ended."""
        return f"{self.name} ({self.ended})" if self.ended else self.name


def rows_of(reading: UnitReading) -> list[Row]:
    """Every result as a line."""
    asked = reading.asked
    at = (asked.unit.code, asked.period.code, asked.lens)
    addresses = Addresses(figure_address(*at), unit_address(*at), charts_address(*at))
    return [_row(result, reading, addresses) for result in reading.shown]


def groups_of(reading: UnitReading, rows: Iterable[Row]) -> list[tuple[WorkArea, list[Row]]]:
    """The lines under their work areas, in the order of the catalogue."""
    pairs = zip(reading.shown, rows, strict=True)
    return [
        (area, [row for _result, row in some]) for area, some in groupby(pairs, key=lambda pair: pair[0].indicator.area)
    ]


def tiles_of(reading: UnitReading, rows: Iterable[Row]) -> list[Row]:
    """The lines that answer before the table does."""
    by_code = {row.code: row for row in rows}
    return [by_code[result.indicator.code] for result in reading.headlines]


def child_rows_of(reading: UnitReading) -> list[ChildRow]:
    """The page of children, each with the indicators that are compared."""
    months = [f"{day:%m/%Y}" for day in reading.children.months]
    return [_child_row(child, reading, months) for child in reading.children.page]


def _row(result: Result, reading: UnitReading, addresses: Addresses) -> Row:
    indicator, digits = result.indicator, reading.digits
    course = reading.courses.get(indicator.pk)
    ratio = indicator.kind == Kind.RATIO
    tile, tile_measure = tile_words(result, digits, reading.words.get(indicator.pk))
    return Row(
        code=indicator.code,
        name=indicator.name,
        measure=short_measure(indicator),
        part=indicator.part_of_id is not None,
        url=addresses.figure % indicator.code,
        pick_url=f"{addresses.unit}&bieu-do={indicator.code}#bieu-do",
        charts_url=addresses.charts % indicator.code,
        value=_value(result, digits, reading.words.get(indicator.pk)),
        tile=tile,
        tile_measure=tile_measure,
        cumulative=short_amount(indicator, result.cumulative, digits),
        target=short_amount(indicator, result.target, digits),
        registered="" if result.registered is None else short_amount(indicator, result.registered, digits),
        percent=completion_words(result, digits),
        of_plan=of_plan(result, digits),
        standing=standing(result),
        change=result.change_points if ratio else result.change_on_year_percent,
        change_unit=_("điểm") if ratio else "%",
        direction=indicator.direction,
        course=course.values if course else (),
        coverage=_coverage(result),
        short=result.figure.received < result.figure.expected,
    )


def _value(result: Result, digits: int, wording: Wording | None) -> str:
    if in_millions(result.indicator) and wording is None:
        return short_amount(result.indicator, result.value, digits)
    return printed(result, digits=digits, wording=wording).value or "–"


def tile_words(result: Result, digits: int, wording: Wording | None) -> tuple[str, str]:
    """The cumulative value as a tile says it, and its measure: large sums in billions of đồng."""
    indicator = result.indicator
    if result.cumulative != result.value:
        text, wording = short_amount(indicator, result.cumulative, digits), None
    else:
        text = _value(result, digits, wording)
    measure = "" if indicator.measure_vi == "%" else short_measure(indicator)
    if wording is None and in_millions(indicator) and result.cumulative and result.cumulative >= BILLION:
        text, measure = print_number(result.cumulative / BILLION, 2), _("tỷ đồng")
    if result.cumulative != result.value and result.value is not None:
        measure = _("%(measure)s, lũy kế") % {"measure": measure}
    return text, measure


def _coverage(result: Result) -> str:
    """Cells received of those that were owed in the period; "–" where none were."""
    figure = result.figure
    return f"{print_number(figure.received)}/{print_number(figure.expected)}" if figure.expected else "–"


def completion_words(result: Result, digits: int) -> str:
    """Per cent of plan; where a target is a limit, whether it is kept."""
    if result.completion.percent_of_plan is not None:
        return print_percent(result.completion.percent_of_plan, digits)
    if result.completion.met is None:
        return "–"
    return _("đạt") if result.completion.met else _("chưa đạt")


def of_plan(result: Result, digits: int) -> str:
    """How a result stands with the year's target: "33,9% của 413"; "" without one."""
    if result.target is None:
        return ""
    target = _full_amount(result.indicator, result.target, digits)
    if result.completion.percent_of_plan is None:
        return _("chỉ tiêu %(target)s") % {"target": target}
    return _("%(percent)s của %(target)s") % {"percent": completion_words(result, digits), "target": target}


def _full_amount(indicator: Indicator, value: Fraction, digits: int) -> str:
    if in_millions(indicator) and value >= BILLION:
        return _("%(amount)s tỷ") % {"amount": print_number(value / BILLION, 2)}
    return short_amount(indicator, value, digits)


def _child_row(child: Child, reading: UnitReading, months: Sequence[str]) -> ChildRow:
    asked = reading.asked
    address = figure_address(child.place.code, asked.period.code, asked.lens)
    tone, state = progress_words(child.progress)
    return ChildRow(
        code=child.place.code,
        name=child.place.short_name,
        url=unit_address(child.place.code, asked.period.code, asked.lens),
        cells=tuple(
            _child_cell(child.results.get(indicator.pk), address % indicator.code, reading.digits)
            for indicator in reading.children.compared
        ),
        tone=tone,
        state=state,
        months=tuple(_month(month, progress) for month, progress in zip(months, child.by_month, strict=True)),
        ended=ended_words(child.place.ended_on),
    )


def _month(month: str, progress: Progress | None) -> tuple[str, str]:
    """How far a month's reports were: a tone, "none" where none were owed, and words."""
    tone, words = progress_words(progress)
    return tone if progress else "none", f"{month}: {words}"


def _child_cell(result: Result | None, url: str, digits: int) -> ChildCell:
    if result is None or (result.cumulative is None and result.target is None):
        return ChildCell("", "–", "", None)
    percent = result.completion.percent_of_plan
    return ChildCell(
        url=url if result.cumulative is not None else "",
        value=short_amount(result.indicator, result.cumulative, digits),
        percent="" if percent is None else print_percent(percent, digits),
        standing=standing(result) if result.target is not None else None,
    )


def progress_words(progress: Progress | None) -> tuple[str, str]:
    """How far a unit's reports are: a tone and words."""
    return _progress_words(progress, get_language())


@lru_cache(maxsize=1024)
def _progress_words(progress: Progress | None, _language: str | None) -> tuple[str, str]:
    """A page asks this of every unit for twelve months; there are a few dozen answers in each language."""
    if progress is None:
        return "quiet", _("Không phải báo cáo")
    if progress.complete:
        return "good", _("Đã tiếp nhận")
    if progress.accepted + progress.waiting == progress.owed:
        return "info", _("Chờ tiếp nhận")
    if progress.accepted + progress.waiting:
        return "warn", _("Còn thiếu %(count)d") % {"count": progress.owed - progress.accepted - progress.waiting}
    return "bad", _("Chưa nộp")
