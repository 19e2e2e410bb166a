"""The figures of a unit and period: the same object as `thidua figures --json`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from thidua.access.gate import unit_or_404
from thidua.access.rules import Permission
from thidua.figures.rules import Basis
from thidua.targets.printing import figures_page

from .auth import user_of
from .errors import PROBLEMS
from .fields import Output, PeriodCode, UnitCode
from .indicators import period_or_404

router = Router()


class BasisName(StrEnum):
    """Which reports count: the accepted ones, or also those that wait for it."""

    OFFICIAL = "official"
    PRELIMINARY = "preliminary"


class Printed(Output):
    """The figure in Vietnamese words, by the federation's digits."""

    value: str | None
    percent_of_plan: str | None
    change_on_year_percent: str | None
    change_points: str | None = None


class FigureRow(Output):
    """An indicator's figure beside its target and last year; numbers are decimal strings."""

    indicator: str
    code: str
    value: str | None
    in_period: str | None
    cumulative: str | None
    target: str | None
    percent_of_plan: str | None
    previous_year: str | None
    change_on_year_percent: str | None
    change_points: str | None
    expected: int
    received: int
    printed: Printed


class Figures(Output):
    """The figures of a unit and period that exist or are owed, in the order of the catalogue."""

    unit: str
    period: str
    as_of: str
    basis: BasisName
    figures: list[FigureRow]


@router.get(
    "/{unit}/{period}",
    response={200: Figures, **PROBLEMS},
    operation_id="get_figures",
    summary="Số liệu của đơn vị trong kỳ",
    exclude_unset=True,
)
def get_figures(
    request: HttpRequest,
    unit: UnitCode,
    period: PeriodCode,
    basis: Annotated[BasisName, Query(description="Chính thức, hoặc tạm tính.")] = BasisName.OFFICIAL,
) -> dict[str, Any]:
    """Figures from stored totals, of any unit whose figures the user may see."""
    owner = unit_or_404(user_of(request), unit, Permission.FIGURES_VIEW)
    return figures_page(owner, period_or_404(period), Basis[basis.name])
