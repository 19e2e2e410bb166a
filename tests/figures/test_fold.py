"""Stored totals equal a naive walk over the tree: any tree, values and states, and many hands at once."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest
from django.db import connection

from tests.factories.catalogue import installed
from tests.factories.tree import tree
from tests.people import person
from thidua.core.periods import Calendar
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell, read_cells
from thidua.figures.check import differences
from thidua.figures.fold import fold_marks
from thidua.figures.models import Mark
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import FormRow, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.reporting.services.periods import open_period
from thidua.reporting.services.workflow import Reason, accept_reports, amend_report, return_report

# How many random countries; `make prove` looks at many more.
SEEDS = 60 if os.environ.get("THIDUA_PROVE") else 8
MONTHS = ("2024-M01", "2024-M02", "2024-M03")
# A flow, a stock and a stock of the same form, so that both ways over time are walked.
GRASSROOTS = ("ORG21", "ORG18", "ORG16")
STATES = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED)


@dataclass(frozen=True)
class Country:
    """A random tree with reports in random states, and what a reader with pencil and paper knows of it."""

    units: Mapping[str, Unit]
    parents: Mapping[str, str]
    periods: Mapping[str, Period]
    indicators: tuple[Indicator, ...]

    def below(self, name: str) -> Iterator[str]:
        """The unit itself and everything under it."""
        yield name
        for child, parent in self.parents.items():
            if parent == name:
                yield from self.below(child)


def random_paths(dice: random.Random) -> tuple[list[str], dict[str, str]]:
    """Two to four levels, uneven: some upper unions have nothing below them."""
    names, parents = ["city"], {}
    for n in range(dice.randint(1, 4)):
        names.append(f"district_{n}")
        parents[names[-1]] = "city"
    for n in range(dice.randint(2, 14)):
        names.append(f"school_{n}")
        parents[names[-1]] = dice.choice([name for name in names if not name.startswith("school")])

    def path(name: str) -> str:
        return f"{path(parents[name])} > {name}" if name in parents else name

    return [path(name) for name in names], parents


def random_cell(dice: random.Random) -> Cell:
    return dice.choice([Cell(dice.randint(0, 500)), Cell(0), NOT_APPLICABLE, EMPTY])


@pytest.fixture
def country(request: pytest.FixtureRequest, db: None) -> Country:
    """A country that is undone after its test."""
    return _country(request.param)


@pytest.fixture
def shared_country(request: pytest.FixtureRequest, transactional_db: None) -> Country:
    """A country that other connections see too."""
    return _country(request.param)


def _country(seed: int) -> Country:
    dice = random.Random(seed)
    installed()
    paths, parents = random_paths(dice)
    units = tree(*paths)
    periods = ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    for code in MONTHS:
        open_period(period=periods[code], by=None)
    indicators = tuple(catalogue().by_code[code] for code in GRASSROOTS)
    clerk, officer = person("clerk"), person("officer")
    arriving = [
        Arriving(
            unit_id=unit.pk,
            period_id=periods[code].pk,
            cells={indicator.pk: random_cell(dice) for indicator in indicators},
            state=(state := dice.choice(STATES)),
            typed_by=clerk,
            accepted_by=officer if state == ReportState.ACCEPTED else None,
        )
        for name, unit in units.items()
        if name.startswith("school")
        for code in MONTHS
        if dice.random() < 0.9
    ]
    record_reports(arriving=arriving, by=clerk)
    return Country(units, parents, periods, indicators)


Owed = dict[tuple[int, str, int], Cell]


def owed_cells(country: Country, basis: Basis) -> Owed:
    """Every cell that some unit owes, by unit, month and indicator, in the version that counts."""
    owed: Owed = {}
    for report in Report.objects.select_related("sheet__form_version", "period"):
        sheet = report.sheet
        version = sheet.official_version
        if basis is Basis.PRELIMINARY and sheet.submitted_version is not None:
            version = sheet.submitted_version
        rows = FormRow.objects.filter(section__version=sheet.form_version, indicator__in=country.indicators)
        collected = list(rows.values_list("indicator_id", flat=True))
        cells = read_cells(sheet, version, collected) if version else dict.fromkeys(collected, EMPTY)
        owed |= {(report.unit_id, report.period.code, pk): cell for pk, cell in cells.items()}
    return owed


def walk(
    country: Country, owed: Owed, name: str, months: tuple[str, ...], indicator: Indicator
) -> tuple[Fraction | None, int, int]:
    """Value, received and expected by looking at every report below a unit, one by one."""
    keys = [(country.units[below].pk, month, indicator.pk) for below in country.below(name) for month in months]
    cells = [owed[key] for key in keys if key in owed]
    numbers = [cell.number for cell in cells if cell.number is not None]
    return (
        Fraction(sum(numbers)) if numbers else None,
        sum(not cell.empty for cell in cells),
        len(cells),
    )


def assert_totals_are_walks(country: Country) -> None:
    quarter = country.periods["2024-Q1"]
    asked = [*(country.periods[code] for code in MONTHS), quarter]
    for basis in Basis:
        owed = owed_cells(country, basis)
        read = figures(
            units=[unit.pk for unit in country.units.values()],
            periods=asked,
            indicators=country.indicators,
            basis=basis,
        )
        for name, unit in country.units.items():
            for indicator in country.indicators:
                for month in MONTHS:
                    naive = walk(country, owed, name, (month,), indicator)
                    figure = read.get((unit.pk, country.periods[month].pk, indicator.pk))
                    stored = (figure.value, figure.received, figure.expected) if figure else (None, 0, 0)
                    assert stored == naive, (basis, name, month, indicator.code)
                months = MONTHS if indicator.kind == "flow" else MONTHS[-1:]
                naive = walk(country, owed, name, months, indicator)
                figure = read.get((unit.pk, quarter.pk, indicator.pk))
                stored = (figure.value, figure.received, figure.expected) if figure else (None, 0, 0)
                assert stored == naive, (basis, name, "2024-Q1", indicator.code)


@pytest.mark.parametrize("country", range(SEEDS), indirect=True)
def test_stored_totals_equal_a_naive_walk(country: Country) -> None:
    assert_totals_are_walks(country)
    assert differences() == []


@pytest.mark.parametrize("shared_country", range(100, 100 + SEEDS // 2), indirect=True)
def test_totals_are_exact_after_many_hands_have_worked_at_once(shared_country: Country) -> None:
    dice = random.Random(7)
    officer = person("officer")
    waiting = list(Report.objects.filter(state=ReportState.SUBMITTED).values_list("pk", flat=True))
    done = list(Report.objects.filter(state=ReportState.ACCEPTED).values_list("pk", flat=True))
    dice.shuffle(waiting)
    half = len(waiting) // 2
    failures: list[Exception] = []
    finished = threading.Event()

    def worker(*jobs: object) -> None:
        try:
            for job in jobs:
                job()
        except Exception as failure:  # noqa: BLE001 - told by the assertion below
            failures.append(failure)
        finally:
            connection.close()

    def keep_folding() -> None:
        try:
            while not finished.is_set():
                fold_marks()
        except Exception as failure:  # noqa: BLE001 - told by the assertion below
            failures.append(failure)
        finally:
            connection.close()

    hands = [
        threading.Thread(target=worker, args=[lambda pk=pk: accept_reports(report_ids=[pk], by=officer) for pk in some])
        for some in (waiting[:half:2], waiting[1:half:2])
    ]
    hands.append(
        threading.Thread(
            target=worker,
            args=[
                lambda pk=pk: return_report(report_id=pk, reasons=[Reason("Hãy xem lại")], by=officer)
                for pk in waiting[half:]
            ],
        )
    )
    hands.append(
        threading.Thread(target=worker, args=[lambda pk=pk: amend_report(report_id=pk, by=officer) for pk in done[:3]])
    )
    folder = threading.Thread(target=keep_folding)
    folder.start()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    finished.set()
    folder.join()
    fold_marks()

    assert failures == []
    assert Mark.objects.count() == 0
    assert_totals_are_walks(shared_country)
    assert differences() == []


@pytest.mark.parametrize("country", [3], indirect=True)
def test_a_total_that_was_tampered_with_is_named(country: Country) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_total SET sums[1] = 424242 WHERE unit_id = %s", [country.units["city"].pk])

    found = differences()

    assert found
    assert all("city" in line for line in found)
