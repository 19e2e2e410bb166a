"""The country that is measured: the one of `thidua scale`, with what the measurements need to know of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from thidua.cli import scale
from thidua.cli.scale import people, shape
from thidua.cli.scale.form import CODE
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import clear_catalogue
from thidua.indicators.services import install_catalogue, install_forms
from thidua.org.models import Unit
from thidua.people.models import User

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
    built = scale.build(scale.Size(units=units, months=months, year=YEAR), say=_say)
    placed = Unit.objects.in_bulk(field_name="code")
    return Country(
        root=placed[shape.ROOT],
        province=placed[shape.CAPITAL],
        upper=placed[people.UPPER],
        grassroots=placed[f"{people.UPPER}-0001"],
        wide={width: placed[shape.upper_of_width(width)] for width in shape.widths_of(units)},
        periods=built.periods,
        indicators=built.indicators,
        clerk=built.clerk,
        officer=built.officer,
        units=built.units,
        grassroots_units=units,
        reports=built.reports,
        seconds=time.perf_counter() - started,
    )


def _say(what: str, count: int, seconds: float) -> None:
    print(f"  {count:>12,} {what}: {seconds:.1f} s", flush=True)
