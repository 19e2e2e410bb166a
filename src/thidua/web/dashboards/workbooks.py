"""A shown table as an Excel file: exactly what is shown, its numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from thidua.exchange.exports import Column, Figure, Kind, Sheet, Strong, Value
from thidua.figures.printing import ABSENT
from thidua.web.exports.answering import workbook_answer

from .tables import Cell, Table

CELL_WIDTH = 15


def excel_answer(request: HttpRequest, table: Table) -> HttpResponse:
    """The table as a file to keep."""
    return workbook_answer(request, sheet_of(table))


def sheet_of(table: Table) -> Sheet:
    """The table as `exchange.writing` takes it."""
    heads = (
        Column(head.text, _kind(row.cells[at] for row in table.rows), width=CELL_WIDTH, group=head.group)
        for at, head in enumerate(table.heads)
    )
    rows = ((row.strong, (row.name, *map(value_of, row.cells))) for row in table.rows)
    return Sheet(
        title=table.title,
        columns=(Column(table.corner, Kind.NAME), *heads),
        rows=(Strong(cells) if strong else cells for strong, cells in rows),
        count=len(table.rows),
        facts=table.facts,
        notes=table.notes,
    )


def _kind(cells: Iterable[Cell]) -> Kind:
    """Words where words alone stand: what is absent has no side."""
    told = [cell for cell in cells if cell.text != ABSENT]
    return Kind.TEXT if told and all(cell.number is None for cell in told) else Kind.NUMBER


def value_of(cell: Cell) -> Value:
    """What stands in a cell: the number behind it, else its words."""
    return cell.text if cell.number is None else Figure(cell.number, cell.digits, cell.percent)
