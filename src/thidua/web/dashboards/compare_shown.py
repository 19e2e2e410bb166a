"""A comparison as a table and as charts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.figures.printing import short_measure
from thidua.figures.trees import fact_of
from thidua.indicators.models import Indicator, Period
from thidua.indicators.rules import Kind

from .addresses import figure_address, unit_address
from .charts import GRID, LEGEND, Chart, plain
from .compare_reading import Comparison, Look, Number
from .marks import mark_series, marks_of, notes_of
from .tables import Cell, Head, Row, Table, amount_cell, change_cell, completion_cell

MOST_CHARTS = 4
MOST_SERIES = 8
COLOURS = (
    "var(--td-blue)",
    "var(--td-warn-fill)",
    "var(--td-good-fill)",
    "var(--td-bad-fill)",
    "var(--td-control)",
)


def comparison_table(comparison: Comparison) -> Table:
    """Units as rows, periods under their indicators; of one unit alone, indicators as rows."""
    table = _of_one_unit(comparison) if len(comparison.units) == 1 else _of_units(comparison)
    return replace(table, notes=notes_of(marks_of(comparison.changes, [one.span for one in comparison.periods])))


def comparison_charts(comparison: Comparison) -> list[Chart]:
    """A chart for each indicator: measures are never mixed in one."""
    if comparison.wanted.look is Look.TABLE or not (comparison.units and comparison.periods):
        return []
    made = (_chart(comparison, indicator) for indicator in comparison.indicators[:MOST_CHARTS])
    return [chart for chart in made if chart]


def comparison_facts(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What has to stand beside the figures: number, periods, day, basis, tree, coverage."""
    facts = [
        (pgettext("figure", "Số"), str(comparison.wanted.number.label)),
        (_("Kỳ"), ", ".join(period.span.title for period in comparison.periods)),
        (_("Xem ngày"), f"{clock.today():%d/%m/%Y}"),
        (_("Cơ sở"), str(comparison.wanted.basis.label)),
        *fact_of(comparison.wanted.lens.history, differs=comparison.differs),
    ]
    received = sum(result.figure.received for result in comparison.results.values())
    expected = sum(result.figure.expected for result in comparison.results.values())
    if expected:
        facts.append((_("Ô số đã có"), f"{print_number(received)}/{print_number(expected)}"))
    return tuple(facts)


def _of_units(comparison: Comparison) -> Table:
    many = len(comparison.periods) > 1
    heads = tuple(
        Head(period.span.short_title if many else measure_of(comparison, indicator), indicator.name)
        for indicator in comparison.indicators
        for period in comparison.periods
    )
    rows = tuple(
        Row(
            unit.short_name,
            tuple(
                _cell(comparison, unit.unit_id, unit.code, period, indicator)
                for indicator in comparison.indicators
                for period in comparison.periods
            ),
            _unit_url(comparison, unit.code),
        )
        for unit in comparison.units
    )
    return Table("so-sanh", _title(comparison), comparison_facts(comparison), _("Đơn vị"), heads, rows)


def _of_one_unit(comparison: Comparison) -> Table:
    unit = comparison.units[0]
    heads = tuple(Head(period.span.short_title) for period in comparison.periods)
    rows = tuple(
        Row(
            f"{indicator.name} ({measure_of(comparison, indicator)})",
            tuple(_cell(comparison, unit.unit_id, unit.code, period, indicator) for period in comparison.periods),
        )
        for indicator in comparison.indicators
    )
    facts = ((_("Đơn vị"), unit.name), *comparison_facts(comparison))
    return Table("so-sanh", _title(comparison), facts, pgettext("indicator", "Chỉ tiêu"), heads, rows)


def measure_of(comparison: Comparison, indicator: Indicator) -> str:
    """What the number that is compared is measured in."""
    match comparison.wanted.number:
        case Number.SO_FAR | Number.IN_PERIOD:
            return short_measure(indicator)
        case Number.OF_PLAN:
            return "%"
        case Number.CHANGE:
            return _("điểm") if indicator.kind == Kind.RATIO else "%"


def _cell(comparison: Comparison, unit: int, code: str, period: Period, indicator: Indicator) -> Cell:
    result = comparison.results.get((unit, period.pk, indicator.pk))
    number = comparison.number(unit, period.pk, indicator.pk)
    if result is None or number is None:
        return Cell("–")
    url = figure_address(code, period.code, comparison.wanted.lens) % indicator.code
    if comparison.wanted.number is Number.OF_PLAN:
        cell = completion_cell(result, comparison.digits)
    elif comparison.wanted.number is Number.CHANGE:
        cell = change_cell(result, comparison.digits)
    else:
        return amount_cell(indicator, number, comparison.digits, url=url)
    return Cell(cell.text, cell.number, cell.digits, cell.percent, url, cell.tone)


def _unit_url(comparison: Comparison, code: str) -> str:
    last = comparison.periods[-1].code if comparison.periods else ""
    return unit_address(code, last, comparison.wanted.lens)


def _title(comparison: Comparison) -> str:
    if len(comparison.indicators) == 1:
        return _("So sánh: %(name)s") % {"name": comparison.indicators[0].name}
    if len(comparison.units) == 1:
        return _("So sánh: %(name)s") % {"name": comparison.units[0].short_name}
    return _("So sánh đơn vị và chỉ tiêu")


def _chart(comparison: Comparison, indicator: Indicator) -> Chart | None:
    values = {
        (unit.unit_id, period.pk): comparison.number(unit.unit_id, period.pk, indicator.pk)
        for unit in comparison.units
        for period in comparison.periods
    }
    if not any(value is not None for value in values.values()):
        return None
    lines = comparison.wanted.look is Look.LINES
    amounts = comparison.wanted.number in {Number.SO_FAR, Number.IN_PERIOD}

    def drawn(unit: int, period: int) -> float | None:
        value = values[unit, period]
        if value is None:
            return None
        return plain(indicator, value) if amounts else round(float(value), comparison.digits)

    periods = [period.span.short_title for period in comparison.periods]
    units = [unit.short_name for unit in comparison.units]
    if lines:
        series = [
            _series(unit.short_name, [drawn(unit.unit_id, period.pk) for period in comparison.periods], at, "line")
            for at, unit in enumerate(comparison.units[:MOST_SERIES])
        ]
    else:
        series = [
            _series(title, [drawn(unit.unit_id, period.pk) for unit in comparison.units], at, "bar")
            for at, (title, period) in enumerate(zip(periods, comparison.periods, strict=True))
        ]
    marks = marks_of(comparison.changes, [period.span for period in comparison.periods])
    if lines:
        series += mark_series(marks)
    names = {"type": "category", "data": periods if lines else units}
    numbers: dict[str, Any] = {"type": "value"}
    if amounts and not indicator.print_digits:
        numbers["minInterval"] = 1
    return Chart(
        title=indicator.name,
        note=f"{comparison.wanted.number.label}, {measure_of(comparison, indicator)}",
        option={
            "legend": {**LEGEND, "type": "scroll"},
            "grid": GRID,
            "xAxis": names if lines else numbers,
            "yAxis": numbers if lines else {**names, "inverse": True, "axisLabel": _LONG_NAMES},
            "series": series,
        },
        table=replace(_of_indicator(comparison, indicator), notes=notes_of(marks)),
        tall=not lines and len(units) * len(periods) > MOST_SERIES,
    )


_LONG_NAMES = {"interval": 0, "width": 150, "overflow": "truncate"}


def _series(name: str, values: list[float | None], at: int, kind: str) -> dict[str, Any]:
    colour = COLOURS[at % len(COLOURS)]
    dash = "solid" if at < len(COLOURS) else "dashed"
    look: dict[str, Any] = {"name": name, "type": kind, "data": values, "itemStyle": {"color": colour}}
    if kind == "line":
        return look | {"symbolSize": 7, "lineStyle": {"width": 3, "color": colour, "type": dash}}
    return look | {"barMaxWidth": 18}


def _of_indicator(comparison: Comparison, indicator: Indicator) -> Table:
    rows = tuple(
        Row(
            unit.short_name,
            tuple(_cell(comparison, unit.unit_id, unit.code, period, indicator) for period in comparison.periods),
            _unit_url(comparison, unit.code),
        )
        for unit in comparison.units
    )
    return Table(
        id=f"chart-{indicator.code}",
        title=indicator.name,
        facts=comparison_facts(comparison),
        corner=_("Đơn vị"),
        heads=tuple(Head(period.span.short_title) for period in comparison.periods),
        rows=rows,
    )
