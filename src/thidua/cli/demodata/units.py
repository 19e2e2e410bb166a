"""The units of the demonstration: federations as they were from 2020 to 2024, grassroots unions invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from random import Random
from typing import Any

from thidua.cli.demodata.files import document, table
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind

UPPER_KINDS = frozenset({UnitKind.DISTRICT, UnitKind.SECTOR, UnitKind.AGENCY, UnitKind.ZONE, UnitKind.CORPORATION})
BODY_KINDS = frozenset({UnitKind.NEWSPAPER, UnitKind.LOAN_FUND, UnitKind.LEGAL_CENTRE, UnitKind.CULTURE_PALACE})
OLD_TREES = ("HN-UH", "QN-HL")
"""The districts whose grassroots unions are told of since 2019; the others are told of since 2023."""


@dataclass(frozen=True, slots=True)
class Union:
    """An invented grassroots union and what its figures are made from."""

    code: str
    upper: str
    name: str
    short_name: str
    sector: Sector
    bloc: str
    founded_on: date
    workers: int
    women: float
    company: bool


@cache
def federations() -> tuple[NewUnit, ...]:
    """The units above grassroots, and the bodies and departments of federations."""
    return tuple(_federation(row) for row in table("units.csv"))


@cache
def unions() -> tuple[Union, ...]:
    """The grassroots unions, a few dozen for each upper union."""
    names = iter(_invented_names())
    return tuple(
        _union(row["code"], number, kind, next(names))
        for row in table("units.csv")
        for number, kind in zip(range(int(row["unions"] or 0)), cycle(_kinds_of_union(row["bloc"])), strict=False)
    )


def tree() -> tuple[NewUnit, ...]:
    """Every unit of the demonstration."""
    return (*federations(), *(_grassroots(union) for union in unions()))


def uppers(parent: str) -> list[NewUnit]:
    """The upper unions directly under a federation."""
    return [unit for unit in federations() if unit.parent == parent and unit.kind in UPPER_KINDS]


def _federation(row: dict[str, str]) -> NewUnit:
    kind = UnitKind(row["kind"])
    return NewUnit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=kind,
        parent=row["parent"],
        founded_on=date.fromisoformat(row["founded_on"]),
        sector=Sector(row["sector"]),
        bloc=row["bloc"],
        legal_type=LegalType.BODY if kind in BODY_KINDS or kind == UnitKind.COMPANY else LegalType.UNION,
        percent_digits=int(row["percent_digits"]) if row["percent_digits"] else None,
    )


def _grassroots(union: Union) -> NewUnit:
    return NewUnit(
        code=union.code,
        name=union.name,
        short_name=union.short_name,
        kind=UnitKind.GRASSROOTS,
        parent=union.upper,
        founded_on=union.founded_on,
        sector=union.sector,
        bloc=union.bloc,
    )


def _invented_names() -> list[str]:
    parts = document("names.json")
    names = [f"{first} {second}" for first in parts["first"] for second in parts["second"] if first != second]
    Random("names").shuffle(names)
    return names * 2


def _kinds_of_union(bloc: str) -> list[dict[str, Any]]:
    """A district has unions of every kind, a sector those of its own."""
    kinds = document("names.json")["types"]
    if bloc:
        return [kind for kind in kinds if kind["bloc"] == bloc]
    return [kind for kind in kinds for _each in range(kind["weight"])]


def _union(upper: str, number: int, kind: dict[str, Any], name: str) -> Union:
    code = f"{upper}-{number + 1:02}"
    rng = Random(code)
    begins = date(2004, 1, 1) if upper in OLD_TREES else date(2021, 1, 4)
    return Union(
        code=code,
        upper=upper,
        name="CĐCS " + kind["name"].format(name),
        short_name="CĐCS " + kind["short"].format(name),
        sector=Sector(kind["sector"]),
        bloc=kind["bloc"],
        founded_on=begins + timedelta(days=rng.randrange(700)),
        workers=rng.randint(*kind["workers"]),
        women=min(0.97, max(0.08, kind["women"] + rng.uniform(-0.08, 0.08))),
        company=kind["company"],
    )
