"""What became of the units of Hà Nội in 2025: a tenth of the grassroots unions that there really were.

Published: forty upper unions ended on 30 June 2025, 6,349 grassroots unions came directly under the city, 85 ward
unions (64 of them for one ward) over 126 wards and communes then took 5,876 of these. Which union is which, and which
wards share one, is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import cycle

from thidua.cli.demodata.files import table
from thidua.cli.demodata.units import Union, federations, unions, uppers
from thidua.org.rules import NewUnit, Sector, UnitKind

CITY = "HN"
UPPERS_END = date(2025, 7, 1)
"""The first day without the forty upper unions."""
WARDS_BEGIN = date(2025, 8, 1)
KEPT_UPPERS = frozenset({"HN-CQ", "HN-KCN", "HN-VT", "HN-TM", "HN-PTN", "HN-DL"})
DIRECTLY_UNDER_THE_CITY, HANDED_TO_WARDS = 635, 588
ENDED_BY_LAW = ("Hành chính", "Y tế", "Giáo dục")
"""The blocs whose unions of state bodies end, in this order, until as many are left as came under the city."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward union and the areas that it looks after, as (code, name)."""

    unit: NewUnit
    districts: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]


def ended_uppers() -> list[NewUnit]:
    """The forty upper unions that ended."""
    return [unit for unit in uppers(CITY) if unit.code not in KEPT_UPPERS]


@cache
def going_on() -> tuple[Union, ...]:
    """The grassroots unions of ended upper unions that came under the city."""
    ended = {union.code for union in ended_by_law()}
    return tuple(union for union in _below_ended() if union.code not in ended)


@cache
def ended_by_law() -> tuple[Union, ...]:
    """The unions of state bodies that ended with their upper unions."""
    state = [union for union in _below_ended() if union.sector == Sector.STATE]
    ranked = sorted(state, key=lambda union: ENDED_BY_LAW.index(union.bloc))
    return tuple(ranked[: len(_below_ended()) - DIRECTLY_UNDER_THE_CITY])


@cache
def wards() -> tuple[Ward, ...]:
    """The ward unions, each founded under the city."""
    rows = table("wards.csv")
    codes = dict.fromkeys(row["union"] for row in rows)
    return tuple(_ward(code, [row for row in rows if row["union"] == code]) for code in codes)


@cache
def ward_of() -> dict[str, str]:
    """The ward union that took over each grassroots union, by codes; the others stayed directly under the city."""
    turns = {
        district: cycle([ward.unit.code for ward in wards() if district in ward.districts])
        for district in dict.fromkeys(district for ward in wards() for district in ward.districts)
    }
    anywhere = cycle(ward.unit.code for ward in wards())
    # Unions of sectors come last: a few of them go to the ward where they happen to be.
    local_first = sorted(going_on(), key=lambda union: union.upper not in turns)
    return {union.code: next(turns.get(union.upper, anywhere)) for union in local_first[:HANDED_TO_WARDS]}


def upper_on(union: Union, day: date) -> str:
    """Under which unit a grassroots union stands on a day, empty when it has ended."""
    if union.upper in KEPT_UPPERS or not union.upper.startswith("HN-") or day < UPPERS_END:
        return union.upper
    if union in ended_by_law():
        return ""
    return ward_of().get(union.code, CITY) if day >= WARDS_BEGIN else CITY


def _below_ended() -> list[Union]:
    ended = {unit.code for unit in ended_uppers()}
    return [union for union in unions() if union.upper in ended]


def _ward(code: str, rows: list[dict[str, str]]) -> Ward:
    name = rows[0]["name"]
    unit = NewUnit(
        code=code,
        name=f"Công đoàn {name[0].lower()}{name[1:]}",
        short_name=f"CĐ {name[0].lower()}{name[1:]}",
        kind=UnitKind.WARD,
        parent=CITY,
        founded_on=WARDS_BEGIN,
    )
    districts = tuple(dict.fromkeys(row["district"] for row in rows))
    return Ward(unit, districts, tuple((row["area"], row["name"]) for row in rows))


def reporting_bodies() -> list[NewUnit]:
    """The departments and service bodies of the city."""
    return [unit for unit in federations() if unit.parent == CITY and unit not in uppers(CITY)]
