"""Points that follow from counts: how often something happened, was added or deducted, which awards a unit has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thidua.scoring.methods import Line
from thidua.scoring.results import Result
from thidua.scoring.scheme import Criterion, External, PerOccurrence, PlusMinus

Counts = Mapping[str, Any]
"""`count`, or `plus` and `minus` (whole numbers), or `awards` (codes)."""


def is_counted(criterion: Criterion) -> bool:
    """Whether the points of a criterion follow from counts that people type: its measures count nothing."""
    return isinstance(criterion.formula, PerOccurrence | PlusMinus | External) and not criterion.measures


def counted_point(criterion: Criterion, counts: Counts, digits: int) -> int:
    """The thousandths that counts come to."""
    return Line(criterion, digits=digits).score(counted_result(criterion, counts)).thousandths


def counted_result(criterion: Criterion, counts: Counts) -> Result:
    """Counts as what the engine scores."""
    match criterion.formula:
        case PerOccurrence():
            return Result(count=counts.get("count", 0))
        case PlusMinus():
            return Result(plus=counts.get("plus", 0), minus=counts.get("minus", 0))
        case _:
            return Result(awards=tuple(counts.get("awards", ())))
