"""Targets of a unit and year: reading them, assigning, registering, adjusting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router
from pydantic import Field

from thidua.access.gate import unit_or_404
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue, indicator_by
from thidua.org.models import Unit
from thidua.targets.models import Target
from thidua.targets.services import Grounds, adjust_target, assign_target, register_target

from .auth import user_of
from .errors import PROBLEMS
from .fields import Input, Line, Number, Output, Sentence, name_of, number_of, text_of
from .indicators import period_or_404
from .repeats import Key, once

router = Router()


class UnitYear(Input):
    """Whose targets, of which year."""

    unit: Annotated[str, Field(max_length=40, description="Mã đơn vị.")]
    year: Annotated[str, Field(max_length=20, description="Mã năm: 2024, hoặc SY2023-2024.")]


class TargetName(UnitYear):
    """Which target."""

    indicator: Annotated[str, Field(max_length=80, description="Khóa hoặc mã chỉ tiêu.")]


class TargetRow(Output):
    """A unit's target of a year, in the indicator's unit of measure; null where there is none."""

    indicator: str
    code: str
    assigned: str | None
    registered: str | None


class Targets(Output):
    """The targets of a unit and year in the order of the catalogue."""

    unit: str
    year: str
    items: list[TargetRow]


class Amount(Input):
    """A target and what it rests on."""

    amount: Number
    on: date | None = Field(None, description="Ngày của văn bản; mặc định hôm nay.")
    decision: Line = ""
    reason: Sentence = ""


class Adjustment(Input):
    """A change of an assigned target: null cancels it. `seen` is the amount that the change starts from."""

    amount: Number | None
    seen: Number
    on: date | None = None
    decision: Line = ""
    reason: Sentence


@router.get(
    "/{unit}/{year}", response={200: Targets, **PROBLEMS}, operation_id="list_targets", summary="Chỉ tiêu của đơn vị"
)
def list_targets(request: HttpRequest, of: Path[UnitYear]) -> Targets:
    """Everything that a unit is to reach in a year."""
    owner = unit_or_404(user_of(request), of.unit, Permission.TARGET_VIEW)
    period = period_or_404(of.year)
    rows = {row.indicator_id: row for row in Target.objects.filter(unit=owner, period=period)}
    items = [_row(rows[indicator.pk], indicator) for indicator in catalogue().indicators if indicator.pk in rows]
    return Targets(unit=owner.code, year=period.code, items=items)


@router.post(
    "/{unit}/{year}/{indicator}/assign",
    response={200: TargetRow, **PROBLEMS},
    operation_id="assign_target",
    summary="Giao chỉ tiêu",
)
def assign(request: HttpRequest, key: Key, of: Path[TargetName], body: Amount) -> Any:
    """Assign a target to a unit directly below; a further assignment replaces the amount and stays in the ledger."""
    place = _place(request, Permission.TARGET_ASSIGN, of)
    return once(request, key, lambda: _set(request, assign_target, place, body))


@router.post(
    "/{unit}/{year}/{indicator}/register",
    response={200: TargetRow, **PROBLEMS},
    operation_id="register_target",
    summary="Đăng ký chỉ tiêu",
)
def register(request: HttpRequest, key: Key, of: Path[TargetName], body: Amount) -> Any:
    """Register what the unit itself sets out to reach."""
    place = _place(request, Permission.TARGET_REGISTER, of)
    return once(request, key, lambda: _set(request, register_target, place, body))


@router.post(
    "/{unit}/{year}/{indicator}/adjust",
    response={200: TargetRow, **PROBLEMS},
    operation_id="adjust_target",
    summary="Điều chỉnh hoặc hủy chỉ tiêu",
)
def adjust(request: HttpRequest, key: Key, of: Path[TargetName], body: Adjustment) -> Any:
    """Change or cancel an assigned target during the year, with a reason."""
    place = _place(request, Permission.TARGET_ASSIGN, of)
    return once(request, key, lambda: _adjust(request, place, body))


Place = tuple[Unit, Period, Indicator]


def _place(request: HttpRequest, permission: Permission, of: TargetName) -> Place:
    owner = unit_or_404(user_of(request), of.unit, permission)
    return owner, period_or_404(of.year), indicator_by(of.indicator)


def _set(request: HttpRequest, service: Callable[..., Target], place: Place, body: Amount) -> dict[str, Any]:
    unit, period, indicator = place
    target = service(
        unit=unit,
        indicator=indicator,
        period=period,
        amount=number_of(body.amount, indicator, "amount"),
        grounds=_grounds(body),
        by=user_of(request),
    )
    return _row(target, indicator).model_dump()


def _adjust(request: HttpRequest, place: Place, body: Adjustment) -> dict[str, Any]:
    unit, period, indicator = place
    standing = Target.objects.filter(unit=unit, period=period, indicator=indicator).first()
    if standing is None:
        raise Http404(_("Đơn vị chưa có chỉ tiêu này."))
    target = adjust_target(
        target_id=standing.pk,
        amount=None if body.amount is None else number_of(body.amount, indicator, "amount"),
        seen=number_of(body.seen, indicator, "seen"),
        grounds=_grounds(body),
        by=user_of(request),
    )
    return _row(target, indicator).model_dump()


def _grounds(body: Amount | Adjustment) -> Grounds:
    return Grounds(
        on=body.on or clock.today(),
        decision=clean_line(body.decision, most=120),
        reason=clean_line(body.reason, most=400),
    )


def _row(target: Target, indicator: Indicator) -> TargetRow:
    return TargetRow(
        indicator=name_of(indicator),
        code=indicator.code,
        assigned=text_of(target.assigned, indicator),
        registered=text_of(target.registered, indicator),
    )
