"""What an empty cell most likely holds, judged by the periods before: proposed, and saved only once confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from thidua.figures.cells import Cell
from thidua.indicators.rules import Kind

from .entry import Row

# A flow that was nothing for so many periods in a row is proposed to be nothing again.
QUIET_PERIODS = 6


def proposals(rows: Iterable[Row]) -> dict[str, Cell]:
    """By code, the cell that is proposed for each empty one that the past says something about."""
    proposed = {row.code: proposal(row) for row in rows if row.cell.empty}
    return {code: cell for code, cell in proposed.items() if cell is not None}


def proposal(row: Row) -> Cell | None:
    """A stock stays as it was; a flow that has rested for half a year goes on resting. None: nothing is proposed."""
    if row.indicator.kind == Kind.STOCK:
        return None if row.previous.empty else row.previous
    recent = [past.cell for past in row.history[-QUIET_PERIODS:]]
    quiet = len(recent) == QUIET_PERIODS and all(cell.na or cell.number == 0 for cell in recent)
    return recent[-1] if quiet and row.indicator.kind == Kind.FLOW else None
