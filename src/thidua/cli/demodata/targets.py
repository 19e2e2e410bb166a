"""The targets of the demonstration: those that are published, and a plan for 2024 at every level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from thidua.cli.demodata.emulation.past import cluster_targets
from thidua.cli.demodata.files import document
from thidua.cli.demodata.reports import year_so_far
from thidua.cli.demodata.units import unions, uppers
from thidua.cli.federation.shape import TargetRow
from thidua.core.periods import parse
from thidua.indicators.queries import catalogue

YEAR = "2024"
DECIDED_ON = date(2024, 1, 22)
DECISION = "Kế hoạch công tác công đoàn năm %s"
OF_GRASSROOTS = ("ORG21", "ORG39", "EMU06", "WEL01", "LAW22", "PRO02")
OF_UPPER_UNIONS = ("ORG07", "ORG45", "ORG36", "ORG37", "ORG46", "LAW18", "WEL10", "INS05", "FIN02")


def targets() -> tuple[TargetRow, ...]:
    """Every target; parents hold the sum of what stands below them."""
    published = [_published(entry) for entry in document("cases.json")["targets"]]
    last_year = year_so_far(int(YEAR) - 1)
    reported = {2020: year_so_far(2020), 2023: _with_those_below(last_year)}
    return numbered([*published, *cluster_targets(reported), *planned(YEAR, last_year)])


def _with_those_below(reached: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """What upper unions reached with the grassroots unions below them."""
    upper_of = {union.code: union.upper for union in unions()}
    summed: dict[tuple[str, str], float] = {}
    for (unit, code), amount in reached.items():
        upper = upper_of.get(unit, unit)
        summed[upper, code] = summed.get((upper, code), 0) + amount
    return summed


def planned(year: str, last_year: dict[tuple[str, str], float]) -> list[TargetRow]:
    """The plan of a year at every level, after what was reported the year before by unit and code."""
    return [_row(year, unit, code, amount) for (unit, code), amount in _plan(last_year).items()]


def numbered(rows: list[TargetRow]) -> tuple[TargetRow, ...]:
    """The rows, each with its place in the file."""
    return tuple(replace(row, path=f"targets[{index}]") for index, row in enumerate(rows))


def _plan(last_year: dict[tuple[str, str], float]) -> dict[tuple[str, str], int]:
    plan: dict[tuple[str, str], int] = {}
    city = [unit.code for unit in uppers("HN")]
    for union in unions():
        for code in OF_GRASSROOTS:
            amount = _amount(union.code, code, last_year)
            plan[union.code, code] = amount
            plan[union.upper, code] = plan.get((union.upper, code), 0) + amount
    for unit in city:
        for code in OF_UPPER_UNIONS:
            plan[unit, code] = _amount(unit, code, last_year)
    for code in (*OF_GRASSROOTS, *OF_UPPER_UNIONS):
        plan["HN", code] = sum(plan.get((unit, code), 0) for unit in city)
    return plan


def _amount(unit: str, code: str, last_year: dict[tuple[str, str], float]) -> int:
    """A little more or less than last year, so that some are ahead and some behind; never nothing."""
    rng = Random(f"{unit} {code} target")
    amount = max(1, round(last_year.get((unit, code), 0) * rng.uniform(0.75, 1.35)))
    digits = len(str(amount)) - 2
    return round(amount, -digits) if digits > 0 else amount


def _row(year: str, unit: str, code: str, amount: int) -> TargetRow:
    rng = Random(f"{unit} {code} registered")
    registers = "-" in unit and rng.random() < 0.3
    return TargetRow(
        path="",
        unit=unit,
        period=parse(year),
        indicator=code,
        on=DECIDED_ON.replace(year=int(year)),
        assigned=Decimal(amount),
        registered=Decimal(round(amount * rng.uniform(1.02, 1.25))) if registers else None,
        decision=DECISION % year,
    )


def _published(entry: dict[str, Any]) -> TargetRow:
    year = parse(entry["period"]).year
    return TargetRow(
        path="",
        unit=entry["unit"],
        period=parse(entry["period"]),
        indicator=catalogue().by_key[entry["indicator"]].code,
        on=DECIDED_ON.replace(year=year),
        assigned=Decimal(entry["assigned"]),
        registered=Decimal(entry["registered"]) if "registered" in entry else None,
        decision=DECISION % year,
    )
