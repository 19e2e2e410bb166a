"""The catalogue and the periods: what figures can be about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from thidua.access.gate import any_unit
from thidua.access.rules import Permission
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue, indicator_by
from thidua.indicators.rules import Direction, Kind, PeriodState

from .auth import user_of
from .errors import PROBLEMS
from .fields import Output, PeriodCode, name_of, text_of

router = Router()


class IndicatorRow(Output):
    """An indicator. Other indicators are named by their keys, or by their codes where they have none."""

    indicator: str
    code: str
    name_vi: str
    name_en: str
    area: str
    kind: Kind
    direction: Direction
    measure_vi: str
    measure_en: str
    decimals: int
    print_digits: int
    largest: str
    part_of: str | None
    numerator: list[str]
    denominator: str | None
    weight: str | None
    definition_vi: str
    definition_en: str


class Catalogue(Output):
    """Indicators in the order of the catalogue."""

    items: list[IndicatorRow]


class PeriodRow(Output):
    """A period: its days, the window of its data and when reports are due."""

    code: str
    title: str
    calendar: str
    frequency: str
    year: int
    starts: date
    ends: date
    as_of: date
    due_at: datetime
    state: PeriodState


class Periods(Output):
    """Periods, the latest first."""

    items: list[PeriodRow]


@router.get("/indicators", response={200: Catalogue, **PROBLEMS}, operation_id="list_indicators", summary="Danh mục")
def list_indicators(
    request: HttpRequest,
    area: Annotated[str | None, Query(max_length=8, description="Mã lĩnh vực, ví dụ ORG.")] = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> Catalogue:
    """The whole catalogue, or an area or a kind of it."""
    _require_catalogue(request)
    found = [
        indicator
        for indicator in catalogue().indicators
        if area in {None, indicator.area.code} and kind in {None, indicator.kind}
    ]
    return Catalogue(items=[_row(indicator) for indicator in found])


@router.get(
    "/indicators/{indicator}",
    response={200: IndicatorRow, **PROBLEMS},
    operation_id="get_indicator",
    summary="Một chỉ tiêu",
)
def get_indicator(
    request: HttpRequest, indicator: Annotated[str, Path(max_length=80, description="Khóa hoặc mã.")]
) -> IndicatorRow:
    """An indicator by its key (members_admitted) or code (ORG21)."""
    _require_catalogue(request)
    return _row(indicator_by(indicator))


@router.get("/periods", response={200: Periods, **PROBLEMS}, operation_id="list_periods", summary="Các kỳ")
def list_periods(
    request: HttpRequest,
    year: Annotated[int | None, Query(ge=1900, le=2199)] = None,
    state: Annotated[PeriodState | None, Query()] = None,
) -> Periods:
    """The periods that the federation has, of a year or in a state."""
    _require_catalogue(request)
    found = Period.objects.all()
    if year is not None:
        found = found.filter(year=year)
    if state is not None:
        found = found.filter(state=state)
    return Periods(items=[_period(period) for period in found.order_by("-ends", "starts", "code")])


@router.get("/periods/{period}", response={200: PeriodRow, **PROBLEMS}, operation_id="get_period", summary="Một kỳ")
def get_period(request: HttpRequest, period: PeriodCode) -> PeriodRow:
    """A period by its code."""
    _require_catalogue(request)
    return _period(period_or_404(period))


def period_or_404(code: str) -> Period:
    """The period with a code. Raises Http404."""
    period = Period.objects.filter(code=code).first()
    if period is None:
        raise Http404(_("Hệ thống chưa có kỳ này. Xem các kỳ ở /api/v1/periods."))
    return period


def _require_catalogue(request: HttpRequest) -> None:
    if not any_unit(user_of(request), Permission.CATALOGUE_VIEW):
        raise PermissionDenied(_("Tài khoản chưa được giao vai trò nào nên chưa xem được danh mục."))


def _row(indicator: Indicator) -> IndicatorRow:
    by_id = catalogue().by_id

    def name(pk: int | None) -> str | None:
        return name_of(by_id[pk]) if pk else None

    return IndicatorRow(
        indicator=name_of(indicator),
        code=indicator.code,
        name_vi=indicator.name_vi,
        name_en=indicator.name_en,
        area=indicator.area.code,
        kind=Kind(indicator.kind),
        direction=Direction(indicator.direction),
        measure_vi=indicator.measure_vi,
        measure_en=indicator.measure_en,
        decimals=indicator.decimals,
        print_digits=indicator.print_digits,
        largest=text_of(indicator.largest, indicator) or "",
        part_of=name(indicator.part_of_id),
        numerator=[name_of(part) for part in indicator.numerator.all()],
        denominator=name(indicator.denominator_id),
        weight=name(indicator.weight_id),
        definition_vi=indicator.definition_vi,
        definition_en=indicator.definition_en,
    )


def _period(period: Period) -> PeriodRow:
    return PeriodRow(
        code=period.code,
        title=period.span.title,
        calendar=period.calendar,
        frequency=period.frequency,
        year=period.year,
        starts=period.starts,
        ends=period.ends,
        as_of=period.as_of,
        due_at=period.due_at,
        state=PeriodState(period.state),
    )
