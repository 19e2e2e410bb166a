"""The country that is measured: the one of `thidua scale`, with what the measurements need to know of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from thidua.cli import scale
from thidua.cli.scale import people, shape
from thidua.cli.scale.form import CODE
from thidua.indicators.models import FormRow, FormVersion, Indicator, Period
from thidua.indicators.queries import catalogue, clear_catalogue
from thidua.indicators.rules import PeriodState
from thidua.indicators.services import install_catalogue, install_forms
from thidua.org.models import Placement, Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.reporting.models import Report

FOUNDED = shape.FOUNDED
FORM = CODE
YEAR = 2024


@dataclass(frozen=True)
class Country:
    """What the measurements need to know of the country; `wide` are upper unions by their number of children."""

    root: Unit
    province: Unit
    upper: Unit
    grassroots: Unit
    wide: dict[int, Unit]
    periods: tuple[Period, ...]
    indicators: tuple[Indicator, ...]
    clerk: User
    officer: User
    units: int
    grassroots_units: int
    reports: int
    seconds: float


def build(*, units: int, months: int) -> Country:
    """Build a country of `units` grassroots unions with `months` months of the year."""
    started = time.perf_counter()
    install_catalogue()
    install_forms()
    clear_catalogue()
    scale.build(scale.Size(units=units, months=months, year=YEAR), say=_say)
    return found(seconds=time.perf_counter() - started)


def found(*, seconds: float = 0.0) -> Country:
    """The country that is there already; `seconds` is how long it took to build."""
    placed = Unit.objects.in_bulk(field_name="code")
    version = FormVersion.objects.get(form__code=CODE)
    indicators = FormRow.objects.filter(section__version=version).order_by("order").values_list("indicator", flat=True)
    unions = Placement.objects.filter(kind=UnitKind.GRASSROOTS).values("unit").distinct().count()
    periods = Period.objects.filter(year=YEAR, state=PeriodState.OPEN).order_by("starts")
    return Country(
        root=placed[shape.ROOT],
        province=placed[shape.CAPITAL],
        upper=placed[people.UPPER],
        grassroots=placed[f"{people.UPPER}-0001"],
        wide={width: placed[shape.upper_of_width(width)] for width in shape.widths_of(unions)},
        periods=tuple(periods),
        indicators=tuple(catalogue().by_id[pk] for pk in indicators),
        clerk=User.objects.get(username=people.CLERK[0]),
        officer=User.objects.get(username=people.OFFICER[0]),
        units=len(placed),
        grassroots_units=unions,
        reports=Report.objects.filter(period__in=periods).count(),
        seconds=seconds,
    )


def _say(what: str, count: int, seconds: float) -> None:
    print(f"  {count:>12,} {what}: {seconds:.1f} s", flush=True)
