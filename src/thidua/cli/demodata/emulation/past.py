"""The figures and targets of the clusters' years that have no reports here, entered as totals of past years.

Of cluster 8 in 2020 it was published that every unit kept the eight labour policies: those rates are 100 per cent.
Everything else is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from thidua.cli.demodata.emulation.members import CITY, CLUSTER_2, CLUSTER_6, CLUSTER_8, SAMPLE
from thidua.cli.demodata.people import officer_of
from thidua.cli.federation.shape import TargetRow
from thidua.core import clock
from thidua.core.numbers import scale
from thidua.core.periods import parse
from thidua.files.services import store_text
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.past_tables import PastCell, PastTable
from thidua.reporting.queries.past import preview_past
from thidua.reporting.services.past import record_past

OBLIGED: Final = "LAW48"
KEPT: Final = ("LAW49", "LAW51", "LAW53", "LAW55", "LAW57", "LAW59", "LAW61", "LAW63")
"""The units that keep a labour policy: rules, wage scale, minimum wage, health checks, three insurances, safety."""

USUAL: Final = {
    "ORG21": (900, 2600),
    "ORG39": (18, 60),
    "ORG07": (6, 26),
    "ORG36": (4, 12),
    "LAW18": (40, 130),
    "LAW22": (60, 180),
    "WEL01": (5000, 16000),
    "WEL10": (1, 5),
    "EMU06": (120, 520),
    "PRO02": (4000, 15000),
    "INS05": (4, 14),
}
"""What such a unit reaches in a year, from … to …, by code."""

REPORTED: Final = ("ORG07", "ORG36", "LAW18", "WEL10", "INS05")
"""What the units of cluster 8 reported themselves in 2020, month by month and quarter by quarter."""

YEARS: Final = {2020: CLUSTER_8, 2022: CLUSTER_2}
PLANNED: Final = {**YEARS, 2023: (*CLUSTER_2, *CLUSTER_6)}


def write_past(users: Mapping[str, User]) -> None:
    """Enter the totals of the years that nobody reported here."""
    by = users[officer_of(CITY)]
    city = Unit.objects.get(code=CITY)
    for year, codes in YEARS.items():
        cells = tuple(_cells(year, codes))
        preview = preview_past(PastTable(cells, ()), unit=city, within=Unit.objects.filter(code__in=codes))
        text = f"{SAMPLE}: kết quả năm {year} của các đơn vị trong cụm."
        with clock.on_day(date(year, 12, 5)):
            file = store_text(text=text, name=f"so-lieu-mau-{year}.txt", by=by)
            record_past(preview=preview, unit=city, file=file, source=text, by=by)


def cluster_targets(reported: Mapping[int, Mapping[tuple[str, str], float]]) -> Iterator[TargetRow]:
    """What the units of the clusters were to reach in years before the demonstration's own.

    `reported` is what they and those below them reported, by year, unit and code; such targets lie near it.
    """
    for year, codes in PLANNED.items():
        for unit in codes:
            for code in USUAL:
                yield TargetRow(
                    path="",
                    unit=unit,
                    period=parse(str(year)),
                    indicator=code,
                    on=date(year, 1, 20),
                    assigned=Decimal(_near(reported.get(year, {}).get((unit, code), 0), year, unit, code)),
                    decision=f"Kế hoạch công tác công đoàn năm {year} ({SAMPLE.lower()})",
                )


def _cells(year: int, codes: tuple[str, ...]) -> Iterator[PastCell]:
    for unit in codes:
        rng = Random(f"{unit} {year} results")
        reached = {code: round(_target(year, unit, code) * rng.uniform(0.86, 1.32)) for code in USUAL}
        if codes == CLUSTER_8:
            obliged = rng.randint(12, 160)
            reached = {code: value for code, value in reached.items() if code not in REPORTED}
            reached |= dict.fromkeys((OBLIGED, *KEPT), obliged)
        for code, value in reached.items():
            indicator = catalogue().by_code[code]
            number = scale(Decimal(value), indicator.decimals)
            yield PastCell(unit, indicator, parse(str(year)), number, f"{unit} {code}")


def _near(reported: float, year: int, unit: str, code: str) -> int:
    """A target that what was reported misses or passes by a little; an invented one where nothing was reported."""
    if not reported:
        return _target(year, unit, code)
    return max(1, _round(round(reported / Random(f"{unit} {year} {code} near").uniform(0.88, 1.28))))


def _target(year: int, unit: str, code: str) -> int:
    low, high = USUAL[code]
    return _round(Random(f"{unit} {year} {code} target").randint(low, high))


def _round(amount: int) -> int:
    """A plan is made in two leading digits."""
    digits = len(str(amount)) - 2
    return round(amount, -digits) if digits > 0 else amount
