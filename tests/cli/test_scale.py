"""`thidua scale`: the synthetic country has its shape, is the same every time, and is exact."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import Count

from tests.cli.conftest import Run
from thidua.cli.scale import Country, Size, build, shape
from thidua.figures.models import BaseTotal, Sheet, SheetCells
from thidua.figures.rules import Basis
from thidua.org.models import Lineage, Unit
from thidua.org.rules import UnitKind
from thidua.reporting.models import Report, ReturnReason, Submission

UNITS, MONTHS = 300, 2


def test_the_command_builds_a_country_that_check_confirms(catalogue_installed: None, command: Run) -> None:
    code, printed, _said = command("scale", "--units", str(UNITS), "--months", str(MONTHS), "--indicators", "20")
    assert code == 0
    assert f"{UNITS * MONTHS} báo cáo, 20 chỉ tiêu" in printed
    code, printed, _said = command("check")
    assert code == 0, printed


def test_it_refuses_an_installation_with_units(country: Country, command: Run) -> None:
    code, _printed, said = command("scale", "--units", "300", "--months", "1")
    assert code == 2
    assert f"đã có {country.units} đơn vị" in said


@pytest.mark.parametrize(("option", "value"), [("--units", "1"), ("--months", "13"), ("--indicators", "61")])
def test_it_refuses_sizes_that_cannot_be_built(
    catalogue_installed: None, command: Run, option: str, value: str
) -> None:
    code, _printed, said = command("scale", option, value)
    assert code == 2
    assert "phải từ" in said
    assert not Unit.objects.exists()


@pytest.fixture
def country(catalogue_installed: None) -> Country:
    return _built(seed=1)


def _built(*, seed: int) -> Country:
    return build(Size(units=UNITS, months=MONTHS, seed=seed), say=lambda *_step: None)


def test_every_union_has_its_place_and_its_reports(country: Country) -> None:
    kinds = dict(Unit.objects.values_list("placements__kind").annotate(count=Count("pk")))
    assert kinds[UnitKind.CONFEDERATION] == 1
    assert kinds[UnitKind.PROVINCE] == 34
    assert kinds[UnitKind.CENTRAL_SECTOR] == 17
    assert kinds[UnitKind.GRASSROOTS] == UNITS
    assert Lineage.objects.filter(depth=3).count() == UNITS
    assert Report.objects.count() == Sheet.objects.count() == UNITS * MONTHS == country.reports


def test_reports_are_in_every_state_and_their_history_fits(country: Country) -> None:
    states = dict(Report.objects.values_list("state").annotate(count=Count("pk")))
    assert set(states) == {"draft", "submitted", "returned", "accepted"}
    assert states["accepted"] > 0.8 * country.reports
    assert Submission.objects.count() == country.reports - states["draft"]
    assert ReturnReason.objects.count() == states["returned"]
    assert 0 < Submission.objects.filter(late=True).count() < 0.2 * country.reports


def test_the_root_has_the_sum_of_what_was_accepted(country: Country) -> None:
    month, indicator = country.periods[0], country.indicators[0]
    block, at = indicator.slot.block_id, indicator.slot.position - 1
    accepted = Sheet.objects.filter(period=month, official_version=1)
    cells = SheetCells.objects.filter(sheet__in=accepted, version=1, block=block).values_list("cells", flat=True)
    numbers = [number for row in cells if (number := row[at]) is not None]
    total = BaseTotal.objects.get(period=month, unit__code=shape.ROOT, block=block, basis=Basis.OFFICIAL)
    assert (total.sums[at], total.with_value[at]) == (sum(numbers), len(numbers))
    assert 0.9 * len(cells) < len(numbers) < len(cells)


def test_the_same_seed_is_the_same_country_and_another_is_not() -> None:
    first = shape.units_of(units=5_000, seed=1)
    assert first == shape.units_of(units=5_000, seed=1)
    assert first != shape.units_of(units=5_000, seed=2)
    assert len({unit.code for unit in first}) == len(first)
    assert sum(unit.parent == shape.upper_of_width(30) for unit in first) == 30


def test_the_same_seed_is_the_same_figures(catalogue_installed: None) -> None:
    found = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            _built(seed=seed)
            found.append(_figures())
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


def test_the_capital_has_what_was_reorganised_in_2025() -> None:
    country = shape.units_of(units=shape.NATIONAL, seed=1)
    districts = {unit.code for unit in country if unit.parent == shape.CAPITAL and unit.kind == UnitKind.DISTRICT}
    assert len(districts) == 40
    assert sum(unit.parent in districts for unit in country) == 6_349
    uppers = {unit.parent for unit in country if unit.kind == UnitKind.GRASSROOTS}
    assert 3_300 < len(uppers) < 3_600


def _figures() -> list[tuple[object, ...]]:
    """Everything that counts, by the codes of units."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.code, s.closes, c.version, c.block, c.cells, c.na, s.official_version, s.submitted_version"
            " FROM figures_sheetcells c JOIN figures_sheet s ON s.id = c.sheet_id JOIN org_unit u ON u.id = s.unit_id"
            " ORDER BY 1, 2, 3, 4"
        )
        return list(cursor.fetchall())
