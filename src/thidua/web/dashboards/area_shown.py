"""What the page of a work area shows: its indicators as lines, and the units below as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.text import fold
from thidua.figures.printing import short_amount, short_measure
from thidua.figures.trees import ended_words
from thidua.indicators.rules import Kind
from thidua.targets.queries import Result
from thidua.targets.standing import Standing, standing

from .addresses import area_address, charts_address, figure_address, unit_address
from .area_reading import AreaReading
from .chart_reading import facts_of
from .children_charts import ranks
from .tables import Cell, Head, Row, Table, amount_cell, change_cell, completion_cell, text_cell
from .unit_reading import Place
from .unit_shown import completion_words, progress_words


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An indicator of the area for the unit itself."""

    name: str
    measure: str
    url: str
    charts_url: str
    cumulative: str
    target: str
    percent: str
    standing: Standing
    change: Fraction | None
    change_unit: str
    direction: str
    coverage: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What a unit has for an indicator: the figure first, completion and change below it."""

    value: Cell
    percent: Cell
    change: Cell
    rank: int | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A unit below: its indicators, and how far its reports are. `folded` is what a search looks in."""

    name: str
    url: str
    folded: str
    cells: tuple[MatrixCell, ...]
    tone: str
    state: str
    missing: bool
    ended: str

    @property
    def full_name(self) -> str:
        """The name with the last day of a unit that ended."""
        return f"{self.name} ({self.ended})" if self.ended else self.name


def own_rows_of(reading: AreaReading) -> list[OwnRow]:
    """The area's indicators for the unit."""
    asked = reading.asked
    at = (asked.unit.code, asked.period.code, asked.lens)
    figure, charts = figure_address(*at), charts_address(*at)
    return [_own_row(result, figure, charts, reading.digits) for result in reading.results]


def matrix_rows_of(reading: AreaReading) -> list[MatrixRow]:
    """The units below, each with its rank for every indicator among those that have a figure."""
    order = {indicator.pk: _ranks(reading, indicator.pk) for indicator in reading.columns}
    return [_matrix_row(place, reading, order) for place in reading.children]


def matrix_table(reading: AreaReading, rows: Sequence[MatrixRow]) -> Table:
    """The rows that are shown as plain data: three columns for an indicator, then the reports."""
    asked = reading.asked
    stem = area_address(reading.area.code, asked.unit.code, asked.period.code, asked.lens)
    heads: list[Head] = []
    for indicator in reading.columns:
        group = f"{indicator.name} ({short_measure(indicator)})"
        heads += [Head(_("Lũy kế"), group, f"{stem}&theo={indicator.code}#ma-tran", indicator.code == asked.sort_by)]
        heads += [Head(_("% kế hoạch"), group), Head(_("So cùng kỳ"), group)]
    name = reading.path[-1].name if reading.path else asked.unit.code
    return Table(
        id="ma-tran",
        title=f"{reading.area.name}: {name}, {asked.period.span.title}",
        facts=facts_of(asked, name, reading.coverage),
        corner=_("Đơn vị"),
        heads=(*heads, Head(_("Báo cáo"))),
        rows=tuple(
            Row(
                row.full_name,
                (
                    *(one for cell in row.cells for one in (cell.value, cell.percent, cell.change)),
                    text_cell(row.state),
                ),
                row.url,
            )
            for row in rows
        ),
    )


def _own_row(result: Result, figure: str, charts: str, digits: int) -> OwnRow:
    indicator = result.indicator
    ratio = indicator.kind == Kind.RATIO
    received, expected = result.figure.received, result.figure.expected
    return OwnRow(
        name=indicator.name,
        measure=short_measure(indicator),
        url=figure % indicator.code,
        charts_url=charts % indicator.code,
        cumulative=short_amount(indicator, result.cumulative, digits),
        target=short_amount(indicator, result.target, digits),
        percent=completion_words(result, digits),
        standing=standing(result),
        change=result.change_points if ratio else result.change_on_year_percent,
        change_unit=_("điểm") if ratio else "%",
        direction=indicator.direction,
        coverage=f"{received}/{expected}" if expected else "–",
    )


def _ranks(reading: AreaReading, indicator: int) -> dict[int, int]:
    values = {
        place.unit_id: result.cumulative
        for place in reading.children
        if (result := reading.found.get((place.unit_id, indicator))) is not None
    }
    key = next(column for column in reading.columns if column.pk == indicator)
    return ranks(key, values)


def _matrix_row(place: Place, reading: AreaReading, order: dict[int, dict[int, int]]) -> MatrixRow:
    asked = reading.asked
    progress = reading.progress.get(place.unit_id)
    tone, state = progress_words(progress)
    pattern = figure_address(place.code, asked.period.code, asked.lens)
    return MatrixRow(
        name=place.short_name,
        url=unit_address(place.code, asked.period.code, asked.lens),
        folded=fold(f"{place.name} {place.short_name} {place.code}"),
        cells=tuple(
            _matrix_cell(
                reading.found.get((place.unit_id, indicator.pk)),
                pattern % indicator.code,
                order[indicator.pk].get(place.unit_id),
                reading.digits,
            )
            for indicator in reading.columns
        ),
        tone=tone,
        state=state,
        missing=progress is not None and progress.accepted + progress.waiting < progress.owed,
        ended=ended_words(place.ended_on),
    )


def _matrix_cell(result: Result | None, url: str, rank: int | None, digits: int) -> MatrixCell:
    nothing = text_cell("–")
    if result is None or result.cumulative is None:
        return MatrixCell(nothing, nothing, nothing, None)
    value = amount_cell(result.indicator, result.cumulative, digits, url=url)
    return MatrixCell(value, completion_cell(result, digits), change_cell(result, digits), rank)
