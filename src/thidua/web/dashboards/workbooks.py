"""A shown table as an Excel file: exactly what is shown, its numbers as numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from thidua.exchange.exports import Column, Figure, Kind, Sheet, Strong, Value
from thidua.web.exports.answering import workbook_answer

from .tables import Cell, Table

CELL_WIDTH = 15


def excel_answer(request: HttpRequest, table: Table) -> HttpResponse:
    """The table as a file to keep."""
    return workbook_answer(request, sheet_of(table))


def sheet_of(table: Table) -> Sheet:
    """The table as `exchange.writing` takes it."""
    heads = (Column(head.text, Kind.NUMBER, width=CELL_WIDTH, group=head.group) for head in table.heads)
    rows = ((row.strong, (row.name, *map(value_of, row.cells))) for row in table.rows)
    return Sheet(
        title=table.title,
        columns=(Column(table.corner, Kind.NAME), *heads),
        rows=(Strong(cells) if strong else cells for strong, cells in rows),
        count=len(table.rows),
        facts=table.facts,
        notes=table.notes,
    )


def value_of(cell: Cell) -> Value:
    """What stands in a cell: the number behind it, else its words."""
    return cell.text if cell.number is None else Figure(cell.number, cell.digits, cell.percent)
