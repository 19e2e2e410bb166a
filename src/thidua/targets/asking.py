"""What every page of targets asks first: who reads whose targets of which year, and with which results."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import Calendar, Frequency
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import indicator_by
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .forms import GroundsForm
from .services import Grounds


def reader(request: HttpRequest) -> User:
    """Who asks."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def addressed(
    request: HttpRequest, unit: str, year: str, indicator: str, permission: Permission
) -> tuple[User, Unit, Period, Indicator]:
    """Who asks about whose target; the unit comes through the gate."""
    user, place, when = board_of(request, unit, year, permission)
    return user, place, when, indicator_by(indicator)


def board_of(
    request: HttpRequest, unit: str, year: str, permission: Permission = Permission.TARGET_VIEW
) -> tuple[User, Unit, Period]:
    """Who asks about a unit's targets of a year; the unit comes through the gate."""
    user = reader(request)
    place = gate.unit_or_404(user, unit, permission)
    return user, place, get_object_or_404(Period, code=year, frequency=Frequency.YEAR)


def assignable(user: User, unit: Unit) -> QuerySet[Unit]:
    """The units directly below to which the reader assigns targets."""
    return gate.units_for(user, Permission.TARGET_ASSIGN).filter(
        placements__parent=unit, placements__during__contains=clock.today()
    )


def years_begun() -> list[Period]:
    """The years that targets are given for, the latest first."""
    begun = Period.objects.filter(frequency=Frequency.YEAR, calendar=Calendar.CALENDAR, starts__lte=clock.today())
    return list(begun.order_by("-starts"))


def latest_period(unit: Unit, year: Period | None) -> ReadablePeriod | None:
    """The last period of a year (without one: of all) that has figures of the unit."""
    periods = readable_periods(unit.pk, clock.today())
    inside = [p for p in periods if year is None or year.span.covers(p.span)]
    return usual_period([period for period in inside if period.has_figures], clock.today())


def unit_name(unit: Unit) -> str:
    """What a unit is called today."""
    name = last_names_of([unit.pk], clock.today()).get(unit.pk)
    return name.name if name else unit.code


def grounds_of(form: GroundsForm) -> Grounds:
    """What a valid form says that a line of the ledger rests on."""
    data = form.cleaned_data
    return Grounds(on=data["on"], decision=data["decision"], reason=data["reason"])


def status_of(request: HttpRequest) -> int:
    """A form that comes back after a POST was invalid."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
