"""Units as they stood on a day, among those that the user may see."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import StringConstraints

from thidua.access.gate import unit_or_404, units_for
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.org.models import Placement, Unit
from thidua.org.queries import find_units, last_names_of, path_of

from .auth import user_of
from .errors import PROBLEMS
from .fields import USUAL_PAGE, Limit, Output, UnitCode

router = Router()

AsOf = Annotated[date | None, Query(description="Ngày xem cây tổ chức; mặc định hôm nay.")]
After = Annotated[str | None, Query(max_length=40, description="Mã cuối của trang trước (mục next).")]


class UnitRow(Output):
    """A unit as it was called, and where it stood, on the day."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str | None


class UnitPage(Output):
    """Some units; `next` goes into `after` for those that follow, null on the last page."""

    items: list[UnitRow]
    next: str | None


class Step(Output):
    """A unit on the way from the root."""

    code: str
    name: str


class UnitDetail(UnitRow):
    """A unit with its permanent facts and the way to it from the root."""

    founded_on: date
    dissolved_on: date | None
    legal_type: str
    sector: str
    bloc: str
    path: list[Step]


@router.get("", response={200: UnitPage, **PROBLEMS}, operation_id="list_units", summary="Danh sách đơn vị")
def list_units(
    request: HttpRequest,
    as_of: AsOf = None,
    search: Annotated[Annotated[str, StringConstraints(max_length=200)] | None, Query()] = None,
    after: After = None,
    limit: Limit = USUAL_PAGE,
) -> UnitPage:
    """Every unit that stood somewhere on the day, by code; with `search`, the best matches instead."""
    visible = units_for(user_of(request), Permission.UNIT_VIEW)
    day = as_of or clock.today()
    if search is None:
        return _page(Placement.objects.filter(unit__in=visible), day, after, limit)
    found = [unit.unit_id for unit in find_units(search, within=visible, as_of=day, most=limit)]
    placed = {row.unit_id: row for row in _placed(Placement.objects.filter(unit__in=found), day)}
    return UnitPage(items=[_row(placed[unit]) for unit in found if unit in placed], next=None)


@router.get("/{unit}", response={200: UnitDetail, **PROBLEMS}, operation_id="get_unit", summary="Một đơn vị")
def get_unit(request: HttpRequest, unit: UnitCode, as_of: AsOf = None) -> UnitDetail:
    """A unit as it stood on the day; one that did not exist then bears its nearest name."""
    found = unit_or_404(user_of(request), unit)
    day = as_of or clock.today()
    name = last_names_of([found.pk], day)[found.pk]
    path = path_of([found.pk], day).get(found.pk, ())
    return UnitDetail(
        code=found.code,
        name=name.name,
        short_name=name.short_name,
        kind=name.kind.value,
        parent=path[-2].code if len(path) > 1 else None,
        founded_on=found.founded_on,
        dissolved_on=found.dissolved_on,
        legal_type=found.legal_type,
        sector=found.sector,
        bloc=found.bloc,
        path=[Step(code=step.code, name=step.name) for step in path],
    )


@router.get(
    "/{unit}/children", response={200: UnitPage, **PROBLEMS}, operation_id="list_children", summary="Đơn vị trực thuộc"
)
def list_children(
    request: HttpRequest, unit: UnitCode, as_of: AsOf = None, after: After = None, limit: Limit = USUAL_PAGE
) -> UnitPage:
    """The units directly below one on the day, those of them that the user may see, by code."""
    user = user_of(request)
    parent = unit_or_404(user, unit)
    visible = units_for(user, Permission.UNIT_VIEW)
    below = Placement.objects.filter(parent=parent, unit__in=visible)
    return _page(below, as_of or clock.today(), after, limit)


def _page(placements: QuerySet[Placement], day: date, after: str | None, limit: int) -> UnitPage:
    """A page by code: stable whatever is founded or ended meanwhile."""
    placed = _placed(placements, day)
    if after is not None:
        placed = placed.filter(unit__code__gt=after)
    rows = list(placed[: limit + 1])
    more = len(rows) > limit
    return UnitPage(items=[_row(row) for row in rows[:limit]], next=rows[limit - 1].unit.code if more else None)


def _placed(placements: QuerySet[Placement], day: date) -> QuerySet[Placement]:
    return placements.filter(during__contains=day).select_related("unit", "parent").order_by("unit__code")


def _row(placement: Placement) -> UnitRow:
    parent: Unit | None = placement.parent
    return UnitRow(
        code=placement.unit.code,
        name=placement.name,
        short_name=placement.short_name,
        kind=placement.kind,
        parent=parent.code if parent else None,
    )
