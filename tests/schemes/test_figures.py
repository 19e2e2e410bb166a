"""What points are scored from is what every page shows: the reader in bulk against figures read one by one."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.reports import forms, opened
from tests.factories.tree import tree
from tests.people import person
from thidua.emulation.schemes import figures as reading
from thidua.emulation.schemes.figures import FigureReader, exact
from thidua.figures.cells import NOT_APPLICABLE, Cell
from thidua.figures.rules import Basis
from thidua.indicators.models import FormRow, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.scoring.results import Missing, Part, Result
from thidua.scoring.scheme import Against, Criterion, Manual, Measure, Proportional
from thidua.targets.models import Target
from thidua.targets.queries import results_of

pytestmark = pytest.mark.django_db

PERIODS = ("2024-M05", "2024-M06", "2024-Q2", "2024-H1", "2024-M12", "2024")
WINDOWS = ("2024-Q2", "2024-H1", "2024")
STATES = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.ACCEPTED, ReportState.ACCEPTED)
BY_HAND = Measure("số liệu do người ghi")


@pytest.fixture(scope="module")
def built(module_db: None) -> list[int]:
    """Two districts with units of several levels, with reports and targets by chance, gaps among them."""
    forms()
    found = tree(
        "city > district_a > school", "city > district_a > hospital", "city > district_b > factory", "city > fund"
    )
    for code in PERIODS:
        opened(code)
    chance = random.Random(61)
    record_reports(arriving=list(_arriving(chance)), by=None)
    _set_targets(found.values(), chance)
    return sorted(unit.pk for unit in found.values())


@pytest.fixture
def units(built: list[int], db: None) -> list[int]:
    return deepcopy(built)


def test_results_in_bulk_are_those_of_the_pages(units: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    criteria = _criteria()
    kinds = {one.code: catalogue().by_code[one.measures[0].key].kind for one in criteria[: len(catalogue().indicators)]}
    seen: Counter[str] = Counter()
    for period, basis in product(Period.objects.filter(code__in=WINDOWS), Basis):
        expected = _expected(criteria, units, period, basis)
        for remembered in (1, 4_000):
            monkeypatch.setattr(reading, "REMEMBERED", remembered)
            assert FigureReader(criteria, period, basis).read(units) == expected
        seen.update(kinds[code] for one in expected.values() for code in one if code in kinds and one[code].value)
    # There was something to compare, of every kind.
    assert set(seen) == set(Kind)
    assert seen.total() > 2_000


def test_the_same_figures_give_the_same_object(units: list[int]) -> None:
    reader = FigureReader(_criteria(), Period.objects.get(code="2024"))
    first, again = reader.read(units), reader.read(units)
    assert all(first[unit][code] is again[unit][code] for unit in units for code in first[unit])


def test_two_statements_read_everything(units: list[int]) -> None:
    reader = FigureReader(_criteria(), Period.objects.get(code="2024"))
    with CaptureQueriesContext(connection) as found:
        reader.read(units)
    assert len(found) == 2
    nothing = Criterion("X", "X", Decimal(1), Manual())
    assert FigureReader([nothing], Period.objects.get(code="2024")).read(units[:1]) == {units[0]: {}}


def _arriving(chance: random.Random) -> Iterable[Arriving]:
    collected: dict[tuple[int, int], set[Indicator]] = defaultdict(set)
    for report in Report.objects.select_related("sheet"):
        rows = FormRow.objects.filter(section__version=report.sheet.form_version_id)
        found = {catalogue().by_id[pk] for pk in rows.values_list("indicator", flat=True)}
        collected[report.unit_id, report.period_id] |= {one for one in found if one.kind != Kind.RATIO}
    typist, acceptor = person("typist"), person("acceptor")
    for (unit, period), indicators in collected.items():
        state = chance.choice(STATES)
        cells = {one.pk: _cell(chance) for one in sorted(indicators, key=lambda one: one.pk) if chance.random() < 0.9}
        accepted_by = acceptor if state == ReportState.ACCEPTED else None
        yield Arriving(unit, period, cells, state, typed_by=typist, accepted_by=accepted_by)


def _cell(chance: random.Random) -> Cell:
    if chance.random() < 0.1:
        return NOT_APPLICABLE
    return Cell(chance.choice((0, 1, 3, 7, 12, 150, 987_654)))


def _set_targets(units: Iterable[Unit], chance: random.Random) -> None:
    year = Period.objects.get(code="2024")
    amounts = (None, 0, 1, 50, 123_456)
    Target.objects.bulk_create(
        Target(
            unit=unit, period=year, indicator=one, assigned=chance.choice(amounts), registered=chance.choice(amounts)
        )
        for unit in units
        for one in catalogue().indicators
        if chance.random() < 0.3
    )


def _criteria() -> list[Criterion]:
    """A criterion for each indicator of the catalogue, then some with several measures, and one that reads nothing."""
    codes = [one.code for one in catalogue().indicators]
    against = (Against.ASSIGNED, Against.REGISTERED)
    measures = [Measure(code, against=against[number % 2]) for number, code in enumerate(codes)]
    several = [(one, BY_HAND, other) for one, other in zip(measures, measures[7:], strict=False)]
    given = [*((one,) for one in measures), *several, (BY_HAND,)]
    return [Criterion(f"C{n}", f"C{n}", Decimal(1), Proportional(), some) for n, some in enumerate(given)]


def _expected(
    criteria: Iterable[Criterion], units: list[int], period: Period, basis: Basis
) -> dict[int, dict[str, Result]]:
    """The same from the figures, one by one, as pages show them."""
    found = results_of(unit_ids=units, period=period, basis=basis, indicators=catalogue().indicators)

    def part(measure: Measure, unit: int) -> Part | None:
        indicator = catalogue().by_code.get(measure.key)
        if indicator is None:
            return None
        result = found.get((unit, indicator.pk))
        if result is None:
            return Part()
        value = result.cumulative if indicator.kind in (Kind.FLOW, Kind.DISTINCT) else result.value
        target = result.registered if measure.against == Against.REGISTERED else result.target
        return Part(exact(value), exact(target))

    def result_of(criterion: Criterion, unit: int) -> Result | None:
        parts = [part(measure, unit) for measure in criterion.measures]
        known = [one for one in parts if one is not None]
        if not known:
            return None
        if all(one.value is None for one in known):
            return Result(target=known[0].target, missing=Missing.NOT_REPORTED)
        if len(parts) == 1:
            return Result(known[0].value, known[0].target)
        return Result(parts=tuple(one or Part() for one in parts))

    return {
        unit: {one.code: result for one in criteria if (result := result_of(one, unit)) is not None} for unit in units
    }
