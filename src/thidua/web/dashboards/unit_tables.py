"""The tables of a unit's page as plain data, for Excel: the rows, the columns and the order of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.figures.printing import short_measure

from .chart_reading import facts_of
from .tables import Cell, Head, Row, Table, amount_cell, change_cell, completion_cell, percent_cell, text_cell
from .unit_reading import Child, UnitReading
from .unit_shown import child_rows_of, rows_of


def results_table(reading: UnitReading) -> Table:
    """What the unit reached, indicator by indicator."""
    digits, period = reading.digits, reading.asked.period
    rows = []
    for result, row in zip(reading.shown, rows_of(reading), strict=True):
        indicator = result.indicator
        cells = (
            text_cell(short_measure(indicator)),
            amount_cell(indicator, result.value, digits),
            amount_cell(indicator, result.cumulative, digits),
            amount_cell(indicator, result.target, digits),
            amount_cell(indicator, result.registered, digits),
            completion_cell(result, digits),
            change_cell(result, digits),
            text_cell(row.coverage),
        )
        rows.append(Row(indicator.name, cells))
    heads = (
        Head(_("Đơn vị tính")),
        Head(period.span.short_title),
        Head(_("Lũy kế")),
        Head(_("Giao")),
        Head(_("Đăng ký")),
        Head(_("% kế hoạch")),
        Head(_("So cùng kỳ")),
        Head(_("Báo cáo")),
    )
    return Table(
        "ket-qua", _title(reading, _("Kết quả")), _facts(reading), pgettext("indicator", "Chỉ tiêu"), heads, tuple(rows)
    )


def children_table(reading: UnitReading) -> Table:
    """The page of children that is shown, each with the indicators that are compared."""
    heads = tuple(
        head
        for indicator in reading.children.compared
        for head in (Head(_("Lũy kế"), indicator.name), Head(_("% kế hoạch"), indicator.name))
    )
    rows = tuple(
        Row(row.full_name, (*_cells(child, reading), text_cell(row.state)))
        for child, row in zip(reading.children.page, child_rows_of(reading), strict=True)
    )
    title = _title(reading, _("Các đơn vị trực thuộc"))
    return Table("truc-thuoc", title, _facts(reading), _("Đơn vị"), (*heads, Head(_("Báo cáo"))), rows)


def _cells(child: Child, reading: UnitReading) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for indicator in reading.children.compared:
        result = child.results.get(indicator.pk)
        cells.append(amount_cell(indicator, result.cumulative if result else None, reading.digits))
        percent = result.completion.percent_of_plan if result else None
        cells.append(percent_cell(percent, reading.digits))
    return tuple(cells)


def _title(reading: UnitReading, what: str) -> str:
    name = reading.path[-1].short_name if reading.path else reading.asked.unit.code
    return f"{what}: {name}, {reading.asked.period.span.title}"


def _facts(reading: UnitReading) -> tuple[tuple[str, str], ...]:
    children = reading.children
    coverage = f"{children.accepted}/{children.owing} " + pgettext("count", "đơn vị") if children.owing else ""
    name = reading.path[-1].name if reading.path else reading.asked.unit.code
    return facts_of(reading.asked, name, coverage)
